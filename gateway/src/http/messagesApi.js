// Calls that send messages, read receipts and typing.
import { proto } from 'baileys';
import { SendRefused } from '../session/sends.js';
import { FileUnusable, loadFile, secondsOf } from '../whatsapp/files.js';
import { keyOf, userOf } from '../whatsapp/jids.js';
import { FileAway } from '../whatsapp/publicFile.js';
import { neededJid, workingSession } from './owned.js';
import { Refusal } from './server.js';

const ID = /^[A-Za-z0-9_.-]{4,128}$/;

/**
 * What WhatsApp is to send, by route.
 * @type {Record<string, (body: any, bytes: Buffer) => any>}
 */
const MEDIA = {
  sendImage: ({ file, caption }, image) => ({ image, mimetype: file.mimetype, caption, jpegThumbnail: '' }),
  sendVideo: ({ file, caption, asNote }, video) => ({
    video,
    mimetype: file.mimetype,
    caption,
    ptv: asNote === true,
    jpegThumbnail: '',
  }),
  sendFile: ({ file, caption }, document) => ({
    document,
    mimetype: file.mimetype,
    fileName: file.filename ?? 'file',
    caption,
  }),
  sendVoice: ({ file }, audio) => ({
    audio,
    mimetype: file.mimetype ?? 'audio/ogg; codecs=opus',
    ptt: true,
    seconds: secondsOf(audio),
    waveform: new Uint8Array(64),
  }),
};

/**
 * @param {import('../session/sessions.js').Sessions} sessions
 * @param {{mostBytes: number, allowsLocal: boolean}} limits of files to send
 * @returns {import('./server.js').Operation[]}
 */
export function messageOperations(sessions, limits) {
  /** @param {any} body  @param {() => Promise<any>} content */
  const send = async (body, content) => {
    const { session } = await workingSession(sessions, body.session);
    const jid = neededJid(body.chatId);
    const id = body.id ? keyOf(String(body.id)).id : undefined;
    if (id !== undefined && !ID.test(id)) throw new Refusal(422, 'id must be 4 to 128 letters, digits, - and .');
    const quoted = body.reply_to ? () => quoteOf(session, jid, String(body.reply_to)) : undefined;
    try {
      return await session.sends.send({ id, jid, content, quoted });
    } catch (error) {
      throw refusalOf(error);
    }
  };
  const media = Object.entries(MEDIA).map(([name, make]) => ({
    route: `POST /api/${name}`,
    access: /** @type {const} */ ('session'),
    status: 201,
    run: (/** @type {import('./server.js').Call} */ { body }) =>
      send(body, async () => make(body, await loadFile(body.file ?? {}, limits))),
  }));
  const typing = [
    ['startTyping', 'composing'],
    ['stopTyping', 'paused'],
  ].map(([name, presence]) => ({
    route: `POST /api/${name}`,
    access: /** @type {const} */ ('session'),
    status: 201,
    run: async (/** @type {import('./server.js').Call} */ { body }) => {
      const { connection } = await workingSession(sessions, body.session);
      await connection.socket.sendPresenceUpdate(/** @type {any} */ (presence), neededJid(body.chatId));
      return null;
    },
  }));

  return [
    {
      route: 'POST /api/sendText',
      access: 'session',
      status: 201,
      run: ({ body }) => {
        if (typeof body.text !== 'string' || !body.text) throw new Refusal(422, 'text must not be empty.');
        return send(body, async () => ({ text: body.text, linkPreview: null }));
      },
    },
    ...media,
    ...typing,
    { route: 'POST /api/sendSeen', access: 'session', status: 201, run: ({ body }) => sendSeen(sessions, body) },
  ];
}

/** @param {import('../session/sessions.js').Sessions} sessions  @param {any} body */
async function sendSeen(sessions, { session: name, chatId, messageIds }) {
  const { session, connection } = await workingSession(sessions, name);
  const jid = neededJid(chatId);
  const ids = Array.isArray(messageIds)
    ? messageIds.map((id) => keyOf(String(id)).id)
    : (session.inbox.recent.get(userOf(jid)) ?? []);
  if (ids.length) await connection.socket.readMessages(ids.map((id) => ({ remoteJid: jid, id, fromMe: false })));
  return {};
}

/**
 * The message that an answer quotes, as far as it is known; WhatsApp shows the quote by its id.
 * @param {import('../session/session.js').Session} session  @param {string} jid  @param {string} messageId
 */
async function quoteOf(session, jid, messageId) {
  const { id, fromMe, remoteJid } = keyOf(messageId);
  const sent = await session.sends.find(id);
  if (sent) return { key: { id, remoteJid: jid, fromMe: true }, message: sent };
  const seen = await session.inbox.recall(id, remoteJid ?? jid);
  return {
    key: { id, remoteJid: jid, fromMe: seen?.fromMe ?? fromMe },
    message: proto.Message.create({ conversation: seen?.quote ?? '' }),
  };
}

/** @param {unknown} error  @returns {unknown} */
function refusalOf(error) {
  if (error instanceof SendRefused) return new Refusal(error.status, error.message, { code: error.code });
  if (error instanceof FileUnusable) return new Refusal(422, error.message, { code: 'file_unusable' });
  if (error instanceof FileAway) return new Refusal(503, error.message, { code: 'file_away' });
  const { output } = /** @type {any} */ (error);
  if (output?.statusCode)
    return new Refusal(503, 'WhatsApp did not take the message.', { code: `connection_${output.statusCode}` });
  return error;
}
