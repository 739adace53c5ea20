// Who may call what: one key per session, and the operator's key for everything.
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();

const isSame = (/** @type {string} */ one, /** @type {string} */ other) => timingSafeEqual(digest(one), digest(other));

/**
 * @param {'open' | 'operator' | 'session'} access  @param {string} key  @param {unknown} session the session that the call names
 * @param {{operatorKey: string, sessions: Pick<import('../session/sessions.js').Sessions, 'hasKey'>}} known
 * @returns {Promise<'anybody' | 'operator' | 'session' | undefined>} as whom the key may call; nothing when it may not
 */
export async function callerOf(access, key, session, { operatorKey, sessions }) {
  if (access === 'open') return 'anybody';
  if (isSame(key, operatorKey)) return 'operator';
  const isSessions = access === 'session' && typeof session === 'string' && (await sessions.hasKey(session, key));
  return isSessions ? 'session' : undefined;
}
