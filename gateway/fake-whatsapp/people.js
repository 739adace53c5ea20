// The people of the simulated world: accounts with their own phone and linked devices, and contacts who write to them.
import { randomInt } from 'node:crypto';
import { makeGroupKeys } from './groups.js';
import { SignalIdentity } from './signal.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./connection.js').Connection} Connection */

/**
 * A linked device as the server keeps it.
 * @typedef {{id: number, noisePublic: Buffer, identity: Buffer, registrationId: number,
 *   signedPreKey: {id: number, key: Buffer, signature: Buffer}, preKeys: Map<number, Buffer>,
 *   pending: {key: string, stanza: Node}[], receipts: Node[], connection?: Connection, hasHistory?: boolean}} Device
 */

/**
 * What somebody's phone shows of a message.
 * @typedef {{id: string, chat: string, from: string, fromMe: boolean, message: any, copies: number, at: number}} Shown `at`: when it first came, ms
 */

/** A number of the simulated WhatsApp, with the phone that owns it. */
export class Person {
  signal = new SignalIdentity();
  /** @type {ReturnType<typeof makeGroupKeys> | undefined} */
  #groupKeys;
  /** @type {Shown[]} */
  shown = [];

  /** @param {string} number digits  @param {{lid?: string, name?: string}} [about] */
  constructor(number, { lid, name } = {}) {
    this.number = number;
    this.lid = lid ?? `${randomInt(1e8, 1e9)}${number.slice(-5)}`;
    this.name = name ?? `Person ${number.slice(-4)}`;
  }

  get groupKeys() {
    return (this.#groupKeys ??= makeGroupKeys());
  }

  get jid() {
    return `${this.number}@s.whatsapp.net`;
  }

  get lidJid() {
    return `${this.lid}@lid`;
  }

  /** Shows a message once, however often it comes. @param {Omit<Shown, 'copies' | 'at'>} message */
  show(message) {
    const known = this.shown.find((one) => one.id === message.id && one.chat === message.chat);
    if (known) known.copies++;
    else this.shown.push({ ...message, copies: 1, at: Date.now() });
  }
}

/** A number whose phone can link devices. */
export class Account extends Person {
  /** @type {Map<number, Device>} */
  devices = new Map();
  #nextDevice = 1;
  /** The phone is online: it confirms the copies of what its linked devices send. */
  isOnline = true;
  /** @type {{id: string, chat: Person, fromMe: boolean, message: any, t: number}[]} what the phone has of its chats */
  history = [];
  /** WhatsApp asks this account for a passkey after the scan. */
  asksPasskey = false;
  /** @type {{isActive: boolean, ends?: number, type?: string}} what the server says about reaching out to strangers */
  timelock = { isActive: false };
  /** @type {Set<string>} numbers to which the server refuses a message with 463 */
  refused = new Set();

  /** @type {{at: number, what: 'asked again' | 'unreadable', id: string, by: string, error?: string}[]} messages that could not be decrypted: by its devices, or by who got them */
  troubles = [];

  takeDeviceId() {
    return this.#nextDevice++;
  }

  /** @param {Device} device  @param {'pn' | 'lid'} [mode] */
  jidOf(device, mode = 'pn') {
    return mode === 'pn' ? `${this.number}:${device.id}@s.whatsapp.net` : `${this.lid}:${device.id}@lid`;
  }
}

/** Somebody who writes to accounts. */
export class Contact extends Person {
  /** @type {'pn' | 'lid'} how the server names this contact in what it forwards */
  addressing = 'pn';
  /** The server tells the other name (number or LID) too. */
  tellsBothNames = true;
  /** The phone confirms what arrives. */
  confirms = true;
  /** @type {{id: string, to: string, at: number, message: any}[]} what this contact wrote to accounts */
  wrote = [];
  /** @type {string[]} 'composing', 'paused', receipts by type: what this contact saw of the account */
  seen = [];

  /** @returns {{from: string, alternative: Record<string, string | undefined>}} */
  get sender() {
    const tells = this.tellsBothNames;
    return this.addressing === 'pn'
      ? { from: this.jid, alternative: { sender_lid: tells ? this.lidJid : undefined } }
      : { from: this.lidJid, alternative: { addressing_mode: 'lid', sender_pn: tells ? this.jid : undefined } };
  }
}
