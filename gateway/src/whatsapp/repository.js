// Where messages are decrypted and encrypted: what was decrypted is stored before anybody is told that it arrived, and the
// ratchet is stored before anything that it encrypted leaves.
import { AsyncLocalStorage } from 'node:async_hooks';
import { addTransactionCapability, DEFAULT_CONNECTION_CONFIG, encodeWAMessage } from 'baileys';
import { INBOX } from '../storage/keyStore.js';
import './failedAttempts.js';

/** @typedef {import('baileys').BinaryNode} BinaryNode */

const ALL = 'all';

/**
 * Takes decrypted messages into the write that also stores their keys; a row without text is deleted.
 * @typedef {{rowsFor: (stanza: BinaryNode, padded: Uint8Array) => Promise<Record<string, string | null> | undefined>,
 *   added: (rows: Record<string, string | null>) => void, knows: (stanza: BinaryNode) => Promise<boolean>, unreadable: (stanza: BinaryNode) => void}} Keeper
 */

/** The connection has ended; its code is the library's for that. */
class ConnectionOver extends Error {
  output = { statusCode: 428 };
}

/** The transactions of one connection: none begins after its end, and the next connection waits for those under way. */
export class Transactions {
  /** @type {Set<Promise<any>>} */
  #running = new Set();
  #hasEnded = false;

  /** @template T  @param {() => Promise<T>} work  @returns {Promise<T>} */
  run(work) {
    if (this.#hasEnded)
      return Promise.reject(new ConnectionOver('The connection has ended.'));
    const running = work();
    this.#running.add(running);
    const over = () => void this.#running.delete(running);
    running.then(over, over);
    return running;
  }

  /** Until nothing of this connection reads or writes keys any more. */
  async end() {
    this.#hasEnded = true;
    await Promise.allSettled(this.#running);
  }
}

/** Remembers which stanza each ciphertext came in: the library hands the same bytes on to `decryptMessage`. */
export class StanzaOf {
  /** @type {WeakMap<Uint8Array, BinaryNode>} */
  #stanzas = new WeakMap();

  /** @param {BinaryNode} stanza */
  note(stanza) {
    for (const part of Array.isArray(stanza.content) ? stanza.content : []) {
      if (part.content instanceof Uint8Array) this.#stanzas.set(part.content, stanza);
    }
  }

  /** @param {Uint8Array} ciphertext */
  find(ciphertext) {
    return this.#stanzas.get(ciphertext);
  }
}

/**
 * The library's own repository over transactions of its own: the library would store the keys of an outgoing message only after
 * it is sent, and lets a message of the same chat be decrypted meanwhile.
 * @param {{store: any, logger: any, stanzas: StanzaOf, keeper: Keeper, transactions: Transactions}} parts
 * @returns {import('baileys').SocketConfig['makeSignalRepository']}
 */
export function repositoryMaker({ store, logger, stanzas, keeper, transactions }) {
  return (auth, _, pnToLid) => {
    const keys = addTransactionCapability(store, logger, DEFAULT_CONNECTION_CONFIG.transactionOpts);
    /** @type {AsyncLocalStorage<{stanza: BinaryNode, rows?: Record<string, string | null>}>} */
    const current = new AsyncLocalStorage();
    const hooked = {
      ...keys,
      transaction: (/** @type {() => Promise<any>} */ work) =>
        transactions.run(() =>
          // One after the other: by its own keys the library moves a chat's ratchet from number to LID while it encrypts with it.
          keys.transaction(async () => {
            const result = await work();
            const message = current.getStore();
            if (message && result instanceof Uint8Array) {
              message.rows = await keeper.rowsFor(message.stanza, result);
              if (message.rows) await keys.set(/** @type {any} */ ({ [INBOX]: message.rows }));
            }
            return result;
          }, ALL),
        ),
    };
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ ...auth, keys: hooked }, logger, pnToLid);

    const keep = async (/** @type {Uint8Array} */ ciphertext, /** @type {() => Promise<Uint8Array>} */ decrypt) => {
      const stanza = stanzas.find(ciphertext);
      if (!stanza) return decrypt();
      const message = { stanza, rows: /** @type {Record<string, string | null> | undefined} */ (undefined) };
      try {
        const plain = await current.run(message, decrypt);
        if (message.rows) keeper.added(message.rows);
        return plain;
      } catch (error) {
        // Sent again because the receipt did not get through: its key is used up, but the message is here.
        if (await keeper.knows(stanza)) return encodeWAMessage({});
        // The library tells of it too, but may hold that back for as long as it waits for the phone's history.
        if (!(error instanceof ConnectionOver)) keeper.unreadable(stanza);
        throw error;
      }
    };
    const { decryptMessage, decryptGroupMessage } = repository;
    return Object.assign(repository, {
      decryptMessage: (/** @type {any} */ options) =>
        keep(options.ciphertext, () => decryptMessage.call(repository, options)),
      decryptGroupMessage: (/** @type {any} */ options) =>
        keep(options.msg, () => decryptGroupMessage.call(repository, options)),
    });
  };
}
