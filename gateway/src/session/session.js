// One WhatsApp session that this process owns: its status, its connection, and what happens when either ends.
import { jidNormalizedUser } from 'baileys';
import { kindOf, libraryLogger } from '../log.js';
import { LostOwnership } from '../storage/partition.js';
import { purge } from '../storage/purge.js';
import { backOffMs, endingOf } from '../whatsapp/disconnect.js';
import { Connection } from './connection.js';
import { ownedParts } from './ownedParts.js';

/** @typedef {import('../storage/sessionTable.js').SessionRecord} SessionRecord */

const PURGE_MS = 6 * 3_600_000;
const FLUSH_MS = 5_000;
/** How old the time at which the phone was seen may become before it is saved again. */
const PHONE_MS = 3_600_000;

/** A session in this process, from taking ownership to giving it up. */
export class Session {
  #context;
  #log;
  #parts;
  /** @type {Connection | undefined} */
  #connection;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #purging;
  #attempt = 0;
  #isOver = false;
  #saving = Promise.resolve();
  /** The end of the last connection's work. */
  #settling = Promise.resolve();
  /** What opens the next connection; another one, or none, when that was decided anew. */
  #opening = {};
  /** Keys of a lost link on their way out; a new link waits for it. */
  #forgetting = Promise.resolve();
  lastActivity = Date.now();

  /**
   * @param {import('./sessions.js').Context} context  @param {SessionRecord} record
   * @param {import('../storage/partition.js').Partition} partition claimed  @param {import('../storage/lease.js').Lease} lease held
   */
  constructor(context, record, partition, lease) {
    this.#context = context;
    this.#log = context.log;
    this.record = record;
    this.lease = lease;
    this.#parts = ownedParts(this, context, partition);
    partition.onLost = () => this.abandon('displaced');
    lease.onLost = () => this.abandon('lease_lost');
    this.#purging = setInterval(() => this.#purge(), PURGE_MS).unref();
  }

  /** Takes up what a former owner left, and connects where that is wished. */
  async begin() {
    const { inbox, credentials, sends } = this.#parts;
    await credentials.load();
    await Promise.all([inbox.resume(), sends.resume()]);
    void this.#purge();
    if (this.record.wanted && this.record.status !== 'FAILED') await this.connect();
  }

  /** Connects, unless it is connected or on its way. */
  async connect() {
    await this.#forgetting;
    if (this.#connection || this.#isOver) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    await this.#openNext('');
  }

  /** Ends the connection; the link to the phone stays. */
  async disconnect() {
    await this.#close();
    this.#parts.announcer.status('STOPPED', '');
  }

  /** Removes this device from the account and forgets its keys. */
  async logout() {
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.logout().catch((error) => this.#failed(error));
    this.#forgetting = this.#parts.credentials.forget();
    await this.#forgetting;
    this.record.me = undefined;
    this.#parts.announcer.status('STOPPED', '');
  }

  /** Gives the session up so that another process can have it at once: nothing is logged out, everything is stored. */
  async release() {
    await this.#close();
    const { inbox, webhooks, partition, credentials } = this.#parts;
    if (this.record.wanted && this.status !== 'FAILED')
      Object.assign(this.record, { status: 'STARTING', reason: 'handed_over' });
    await Promise.all([credentials.flush(), this.save(), webhooks.flush(FLUSH_MS), inbox.stop(FLUSH_MS)]);
    this.#finish();
    partition.abandon();
    await this.lease.release();
  }

  /** Leaves nothing of a logged out session. @param {() => Promise<void>} removeRecord */
  async erase(removeRecord) {
    const { inbox, webhooks, partition } = this.#parts;
    await Promise.all([this.#saving, webhooks.flush(FLUSH_MS), inbox.stop(0)]);
    this.#finish();
    await partition.destroy();
    await removeRecord();
    await this.lease.release({ forget: true });
  }

  /**
   * Somebody else is or may become the owner: the socket goes at once and nothing is written any more.
   * @param {string} reason
   */
  abandon(reason) {
    if (this.#isOver) return;
    this.#log.warn('A session is given up', { session: this.record.name, reason, epoch: this.#parts.partition.epoch });
    this.#parts.partition.abandon();
    void this.#parts.inbox.stop(0);
    this.#finish();
    void this.#close().catch(() => {});
    this.#context.onGone(this);
    void this.lease.release().catch(() => {});
  }

  get status() {
    return this.record.status;
  }

  get sends() {
    return this.#parts.sends;
  }

  get inbox() {
    return this.#parts.inbox;
  }

  /** Everything that came for this session until now was taken by the webhooks. */
  get isCaughtUp() {
    return this.status === 'WORKING' && !!this.#connection?.isCaughtUp && this.inbox.isEmpty;
  }

  get connection() {
    return this.#connection;
  }

  /** When messages can go through now. */
  get working() {
    return this.status === 'WORKING' && this.lease.isHeld ? this.#connection : undefined;
  }

  /** @returns {string | undefined} the text of the QR code that is valid now */
  get qr() {
    return this.#parts.announcer.qr;
  }

  /**
   * New configuration: webhooks from the next event on, the rest with the next connection.
   * @param {SessionRecord} record as it was saved
   */
  configure(record) {
    this.record = record;
    this.#parts.webhooks.configured = record.config.webhooks ?? [];
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
    // What an earlier attempt to link left in them would make WhatsApp refuse a new one.
    if (!credentials.isLinked) credentials.renew();
    const connection = new Connection({
      settings: this.#context.settings,
      config: this.record.config,
      credentials,
      store: credentials.keys,
      logger: libraryLogger(this.#log, this.record.name),
      inbox,
      keeper: inbox.keeper,
      findSent: (id) => sends.find(id),
      onError: (error) => this.#failed(error),
      listener: {
        onQr: (text) => announcer.code(text),
        onPasskey: ({ challenge, code }) => announcer.passkey(challenge, code),
        onOpen: () => void this.#opened(connection),
        onTimelock: (lock) => announcer.restricted(lock),
        onPhone: () => this.#sawPhone(),
        onAck: (id, ack, jid, error) => void this.#acked(id, ack, jid, error).catch((failure) => this.#failed(failure)),
        onEnd: (code) => this.#ended(code),
      },
    });
    this.#connection = connection;
  }

  async #close() {
    clearTimeout(this.#timer);
    this.#opening = {};
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  #finish() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#parts.announcer.stop();
    clearInterval(this.#purging);
    this.#parts.webhooks.stop();
  }

  /** @param {Connection} connection */
  async #opened(connection) {
    this.#attempt = 0;
    // Before anything newer can be sent.
    await this.sends.repeatUnanswered().catch((error) => this.#failed(error));
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
    this.#log.info('A connection ended', { session: this.record.name, code, reason });
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
      this.record.me = undefined;
      this.#forgetting = credentials.forget().catch((error) => this.#failed(error));
    }
    void this.#forgetting.then(() => this.#connection || this.#parts.announcer.status('FAILED', reason));
  }

  /** Connects again, while storage says that this session is still ours. @param {string} reason */
  async #again(reason) {
    const isOurs = await this.lease.renew();
    if (this.#isOver || this.#connection) return;
    if (isOurs) await this.#openNext(reason);
    else this.#timer = setTimeout(() => void this.#again(reason), this.#context.settings.reconnectMs);
  }

  /**
   * @param {string} id
   * @param {number} ack
   * @param {string} jid
   * @param {string} [error] WhatsApp's code of a refusal
   */
  async #acked(id, ack, jid, error) {
    const { announcer, sends } = this.#parts;
    const chat = ack <= 1 ? await sends.acked(id, ack) : ((await sends.chatOf(id)) ?? jidNormalizedUser(jid));
    if (!chat) return;
    this.lastActivity = Date.now();
    announcer.acked({ id, chat, ack, error });
  }

  #sawPhone() {
    const now = Date.now();
    if (now - (this.record.phoneSeenAt ?? 0) < PHONE_MS) return;
    this.record.phoneSeenAt = now;
    void this.save();
  }

  /** Saves the record in turn. */
  save() {
    this.#saving = this.#saving.then(() => this.#context.save(this)).catch((error) => this.#failed(error));
    return this.#saving;
  }

  #purge() {
    return purge(this.#parts.partition, this.#context.settings.keepDays).catch((error) => this.#failed(error));
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#isOver || error instanceof LostOwnership) return;
    this.#log.warn('A step of a session failed', { session: this.record.name, error: kindOf(error) });
  }
}
