// A session's link to WhatsApp: one connection at a time, and what comes after each one's end.
import { setTimeout as wait } from 'node:timers/promises';
import { libraryLogger } from '../log.js';
import { backOffMs, endingOf } from '../whatsapp/disconnect.js';
import { Connection } from './connection.js';

/** How long a connection to log out with may take. */
const LOGOUT_MS = 10_000;

/** Connects an owned session, and connects it again until it is told to stop or the link is gone. */
export class Link {
  #session;
  #context;
  #parts;
  /** @type {Connection | undefined} */
  #connection;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #attempt = 0;
  #isOver = false;
  /** The end of the last connection's work. */
  #settling = Promise.resolve();
  /** What opens the next connection; another one, or none, when that was decided anew. */
  #opening = {};
  /** Keys of a lost link on their way out; a new link waits for it. */
  #forgetting = Promise.resolve();
  /** @type {Promise<void> | undefined} while the device is being removed from the account */
  #leaving;
  /** @type {((value?: any) => void) | undefined} tells whoever connects only to log out that this is possible, or never will be */
  #decide;

  /**
   * @param {import('./session.js').Session} session  @param {import('./sessions.js').Context} context
   * @param {import('./ownedParts.js').Parts} parts
   */
  constructor(session, context, parts) {
    this.#session = session;
    this.#context = context;
    this.#parts = parts;
  }

  get connection() {
    return this.#connection;
  }

  /** Connects, unless it is connected or on its way. */
  async connect() {
    await this.#forgetting;
    if (this.#connection || this.#isOver) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    await this.#openNext('');
  }

  /** Removes this device from the account, for which it connects where it is not connected, and forgets its keys. */
  logout() {
    this.#leaving ??= this.#leave().finally(() => (this.#leaving = undefined));
    return this.#leaving;
  }

  async #leave() {
    const { credentials, announcer } = this.#parts;
    const isLoggedOut = !credentials.isLinked || (await this.#untilOpen().catch((error) => this.#session.failed(error)));
    clearTimeout(this.#timer);
    this.#opening = {};
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.logout().catch((error) => this.#session.failed(error));
    if (!isLoggedOut)
      this.#context.log.warn('A device may still be linked: its phone has to remove it', { session: this.#session.record.name });
    await this.#forgetting;
    this.#forgetting = credentials.forget();
    await this.#forgetting;
    this.#session.record.me = undefined;
    announcer.status('STOPPED', '');
  }

  /** Connects, to log out. @returns {Promise<boolean>} whether it is connected; after a time, or at once where that can't become */
  async #untilOpen() {
    if (this.#connection?.isOpen) return true;
    const decided = new Promise((resolve) => (this.#decide = resolve));
    await this.connect();
    await Promise.race([decided, wait(LOGOUT_MS, undefined, { ref: false })]);
    this.#decide = undefined;
    return !!this.#connection?.isOpen;
  }

  /** Ends the connection, and tells nobody. */
  async close() {
    clearTimeout(this.#timer);
    this.#opening = {};
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /** Connects no more. */
  end() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#decide?.();
  }

  /** Two connections must not work with the keys of one session. @param {string} reason */
  async #openNext(reason) {
    const opening = (this.#opening = {});
    this.#parts.announcer.status('STARTING', reason);
    await this.#settling;
    if (!this.#isOver && !this.#connection && this.#opening === opening) this.#open();
  }

  #open() {
    const { announcer, credentials, inbox, sends } = this.#parts;
    const { name, config } = this.#session.record;
    // What an earlier attempt to link left in them would make WhatsApp refuse a new one.
    if (!credentials.isLinked) credentials.renew();
    const connection = new Connection({
      settings: this.#context.settings,
      config,
      credentials,
      store: credentials.keys,
      logger: libraryLogger(this.#context.log, name),
      inbox,
      keeper: inbox.keeper,
      findSent: (id) => sends.find(id),
      onError: (error) => this.#session.failed(error),
      listener: {
        onQr: (text) => announcer.code(text),
        onPasskey: ({ challenge, code }) => announcer.passkey(challenge, code),
        onOpen: () => void this.#opened(connection),
        onTimelock: (lock) => announcer.restricted(lock),
        onCap: (cap) => announcer.capped(cap),
        onPhone: () => this.#session.sawPhone(),
        onAck: (id, ack, jid, error) => this.#session.acked(id, ack, jid, error),
        onEnd: (code) => this.#ended(code),
      },
    });
    this.#connection = connection;
  }

  /** @param {Connection} connection */
  async #opened(connection) {
    this.#attempt = 0;
    if (this.#decide) return this.#decide();
    // Before anything newer can be sent.
    await this.#parts.sends.repeatUnanswered().catch((error) => this.#session.failed(error));
    if (this.#connection === connection && connection.isOpen)
      this.#parts.announcer.working(this.#parts.credentials.value.me);
  }

  /** @param {number | undefined} code */
  #ended(code) {
    const { credentials } = this.#parts;
    const showedCodes = this.#connection?.hasShownCodes ?? false;
    this.#settling = this.#connection?.settle() ?? this.#settling;
    this.#connection = undefined;
    const { next, reason } = endingOf(code, { isLinked: credentials.isLinked, showedCodes });
    this.#context.log.info('A connection ended', { session: this.#session.record.name, code, reason });
    if (next === 'restart') return void this.#openNext(reason);
    if (next === 'loggedOut' || next === 'failed')
      return this.#fail(reason, next === 'loggedOut' || !credentials.isLinked);

    this.#attempt++;
    const ms =
      next === 'replaced'
        ? this.#context.settings.leaseSeconds * 1000
        : backOffMs(this.#attempt, this.#context.settings.reconnectMs);
    this.#parts.announcer.status('STARTING', reason);
    this.#timer = setTimeout(() => void this.#again(reason), ms);
  }

  /**
   * The end until a person acts.
   * @param {string} reason
   * @param {boolean} forgets the link is gone, and its keys with it
   */
  #fail(reason, forgets) {
    const { credentials } = this.#parts;
    if (forgets) {
      this.#session.record.me = undefined;
      this.#forgetting = credentials.forget().catch((error) => this.#session.failed(error));
    }
    this.#decide?.();
    void this.#forgetting.then(() => this.#connection || this.#parts.announcer.status('FAILED', reason));
  }

  /** Connects again, while storage says that this session is still ours. @param {string} reason */
  async #again(reason) {
    const opening = this.#opening;
    const isOurs = await this.#session.lease.renew();
    if (this.#isOver || this.#connection || this.#opening !== opening) return;
    if (isOurs) await this.#openNext(reason);
    else this.#timer = setTimeout(() => void this.#again(reason), this.#context.settings.reconnectMs);
  }
}
