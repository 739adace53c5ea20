// The rows of one session, written only while this process owns it.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** @typedef {import('./rows.js').Row} Row */

const GUARD = 'guard';
const MOST_ROWS = 99;
const MOST_BYTES = 3_000_000;
const TRIES = 6;

/** @typedef {{changes: Change[], resolve: () => void, reject: (error: unknown) => void}} Waiting */

/** Another process owns this session now: nothing of it may be written any more. */
export class LostOwnership extends Error {
  constructor() {
    super('Another gateway owns this session.');
    this.name = 'LostOwnership';
  }
}

/** @typedef {{rowKey: string, row?: Row, merge?: boolean}} Change a row to put or to merge into what is there; without a row: to delete */

/**
 * Reads and writes of one partition. Each write is one entity-group transaction with the guard row, whose ETag changes with
 * every write and with every new owner: a write of a former owner fails, however late it arrives. Writes that wait for one
 * another go together.
 */
export class Partition {
  #client;
  #name;
  #guardTag = '';
  #isLost = false;
  #isDestroyed = false;
  #isWriting = false;
  #isFresh = true;
  /** @type {Waiting[]} */
  #queue = [];
  #owner = '';
  epoch = 0;
  /** Called once when a write shows that somebody else is the owner. */
  onLost = () => {};

  /** @param {import('@azure/data-tables').TableClient} client  @param {string} name */
  constructor(client, name) {
    this.#client = client;
    this.#name = name;
  }

  /** Makes this process the owner; only whoever holds the session's lease may call it. @param {string} owner */
  async claim(owner) {
    const guard = await this.read(GUARD);
    this.epoch = Number(guard?.epoch ?? 0) + 1;
    const next = { partitionKey: this.#name, rowKey: GUARD, epoch: this.epoch, owner, stamp: randomUUID() };
    const written = guard
      ? await this.#client.updateEntity(next, 'Replace', { etag: guard.etag })
      : await this.#client.createEntity(next);
    this.#guardTag = written.etag ?? '';
    this.#owner = owner;
  }

  /** @param {string} rowKey  @returns {Promise<Row | undefined>} */
  async read(rowKey) {
    try {
      return /** @type {any} */ (await this.#client.getEntity(this.#name, rowKey));
    } catch (error) {
      if (/** @type {any} */ (error).statusCode === 404) return undefined;
      throw error;
    }
  }

  /**
   * @param {string} prefix
   * @param {string[]} [select]
   * @param {Date} [since] those that were not written since then are left out
   * @returns {Promise<Row[]>} rows whose key starts so, in order; every row for an empty one
   */
  async list(prefix, select, since) {
    const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
    const range = prefix ? ` and RowKey ge '${prefix}' and RowKey lt '${end}'` : '';
    const late = since ? ` and Timestamp ge datetime'${since.toISOString()}'` : '';
    const filter = `PartitionKey eq '${this.#name}'${range}${late}`;
    const rows = [];
    for await (const row of this.#client.listEntities({ queryOptions: { filter, select } }))
      rows.push(/** @type {any} */ (row));
    return rows;
  }

  /**
   * Writes rows, after all that was to be written before; all of them are there when it returns, in one transaction when they are at most 99.
   * @param {Change[]} changes
   * @throws {LostOwnership}
   */
  write(changes) {
    if (this.#isLost || this.#isDestroyed) return Promise.reject(new LostOwnership());
    return /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        this.#queue.push({ changes, resolve, reject });
        if (!this.#isWriting) void this.#drain();
      })
    );
  }

  /** Nothing is written after this, without a word to anybody. */
  abandon() {
    this.#isLost = true;
  }

  /** Deletes every row, the guard last; whoever else still writes gets a refusal. */
  async destroy() {
    await this.write([]);
    this.#isDestroyed = true;
    const rows = await this.list('', ['RowKey']);
    const keys = rows.map(({ rowKey }) => rowKey).filter((rowKey) => rowKey !== GUARD);
    for (let start = 0; start < keys.length; start += MOST_ROWS) {
      await this.#submit(keys.slice(start, start + MOST_ROWS).map((rowKey) => ({ rowKey })));
    }
    this.#isLost = true;
    await this.#client.deleteEntity(this.#name, GUARD, { etag: this.#guardTag });
  }

  async #drain() {
    this.#isWriting = true;
    while (this.#queue.length) {
      const batch = this.#takeBatch();
      try {
        for (let start = 0; start < batch.changes.length; start += MOST_ROWS)
          await this.#submit(batch.changes.slice(start, start + MOST_ROWS));
        for (const { resolve } of batch.items) resolve();
      } catch (error) {
        for (const { reject } of batch.items) reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** As many waiting writes as go into one transaction; of two writes of a row the later one counts. */
  #takeBatch() {
    /** @type {Map<string, Change>} */
    const rows = new Map();
    const items = [];
    let bytes = 0;
    while (this.#queue.length) {
      const [{ changes }] = this.#queue;
      const size = changes.reduce((sum, { row }) => sum + (row ? JSON.stringify(row).length * 2 : 0), 0);
      if (items.length && (rows.size + changes.length > MOST_ROWS || bytes + size > MOST_BYTES)) break;
      for (const change of changes) rows.set(change.rowKey, combine(rows.get(change.rowKey), change));
      bytes += size;
      items.push(/** @type {Waiting} */ (this.#queue.shift()));
    }
    return { items, changes: [...rows.values()] };
  }

  /** @param {Change[]} changes */
  async #submit(changes) {
    for (let attempt = 1; ; attempt++) {
      if (this.#isLost) throw new LostOwnership();
      try {
        if (!this.#isFresh) await this.#refresh();
        await this.#send(changes);
        return;
      } catch (error) {
        this.#isFresh = false;
        const status = /** @type {any} */ (error).statusCode;
        if (error instanceof LostOwnership || attempt === TRIES) throw error;
        if (status === 404) changes = await this.#withoutMissing(changes);
        else if (status !== 412) await wait(100 * 2 ** attempt);
      }
    }
  }

  /** @param {Change[]} changes */
  async #send(changes) {
    const partitionKey = this.#name;
    const guard = { partitionKey, rowKey: GUARD, epoch: this.epoch, owner: this.#owner, stamp: randomUUID() };
    /** @type {import('@azure/data-tables').TransactionAction[]} */
    const actions = [['update', guard, 'Replace', { etag: this.#guardTag }]];
    for (const { rowKey, row, merge } of changes) {
      actions.push(
        row ? ['upsert', { ...row, partitionKey }, merge ? 'Merge' : 'Replace'] : ['delete', { partitionKey, rowKey }],
      );
    }
    const answer = await this.#client.submitTransaction(actions);
    // The guard is the transaction's first row; Azurite names no rows in its answer.
    this.#guardTag = answer.subResponses[0]?.etag ?? '';
    this.#isFresh = this.#guardTag !== '';
  }

  /** After a failure: the guard as it is now, or the end of our ownership. */
  async #refresh() {
    const guard = await this.read(GUARD);
    if (guard?.epoch !== this.epoch) {
      this.#isLost = true;
      this.onLost();
      throw new LostOwnership();
    }
    this.#guardTag = guard.etag;
    this.#isFresh = true;
  }

  /** A transaction can't delete what is not there. @param {Change[]} changes */
  async #withoutMissing(changes) {
    const kept = await Promise.all(
      changes.map(async (change) => (change.row || (await this.read(change.rowKey)) ? [change] : [])),
    );
    return kept.flat();
  }
}

/**
 * @param {Change | undefined} earlier
 * @param {Change} later
 * @returns {Change} both in one, as a transaction holds a row once
 */
function combine(earlier, later) {
  if (!earlier?.row || !later.row || !later.merge) return later;
  return { ...earlier, row: { ...earlier.row, ...later.row } };
}
