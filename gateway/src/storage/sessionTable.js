// The sessions that this deployment knows, whoever runs them: configuration, wish, last status.
import { RowSealer } from './rows.js';

const PARTITION = 'sessions';

/**
 * @typedef {{name: string, wanted: boolean, status: string, reason: string, worker: string, workerUrl: string, keyHash: string, epoch: number,
 *   config: any, timelock?: any, newChatCap?: any, me?: any, phoneSeenAt?: number, etag?: string}} SessionRecord
 * `wanted`: it is to be connected; `epoch`: its owner's; `config` as WAHA's SessionConfig; `phoneSeenAt`: ms, to the hour.
 */

/** Somebody else changed the record in between, or made it first. */
export class RecordChanged extends Error {}

/** There is no record of this name. */
export class NoSuchSession extends Error {
  constructor() {
    super('There is no such session.');
  }
}

/** The table of sessions; each write is conditional on what was read. */
export class SessionTable {
  #client;
  #sealer;

  /** @param {import('@azure/data-tables').TableClient} client  @param {import('./secretBox.js').SecretBox} box */
  constructor(client, box) {
    this.#client = client;
    this.#sealer = new RowSealer(box, client.tableName, PARTITION);
  }

  /** @param {string} name  @returns {Promise<SessionRecord | undefined>} */
  async find(name) {
    const row = await this.#row(name);
    return row && this.#open(row);
  }

  /** @returns {Promise<SessionRecord[]>} */
  async list() {
    const records = [];
    const filter = `PartitionKey eq '${PARTITION}' and pieces gt 0`;
    for await (const row of this.#client.listEntities({ queryOptions: { filter } }))
      records.push(await this.#open(/** @type {any} */ (row)));
    return records;
  }

  /** @param {SessionRecord} record  @throws {RecordChanged} when the name is taken */
  async add(record) {
    const [row] = this.#seal(record);
    record.etag = await this.#guarded(() => this.#client.createEntity(row));
  }

  /** @param {SessionRecord} record  @throws {RecordChanged} */
  async save(record) {
    const [row] = this.#seal(record);
    record.etag = await this.#guarded(() => this.#client.updateEntity(row, 'Replace', { etag: record.etag }));
  }

  /** @param {string} name */
  async remove(name) {
    await this.#guarded(() => this.#client.deleteEntity(PARTITION, name));
  }

  /** @param {() => Promise<any>} write  @returns {Promise<string | undefined>} the new ETag */
  async #guarded(write) {
    try {
      return (await write()).etag;
    } catch (error) {
      if ([404, 409, 412].includes(/** @type {any} */ (error).statusCode))
        throw new RecordChanged('The session was changed by somebody else.');
      throw error;
    }
  }

  /** @param {string} name  @returns {Promise<any>} */
  async #row(name) {
    try {
      return await this.#client.getEntity(PARTITION, name);
    } catch (error) {
      if (/** @type {any} */ (error).statusCode === 404) return undefined;
      throw error;
    }
  }

  /** @param {SessionRecord} record  @returns {any[]} */
  #seal({ name, wanted, status, reason, worker, workerUrl, keyHash, epoch, config, timelock, newChatCap, me, phoneSeenAt }) {
    const rows = this.#sealer.seal(name, JSON.stringify({ config, timelock, newChatCap, me, phoneSeenAt }), {
      wanted,
      status,
      reason,
      worker,
      workerUrl,
      keyHash,
      epoch,
    });
    if (rows.length > 1) throw new RangeError('This configuration is too large.');
    return rows.map((row) => ({ ...row, partitionKey: PARTITION }));
  }

  /** @param {any} row  @returns {Promise<SessionRecord>} */
  async #open(row) {
    const { rowKey: name, wanted, status, reason, worker, workerUrl, keyHash, epoch, etag } = row;
    const sealed = JSON.parse((await this.#sealer.open(row, async () => undefined)).toString());
    return { name, wanted, status, reason, worker, workerUrl, keyHash, epoch, etag, ...sealed };
  }
}
