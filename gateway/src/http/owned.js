// The session that a call is about, when this process runs it.
import { NoSuchSession } from '../storage/sessionTable.js';
import { jidOf } from '../whatsapp/jids.js';
import { Refusal } from './server.js';

/**
 * @param {import('../session/sessions.js').Sessions} sessions  @param {string} name
 * @returns {Promise<import('../session/session.js').Session>}
 * @throws {Refusal} 404 unknown, 422 stopped, 503 with the address of the gateway that runs it
 */
export async function ownedSession(sessions, name) {
  const session = sessions.owned(name);
  if (session) return session;
  const record = await sessions.find(name);
  if (!record) throw new NoSuchSession();
  if (!record.wanted) throw new Refusal(422, 'This session is stopped.', { status: record.status });
  throw new Refusal(503, 'Another gateway runs this session.', { workerUrl: record.workerUrl });
}

/**
 * @param {import('../session/sessions.js').Sessions} sessions  @param {string} name
 * @returns {Promise<{session: import('../session/session.js').Session, connection: import('../session/connection.js').Connection}>}
 * @throws {Refusal} 422 when no message can go through it now
 */
export async function workingSession(sessions, name) {
  const session = await ownedSession(sessions, name);
  const connection = session.working;
  if (!connection)
    throw new Refusal(422, 'This session is not connected.', { status: session.status, reason: session.record.reason });
  return { session, connection };
}

/** @param {unknown} chatId  @returns {string}  @throws {Refusal} */
export function neededJid(chatId) {
  const jid = jidOf(chatId);
  if (!jid) throw new Refusal(422, 'chatId must be digits@c.us, digits@lid or digits@g.us.');
  return jid;
}
