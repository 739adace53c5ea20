// One socket from its opening to its end: what it tells is handed to the session, in WAHA's words.
import { isLidUser, jidNormalizedUser, NO_MESSAGE_FOUND_ERROR_TEXT, proto } from 'baileys';
import { Passkey } from '../whatsapp/passkey.js';
import { Transactions } from '../whatsapp/repository.js';
import { openSocket } from '../whatsapp/socket.js';

const { CIPHERTEXT, CALL_MISSED_VOICE, CALL_MISSED_VIDEO, CALL_MISSED_GROUP_VOICE, CALL_MISSED_GROUP_VIDEO } =
  proto.WebMessageInfo.StubType;
const MISSED = new Set([CALL_MISSED_VOICE, CALL_MISSED_VIDEO, CALL_MISSED_GROUP_VOICE, CALL_MISSED_GROUP_VIDEO]);
const NOTE_MISSED = 'There was a call on WhatsApp that nobody took.';
const RESTRICTED = '463';
const GOODBYE_MS = 2_000;

/**
 * @typedef {{onQr: (text: string) => void, onPasskey: (passkey: Passkey) => void, onOpen: () => void, onTimelock: (lock: any) => void,
 *   onAck: (id: string, ack: number, jid: string, error?: string) => void, onEnd: (code: number | undefined) => void}} Listener
 */

/** A session's connection to WhatsApp. */
export class Connection {
  #parts;
  #transactions = new Transactions();
  #hasEnded = false;
  isOpen = false;
  hasShownCodes = false;

  /**
   * @param {Omit<Parameters<typeof openSocket>[0], 'creds' | 'transactions'> & {credentials: import('./credentials.js').Credentials, inbox: import('./inbox.js').Inbox,
   *   listener: Listener, onError: (error: unknown) => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    const { credentials, listener } = parts;
    this.socket = openSocket({ ...parts, creds: credentials.value, transactions: this.#transactions });
    this.passkey = new Passkey(
      this.socket,
      credentials.value,
      () => this.#hasEnded || listener.onPasskey(this.passkey),
    );
    this.socket.ev.on('connection.update', (update) => this.#update(update));
    this.socket.ev.on('creds.update', (update) => {
      Object.assign(credentials.value, update);
      credentials.save().catch(parts.onError);
    });
    this.socket.ev.on('messages.upsert', ({ messages, requestId }) =>
      messages.forEach((message) => this.#report(message, requestId)),
    );
    this.socket.ev.on('messages.update', (updates) => updates.forEach((update) => this.#receipt(update)));
    this.socket.ws.on('CB:ack,class:message', (/** @type {import('baileys').BinaryNode} */ { attrs }) =>
      this.#serverAck(attrs),
    );
  }

  /** Ends the socket and tells nobody. */
  async close() {
    this.#hasEnded = true;
    this.isOpen = false;
    // The other side may not answer the goodbye.
    const timer = setTimeout(() => /** @type {any} */ (this.socket.ws).socket?.terminate(), GOODBYE_MS);
    await this.socket.end(undefined);
    clearTimeout(timer);
    await this.settle();
  }

  /** Until nothing of an ended connection touches the session's keys any more. */
  settle() {
    return this.#transactions.end();
  }

  /** Removes this device from the account, then ends. */
  async logout() {
    this.#hasEnded = true;
    if (this.isOpen) await this.socket.logout();
    else await this.socket.end(undefined);
    this.isOpen = false;
  }

  /**
   * @param {string} jid
   * @returns {Promise<string | undefined>} the number of a LID, the LID of a number, where known
   */
  async otherOf(jid) {
    const { lidMapping } = this.socket.signalRepository;
    const other = isLidUser(jid) ? await lidMapping.getPNForLID(jid) : await lidMapping.getLIDForPN(jid);
    return other ? jidNormalizedUser(other) : undefined;
  }

  /** @param {Partial<import('baileys').ConnectionState>} update */
  #update({ connection, qr, lastDisconnect, reachoutTimeLock }) {
    const { listener } = this.#parts;
    if (this.#hasEnded) return;
    if (qr && !this.passkey.isUnderWay) {
      this.hasShownCodes = true;
      listener.onQr(qr);
    }
    if (reachoutTimeLock) listener.onTimelock(reachoutTimeLock);
    if (connection === 'open') {
      this.isOpen = true;
      listener.onOpen();
    }
    if (connection === 'close') {
      this.#hasEnded = true;
      this.isOpen = false;
      listener.onEnd(/** @type {any} */ (lastDisconnect?.error)?.output?.statusCode);
    }
  }

  /**
   * What was decrypted is in the inbox already; this is the rest.
   * @param {import('baileys').WAMessage} message
   * @param {string} [requestId]
   */
  #report(message, requestId) {
    const { inbox, onError } = this.#parts;
    const stub = message.messageStubType;
    if (requestId) inbox.report(message, {}).catch(onError);
    else if (stub === CIPHERTEXT && message.messageStubParameters?.[0] === NO_MESSAGE_FOUND_ERROR_TEXT)
      inbox.reportWaiting(message).catch(onError);
    else if (stub && MISSED.has(stub))
      inbox.report({ ...message, message: null }, { note: NOTE_MISSED }).catch(onError);
  }

  /** @param {import('baileys').WAMessageUpdate} update */
  #receipt({ key, update }) {
    const ack = Number(update.status ?? 0) - 1;
    if (key.fromMe && key.id && key.remoteJid && ack >= 2) this.#parts.listener.onAck(key.id, ack, key.remoteJid);
  }

  /** @param {Record<string, string>} attrs */
  #serverAck({ id, from, error }) {
    if (this.#hasEnded || !id) return;
    this.#parts.listener.onAck(id, error ? -1 : 1, from, error);
    // The library does not ask by itself what the restriction is.
    if (error === RESTRICTED) this.socket.fetchAccountReachoutTimelock().catch(this.#parts.onError);
  }
}
