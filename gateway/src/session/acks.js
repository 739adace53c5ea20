// What became of sent messages: stored until the webhooks took it, as received messages are, but nothing waits for its turn.
import { setTimeout as wait } from 'node:timers/promises';
import { safeId } from '../storage/rows.js';
import { eventId } from '../webhooks/ulid.js';
import { ackOf } from './events.js';
import { mayTryAgain } from './retry.js';

const TOLD = 'a|';
const AT_ONCE = 8;

/**
 * @typedef {{id: string, chat: string, ack: number, error?: string}} Ack `chat` where the message went, `error` WhatsApp's code or ours
 * @typedef {Ack & {event: string, from: string}} Entry `event` the event's id
 */

const keyOf = (/** @type {string} */ id) => `${TOLD}${safeId(id)}`;

/** A refusal says more than that the server has the message, and less than that its receiver has it. */
const rankOf = (/** @type {Ack} */ { ack }) => (ack < 0 ? 1.5 : ack);

/** Rows `a|message id` wait for the webhooks; of several acks of one message only the highest waits. */
export class Acks {
  #parts;
  /** @type {Map<string, Entry>} by the message's id */
  #waiting = new Map();
  /** @type {Map<string, Promise<void>>} */
  #running = new Map();
  #isStopped = false;

  /**
   * @param {{partition: import('../storage/partition.js').Partition, sealer: import('../storage/rows.js').RowSealer, log: import('../log.js').Log,
   *   session: string, webhooks: import('../webhooks/webhooks.js').Webhooks, ownChatId: () => string,
   *   envelope: (event: string, payload: any, id?: string) => any}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Stores an ack, and tells it from then on until it is taken.
   * @param {Ack} ack  @param {import('../storage/partition.js').Change[]} [changes] what is written in the same transaction
   */
  async store(ack, changes = []) {
    const { partition, sealer, ownChatId } = this.#parts;
    const former = this.#waiting.get(ack.id);
    if (former && rankOf(former) >= rankOf(ack)) return changes.length ? partition.write(changes) : undefined;
    const entry = { ...ack, event: eventId(), from: ownChatId() };
    const rows = sealer.seal(keyOf(ack.id), JSON.stringify(entry)).map((row) => ({ rowKey: row.rowKey, row }));
    // In the same step as the write: whoever then removes the former one's row sees that it is no longer that one's.
    this.#waiting.set(ack.id, entry);
    try {
      await partition.write([...rows, ...changes]);
    } catch (error) {
      if (this.#waiting.get(ack.id) === entry) this.#putBack(ack.id, former);
      throw error;
    }
    this.#start();
  }

  /** Takes up what was stored and not taken. */
  async resume() {
    const { partition, sealer } = this.#parts;
    for (const row of await partition.list(TOLD)) {
      const entry = JSON.parse((await sealer.open(row, (more) => partition.read(more))).toString());
      this.#waiting.set(entry.id, entry);
    }
    this.#start();
  }

  /** Nothing waits for the webhooks. */
  get isEmpty() {
    return this.#waiting.size === 0;
  }

  /** Until all is told. @param {number} mostMs */
  async settle(mostMs) {
    const end = wait(mostMs, 'over', { ref: false });
    while (this.#running.size) {
      if ((await Promise.race([Promise.all(this.#running.values()), end])) === 'over') return;
    }
  }

  /** Tells nothing after what is on its way. @param {number} mostMs how long to wait for that */
  async stop(mostMs) {
    this.#isStopped = true;
    await Promise.race([Promise.all(this.#running.values()), wait(mostMs, undefined, { ref: false })]);
  }

  /** @param {string} id  @param {Entry | undefined} former */
  #putBack(id, former) {
    if (former) this.#waiting.set(id, former);
    else this.#waiting.delete(id);
  }

  #start() {
    for (const id of this.#waiting.keys()) {
      if (this.#isStopped || this.#running.size >= AT_ONCE) return;
      if (!this.#running.has(id)) this.#running.set(id, this.#tell(id));
    }
  }

  /** @param {string} id */
  async #tell(id) {
    const { partition, webhooks, envelope, log, session } = this.#parts;
    for (let entry = this.#waiting.get(id); entry && !this.#isStopped; entry = this.#waiting.get(id)) {
      try {
        if (!(await webhooks.insist(envelope('message.ack', ackOf(entry), entry.event)))) break;
        if (this.#waiting.get(id) !== entry) continue;
        await partition.write([{ rowKey: keyOf(id) }]);
        if (this.#waiting.get(id) === entry) this.#waiting.delete(id);
      } catch (error) {
        if (!(await mayTryAgain(error, 'An ack could not be told', { log, session, isStopped: this.#isStopped }))) break;
      }
    }
    this.#running.delete(id);
    this.#start();
  }
}
