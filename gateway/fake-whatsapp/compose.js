// Messages as people write them, made from a short description.
import { proto } from 'baileys';
import { putMedia } from './media.js';

const { Type } = proto.Message.ProtocolMessage;

/**
 * One of these, where `message` is a WhatsApp protobuf message as JSON (bytes in base64).
 * @typedef {{text?: string, quote?: {id: string, participant: string, text: string},
 *   media?: {kind: 'image' | 'video' | 'document' | 'ptt' | 'sticker', data: string, mimetype: string, fileName?: string, caption?: string},
 *   location?: {latitude: number, longitude: number, name?: string}, contact?: {name: string, vcard: string},
 *   reaction?: {id: string, fromMe: boolean, emoji: string}, edit?: {id: string, text: string}, remove?: {id: string},
 *   message?: object}} Description `data` is base64
 */

/**
 * @param {import('./world.js').World} world
 * @param {Description} description
 * @param {string} chat the chat's JID, as its writer sees it
 * @returns {proto.IMessage}
 */
export function compose(world, description, chat) {
  const { text, quote, media, location, contact, reaction, edit, remove, message } = description;
  if (media) return composeMedia(world, media);
  if (location) {
    return {
      locationMessage: {
        degreesLatitude: location.latitude,
        degreesLongitude: location.longitude,
        name: location.name,
      },
    };
  }
  if (contact) return { contactMessage: { displayName: contact.name, vcard: contact.vcard } };
  if (reaction)
    return {
      reactionMessage: { key: { id: reaction.id, remoteJid: chat, fromMe: reaction.fromMe }, text: reaction.emoji },
    };
  if (edit) {
    const key = { id: edit.id, remoteJid: chat, fromMe: true };
    return { protocolMessage: { type: Type.MESSAGE_EDIT, key, editedMessage: { conversation: edit.text } } };
  }
  if (remove) return { protocolMessage: { type: Type.REVOKE, key: { id: remove.id, remoteJid: chat, fromMe: true } } };
  if (quote) {
    const contextInfo = {
      stanzaId: quote.id,
      participant: quote.participant,
      quotedMessage: { conversation: quote.text },
    };
    return { extendedTextMessage: { text, contextInfo } };
  }
  return message ? proto.Message.fromObject(message) : { conversation: text ?? '' };
}

/**
 * @param {import('./world.js').World} world
 * @param {NonNullable<Description['media']>} media
 * @returns {proto.IMessage}
 */
function composeMedia(world, { kind, data, mimetype, fileName, caption }) {
  const fields = { ...putMedia(world, Buffer.from(data, 'base64'), kind), mimetype };
  switch (kind) {
    case 'image':
      return { imageMessage: { ...fields, caption } };
    case 'video':
      return { videoMessage: { ...fields, caption } };
    case 'ptt':
      return { audioMessage: { ...fields, ptt: true, seconds: 1 } };
    case 'sticker':
      return { stickerMessage: fields };
    case 'document': {
      const documentMessage = { ...fields, fileName, caption };
      return caption ? { documentWithCaptionMessage: { message: { documentMessage } } } : { documentMessage };
    }
  }
}
