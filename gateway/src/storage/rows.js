// Sealed values as table rows: cut into properties, and into further rows where one is too small.
import { createHash } from 'node:crypto';

const PIECE_CHARS = 30_000;
const PIECES_PER_ROW = 14;

/** @typedef {{rowKey: string, [property: string]: any}} Row */

/** @param {string} id  @returns {string} the id with what a row key may not hold written as ~hex */
export const safeId = (id) =>
  id.replace(/[^A-Za-z0-9_.@:-]/g, (one) => `~${/** @type {number} */ (one.codePointAt(0)).toString(16)}.`);

/** @param {string} id  @returns {string} stands for an id in a row key where that may hold a number or a LID */
export const hashOf = (id) => createHash('sha256').update(id).digest('base64url');

/** Seals values for rows of one partition, and opens them. */
export class RowSealer {
  #box;
  #partition;

  /** @param {import('./secretBox.js').SecretBox} box  @param {string} table  @param {string} partition */
  constructor(box, table, partition) {
    this.#box = box;
    this.#partition = `${table}/${partition}`;
  }

  /**
   * @param {string} rowKey
   * @param {string | Uint8Array} value
   * @param {Record<string, any>} [more] properties in clear
   * @returns {Row[]}
   */
  seal(rowKey, value, more = {}) {
    const sealed = this.#box.seal(value, `${this.#partition}/${rowKey}`);
    const pieces = sealed.match(new RegExp(`.{1,${PIECE_CHARS}}`, 'g')) ?? [];
    /** @type {Row[]} */
    const rows = [];
    for (let start = 0; start < pieces.length; start += PIECES_PER_ROW) {
      const row = start ? { rowKey: `${rowKey}~${start}` } : { rowKey, ...more, pieces: pieces.length };
      pieces
        .slice(start, start + PIECES_PER_ROW)
        .forEach((piece, index) => Object.assign(row, { [`v${index}`]: piece }));
      rows.push(row);
    }
    return rows;
  }

  /** @param {Row} row  @param {(rowKey: string) => Promise<Row | undefined>} readMore  @returns {Promise<Buffer>} */
  async open(row, readMore) {
    let sealed = '';
    for (let start = 0; start < row.pieces; start += PIECES_PER_ROW) {
      const part = start ? await readMore(`${row.rowKey}~${start}`) : row;
      for (let index = 0; index < Math.min(PIECES_PER_ROW, row.pieces - start); index++)
        sealed += part?.[`v${index}`] ?? '';
    }
    return this.#box.open(sealed, `${this.#partition}/${row.rowKey}`);
  }
}
