// What to do when a connection ends, by the reason that WhatsApp or the client library gave.
import { randomInt } from 'node:crypto';

/**
 * restart: at once, same keys. retry: after a growing time. replaced: somebody else logged in with our keys; wait and look whether
 * we still own the session. loggedOut, failed: for good, a person must act.
 * @typedef {{next: 'restart' | 'retry' | 'replaced' | 'loggedOut' | 'failed', reason: string}} Ending
 */

const MOST_MS = 300_000;

/** @type {Record<number, Ending>} */
const ENDINGS = {
  401: { next: 'loggedOut', reason: 'logged_out' },
  402: { next: 'loggedOut', reason: 'refused' },
  403: { next: 'loggedOut', reason: 'banned' },
  405: { next: 'failed', reason: 'client_outdated' },
  406: { next: 'loggedOut', reason: 'refused' },
  411: { next: 'failed', reason: 'phone_outdated' },
  419: { next: 'loggedOut', reason: 'logged_out' },
  440: { next: 'replaced', reason: 'replaced' },
  515: { next: 'restart', reason: 'restart_required' },
};

/** @param {number | undefined} code  @param {{isLinked: boolean, showedCodes: boolean}} session  @returns {Ending} */
export function endingOf(code, { isLinked, showedCodes }) {
  if (!isLinked && showedCodes && code === 408) return { next: 'failed', reason: 'codes_ran_out' };
  return ENDINGS[code ?? 0] ?? { next: 'retry', reason: `connection_${code ?? 'lost'}` };
}

/**
 * @param {number} attempt from 1
 * @param {number} baseMs
 * @returns {number} doubling up to five minutes, give or take a quarter
 */
export function backOffMs(attempt, baseMs) {
  const middle = Math.min(MOST_MS, baseMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(middle * (0.75 + randomInt(0, 500) / 1000));
}
