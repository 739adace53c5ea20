// Inbound messages of one session: stored with their keys, sent to the webhooks until these took them, then removed.
import { isJidNewsletter, proto, unpadRandomMax16 } from 'baileys';
import { setTimeout as wait } from 'node:timers/promises';
import { kindOf } from '../log.js';
import { userOf } from '../whatsapp/jids.js';
import { isIgnored, LIVE } from '../whatsapp/socket.js';
import { eventId } from '../webhooks/ulid.js';
import { contentOf, eventsOf, headOf } from './events.js';
import { mayTryAgain } from './retry.js';
import { listSeen, nameOf, seenKey, seenOf } from './seen.js';
import { Unread } from './unread.js';

/** @typedef {import('./events.js').Entry} Entry */
/** @typedef {import('baileys').BinaryNode} BinaryNode */

const WAITS = 'i|';
const NOTE_WAITING = 'A message could not be read yet. Open WhatsApp on the phone to see it.';

/**
 * Rows `i|event id` wait for the webhooks; rows `d|message id|chat` say that a message was seen and keep what replies, file
 * downloads and the list need of it, for as many days as the settings say. What can't be read yet waits apart.
 */
export class Inbox {
  #parts;
  /** @type {{rowKey: string, entry: Entry}[]} */
  #waiting = [];
  /** @type {Promise<void> | undefined} while messages are being delivered */
  #delivering;
  #isStopped = false;
  #unread;
  /** @type {Map<string, string[]>} ids of what came last, by chat; for read receipts */
  recent = new Map();

  /**
   * @param {{partition: import('../storage/partition.js').Partition, sealer: import('../storage/rows.js').RowSealer, log: import('../log.js').Log,
   *   session: string, webhooks: import('../webhooks/webhooks.js').Webhooks, config: () => any, me: () => any, onStored: (attrs: Record<string, string>) => void,
   *   findOther: (jid: string) => Promise<string | undefined>, findSubject: (jid: string) => Promise<string | undefined>, envelope: (event: string, payload: any, id?: string) => any,
   *   fileUrl: (messageId: string) => string}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    const { partition, sealer, log, session } = parts;
    this.#unread = new Unread({ partition, sealer, log, session, release: (rowKey, entry) => this.#release(rowKey, entry) });
  }

  /** What the decryption asks of the inbox. @type {import('../whatsapp/repository.js').Keeper} */
  keeper = {
    rowsFor: (stanza, padded) => this.#rowsFor(stanza, padded),
    added: (rows) => this.#added(rows),
    knows: ({ attrs }) => this.#hasSeen(attrs),
    unreadable: ({ attrs }) => {
      if (attrs.category === 'peer') return;
      this.reportWaiting(headOf({ attrs, me: this.#me })).catch((error) =>
        this.#parts.log.warn('A message that can not be read could not be told', {
          session: this.#parts.session,
          error: kindOf(error),
        }),
      );
    },
  };

  /** @type {import('../whatsapp/repository.js').Keeper['rowsFor']} */
  async #rowsFor({ attrs: marked, content }, padded) {
    const { offline, ...unmarked } = marked;
    const attrs = offline === LIVE ? unmarked : marked;
    if (attrs.category === 'peer' || isIgnored(attrs.from, this.#parts.config().ignore)) return undefined;
    const cameBefore =
      attrs.offline !== undefined || (Array.isArray(content) && content.some((part) => part.attrs.count));
    if (cameBefore && (await this.#hasSeen(attrs))) return undefined;

    const decoded = proto.Message.decode(unpadRandomMax16(padded));
    const message = decoded.deviceSentMessage?.message ?? decoded;
    return this.#rows({
      id: eventId(),
      at: Date.now(),
      me: this.#me,
      attrs,
      message: Buffer.from(proto.Message.encode(message).finish()).toString('base64'),
    });
  }

  /** @param {Record<string, string | null>} rows */
  #added(rows) {
    for (const [rowKey, text] of Object.entries(rows)) {
      if (text === null) this.#unread.drop(rowKey);
      if (text === null || !rowKey.startsWith(WAITS)) continue;
      const entry = JSON.parse(text);
      this.#parts.onStored(entry.attrs);
      this.#enqueue(rowKey, entry);
    }
  }

  /**
   * Stores what the library reports instead of decrypting it: messages it can't read, missed calls, what the phone sent again.
   * @param {import('baileys').WAMessage} reported  @param {{note?: string, waiting?: boolean}} how
   */
  async report({ key, message, messageTimestamp, pushName }, { note, waiting }) {
    if (
      !key.id ||
      !key.remoteJid ||
      isJidNewsletter(key.remoteJid) ||
      isIgnored(key.remoteJid, this.#parts.config().ignore)
    )
      return;
    const own = this.#me.id;
    const attrs = /** @type {Record<string, string>} */ (
      Object.fromEntries(
        Object.entries({
          id: key.id,
          from: key.fromMe ? own : key.remoteJid,
          recipient: key.fromMe ? key.remoteJid : undefined,
          participant: key.participant || undefined,
          sender_pn: key.remoteJidAlt?.endsWith('@s.whatsapp.net') ? key.remoteJidAlt : undefined,
          sender_lid: key.remoteJidAlt?.endsWith('@lid') ? key.remoteJidAlt : undefined,
          t: String(messageTimestamp ?? Math.floor(Date.now() / 1000)),
          notify: pushName ?? undefined,
        }).filter(([, value]) => value !== undefined),
      )
    );
    if (await this.#hasSeen(attrs)) return;
    const encoded = message ? Buffer.from(proto.Message.encode(message).finish()).toString('base64') : undefined;
    const entry = { id: eventId(), at: Date.now(), me: this.#me, attrs, message: encoded, note, waiting };
    if (waiting) return this.#unread.note(nameOf(attrs), entry);
    const rows = this.#rows(entry);
    if (rows) await this.#store(rows);
  }

  /** @param {Record<string, string | null>} rows */
  async #store(rows) {
    const changes = Object.entries(rows).flatMap(([rowKey, text]) =>
      text === null ? [{ rowKey }] : this.#parts.sealer.seal(rowKey, text).map((row) => ({ rowKey: row.rowKey, row })),
    );
    await this.#parts.partition.write(changes);
    this.#added(rows);
  }

  /** Its text did not come in time. It is not seen by that: the text may still come. @param {string} rowKey  @param {Entry} entry */
  #release(rowKey, entry) {
    const id = eventId();
    return this.#store({ [rowKey]: null, [`${WAITS}${id}`]: JSON.stringify({ ...entry, id }) });
  }

  /** A message can't be read yet. @param {import('baileys').WAMessage} message */
  reportWaiting(message) {
    return this.report({ ...message, message: null }, { note: NOTE_WAITING, waiting: true });
  }

  /** Takes up what was stored and not delivered, in the order in which it came. */
  async resume() {
    const { partition, sealer } = this.#parts;
    for (const row of await partition.list(WAITS)) {
      if (!row.pieces) continue;
      const text = (await sealer.open(row, (more) => partition.read(more))).toString();
      this.#enqueue(row.rowKey, JSON.parse(text));
    }
    await this.#unread.resume();
  }

  /**
   * @param {string} id WhatsApp's id
   * @param {string} jid the chat
   * @returns {Promise<{quote?: string, media?: any, fromMe: boolean} | undefined>}
   */
  async recall(id, jid) {
    const { partition, sealer } = this.#parts;
    const row = await partition.read(seenKey({ id, from: jid }));
    return row && JSON.parse((await sealer.open(row, (more) => partition.read(more))).toString());
  }

  /** @param {{from: number, until: number, offset: number, limit: number}} page  @returns {Promise<any[]>} what was received, as `listSeen` says */
  list(page) {
    return listSeen(this.#parts, this.#parts, page);
  }

  get #me() {
    const { id, lid } = this.#parts.me();
    return { id, lid };
  }

  /** Nothing waits for the webhooks. */
  get isEmpty() {
    return this.#waiting.length === 0;
  }

  /** Nothing comes any more: what can't be read is told as that, and all is delivered. @param {number} mostMs how long to wait for that */
  async settle(mostMs) {
    await this.#unread.giveUp();
    await Promise.race([this.#delivering, wait(mostMs, undefined, { ref: false })]);
  }

  /** Delivers nothing after what is on its way. @param {number} mostMs how long to wait for that */
  async stop(mostMs) {
    this.#isStopped = true;
    this.#unread.stop();
    await Promise.race([this.#delivering, wait(mostMs, undefined, { ref: false })]);
  }

  /** @param {Record<string, string>} attrs */
  async #hasSeen(attrs) {
    return (await this.#parts.partition.read(seenKey(attrs))) !== undefined;
  }

  /** @param {Entry} entry  @returns {Record<string, string | null> | undefined} nothing for what no person is meant to see */
  #rows(entry) {
    const content = contentOf(entry);
    if (!content) return undefined;
    return {
      [`${WAITS}${entry.id}`]: JSON.stringify(entry),
      [seenKey(entry.attrs)]: JSON.stringify(seenOf(entry, content)),
      ...this.#unread.rowsOf(nameOf(entry.attrs)),
    };
  }

  /** @param {string} rowKey  @param {Entry} entry */
  #enqueue(rowKey, entry) {
    this.#waiting.push({ rowKey, entry });
    const { attrs } = entry;
    if (!attrs.recipient) {
      const chat = userOf(attrs.from);
      this.recent.delete(chat);
      this.recent.set(chat, [...(this.recent.get(chat) ?? []), attrs.id].slice(-20));
      if (this.recent.size > 200) this.recent.delete(this.recent.keys().next().value ?? '');
    }
    this.#delivering ??= this.#deliver();
  }

  async #deliver() {
    while (this.#waiting.length && !this.#isStopped) {
      const [{ rowKey, entry }] = this.#waiting;
      try {
        if (!(await this.#send(entry))) break;
        await this.#parts.partition.write([{ rowKey }]);
        this.#waiting.shift();
      } catch (error) {
        const owner = { ...this.#parts, isStopped: this.#isStopped };
        if (!(await mayTryAgain(error, 'A stored message could not be delivered', owner))) break;
      }
    }
    // In the same step as the look at what waits: nothing can come in between and be left lying.
    this.#delivering = undefined;
  }

  /** @param {Entry} entry  @returns {Promise<boolean>} true when every subscriber has it */
  async #send(entry) {
    const { findOther, findSubject, fileUrl, envelope, webhooks } = this.#parts;
    const events = await eventsOf(entry, { findOther, findSubject, fileUrl });
    for (const { event, payload } of events) {
      // Two events of one message differ in their ids, and keep them when they are sent again.
      const id = event === 'message.any' && events.length > 1 ? `${entry.id}a` : entry.id;
      if (!(await webhooks.insist(envelope(event, payload, id)))) return false;
    }
    return true;
  }
}
