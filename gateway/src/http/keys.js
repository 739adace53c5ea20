// Who may call what: one key per session, and the operator's key for everything.
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();

/**
 * @param {'open' | 'operator' | 'session'} access  @param {string} key  @param {unknown} session the session that the call names
 * @param {{operatorKey: string, sessions: Pick<import('../session/sessions.js').Sessions, 'hasKey'>}} known
 * @returns {Promise<boolean>}
 */
export async function mayCall(access, key, session, { operatorKey, sessions }) {
  if (access === 'open') return true;
  if (timingSafeEqual(digest(key), digest(operatorKey))) return true;
  return access === 'session' && typeof session === 'string' && sessions.hasKey(session, key);
}
