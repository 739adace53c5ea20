// All sessions of the deployment as this process sees them: those it owns, and the rows of the others.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { kindOf } from '../log.js';
import { Lease } from '../storage/lease.js';
import { Partition } from '../storage/partition.js';
import { NoSuchSession, RecordChanged, SessionTable } from '../storage/sessionTable.js';
import { openedFile, sealFile } from '../whatsapp/fileAddress.js';
import { joined } from './joined.js';
import { Session } from './session.js';

/** @typedef {import('../storage/sessionTable.js').SessionRecord} SessionRecord */

/**
 * What a session needs of the process around it.
 * @typedef {{settings: import('../settings.js').Settings, log: import('../log.js').Log, box: import('../storage/secretBox.js').SecretBox,
 *   storage: import('../storage/connect.js').Storage, environment: any, save: (session: Session) => Promise<void>,
 *   onGone: (session: Session) => void, baseUrl: () => string, fileUrl: (session: string, messageId: string) => string}} Context
 */

/** The session belongs to another process; `owner` is its address. */
export class OwnedElsewhere extends Error {
  /** @param {string} owner */
  constructor(owner) {
    super('Another gateway runs this session.');
    this.owner = owner;
  }
}

const hashOf = (/** @type {string} */ key) => createHash('sha256').update(key).digest('hex');

/** Finds, makes, starts and ends sessions. */
export class Sessions {
  #table;
  #context;
  /** @type {Map<string, Session>} */
  #owned = new Map();
  /** @type {Map<string, Promise<Session>>} */
  #taking = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {Map<string, Promise<void>>} */
  #removing = new Map();
  #isClosing = false;

  /** @param {Pick<Context, 'settings' | 'log' | 'box' | 'storage' | 'environment'> & {baseUrl: () => string}} parts */
  constructor(parts) {
    this.#table = new SessionTable(parts.storage.sessions, parts.box);
    /** @type {Context} */
    this.#context = {
      ...parts,
      save: (/** @type {Session} */ session) => this.#save(session),
      onGone: (/** @type {Session} */ session) => void this.#owned.delete(session.record.name),
      fileUrl: (/** @type {string} */ session, /** @type {string} */ messageId) =>
        `${parts.baseUrl()}/api/files/${session}/${sealFile(parts.box, session, messageId)}`,
    };
  }

  /** @param {string} session  @param {string} token  @returns {string | undefined} the id of the message whose file's address ends so */
  messageOfFile(session, token) {
    return openedFile(this.#context.box, session, token);
  }

  /** Takes up every session that nobody runs, now and from time to time. */
  async open() {
    const { adoptSeconds } = this.#context.settings;
    await this.#adopt();
    this.#timer = setInterval(() => void this.#adopt(), adoptSeconds * 1000);
  }

  /** Gives up every session, so that others can run them at once. */
  async close() {
    this.#isClosing = true;
    clearInterval(this.#timer);
    await Promise.allSettled(this.#taking.values());
    await Promise.allSettled([...this.#owned.values()].map((session) => session.release()));
    this.#owned.clear();
  }

  /** @param {string} name  @returns {Session | undefined} only when this process runs it */
  owned(name) {
    return this.#owned.get(name);
  }

  /** @param {string} name  @returns {Promise<SessionRecord | undefined>} */
  async find(name) {
    return this.#owned.get(name)?.record ?? this.#table.find(name);
  }

  /** @returns {Promise<SessionRecord[]>} */
  async list() {
    const records = await this.#table.list();
    return records.map((record) => this.#owned.get(record.name)?.record ?? record);
  }

  /**
   * @param {string} name
   * @param {any} config
   * @param {boolean} start
   * @returns {Promise<SessionRecord>}
   * @throws {RecordChanged} the name is taken
   */
  async create(name, config, start) {
    // Not wanted yet, so that no other gateway takes it up before this one starts it.
    const record = {
      name,
      wanted: false,
      status: 'STOPPED',
      reason: '',
      worker: '',
      workerUrl: '',
      keyHash: '',
      epoch: 0,
      config,
    };
    await this.#table.add(record);
    return start ? this.start(name) : record;
  }

  /** @param {string} name  @returns {Promise<SessionRecord>} connected or on its way; a failed one begins anew */
  async start(name) {
    const session = await this.#need(name);
    session.record.wanted = true;
    await session.connect();
    await session.save();
    return session.record;
  }

  /** @param {string} name  @returns {Promise<SessionRecord>} */
  async stop(name) {
    const session = await this.#need(name);
    session.record.wanted = false;
    await session.disconnect();
    await session.save();
    return session.record;
  }

  /** @param {string} name  @returns {Promise<SessionRecord>} */
  async restart(name) {
    const session = await this.#need(name);
    session.record.wanted = true;
    await session.disconnect();
    await session.connect();
    await session.save();
    return session.record;
  }

  /**
   * @param {string} name
   * @returns {Promise<SessionRecord>} without its link; it asks for a new one where it was running
   */
  async logout(name) {
    const session = await this.#need(name);
    await session.logout();
    if (session.record.wanted) await session.connect();
    await session.save();
    return session.record;
  }

  /** Leaves nothing of a session, on WhatsApp and here; who calls meanwhile waits for the same. @param {string} name */
  remove(name) {
    return joined(this.#removing, name, () => this.#remove(name));
  }

  /** @param {string} name */
  async #remove(name) {
    if (!(await this.find(name))) return;
    const session = await this.#need(name);
    // Nobody takes it up while it goes; what is left after a crash goes with the next call.
    session.record.wanted = false;
    await session.logout();
    await session.save();
    await session.erase(() => this.#table.remove(name));
    this.#owned.delete(name);
  }

  /** @param {string} name  @param {any} config  @returns {Promise<SessionRecord>} */
  async configure(name, config) {
    const session = await this.#need(name);
    session.record.config = config;
    session.configure(session.record);
    await session.save();
    return session.record.wanted ? this.restart(name) : session.record;
  }

  /** A new key for a session; the former one is worth nothing then. @param {string} name  @returns {Promise<string>} */
  async newKey(name) {
    const key = `key_${randomBytes(24).toString('base64url')}`;
    const session = await this.#need(name);
    session.record.keyHash = hashOf(key);
    await session.save();
    return key;
  }

  /** @param {string} name  @param {string} key  @returns {Promise<boolean>} */
  async hasKey(name, key) {
    const hash = (await this.find(name))?.keyHash;
    return !!hash && timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(key)));
  }

  /** @param {string} name  @returns {Promise<Session>}  @throws {OwnedElsewhere | NoSuchSession} */
  async #need(name) {
    const session = this.#owned.get(name);
    if (session) return session;
    const record = await this.#table.find(name);
    if (!record) throw new NoSuchSession();
    return this.#take(record);
  }

  /** @param {SessionRecord} record  @returns {Promise<Session>}  @throws {OwnedElsewhere} */
  #take(record) {
    return joined(this.#taking, record.name, () => this.#own(record));
  }

  /** @param {SessionRecord} found  @returns {Promise<Session>} */
  async #own(found) {
    const { settings, storage, environment } = this.#context;
    const lease = new Lease(storage.leases, found.name, settings.leaseSeconds);
    if (this.#isClosing || !(await lease.acquire())) throw new OwnedElsewhere(found.workerUrl);
    /** @type {Session | undefined} */
    let session;
    try {
      const partition = new Partition(storage.state, found.name);
      await partition.claim(settings.workerId);
      const record = await this.#table.find(found.name);
      if (!record) {
        await partition.destroy();
        await lease.release({ forget: true });
        throw new NoSuchSession();
      }
      // What a former owner last said of its connection is no longer so.
      if (record.wanted && record.status !== 'FAILED') record.status = 'STARTING';
      Object.assign(record, {
        worker: environment.worker.id,
        workerUrl: this.#context.baseUrl(),
        epoch: partition.epoch,
      });
      await this.#table.save(record);
      session = new Session(this.#context, record, partition, lease);
      this.#owned.set(record.name, session);
      await session.begin();
      return session;
    } catch (error) {
      // It has begun to deliver, perhaps.
      session?.abandon('not_taken_up');
      await lease.release().catch(() => {});
      throw error;
    }
  }

  async #adopt() {
    try {
      const orphans = (await this.#table.list()).filter(({ name, wanted }) => wanted && !this.#owned.has(name));
      await Promise.all(
        orphans.map((record) =>
          this.#take(record).catch((error) => {
            if (!(error instanceof OwnedElsewhere))
              this.#context.log.warn('A session could not be taken up', { session: record.name, error: kindOf(error) });
          }),
        ),
      );
    } catch (error) {
      this.#context.log.warn('The sessions could not be read', { error: kindOf(error) });
    }
  }

  /**
   * Writes what the owner knows; every change goes through the owner, so a conflict is a new owner's or our own write before.
   * @param {Session} session
   */
  async #save(session) {
    try {
      await this.#table.save(session.record);
    } catch (error) {
      if (!(error instanceof RecordChanged)) throw error;
      const stored = await this.#table.find(session.record.name);
      if (stored?.epoch !== session.record.epoch) return session.abandon('displaced');
      session.record.etag = stored.etag;
      await this.#table.save(session.record);
    }
  }
}
