// Stored messages as the events that the webhooks carry.
import { decodeMessageNode, isLidUser, isPnUser, proto, toNumber } from 'baileys';
import { readContent } from '../whatsapp/content.js';
import { chatIdOf, messageIdOf } from '../whatsapp/jids.js';

/**
 * A message as it waits in the inbox.
 * @typedef {{id: string, at: number, me: {id: string, lid?: string}, attrs: Record<string, string>, message?: string, note?: string, waiting?: boolean}} Entry
 * `id` the event's id; `at` ms; `me` the account that got it; `attrs` those of its stanza; `message` protobuf in base64; `note` a
 * sentence in its place.
 */

export const ACK_NAMES = /** @type {const} */ ({
  '-1': 'ERROR',
  0: 'PENDING',
  1: 'SERVER',
  2: 'DEVICE',
  3: 'READ',
  4: 'PLAYED',
});

/** @param {Entry} entry  @returns {import('../whatsapp/content.js').Content | undefined} */
export function contentOf({ message, note }) {
  if (note) return { kind: 'unsupported', body: '', note };
  return message ? readContent(proto.Message.decode(Buffer.from(message, 'base64'))) : undefined;
}

/** @param {Pick<Entry, 'attrs' | 'me'>} entry */
export function headOf({ attrs, me }) {
  return decodeMessageNode({ tag: 'message', attrs, content: [] }, me.id, me.lid ?? '').fullMessage;
}

/**
 * What is known of chats and files besides the message.
 * @typedef {{findOther: (jid: string) => Promise<string | undefined>, findSubject: (jid: string) => Promise<string | undefined>,
 *   fileUrl: (messageId: string) => string}} Context
 */

/**
 * @param {Entry} entry
 * @param {Context} context
 * @returns {Promise<{event: string, payload: any}[]>} in the order in which they are sent
 */
export async function eventsOf(entry, context) {
  const content = contentOf(entry);
  if (!content) return [];
  const { fileUrl } = context;
  const { key, base } = await baseOf(entry, content, context);

  const { reaction, edits, removes } = content;
  if (reaction) {
    const target = {
      ...reaction.key,
      remoteJid: key.remoteJid,
      fromMe: key.fromMe ? reaction.key.fromMe : !reaction.key.fromMe,
    };
    return [
      {
        event: 'message.reaction',
        payload: { ...base, reaction: { text: reaction.text, messageId: messageIdOf(target) } },
      },
    ];
  }
  if (removes)
    return [
      {
        event: 'message.revoked',
        payload: { revokedMessageId: removes, after: { ...base, ...EMPTY }, _data: base._data },
      },
    ];

  const message = { ...base, ...bodyOf(content, base.id, fileUrl) };
  if (edits) return [{ event: 'message.edited', payload: { ...message, editedMessageId: edits } }];
  if (entry.waiting) return [{ event: 'message.waiting', payload: message }];
  const any = { event: 'message.any', payload: message };
  return key.fromMe ? [any] : [{ event: 'message', payload: message }, any];
}

/**
 * @param {Pick<Entry, 'attrs' | 'me'>} entry  @param {Pick<import('../whatsapp/content.js').Content, 'kind' | 'note' | 'media'>} content
 * @param {Context} context
 */
async function baseOf(entry, content, { findOther, findSubject }) {
  const head = headOf(entry);
  const key = head.key;
  key.remoteJidAlt ??= await findOther(key.remoteJid ?? '');
  const subject = await findSubject(key.remoteJid ?? '');
  return { key, base: { ...frameOf(head, entry.me), _data: { ...dataOf(entry, head, content), subject } } };
}

/**
 * @param {any} seen what is kept of a message that was taken  @param {Context} context
 * @returns {Promise<any>} the message in the list; `_data.isCut` where more of it was told than is kept
 */
export async function listedOf({ attrs, me, quote, kind, note, media, isCut }, context) {
  const { base } = await baseOf({ attrs, me }, { kind, note, media }, context);
  return { ...base, ...bodyOf({ kind, body: quote, media, note }, base.id, context.fileUrl), _data: { ...base._data, isCut } };
}

/**
 * @param {import('./acks.js').Ack & {from: string}} ack
 * @returns {any} the payload of a `message.ack` event
 */
export const ackOf = ({ id, chat, from, ack, error }) => ({
  id: messageIdOf({ fromMe: true, remoteJid: chat, id }),
  from,
  to: chatIdOf(chat),
  participant: '',
  fromMe: true,
  ack,
  ackName: ACK_NAMES[/** @type {keyof typeof ACK_NAMES} */ (ack)],
  _data: { error },
});

const EMPTY = { body: '', hasMedia: false, mediaUrl: '', ack: 1, ackName: 'SERVER' };

/** @param {import('baileys').WAMessage} head  @param {{id: string}} me */
function frameOf({ key, messageTimestamp }, me) {
  const chat = chatIdOf(key.remoteJid ?? '');
  const own = chatIdOf(me.id);
  return {
    id: messageIdOf(key),
    timestamp: toNumber(messageTimestamp ?? 0),
    from: key.fromMe ? own : chat,
    to: key.fromMe ? chat : own,
    fromMe: !!key.fromMe,
    source: 'app',
    participant: key.participant ? chatIdOf(key.participant) : '',
  };
}

/**
 * @param {import('../whatsapp/content.js').Content} content
 * @param {string} id
 * @param {(messageId: string) => string} fileUrl
 */
function bodyOf({ body, media, location, vCards, replyTo, note }, id, fileUrl) {
  const url = media ? fileUrl(id) : '';
  return {
    ...EMPTY,
    body: note ?? body,
    hasMedia: !!media,
    mediaUrl: url,
    ...(media ? { media: { url, mimetype: media.mimetype, filename: media.filename } } : {}),
    location,
    vCards,
    replyTo: replyTo && {
      id: replyTo.id,
      participant: replyTo.participant && chatIdOf(replyTo.participant),
      body: replyTo.body,
      hasMedia: false,
    },
  };
}

/**
 * What the contract leaves to the engine.
 * @param {Pick<Entry, 'attrs'>} entry
 * @param {import('baileys').WAMessage} head
 * @param {Pick<import('../whatsapp/content.js').Content, 'kind' | 'note' | 'media'>} content
 */
function dataOf({ attrs }, { key, pushName, verifiedBizName }, { kind, note, media }) {
  const { remoteJid, remoteJidAlt, fromMe, id, participant, participantAlt, addressingMode } = key;
  const both = [remoteJid, remoteJidAlt];
  return {
    key: { remoteJid, remoteJidAlt, fromMe: !!fromMe, id, participant, participantAlt, addressingMode },
    phone: both.find((jid) => jid && isPnUser(jid)) ?? null,
    lid: both.find((jid) => jid && isLidUser(jid)) ?? null,
    pushName,
    verifiedBizName,
    kind,
    note,
    size: media?.size,
    offline: attrs.offline !== undefined,
  };
}
