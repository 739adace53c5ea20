// What was received lately: for replies and files, and as a list for whoever compares it with what was taken.
import { hashOf, safeId } from '../storage/rows.js';
import { userOf } from '../whatsapp/jids.js';
import { headOf, listedOf } from './events.js';

/**
 * @typedef {{at: number, fromMe: boolean, quote: string, media?: any, kind?: string, note?: string, isCut?: boolean, me?: {id: string, lid?: string},
 *   attrs?: Record<string, string>}} Seen
 * `quote` the beginning of the text; `isCut` there is more that is not kept; `attrs` those of its stanza.
 */

const SEEN = 'd|';
/** The first half of a letter that takes two, at the end of a text that was cut there. */
const HALF_LETTER = /[\ud800-\udbff]$/;
const MOST_QUOTE = 300;
/** What tells of another message is no message of its own. */
const ABOUT_OTHERS = ['reaction', 'edited', 'removed'];
/** How far the clocks of WhatsApp and of the storage may be apart. */
const CLOCKS_MS = 3_600_000;

/** @param {Record<string, string>} attrs  @returns {string} the row that says that this message was seen */
export const seenKey = (attrs) => `${SEEN}${nameOf(attrs)}`;

/** @param {Record<string, string>} attrs */
export const nameOf = ({ id, from, recipient }) => `${safeId(id)}|${hashOf(userOf(recipient ?? from))}`;

/** @param {import('./events.js').Entry} entry  @param {import('../whatsapp/content.js').Content} content  @returns {Seen} */
export function seenOf(entry, { kind, body, media, note, location, vCards }) {
  const { at, me, attrs } = entry;
  const quote = body.slice(0, MOST_QUOTE).replace(HALF_LETTER, '');
  const isCut = body.length > MOST_QUOTE || !!location || !!vCards;
  return { at, fromMe: !!headOf(entry).key.fromMe, quote, media, kind, note, isCut, me, attrs };
}

/**
 * @param {{partition: import('../storage/partition.js').Partition, sealer: import('../storage/rows.js').RowSealer}} storage
 * @param {import('./events.js').Context} context
 * @param {{from: number, until: number, offset: number, limit: number}} page times in seconds, both inclusive
 * @returns {Promise<any[]>} WAHA's messages, the oldest first
 */
export async function listSeen({ partition, sealer }, context, { from, until, offset, limit }) {
  const found = [];
  // A message is stored after it was written.
  for (const row of await partition.list(SEEN, undefined, new Date(Math.max(0, from * 1000 - CLOCKS_MS)))) {
    if (!row.pieces) continue;
    const seen = JSON.parse((await sealer.open(row, (more) => partition.read(more))).toString());
    const time = Number(seen.attrs?.t);
    if (time >= from && time <= until && !ABOUT_OTHERS.includes(seen.kind)) found.push({ time, rowKey: row.rowKey, seen });
  }
  found.sort((one, other) => one.time - other.time || (one.rowKey < other.rowKey ? -1 : 1));
  return Promise.all(found.slice(offset, offset + limit).map(({ seen }) => listedOf(seen, context)));
}
