// Calls that ask: who is on WhatsApp, which number belongs to which LID, what was received and its files, ids, health.
import { generateMessageIDV2, jidNormalizedUser } from 'baileys';
import { openFile } from '../whatsapp/files.js';
import { chatIdOf, jidOf, keyOf } from '../whatsapp/jids.js';
import { mayPass } from '../whatsapp/publicFile.js';
import { ownedSession, workingSession } from './owned.js';
import { Refusal } from './server.js';

const MOST_LISTED = 500;

/**
 * @param {import('../session/sessions.js').Sessions} sessions  @param {any} environment WAHA's WAHAEnvironment  @param {() => Promise<void>} probe throws when storage does not answer
 * @returns {import('./server.js').Operation[]}
 */
export function lookupOperations(sessions, environment, probe) {
  return [
    { route: 'GET /ping', access: 'open', run: () => ({ message: 'pong' }) },
    { route: 'GET /health', access: 'open', run: () => health(probe) },
    { route: 'GET /api/server/version', access: 'operator', run: () => environment },
    { route: 'GET /api/contacts/check-exists', access: 'session', run: ({ query }) => checkExists(sessions, query) },
    {
      route: 'GET /api/{session}/lids/{lid}',
      access: 'session',
      run: ({ params }) =>
        lookUp(sessions, params.session, jidOf(params.lid.includes('@') ? params.lid : `${params.lid}@lid`)),
    },
    {
      route: 'GET /api/{session}/lids/pn/{phoneNumber}',
      access: 'session',
      run: ({ params }) =>
        lookUp(sessions, params.session, jidOf(`${params.phoneNumber.replace(/@.*/, '').replace(/\D/g, '')}@c.us`)),
    },
    { route: 'GET /api/{session}/new-message-id', access: 'session', run: () => ({ id: generateMessageIDV2() }) },
    {
      route: 'GET /api/{session}/chats/{chatId}/messages',
      access: 'session',
      run: ({ params, query }) => listMessages(sessions, params, query),
    },
    {
      route: 'GET /api/files/{session}/{file}',
      access: 'session',
      run: ({ params, response }) => sendFile(sessions, params, response),
    },
  ];
}

/** A refusal of the library carries the status of WhatsApp's media server; whatever else failed may pass. @param {any} error */
function isGone(error) {
  const status = error?.output?.statusCode ?? 0;
  return status >= 400 && !mayPass(status);
}

/** @param {() => Promise<void>} probe */
async function health(probe) {
  try {
    await probe();
  } catch {
    throw new Refusal(503, 'Storage does not answer.', {
      status: 'error',
      info: {},
      error: { storage: { status: 'down' } },
      details: { storage: { status: 'down' } },
    });
  }
  return { status: 'ok', info: { storage: { status: 'up' } }, error: {}, details: { storage: { status: 'up' } } };
}

/** @param {import('../session/sessions.js').Sessions} sessions  @param {URLSearchParams} query */
async function checkExists(sessions, query) {
  const { connection } = await workingSession(sessions, query.get('session') ?? '');
  const phone = (query.get('phone') ?? '').replace(/\D/g, '');
  if (!/^\d{5,20}$/.test(phone)) throw new Refusal(422, 'phone must be a number with its country code.');
  const found = (await connection.socket.onWhatsApp(phone))?.find(({ exists }) => exists);
  return found ? { numberExists: true, chatId: chatIdOf(found.jid) } : { numberExists: false };
}

/**
 * @param {import('../session/sessions.js').Sessions} sessions
 * @param {string} name
 * @param {string | undefined} jid
 * @returns {Promise<{lid?: string, pn?: string}>}
 */
async function lookUp(sessions, name, jid) {
  const { connection } = await workingSession(sessions, name);
  if (!jid) throw new Refusal(422, 'This is neither a LID nor a number.');
  const other = await connection.otherOf(jid);
  const both = [jid, other].flatMap((one) => (one ? [jidNormalizedUser(one)] : []));
  const pn = both.find((one) => one.endsWith('@s.whatsapp.net'));
  return { lid: both.find((one) => one.endsWith('@lid')), pn: pn && chatIdOf(pn) };
}

/**
 * @param {import('../session/sessions.js').Sessions} sessions
 * @param {Record<string, string>} params
 * @param {URLSearchParams} query
 * @returns {Promise<any[]>} what was received of all chats, the oldest first
 */
async function listMessages(sessions, params, query) {
  const session = await ownedSession(sessions, params.session);
  if (params.chatId !== 'all' || query.get('sortOrder') !== 'asc') throw new Refusal(422, 'Only chatId all with sortOrder=asc is kept.');
  const numberOf = (/** @type {string} */ name, /** @type {number} */ otherwise) => Number(query.get(name) ?? otherwise);
  const page = {
    from: numberOf('filter.timestamp.gte', 0),
    until: numberOf('filter.timestamp.lte', Number.MAX_SAFE_INTEGER),
    offset: numberOf('offset', 0),
    limit: numberOf('limit', 0),
  };
  const areNumbers = Object.values(page).every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!areNumbers || page.limit < 1 || page.limit > MOST_LISTED)
    throw new Refusal(422, `limit must be 1 to ${MOST_LISTED}; offset and times are whole numbers.`);
  return session.inbox.list(page);
}

/**
 * @param {import('../session/sessions.js').Sessions} sessions
 * @param {Record<string, string>} params
 * @param {import('node:http').ServerResponse} response
 */
async function sendFile(sessions, params, response) {
  const session = await ownedSession(sessions, params.session);
  const message = sessions.messageOfFile(params.session, params.file);
  const { id, remoteJid } = keyOf(message ?? '');
  const media = message && (await session.inbox.recall(id, remoteJid ?? ''))?.media;
  if (!media) throw new Refusal(404, 'There is no such file, or it is no longer kept.');
  let file;
  try {
    file = await openFile(media);
  } catch (error) {
    if (isGone(error)) throw new Refusal(502, 'WhatsApp no longer has this file.');
    throw new Refusal(503, 'WhatsApp does not give this file now.');
  }
  response.writeHead(200, {
    'Content-Type': media.mimetype,
    'Content-Disposition': 'attachment',
    'X-Content-Type-Options': 'nosniff',
  });
  file.on('error', () => response.destroy());
  file.pipe(response);
  return undefined;
}
