// A session's link to a phone: credentials and Signal keys, gone when the phone removed the device.
import { BufferJSON, initAuthCreds, makeCacheableSignalKeyStore } from 'baileys';
import { KeyCache, KeyStore } from '../storage/keyStore.js';

const CREDENTIALS = 'k|creds|';
const KEYS = 'k|';
const BATCH = 99;

/** Credentials of one session in its partition. */
export class Credentials {
  #partition;
  #sealer;
  #logger;
  #saving = Promise.resolve();
  /** @type {KeyStore} */
  #store;
  value = initAuthCreds();

  /**
   * @param {import('../storage/partition.js').Partition} partition
   * @param {import('../storage/rows.js').RowSealer} sealer
   * @param {any} logger
   */
  constructor(partition, sealer, logger) {
    this.#partition = partition;
    this.#sealer = sealer;
    this.#logger = logger;
    this.#store = new KeyStore(partition, sealer);
    this.keys = this.#cached();
  }

  /** The phone vouched for this device. */
  get isLinked() {
    return this.value.account !== undefined;
  }

  async load() {
    const row = await this.#partition.read(CREDENTIALS);
    this.value = row
      ? JSON.parse((await this.#sealer.open(row, (more) => this.#partition.read(more))).toString(), BufferJSON.reviver)
      : initAuthCreds();
  }

  /** Saves what a linked device holds; an unlinked one leaves nothing. @returns {Promise<void>} */
  save() {
    if (!this.isLinked) return Promise.resolve();
    const write = this.#saving.then(() => {
      const rows = this.#sealer.seal(CREDENTIALS, JSON.stringify(this.value, BufferJSON.replacer));
      return this.#partition.write(rows.map((row) => ({ rowKey: row.rowKey, row })));
    });
    this.#saving = write.catch(() => {});
    return write;
  }

  /** New keys of a device that is not linked yet. */
  renew() {
    this.value = initAuthCreds();
  }

  /** Waits for what is being saved. */
  flush() {
    return this.#saving;
  }

  /** Forgets every key of this device and starts with new ones; a socket of the old ones stores nothing any more. */
  async forget() {
    this.#store.close();
    this.#store = new KeyStore(this.#partition, this.#sealer);
    this.keys = this.#cached();
    this.renew();
    await this.#saving;
    await this.#partition.write([]);
    const keys = (await this.#partition.list(KEYS, ['RowKey'])).map(({ rowKey }) => ({ rowKey }));
    for (let start = 0; start < keys.length; start += BATCH)
      await this.#partition.write(keys.slice(start, start + BATCH));
  }

  #cached() {
    return makeCacheableSignalKeyStore(this.#store, this.#logger, /** @type {any} */ (new KeyCache()));
  }
}
