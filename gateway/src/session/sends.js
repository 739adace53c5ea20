// Outgoing messages of one session: each id is sent once, and what was sent is kept for those who ask again.
import { generateMessageIDV2, generateWAMessage, isLidUser, proto } from 'baileys';
import { hashOf, safeId } from '../storage/rows.js';
import { chatIdOf, messageIdOf, userOf } from '../whatsapp/jids.js';
import { ulid, ulidStart } from '../webhooks/ulid.js';
import { ACK_NAMES } from './events.js';
import { joined } from './joined.js';

const SENT = 's|';
const UNANSWERED = 'u|';
const chatKey = (/** @type {string} */ user) => `c|${hashOf(user)}`;
const MOST_RECENT = 2_000;
/** What was not answered for so long comes too late to be of use. */
const REPEAT_MS = 4 * 3_600_000;
/** Says, in the place of WhatsApp's code of a refusal, that WhatsApp never answered. */
const NOT_ANSWERED = 'not_answered';

/** @param {Sent} sent */
const messageOf = ({ message }) => proto.Message.decode(Buffer.from(message, 'base64'));

/** A send that is refused; `status` is HTTP's, `code` is for programs. */
export class SendRefused extends Error {
  /** @param {number} status  @param {string} code  @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @typedef {{jid: string, at: number, message: string, body: string}} Sent `message` is protobuf in base64 */

/**
 * Rows `s|id` hold what was sent, with its ack in clear (null until the server answered); rows `u|…` name, in the order of sending, what
 * the server did not answer yet; rows `c|chat` name (hashed) chats in which
 * something was said before, which a restricted account may still write to.
 */
export class Sends {
  #parts;
  /** @type {Map<string, Promise<any>>} sends under way, by id */
  #underWay = new Map();
  /** @type {Map<string, string>} the chats of recent sends by id */
  #recent = new Map();
  /** @type {Map<string, string>} rows of what was sent and not answered by the server, by id */
  #unanswered = new Map();
  /** @type {Set<string>} */
  #knownChats = new Set();

  /**
   * @param {{partition: import('../storage/partition.js').Partition, sealer: import('../storage/rows.js').RowSealer, logger: any,
   *   socket: () => import('../whatsapp/socket.js').Socket, timelock: () => any, ownChatId: () => string, otherOf: (jid: string) => Promise<string | undefined>,
   *   tell: (ack: import('./acks.js').Ack, changes: import('../storage/partition.js').Change[]) => Promise<void>, onError: (error: unknown) => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Sends a message, or finds that it was sent. A repeat of an id gives the first answer and sends nothing, unless the gateway
   * ended in between without knowing whether its bytes left: then the same id goes again, and the receiver shows it once.
   * @param {{id?: string, jid: string, content: () => Promise<any>, quoted?: () => Promise<any>}} request
   * @returns {Promise<any>} a WAMessage
   * @throws {SendRefused}
   */
  async send({ id = generateMessageIDV2(), jid, content, quoted }) {
    return joined(this.#underWay, id, () => this.#send(id, jid, content, quoted));
  }

  /**
   * @param {string} id
   * @param {string} jid
   * @param {() => Promise<any>} content
   * @param {(() => Promise<any>) | undefined} quoted
   */
  async #send(id, jid, content, quoted) {
    const stored = await this.#read(id);
    if (stored && stored.sent.jid !== jid) throw new SendRefused(422, 'id_used', 'This id was used for another chat.');
    if (stored && (stored.ack !== null || this.#unanswered.has(id)))
      return this.#answer(id, stored.sent, stored.ack ?? 0);
    await this.#refuseStrangers(jid);

    const socket = this.#parts.socket();
    const message = stored
      ? messageOf(stored.sent)
      : await this.#make(socket, id, jid, await content(), await quoted?.());
    const rowKey = `${UNANSWERED}${ulid()}`;
    const unanswered = { rowKey, row: { rowKey, id } };
    if (stored) await this.#parts.partition.write([unanswered]);
    const sent = stored?.sent ?? (await this.#store(id, jid, message, unanswered));
    // Noted first: the server may answer before the library is done with the message.
    this.#unanswered.set(id, rowKey);
    try {
      await socket.relayMessage(jid, message, { messageId: id });
    } catch (error) {
      // Whoever called calls again.
      await this.#forgetUnanswered(id);
      throw error;
    }
    return this.#answer(id, sent, 0);
  }

  /**
   * The server's answer to a message; nothing is done with one that is none of ours.
   * @param {string} id  @param {number} ack 1, or -1 when it refused  @param {string} [error] why
   */
  async acked(id, ack, error) {
    const jid = await this.chatOf(id);
    if (!jid) return;
    const unanswered = this.#unanswered.get(id);
    const rowKey = `${SENT}${safeId(id)}`;
    const gone = unanswered ? [{ rowKey: unanswered }] : [];
    // In one transaction: it is unanswered, or its answer is stored to be told.
    await this.#parts.tell({ id, chat: jid, ack, error }, [{ rowKey, row: { rowKey, ack }, merge: true }, ...gone]);
    this.#unanswered.delete(id);
    if (ack > 0) await this.meet(jid);
  }

  /** Takes up what a former owner sent and got no answer for. */
  async resume() {
    for (const { rowKey, id } of await this.#parts.partition.list(UNANSWERED)) this.#unanswered.set(id, rowKey);
  }

  /** After a connection: what the server did not answer goes again under its id, in order; whoever has it already shows it once. */
  async repeatUnanswered() {
    await this.giveUpLate();
    await this.#forUnanswered(async (id, stored) => {
      await this.#parts.socket().relayMessage(stored.sent.jid, messageOf(stored.sent), { messageId: id });
    });
  }

  /** What the server did not answer for too long is refused, and told as that. */
  async giveUpLate() {
    const limit = `${UNANSWERED}${ulidStart(Date.now() - REPEAT_MS)}`;
    await this.#forUnanswered(async (id) => {
      if ((this.#unanswered.get(id) ?? limit) >= limit) return;
      await this.acked(id, -1, NOT_ANSWERED);
    });
  }

  /**
   * One message that can't be handled stops none of the others.
   * @param {(id: string, stored: {sent: Sent, ack: number | null}) => Promise<void>} run
   */
  async #forUnanswered(run) {
    for (const id of [...this.#unanswered.keys()]) {
      try {
        const stored = await this.#read(id);
        if (stored && stored.ack === null) await run(id, stored);
        else await this.#forgetUnanswered(id);
      } catch (error) {
        this.#parts.onError(error);
      }
    }
  }

  /** @param {string} id */
  async #forgetUnanswered(id) {
    const rowKey = this.#unanswered.get(id);
    this.#unanswered.delete(id);
    if (rowKey) await this.#parts.partition.write([{ rowKey }]).catch(() => {});
  }

  /** Something was said in this chat. @param {string} jid */
  async meet(jid) {
    const user = userOf(jid);
    if (this.#knownChats.has(user)) return;
    const rowKey = chatKey(user);
    await this.#parts.partition.write([{ rowKey, row: { rowKey } }]);
    this.#knownChats.add(user);
    if (this.#knownChats.size > MOST_RECENT) this.#knownChats.delete(this.#knownChats.keys().next().value ?? '');
  }

  /** @param {string} id  @returns {Promise<string | undefined>} where a message of ours went */
  async chatOf(id) {
    return this.#recent.get(id) ?? (await this.#read(id))?.sent.jid;
  }

  /** @param {string} id  @returns {Promise<proto.IMessage | undefined>} nothing when it is not kept */
  async find(id) {
    const stored = await this.#read(id);
    return stored && messageOf(stored.sent);
  }

  /**
   * @param {string} jid
   * @throws {SendRefused} when WhatsApp restricts this account and nothing was said in this chat before
   */
  async #refuseStrangers(jid) {
    const lock = this.#parts.timelock();
    if (!lock?.isActive || (lock.ends && lock.ends < Date.now())) return;
    const names = [jid, await this.#parts.otherOf(jid)].flatMap((one) => (one ? [userOf(one)] : []));
    for (const name of names)
      if (this.#knownChats.has(name) || (await this.#parts.partition.read(chatKey(name)))) return;
    throw new SendRefused(
      422,
      'reachout_timelock',
      'WhatsApp lets this account write only to people it has talked with, for a time.',
    );
  }

  /**
   * @param {import('../whatsapp/socket.js').Socket} socket
   * @param {string} id
   * @param {string} jid
   * @param {any} content
   * @param {any} quoted
   */
  async #make(socket, id, jid, content, quoted) {
    const { message } = await generateWAMessage(jid, content, {
      userJid: (isLidUser(jid) ? socket.user?.lid : undefined) ?? socket.user?.id ?? '',
      messageId: id,
      upload: socket.waUploadToServer,
      logger: this.#parts.logger,
      quoted,
    });
    return /** @type {proto.IMessage} */ (message);
  }

  /**
   * @param {string} id  @param {string} jid  @param {proto.IMessage} message
   * @param {import('../storage/partition.js').Change} unanswered the row that says that it goes out
   * @returns {Promise<Sent>}
   */
  async #store(id, jid, message, unanswered) {
    const content = /** @type {any} */ (
      message.imageMessage ?? message.videoMessage ?? message.documentMessage ?? message.extendedTextMessage ?? {}
    );
    const sent = {
      jid,
      at: Math.floor(Date.now() / 1000),
      message: Buffer.from(proto.Message.encode(message).finish()).toString('base64'),
      body: message.conversation ?? content.caption ?? content.text ?? '',
    };
    const rows = this.#parts.sealer.seal(`${SENT}${safeId(id)}`, JSON.stringify(sent));
    await this.#parts.partition.write([
      ...rows.map((row) => ({ rowKey: row.rowKey, row })),
      unanswered,
    ]);
    this.#recent.set(id, jid);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value ?? '');
    return sent;
  }

  /** @param {string} id  @returns {Promise<{sent: Sent, ack: number | null} | undefined>} */
  async #read(id) {
    const { partition, sealer } = this.#parts;
    const row = await partition.read(`${SENT}${safeId(id)}`);
    if (!row?.pieces) return undefined;
    const sent = JSON.parse((await sealer.open(row, (more) => partition.read(more))).toString());
    return { sent, ack: row.ack ?? null };
  }

  /** @param {string} id  @param {Sent} sent  @param {number} ack */
  #answer(id, { jid, at, body }, ack) {
    return {
      id: messageIdOf({ fromMe: true, remoteJid: jid, id }),
      timestamp: at,
      from: this.#parts.ownChatId(),
      fromMe: true,
      source: 'api',
      to: chatIdOf(jid),
      participant: '',
      body,
      hasMedia: false,
      mediaUrl: '',
      ack,
      ackName: ACK_NAMES[/** @type {keyof typeof ACK_NAMES} */ (ack)],
      _data: { key: { remoteJid: jid, fromMe: true, id } },
    };
  }
}
