// Addresses: WhatsApp's own (`…@s.whatsapp.net`, `…@lid`, `…@g.us`) and those of the HTTP API (`…@c.us`).
import { jidNormalizedUser } from 'baileys';

const PERSON = /^(\d{5,20})(?::\d+)?@(c\.us|s\.whatsapp\.net|lid)$/;
const GROUP = /^[\d-]{5,40}@g\.us$/;

/** @param {string} jid  @returns {string} the number or LID in it */
export const userOf = (jid) => jid.split('@')[0].split(':')[0];

/** @param {string} jid  @returns {string} as the HTTP API names it, without a device */
export const chatIdOf = (jid) => jidNormalizedUser(jid).replace('@s.whatsapp.net', '@c.us');

/** @param {unknown} chatId  @returns {string | undefined} WhatsApp's address; nothing when it is none */
export function jidOf(chatId) {
  if (typeof chatId !== 'string') return undefined;
  const person = PERSON.exec(chatId);
  if (person) return `${person[1]}@${person[2] === 'lid' ? 'lid' : 's.whatsapp.net'}`;
  return GROUP.test(chatId) ? chatId : undefined;
}

/** @param {{fromMe?: boolean | null, remoteJid?: string | null, id?: string | null, participant?: string | null}} key */
export function messageIdOf({ fromMe, remoteJid, id, participant }) {
  const author = participant ? `_${chatIdOf(participant)}` : '';
  return `${!!fromMe}_${chatIdOf(remoteJid ?? '')}_${id}${author}`;
}

/**
 * @param {string} messageId `false_…@c.us_ID`, or WhatsApp's id alone
 * @returns {{fromMe: boolean, remoteJid?: string, id: string, participant?: string}}
 */
export function keyOf(messageId) {
  const [fromMe, chat, id, author] = messageId.split('_');
  if (!id) return { fromMe: true, id: messageId };
  return { fromMe: fromMe === 'true', remoteJid: jidOf(chat), id, participant: jidOf(author) };
}
