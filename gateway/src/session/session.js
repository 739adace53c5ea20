// One WhatsApp session that this process owns: taken up, kept and given up; link.js connects it.
import { jidNormalizedUser } from 'baileys';
import { kindOf } from '../log.js';
import { LostOwnership } from '../storage/partition.js';
import { purge } from '../storage/purge.js';
import { Link } from './link.js';
import { ownedParts } from './ownedParts.js';

/** @typedef {import('../storage/sessionTable.js').SessionRecord} SessionRecord */

const PURGE_MS = 6 * 3_600_000;
const FLUSH_MS = 5_000;
/** With the ten seconds that a logout may take, shorter than the time for which the backend waits for an answer. */
const SETTLE_MS = 5_000;
/** How old the time at which the phone was seen may become before it is saved again. */
const PHONE_MS = 3_600_000;

/** A session in this process, from taking ownership to giving it up. */
export class Session {
  #context;
  #log;
  #parts;
  #link;
  #purging;
  #isOver = false;
  #saving = Promise.resolve();
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
    this.#link = new Link(this, context, this.#parts);
    partition.onLost = () => this.abandon('displaced');
    lease.onLost = () => this.abandon('lease_lost');
    this.#purging = setInterval(() => this.#purge(), PURGE_MS).unref();
  }

  /** Takes up what a former owner left, and connects where that is wished. */
  async begin() {
    const { acks, inbox, credentials, sends } = this.#parts;
    await credentials.load();
    await Promise.all([inbox.resume(), acks.resume(), sends.resume()]);
    void this.#purge();
    if (this.record.wanted && this.#mayWork) await this.connect();
  }

  /** A process that comes newly may be another version, which WhatsApp lets in. */
  get #mayWork() {
    const { status, reason } = this.record;
    return status !== 'FAILED' || (reason === 'client_outdated' && this.#parts.credentials.isLinked);
  }

  /** Connects, unless it is connected or on its way. */
  connect() {
    return this.#link.connect();
  }

  /** Ends the connection; the link to the phone stays. */
  async disconnect() {
    await this.#link.close();
    this.#parts.announcer.status('STOPPED', '');
  }

  /** Removes this device from the account and forgets its keys. */
  logout() {
    return this.#link.logout();
  }

  /** Gives the session up so that another process can have it at once: nothing is logged out, everything is stored. */
  async release() {
    await this.#link.close();
    const { acks, inbox, webhooks, partition, credentials } = this.#parts;
    if (this.record.wanted && this.status !== 'FAILED')
      Object.assign(this.record, { status: 'STARTING', reason: 'handed_over' });
    const told = [webhooks.flush(FLUSH_MS), inbox.stop(FLUSH_MS), acks.stop(FLUSH_MS)];
    await Promise.all([credentials.flush(), this.save(), ...told]);
    this.#finish();
    partition.abandon();
    await this.lease.release();
  }

  /** Leaves nothing of a logged out session, after a time for what was not delivered yet. @param {() => Promise<void>} removeRecord */
  async erase(removeRecord) {
    const { acks, inbox, webhooks, partition } = this.#parts;
    // Whoever asks for this is there to take what waits.
    webhooks.tryNow();
    await Promise.all([this.#saving, webhooks.flush(SETTLE_MS), inbox.settle(SETTLE_MS), acks.settle(SETTLE_MS)]);
    if (!inbox.isEmpty || !acks.isEmpty)
      this.#log.warn('Messages or acks of a deleted session were never taken', { session: this.record.name });
    await Promise.all([inbox.stop(0), acks.stop(0)]);
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
    void this.#parts.acks.stop(0);
    this.#finish();
    void this.#link.close().catch(() => {});
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
    return this.status === 'WORKING' && !!this.#link.connection?.isCaughtUp && this.inbox.isEmpty;
  }

  get connection() {
    return this.#link.connection;
  }

  /** When messages can go through now. */
  get working() {
    return this.status === 'WORKING' && this.lease.isHeld ? this.#link.connection : undefined;
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

  #finish() {
    this.#isOver = true;
    this.#link.end();
    this.#parts.announcer.stop();
    clearInterval(this.#purging);
    this.#parts.webhooks.stop();
  }

  /**
   * Stores what became of a message of ours, to be told.
   * @param {string} id
   * @param {number} ack
   * @param {string} jid
   * @param {string} [error] WhatsApp's code of a refusal
   */
  async acked(id, ack, jid, error) {
    const { acks, sends } = this.#parts;
    this.lastActivity = Date.now();
    if (ack <= 1) await sends.acked(id, ack, error);
    else await acks.store({ id, chat: (await sends.chatOf(id)) ?? jidNormalizedUser(jid), ack });
  }

  /** The account's own phone gave a sign of life. */
  sawPhone() {
    const now = Date.now();
    if (now - (this.record.phoneSeenAt ?? 0) < PHONE_MS) return;
    this.record.phoneSeenAt = now;
    void this.save();
  }

  /** Saves the record in turn. */
  save() {
    this.#saving = this.#saving.then(() => this.#context.save(this)).catch((error) => this.failed(error));
    return this.#saving;
  }

  async #purge() {
    try {
      // First: what is given up is told only while it is kept.
      await this.sends.giveUpLate();
      await purge(this.#parts.partition, this.#context.settings.keepDays);
    } catch (error) {
      this.failed(error);
    }
  }

  /** A step failed that nobody waits for. @param {unknown} error */
  failed(error) {
    if (this.#isOver || error instanceof LostOwnership) return;
    this.#log.warn('A step of a session failed', { session: this.record.name, error: kindOf(error) });
  }
}
