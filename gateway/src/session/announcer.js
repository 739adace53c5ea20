// What a session tells its webhooks about itself: its status with codes and challenges, its account.
import { jidNormalizedUser } from 'baileys';
import { chatIdOf } from '../whatsapp/jids.js';
import { eventId } from '../webhooks/ulid.js';
import { StatusHistory } from './statusHistory.js';

/** The one place that changes a session's status and says so. */
export class Announcer {
  #parts;
  #history = new StatusHistory();
  #isSilent = false;
  /** @type {string | undefined} the text of the QR code that is valid now */
  qr;

  /**
   * @param {{record: () => import('../storage/sessionTable.js').SessionRecord, environment: any, log: import('../log.js').Log,
   *   webhooks: import('../webhooks/webhooks.js').Webhooks, save: () => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Nothing is told any more. */
  stop() {
    this.#isSilent = true;
  }

  /**
   * @param {string} status
   * @param {string} reason
   * @param {any} [data] what belongs to the status
   * @param {boolean} [always] tell even when nothing changed
   */
  status(status, reason, data = null, always = false) {
    if (this.#isSilent) return;
    const { log, webhooks, save } = this.#parts;
    const record = this.#parts.record();
    if (status !== 'SCAN_QR_CODE') this.qr = undefined;
    const { told, changed } = this.#history.note(record, { status, reason, data }, always);
    if (!told) return;
    log.info('A session has a new status', { session: record.name, status, reason });
    webhooks.emit(this.envelope('session.status', told));
    if (changed || data !== null) save();
  }

  /** A new QR code, also when there was one before. @param {string} text */
  code(text) {
    this.qr = text;
    this.status('SCAN_QR_CODE', '', null, true);
  }

  /** @param {any} challenge  @param {string | undefined} code */
  passkey(challenge, code) {
    if (code) this.status('PASSKEY_CONFIRMATION_REQUIRED', '', { code });
    else if (challenge) this.status('PASSKEY_REQUIRED', '', challenge);
  }

  /** The session is connected. @param {import('baileys').Contact | undefined} account */
  working({ id, lid, name } = { id: '' }) {
    const me = { id: chatIdOf(id), lid: lid ? jidNormalizedUser(lid) : undefined, jid: id, pushName: name ?? '' };
    this.#parts.record().me = me;
    this.status('WORKING', '');
  }

  /** @param {{isActive?: boolean, timeEnforcementEnds?: Date, enforcementType?: string}} lock on writing to strangers */
  restricted({ isActive, timeEnforcementEnds, enforcementType }) {
    const record = this.#parts.record();
    const lock = { isActive, ends: timeEnforcementEnds?.getTime(), type: enforcementType };
    record.timelock = isActive ? lock : undefined;
    this.status(record.status, record.reason, this.#history.data, true);
    this.#parts.save();
  }

  /** @param {import('baileys').NewChatMessageCapInfo} cap on chats with strangers; the end of its cycle is in seconds */
  capped({ capping_status: status, cycle_end_timestamp: end }) {
    const record = this.#parts.record();
    // Warnings before it hold nothing back.
    if (status !== 'CAPPED' && !record.newChatCap) return;
    record.newChatCap = status === 'CAPPED' ? { isActive: true, ends: end ? Number(end) * 1000 : undefined } : undefined;
    this.status(record.status, record.reason, this.#history.data, true);
    this.#parts.save();
  }

  /**
   * @param {string} event
   * @param {any} payload
   * @param {string} [id]
   * @returns {import('../webhooks/webhooks.js').Envelope}
   */
  envelope(event, payload, id = eventId()) {
    const { name, config, me, timelock, newChatCap } = this.#parts.record();
    return {
      id,
      timestamp: Date.now(),
      event,
      session: name,
      metadata: config.metadata,
      me: me && { ...me, reachoutTimelock: timelock, newChatCap },
      payload,
      engine: 'NOWEB',
      environment: this.#parts.environment,
    };
  }
}
