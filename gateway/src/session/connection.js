// One socket from its opening to its end: what it tells is handed to the session, in WAHA's words.
import { isJidGroup, isLidUser, jidDecode, jidNormalizedUser, NO_MESSAGE_FOUND_ERROR_TEXT, proto, toNumber } from 'baileys';
import { addSpareCodes, codesRanOut, isSpare } from '../whatsapp/codes.js';
import { Passkey } from '../whatsapp/passkey.js';
import { receiptOf, storeBeforeConfirming } from '../whatsapp/receipts.js';
import { Transactions } from '../whatsapp/repository.js';
import { openSocket } from '../whatsapp/socket.js';

const { CIPHERTEXT, CALL_MISSED_VOICE, CALL_MISSED_VIDEO, CALL_MISSED_GROUP_VOICE, CALL_MISSED_GROUP_VIDEO } =
  proto.WebMessageInfo.StubType;
const MISSED = new Set([CALL_MISSED_VOICE, CALL_MISSED_VIDEO, CALL_MISSED_GROUP_VOICE, CALL_MISSED_GROUP_VIDEO]);
const NOTE_MISSED = 'There was a call on WhatsApp that nobody took.';
const RESTRICTED = '463';
const GOODBYE_MS = 2_000;
/** The last of what waited is still being decrypted when WhatsApp says that this was all. */
const SETTLE_MS = 2_000;
/** Names, in the configuration's metadata, the time (s) from which a new link brings in what the phone's history holds. */
const MESSAGES_SINCE = 'messagesSince';

/**
 * @typedef {{onQr: (text: string) => void, onPasskey: (passkey: Passkey) => void, onOpen: () => void, onTimelock: (lock: any) => void, onCap: (cap: any) => void,
 *   onAck: (id: string, ack: number, jid: string, error?: string) => Promise<void>, onPhone: () => void, onEnd: (code: number | undefined) => void}} Listener
 * `onAck` is done when the ack is stored; `onPhone` the account's own phone gave a sign of life.
 */

/** A session's connection to WhatsApp. */
export class Connection {
  #parts;
  #transactions = new Transactions();
  #hasEnded = false;
  /** @type {Map<string, string>} */
  #subjects = new Map();
  /** When WhatsApp had handed out all that waited for this device; ms. @type {number | undefined} */
  #completeAt;
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
    addSpareCodes(this.socket, parts.settings.qrSeconds);
    storeBeforeConfirming(this.socket, (stanza) => this.#receipt(stanza), parts.onError);
    this.passkey = new Passkey(
      this.socket,
      credentials.value,
      () => this.#hasEnded || listener.onPasskey(this.passkey),
    );
    this.socket.ev.on('connection.update', (update) => this.#update(update));
    this.socket.ev.on('message-capping.update', (cap) => this.#hasEnded || listener.onCap(cap));
    this.socket.ev.on('creds.update', (update) => {
      Object.assign(credentials.value, update);
      credentials.save().catch(parts.onError);
    });
    this.socket.ev.on('messages.upsert', ({ messages, requestId }) =>
      messages.forEach((message) => this.#report(message, requestId)),
    );
    this.socket.ev.on('messaging-history.set', ({ messages }) => void this.#history(messages).catch(parts.onError));
    for (const tag of ['CB:message', 'CB:receipt'])
      this.socket.ws.on(tag, (/** @type {import('baileys').BinaryNode} */ { attrs }) => this.#notePhone(attrs.from));
    this.socket.ws.on('CB:ack,class:message', (/** @type {import('baileys').BinaryNode} */ { attrs }) =>
      this.#serverAck(attrs),
    );
  }

  /** Everything that WhatsApp had for this device was handed out. */
  get isCaughtUp() {
    return this.isOpen && this.#completeAt !== undefined && Date.now() - this.#completeAt >= SETTLE_MS;
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
    if (isJidGroup(jid)) return undefined;
    const { lidMapping } = this.socket.signalRepository;
    const other = isLidUser(jid) ? await lidMapping.getPNForLID(jid) : await lidMapping.getLIDForPN(jid);
    return other ? jidNormalizedUser(other) : undefined;
  }

  /**
   * @param {string} jid
   * @returns {Promise<string | undefined>} the subject of a group, as it was when it was asked for first; nothing where it can't be told
   */
  async subjectOf(jid) {
    if (!isJidGroup(jid)) return undefined;
    try {
      if (!this.#subjects.has(jid)) this.#subjects.set(jid, (await this.socket.groupMetadata(jid)).subject);
    } catch (error) {
      this.#parts.onError(error);
    }
    return this.#subjects.get(jid);
  }

  /** @param {Partial<import('baileys').ConnectionState>} update */
  #update({ connection, qr, lastDisconnect, reachoutTimeLock, receivedPendingNotifications }) {
    const { listener } = this.#parts;
    if (this.#hasEnded) return;
    if (qr && !this.passkey.isUnderWay) this.#showCode(qr);
    if (reachoutTimeLock) listener.onTimelock(reachoutTimeLock);
    if (receivedPendingNotifications) this.#completeAt = Date.now();
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

  /** @param {string} qr */
  #showCode(qr) {
    if (!isSpare(qr)) {
      this.hasShownCodes = true;
      this.#parts.listener.onQr(qr);
    } else if (!this.#parts.credentials.isLinked) void this.socket.end(codesRanOut());
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

  /**
   * What was written while no link stood, as far as the phone's history holds it; only where the configuration asks for it.
   * @param {import('baileys').WAMessage[]} messages
   */
  async #history(messages) {
    const { inbox, config } = this.#parts;
    const since = Number(config.metadata?.[MESSAGES_SINCE] ?? Infinity);
    const timeOf = (/** @type {import('baileys').WAMessage} */ { messageTimestamp }) => toNumber(messageTimestamp ?? 0);
    const missed = messages.filter((one) => one.message && timeOf(one) >= since);
    for (const message of missed.sort((one, other) => timeOf(one) - timeOf(other))) await inbox.report(message, {});
  }

  /** The phone itself has no device number. @param {string} from */
  #notePhone(from) {
    const { me } = this.#parts.credentials.value;
    const { user, device } = jidDecode(from) ?? {};
    if (user && !device && [me?.id, me?.lid].some((own) => own && jidDecode(own)?.user === user)) this.#parts.listener.onPhone();
  }

  /** @param {import('baileys').BinaryNode} stanza */
  async #receipt(stanza) {
    const { ids, ack, jid } = receiptOf(stanza) ?? { ids: [], ack: 0, jid: '' };
    await Promise.all(ids.map((id) => this.#parts.listener.onAck(id, ack, jid)));
  }

  /** @param {Record<string, string>} attrs */
  #serverAck({ id, from, error }) {
    if (this.#hasEnded || !id) return;
    this.#parts.listener.onAck(id, error ? -1 : 1, from, error).catch(this.#parts.onError);
    // The library does not ask by itself what the restriction is.
    if (error === RESTRICTED) this.socket.fetchAccountReachoutTimelock().catch(this.#parts.onError);
  }
}
