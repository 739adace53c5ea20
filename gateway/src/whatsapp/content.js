// What a WhatsApp message holds, in words that the webhooks use. Whatever is not known here gets a sentence, never silence.
import { extractMessageContent, normalizeMessageContent, proto, toNumber } from 'baileys';

/**
 * @typedef {{kind: string, body: string, media?: {type: 'image' | 'video' | 'document' | 'audio' | 'sticker', mimetype: string, filename?: string,
 *   size: number, content: any}, location?: any, vCards?: string[], replyTo?: {id: string, participant?: string, body?: string},
 *   reaction?: {key: proto.IMessageKey, text: string}, edits?: string, removes?: string, note?: string}} Content
 * `note` is a sentence for a person where the message itself can't be shown.
 */

const { Type } = proto.Message.ProtocolMessage;

/** Messages between devices and service notices that nobody reads. */
const SILENT = [
  'senderKeyDistributionMessage',
  'messageContextInfo',
  'keepInChatMessage',
  'pinInChatMessage',
  'encReactionMessage',
];

/** @param {any} fields  @param {'image' | 'video' | 'document' | 'audio' | 'sticker'} type */
const mediaOf = (fields, type) => ({
  type,
  mimetype: fields.mimetype ?? 'application/octet-stream',
  filename: fields.fileName ?? undefined,
  size: toNumber(fields.fileLength ?? 0),
  content: {
    url: fields.url,
    directPath: fields.directPath,
    mediaKey: Buffer.from(fields.mediaKey ?? []).toString('base64'),
  },
});

/** @param {any} fields  @returns {Content['location']} */
const locationOf = (fields, live = false) => ({
  latitude: String(fields.degreesLatitude ?? ''),
  longitude: String(fields.degreesLongitude ?? ''),
  live,
  name: fields.name ?? undefined,
  address: fields.address ?? undefined,
  url: fields.url ?? undefined,
});

/** Readers by the field of the message. @type {Record<string, (fields: any) => Partial<Content> & {kind: string}>} */
const READERS = {
  conversation: (text) => ({ kind: 'text', body: text }),
  extendedTextMessage: ({ text }) => ({ kind: 'text', body: text ?? '' }),
  imageMessage: (fields) => ({ kind: 'image', body: fields.caption ?? '', media: mediaOf(fields, 'image') }),
  videoMessage: (fields) => ({ kind: 'video', body: fields.caption ?? '', media: mediaOf(fields, 'video') }),
  ptvMessage: (fields) => ({ kind: 'video', media: mediaOf(fields, 'video') }),
  audioMessage: (fields) => ({ kind: fields.ptt ? 'voice' : 'audio', media: mediaOf(fields, 'audio') }),
  documentMessage: (fields) => ({ kind: 'document', body: fields.caption ?? '', media: mediaOf(fields, 'document') }),
  stickerMessage: (fields) => ({ kind: 'sticker', media: mediaOf(fields, 'sticker') }),
  locationMessage: (fields) => ({ kind: 'location', body: fields.name ?? '', location: locationOf(fields) }),
  liveLocationMessage: (fields) => ({
    kind: 'location',
    body: fields.caption ?? '',
    location: locationOf(fields, true),
  }),
  contactMessage: ({ displayName, vcard }) => ({ kind: 'contact', body: displayName ?? '', vCards: [vcard ?? ''] }),
  contactsArrayMessage: ({ displayName, contacts }) => ({
    kind: 'contact',
    body: displayName ?? '',
    vCards: (contacts ?? []).map((/** @type {any} */ one) => one.vcard ?? ''),
  }),
  reactionMessage: ({ key, text }) => ({ kind: 'reaction', reaction: { key: key ?? {}, text: text ?? '' } }),
  buttonsResponseMessage: ({ selectedDisplayText }) => ({ kind: 'text', body: selectedDisplayText ?? '' }),
  templateButtonReplyMessage: ({ selectedDisplayText }) => ({ kind: 'text', body: selectedDisplayText ?? '' }),
  listResponseMessage: ({ title }) => ({ kind: 'text', body: title ?? '' }),
};

/** Sentences for kinds that the gateway can't show. @type {Record<string, string>} */
const NOTES = {
  pollCreationMessage: 'A poll was sent. Open WhatsApp on the phone to see it.',
  eventMessage: 'An event was sent. Open WhatsApp on the phone to see it.',
  call: 'There was a call. Open WhatsApp on the phone to see it.',
  orderMessage: 'An order was sent. Open WhatsApp on the phone to see it.',
  productMessage: 'A product was sent. Open WhatsApp on the phone to see it.',
  viewOnce: 'A message that can be seen once was sent. Open WhatsApp on the phone to see it.',
};
const ANY_NOTE = 'A message of a kind that WhatSnap does not show was sent. Open WhatsApp on the phone to see it.';

/** @param {proto.IMessage} message  @returns {Content | undefined} nothing for what no person is meant to see */
export function readContent(message) {
  const isViewOnce = !!(message.viewOnceMessage ?? message.viewOnceMessageV2 ?? message.viewOnceMessageV2Extension);
  const content = extractMessageContent(message) ?? normalizeMessageContent(message) ?? {};
  if (content.protocolMessage) return readNotice(content.protocolMessage);

  const fields = Object.keys(proto.Message.toObject(proto.Message.create(content))).filter(
    (name) => !SILENT.includes(name),
  );
  const known = fields.find((name) => READERS[name]);
  if (!known) return fields.length ? { kind: 'unsupported', body: '', note: noteOf(fields) } : undefined;

  const value = /** @type {any} */ (content)[known];
  const read = READERS[known](value);
  if (isViewOnce && !value?.mediaKey?.length) return { kind: 'unsupported', body: '', note: NOTES.viewOnce };
  return { body: '', ...read, replyTo: quoteOf(value?.contextInfo) };
}

/** @param {string[]} fields */
const noteOf = (fields) =>
  Object.entries(NOTES).find(([name]) => fields.some((field) => field.startsWith(name)))?.[1] ?? ANY_NOTE;

/** Edits and deletions. @param {proto.Message.IProtocolMessage} notice  @returns {Content | undefined} */
function readNotice({ type, key, editedMessage }) {
  if (type === Type.REVOKE) return { kind: 'removed', body: '', removes: key?.id ?? '' };
  if (type !== Type.MESSAGE_EDIT || !editedMessage) return undefined;
  return { kind: 'edited', body: readContent(editedMessage)?.body ?? '', edits: key?.id ?? '' };
}

/** @param {proto.IContextInfo | undefined} context  @returns {Content['replyTo']} */
function quoteOf(context) {
  if (!context?.stanzaId) return undefined;
  const quoted = context.quotedMessage ? readContent(context.quotedMessage) : undefined;
  return { id: context.stanzaId, participant: context.participant ?? undefined, body: quoted?.body };
}
