// Messages that can't be read yet. Their text mostly comes within seconds; a person hears of those whose text does not.
import { mayTryAgain } from './retry.js';

const UNREAD = 'w|';
/** After the last time that WhatsApp was asked to send it again: a phone that is reachable answers within seconds, and one that is not may not for days. */
const PATIENCE_MS = 120_000;

/** @typedef {import('./events.js').Entry} Entry */

/** Rows `w|message id|chat` hold what is told when the time in `due` has come; the text's own row takes them away. */
export class Unread {
  #parts;
  /** @type {Map<string, {entry: Entry, due: number}>} by row key */
  #waiting = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #isStopped = false;

  /**
   * @param {{partition: import('../storage/partition.js').Partition, sealer: import('../storage/rows.js').RowSealer, log: import('../log.js').Log,
   *   session: string, release: (rowKey: string, entry: Entry) => Promise<void>}} parts
   * `release` stores that a message is told, instead of its row here
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** A message was asked for once more. @param {string} message its id and chat  @param {Entry} entry what is told of it if its text does not come */
  async note(message, entry) {
    const rowKey = `${UNREAD}${message}`;
    const due = Date.now() + PATIENCE_MS;
    const rows = this.#parts.sealer.seal(rowKey, JSON.stringify(entry), { due: new Date(due).toISOString() });
    // In the same step as the write: a text that comes now takes the row away after it.
    this.#waiting.set(rowKey, { entry, due });
    this.#schedule();
    await this.#parts.partition.write(rows.map((row) => ({ rowKey: row.rowKey, row })));
  }

  /**
   * @param {string} message its id and chat
   * @returns {Record<string, null>} what the transaction that stores its text deletes
   */
  rowsOf(message) {
    const rowKey = `${UNREAD}${message}`;
    return this.#waiting.has(rowKey) ? { [rowKey]: null } : {};
  }

  /** The text is there. @param {string} rowKey */
  drop(rowKey) {
    this.#waiting.delete(rowKey);
  }

  /** Takes up what a former owner left. */
  async resume() {
    const { partition, sealer } = this.#parts;
    for (const row of await partition.list(UNREAD)) {
      if (!row.pieces) continue;
      const entry = JSON.parse((await sealer.open(row, (more) => partition.read(more))).toString());
      this.#waiting.set(row.rowKey, { entry, due: Date.parse(row.due) });
    }
    this.#schedule();
  }

  /** No text can come any more: everything is told now. */
  async giveUp() {
    clearTimeout(this.#timer);
    await Promise.all([...this.#waiting].map(([rowKey, { entry }]) => this.#release(rowKey, entry)));
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.#isStopped || !this.#waiting.size) return;
    const next = Math.min(...[...this.#waiting.values()].map(({ due }) => due));
    this.#timer = setTimeout(() => void this.#tellDue(), Math.max(0, next - Date.now())).unref();
  }

  async #tellDue() {
    const due = [...this.#waiting].filter(([, one]) => one.due <= Date.now());
    try {
      for (const [rowKey, { entry }] of due) await this.#release(rowKey, entry);
    } catch (error) {
      const owner = { ...this.#parts, isStopped: this.#isStopped };
      if (!(await mayTryAgain(error, 'A message that can not be read could not be told', owner))) return;
    }
    this.#schedule();
  }

  /** @param {string} rowKey  @param {Entry} entry */
  async #release(rowKey, entry) {
    const held = this.#waiting.get(rowKey);
    if (!held || !this.#waiting.delete(rowKey)) return;
    try {
      await this.#parts.release(rowKey, entry);
    } catch (error) {
      this.#waiting.set(rowKey, held);
      throw error;
    }
  }
}
