// What a session's owner does with a step on stored things that failed.
import { setTimeout as wait } from 'node:timers/promises';
import { kindOf } from '../log.js';
import { LostOwnership } from '../storage/partition.js';

const PAUSE_MS = 1000;

/**
 * Pauses before the next attempt; not for who stops or has lost the session, whose things another one takes up.
 * @param {unknown} error  @param {string} what a sentence for the log
 * @param {{log: import('../log.js').Log, session: string, isStopped: boolean}} owner
 * @returns {Promise<boolean>} whether to try again
 */
export async function mayTryAgain(error, what, { log, session, isStopped }) {
  if (isStopped || error instanceof LostOwnership) return false;
  log.warn(what, { session, error: kindOf(error) });
  await wait(PAUSE_MS, undefined, { ref: false });
  return true;
}
