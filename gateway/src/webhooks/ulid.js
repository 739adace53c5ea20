// Event ids that sort by time: `evt_` and a lower-case ULID.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
let last = 0;

/** @param {number} ms  @returns {string} how a ULID of this time begins; it sorts before all of them */
export function ulidStart(ms) {
  let time = '';
  for (let rest = ms, index = 0; index < 10; index++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  return time;
}

/** @returns {string} 26 characters; later ones of a process sort after earlier ones */
export function ulid() {
  last = Math.max(Date.now(), last + 1);
  return ulidStart(last) + [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
}

export const eventId = () => `evt_${ulid()}`;
