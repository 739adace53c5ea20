// Everything the simulated WhatsApp knows, and the promise that a waiter is told of every change.
import { Account, Contact } from './people.js';
import { ServerCertificates } from './noise.js';

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./people.js').Device} Device */

/** Accounts, contacts and open connections of one simulated WhatsApp. */
export class World {
  certificates = new ServerCertificates();
  /** @type {Map<string, Account>} */
  accounts = new Map();
  /** @type {Map<string, Contact>} by number */
  contacts = new Map();
  /** @type {Map<string, import('./groups.js').Group>} by JID */
  groups = new Map();
  /** @type {Set<string>} numbers that are not on WhatsApp */
  strangers = new Set();
  /** @type {Set<Connection>} */
  connections = new Set();
  /** @type {Map<string, {body: Buffer, status?: number}>} uploaded media by path, and with what status they are answered */
  media = new Map();
  mediaHost = '';
  /** How many logins were answered, and how many ended in a conflict. */
  logins = 0;
  conflicts = 0;
  /** How often a client asked for a message again. */
  retries = 0;
  /** Set while those who are asked for a message again take their time until `releaseRetries`. */
  holdsRetries = false;
  /** @type {(() => Promise<void>)[]} */
  heldRetries = [];
  /** Set while the server is to answer no message with an ack. */
  holdsAcks = false;
  /** Set while what clients send gets lost on its way. */
  losesMessages = false;
  /** Set while receipts get lost on their way: the server sends the messages again at the next login. */
  losesReceipts = false;
  /** Set while the server is to refuse every login with this reason. @type {number | undefined} */
  refusesLogins;
  /** @type {Set<() => void>} */
  #waiters = new Set();

  /** @param {string} number  @param {{lid?: string, name?: string}} [about] */
  account(number, about) {
    let account = this.accounts.get(number);
    if (!account) this.accounts.set(number, (account = new Account(number, about)));
    return account;
  }

  /** @param {string} number  @param {{lid?: string, name?: string}} [about] */
  contact(number, about) {
    let contact = this.contacts.get(number);
    if (!contact) this.contacts.set(number, (contact = new Contact(number, about)));
    return contact;
  }

  /**
   * @param {string} jid
   * @returns {Account | Contact | undefined} whoever has this number or LID; a new number makes a contact
   */
  person(jid) {
    const [name, server] = jid.split('@');
    const user = name.split(':')[0];
    if (server === 'g.us') return undefined;
    if (server === 'lid') {
      return [...this.accounts.values(), ...this.contacts.values()].find((one) => one.lid === user);
    }
    if (this.accounts.has(user)) return this.accounts.get(user);
    return this.strangers.has(user) ? undefined : this.contact(user);
  }

  /** @param {string} jid  @returns {{account: Account, device: Device} | undefined} */
  device(jid) {
    const owner = this.person(jid);
    const id = Number(jid.split('@')[0].split(':')[1] ?? 0);
    const device = owner instanceof Account ? owner.devices.get(id) : undefined;
    return device && { account: /** @type {Account} */ (owner), device };
  }

  /** Those who were asked for messages again send them now. */
  async releaseRetries() {
    this.holdsRetries = false;
    for (const send of this.heldRetries.splice(0)) await send();
  }

  changed() {
    for (const waiter of [...this.#waiters]) waiter();
  }

  /**
   * @template T
   * @param {() => T | undefined | false} condition
   * @param {number} [timeoutMs]
   * @returns {Promise<T>} what the condition gave when it first held
   */
  until(condition, timeoutMs = 20_000) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const value = condition();
        if (value === undefined || value === false) return;
        this.#waiters.delete(check);
        clearTimeout(timer);
        resolve(value);
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        reject(new Error(`The simulated WhatsApp waited ${timeoutMs} ms for: ${condition}`));
      }, timeoutMs);
      this.#waiters.add(check);
      check();
    });
  }
}
