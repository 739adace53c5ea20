// The client library's Signal keys in the session's partition. Pre-keys go a hundred to a row: a first login makes 812.
import { BufferJSON, proto } from 'baileys';
import { hashOf } from './rows.js';

/** @typedef {import('./partition.js').Change} Change */

const PAGE = 100;
const PRE_KEY = 'pre-key';

const pageOf = (/** @type {string} */ id) => `k|${PRE_KEY}|${Math.floor(Number(id) / PAGE)}`;
const encode = (/** @type {unknown} */ value) => JSON.stringify(value, BufferJSON.replacer);
const decode = (/** @type {Buffer} */ bytes) => JSON.parse(bytes.toString(), BufferJSON.reviver);

/** Rows that a decrypted message adds to the write of its keys; the type name under which they come. */
export const INBOX = 'inbox';

/** A key store whose every `set` is one guarded transaction. */
export class KeyStore {
  #partition;
  #sealer;
  #pages = Promise.resolve();
  #isClosed = false;

  /** @param {import('./partition.js').Partition} partition  @param {import('./rows.js').RowSealer} sealer */
  constructor(partition, sealer) {
    this.#partition = partition;
    this.#sealer = sealer;
  }

  /**
   * @param {string} type
   * @param {string[]} ids
   * @returns {Promise<Record<string, any>>} without those that are not there
   */
  async get(type, ids) {
    /** @type {Record<string, any>} */
    const found = {};
    if (type === PRE_KEY) {
      for (const page of new Set(ids.map(pageOf))) Object.assign(found, await this.#readPage(page));
      return Object.fromEntries(ids.filter((id) => found[id]).map((id) => [id, found[id]]));
    }
    await Promise.all(
      ids.map(async (id) => {
        const value = await this.#readValue(`k|${type}|${hashOf(id)}`);
        if (value !== undefined)
          found[id] = type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value) : value;
      }),
    );
    return found;
  }

  /** @param {Record<string, Record<string, any>>} data  by type and id; null deletes. Rows of the inbox come ready-made. */
  set(data) {
    if (!data[PRE_KEY]) return this.#write(data, []);
    const done = this.#pages.then(async () => this.#write(data, await this.#changedPages(data[PRE_KEY])));
    this.#pages = done.catch(() => {});
    return done;
  }

  /** The link is gone: what its socket still wants to store is dropped. */
  close() {
    this.#isClosed = true;
  }

  /** @param {Record<string, Record<string, any>>} data  @param {Change[]} pages */
  async #write(data, pages) {
    if (this.#isClosed) return;
    const changes = [...pages];
    for (const [type, values] of Object.entries(data)) {
      if (type === PRE_KEY) continue;
      for (const [id, value] of Object.entries(values)) {
        const rowKey = type === INBOX ? id : `k|${type}|${hashOf(id)}`;
        if (value === null || value === undefined) changes.push({ rowKey });
        else
          for (const row of this.#sealer.seal(rowKey, type === INBOX ? value : encode(value)))
            changes.push({ rowKey: row.rowKey, row });
      }
    }
    if (changes.length) await this.#partition.write(changes);
  }

  /** @param {Record<string, any>} values  @returns {Promise<Change[]>} */
  async #changedPages(values) {
    /** @type {Change[]} */
    const changes = [];
    for (const page of new Set(Object.keys(values).map(pageOf))) {
      const keys = await this.#readPage(page);
      for (const [id, value] of Object.entries(values)) {
        if (pageOf(id) !== page) continue;
        if (value) keys[id] = value;
        else delete keys[id];
      }
      for (const row of this.#sealer.seal(page, encode(keys))) changes.push({ rowKey: row.rowKey, row });
    }
    return changes;
  }

  /** @param {string} page  @returns {Promise<Record<string, any>>} */
  async #readPage(page) {
    return (await this.#readValue(page)) ?? {};
  }

  /** @param {string} rowKey */
  async #readValue(rowKey) {
    const row = await this.#partition.read(rowKey);
    return row && decode(await this.#sealer.open(row, (more) => this.#partition.read(more)));
  }
}

/** What the library's cache may keep in memory: recent keys, but neither messages nor the many pre-keys. */
export class KeyCache {
  static MOST = 400;
  /** @type {Map<string, any>} */
  #entries = new Map();

  /** @param {string} key */
  get(key) {
    return this.#entries.get(key);
  }

  /** @param {string} key  @param {any} value */
  set(key, value) {
    if (key.startsWith(`${INBOX}.`) || key.startsWith(`${PRE_KEY}.`)) return;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > KeyCache.MOST) this.#entries.delete(this.#entries.keys().next().value ?? '');
  }

  /** @param {string} key */
  del(key) {
    this.#entries.delete(key);
  }

  flushAll() {
    this.#entries.clear();
  }
}
