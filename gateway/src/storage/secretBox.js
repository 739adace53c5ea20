// Sealed text, in the one format that docs/sealed-text.md describes and the backend reads too.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals values for the one row they belong to (AES-256-GCM; the row's name is authenticated with them). */
export class SecretBox {
  /** @type {Map<string, Buffer>} */
  #keys = new Map();
  #current;

  /**
   * @param {string[]} ring keys as `id:base64`; the first one seals, all of them open
   * @throws {Error} when one is malformed
   */
  constructor(ring) {
    for (const entry of ring) {
      const [id, base64, ...rest] = entry.split(':');
      const key = Buffer.from(base64 ?? '', 'base64');
      if (!id || rest.length || key.length !== KEY_BYTES || this.#keys.has(id)) {
        throw new Error('GATEWAY_SECRET_KEYS must be id:base64 of 32 random bytes each, every id once.');
      }
      this.#keys.set(id, key);
    }
    if (!this.#keys.size) throw new Error('GATEWAY_SECRET_KEYS holds no key.');
    this.#current = /** @type {string} */ (this.#keys.keys().next().value);
  }

  /**
   * @param {string | Uint8Array} plain
   * @param {string} row `table/partition/row`
   * @returns {string} `keyId:base64(nonce, tag, cipher)`
   */
  seal(plain, row) {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', /** @type {Buffer} */ (this.#keys.get(this.#current)), nonce);
    cipher.setAAD(Buffer.from(row));
    const body = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain), cipher.final()]);
    return `${this.#current}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  /**
   * @param {string} sealed  @param {string} row  @returns {Buffer}
   * @throws {Error} when its key is not on the ring, or it was changed or moved to another row
   */
  open(sealed, row) {
    const colon = sealed.indexOf(':');
    const key = this.#keys.get(sealed.slice(0, Math.max(0, colon)));
    if (!key) throw new Error('The key that sealed this row is not in GATEWAY_SECRET_KEYS.');
    const box = Buffer.from(sealed.slice(colon + 1), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(row));
    decipher.setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  }
}
