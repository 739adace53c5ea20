// One Signal identity of the simulated world (a contact's phone, or the account's own phone) with its sessions.
import * as libsignal from 'libsignal';
import { Curve, encodeWAMessage, proto, signedKeyPair, unpadRandomMax16 } from 'baileys';
// Phones' own Signal library has no such fault.
import '../src/whatsapp/failedAttempts.js';

/** @param {Uint8Array} key  @returns {Buffer} the key with Signal's type byte in front */
const typed = (key) => (key.length === 33 ? Buffer.from(key) : Buffer.concat([Buffer.from([5]), key]));

/**
 * A device's public keys, as a server hands them to whoever writes to it.
 * @typedef {{registrationId: number, identity: Uint8Array, signedPreKey: {id: number, key: Uint8Array, signature: Uint8Array},
 *   preKey?: {id: number, key: Uint8Array}}} Bundle
 */

/** Encrypts and decrypts for one simulated phone; its peers are devices named `user.device`. */
export class SignalIdentity {
  identity = Curve.generateKeyPair();
  registrationId = 1 + Math.floor(Math.random() * 16000);
  #signedPreKey = signedKeyPair(this.identity, 1);
  /** @type {Map<number, import('baileys').KeyPair>} */
  #preKeys = new Map();
  #nextPreKey = 1;
  /** @type {Map<string, any>} */
  #sessions = new Map();

  /** @returns {Bundle} with a pre-key that is used once */
  bundle() {
    const id = this.#nextPreKey++;
    const pair = Curve.generateKeyPair();
    this.#preKeys.set(id, pair);
    return {
      registrationId: this.registrationId,
      identity: this.identity.public,
      signedPreKey: {
        id: this.#signedPreKey.keyId,
        key: this.#signedPreKey.keyPair.public,
        signature: this.#signedPreKey.signature,
      },
      preKey: { id, key: pair.public },
    };
  }

  /** @param {string} peer */
  hasSession(peer) {
    return this.#sessions.get(peer)?.haveOpenSession() ?? false;
  }

  /** @param {string} peer */
  forget(peer) {
    this.#sessions.delete(peer);
  }

  /** @param {string} peer  @param {Bundle} bundle */
  async startSession(peer, bundle) {
    const { preKey, signedPreKey } = bundle;
    await new libsignal.SessionBuilder(this.#storage, this.#address(peer)).initOutgoing(
      /** @type {any} */ ({
        registrationId: bundle.registrationId,
        identityKey: typed(bundle.identity),
        signedPreKey: { keyId: signedPreKey.id, publicKey: typed(signedPreKey.key), signature: signedPreKey.signature },
        preKey: preKey && { keyId: preKey.id, publicKey: typed(preKey.key) },
      }),
    );
  }

  /**
   * @param {string} peer
   * @param {proto.IMessage} message
   * @returns {Promise<{type: 'pkmsg' | 'msg', ciphertext: Buffer}>}
   */
  async encrypt(peer, message) {
    const cipher = new libsignal.SessionCipher(this.#storage, this.#address(peer));
    const { type, body } = await cipher.encrypt(encodeWAMessage(message));
    return { type: type === 3 ? 'pkmsg' : 'msg', ciphertext: Buffer.from(/** @type {any} */ (body), 'binary') };
  }

  /** @param {string} peer  @param {string} type  @param {Uint8Array} ciphertext  @returns {Promise<proto.Message>} */
  async decrypt(peer, type, ciphertext) {
    const cipher = new libsignal.SessionCipher(this.#storage, this.#address(peer));
    const bytes = Buffer.from(ciphertext);
    const padded =
      type === 'pkmsg' ? await cipher.decryptPreKeyWhisperMessage(bytes) : await cipher.decryptWhisperMessage(bytes);
    return proto.Message.decode(unpadRandomMax16(padded));
  }

  /** @param {string} peer */
  #address(peer) {
    const [user, device] = peer.split('.');
    return new libsignal.ProtocolAddress(`${this.registrationId}-${user}`, Number(device));
  }

  #storage = /** @type {any} */ ({
    loadSession: async (/** @type {string} */ id) => this.#sessions.get(id.replace(/^\d+-/, '')) ?? null,
    storeSession: async (/** @type {string} */ id, /** @type {any} */ session) =>
      void this.#sessions.set(id.replace(/^\d+-/, ''), libsignal.SessionRecord.deserialize(session.serialize())),
    isTrustedIdentity: () => true,
    loadPreKey: async (/** @type {number} */ id) => {
      const pair = this.#preKeys.get(Number(id));
      return pair && { privKey: Buffer.from(pair.private), pubKey: typed(pair.public) };
    },
    removePreKey: (/** @type {number} */ id) => void this.#preKeys.delete(Number(id)),
    loadSignedPreKey: () => ({
      privKey: this.#signedPreKey.keyPair.private,
      pubKey: typed(this.#signedPreKey.keyPair.public),
    }),
    getOurRegistrationId: () => this.registrationId,
    getOurIdentity: () => ({ privKey: this.identity.private, pubKey: typed(this.identity.public) }),
  });
}
