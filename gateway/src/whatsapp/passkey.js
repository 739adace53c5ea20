// The passkey step that WhatsApp asks of some accounts after the scan: a WebAuthn assertion, then a code to compare.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  aesEncryptGCM,
  bytesToCrockford,
  Curve,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildString,
  hkdf,
  proto,
} from 'baileys';

const SERVER = 's.whatsapp.net';
const HANDOFF_MS = 5 * 60_000;
const { CHROME } = proto.DeviceProps.PlatformType;

/** @typedef {import('baileys').BinaryNode} BinaryNode */

/** The ceremony has no step now that fits. */
export class NoPasskeyStep extends Error {}

/** One ceremony on one unpaired connection. */
export class Passkey {
  #socket;
  #creds;
  #changed;
  /** @type {{key: Buffer, at: number} | undefined} */
  #handoff;
  /** @type {{pair: import('baileys').KeyPair, nonce: Buffer, ref: string, key?: Buffer} | undefined} */
  #link;
  /** @type {any} WebAuthn request options while an assertion is wanted */
  challenge;
  /** @type {string | undefined} `ABCD-EFGH` while a person must compare it with the phone's */
  code;
  /** A passkey was asked for: no QR code of this connection is of use any more. */
  isUnderWay = false;

  /**
   * @param {import('./socket.js').Socket} socket
   * @param {import('baileys').AuthenticationCreds} creds
   * @param {() => void} changed
   */
  constructor(socket, creds, changed) {
    this.#socket = socket;
    this.#creds = creds;
    this.#changed = changed;
    socket.ws.on('CB:notification', (/** @type {BinaryNode} */ notice) => void this.#take(notice).catch(() => {}));
  }

  /** @param {any} assertion WAHA's PasskeyAssertionRequest  @throws {NoPasskeyStep} */
  async answer(assertion) {
    if (!this.challenge) throw new NoPasskeyStep('No passkey is asked for now.');
    const ref = getBinaryNodeChildString(await this.#query('get', { tag: 'ref', attrs: {} }), 'ref') ?? '';
    const pair = Curve.generateKeyPair();
    const nonce = randomBytes(32);
    const identity = proto.CompanionEphemeralIdentity.encode({
      publicKey: pair.public,
      deviceType: CHROME,
      ref,
    }).finish();
    const hash = createHash('sha256').update(identity).update(nonce).digest();
    const payload = proto.ProloguePayload.encode({
      companionEphemeralIdentity: identity,
      commitment: { hash },
    }).finish();
    const content = [
      { tag: 'credential_id', attrs: {}, content: Buffer.from(assertion.rawId, 'base64url') },
      { tag: 'webauthn_assertion', attrs: {}, content: Buffer.from(JSON.stringify(assertion)) },
      { tag: 'prologue_payload', attrs: {}, content: payload },
    ];
    if (this.#handoff && Date.now() - this.#handoff.at < HANDOFF_MS) {
      content.push({
        tag: 'pairing_handoff_proof',
        attrs: {},
        content: createHmac('sha256', this.#handoff.key).update(payload).digest(),
      });
    }
    this.#link = { pair, nonce, ref };
    await this.#query('set', { tag: 'passkey_prologue', attrs: {}, content });
    this.challenge = undefined;
    this.#handoff = undefined;
  }

  /** The person has compared the code. @throws {NoPasskeyStep} */
  async confirm() {
    const key = this.#link?.key;
    if (!key) throw new NoPasskeyStep('There is no code to confirm now.');
    const { noiseKey, signedIdentityKey, advSecretKey } = this.#creds;
    const request = proto.PairingRequest.encode({
      companionPublicKey: noiseKey.public,
      companionIdentityKey: signedIdentityKey.public,
      advSecret: Buffer.from(advSecretKey, 'base64'),
    }).finish();
    const iv = randomBytes(12);
    const encryptedPayload = aesEncryptGCM(request, key, iv, Buffer.alloc(0));
    const wrapped = proto.EncryptedPairingRequest.encode({ encryptedPayload, iv }).finish();
    this.code = undefined;
    this.#link = undefined;
    await this.#query('set', { tag: 'encrypted_pairing_request', attrs: {}, content: wrapped });
  }

  /** @param {BinaryNode} notice */
  async #take(notice) {
    const { type, from, id } = notice.attrs;
    if (from !== SERVER || !['passkey_prologue_request', 'crsc_continuation'].includes(type)) return;
    // The library can't ack before it is logged in.
    await this.#socket.sendNode({ tag: 'ack', attrs: { id, to: from, class: 'notification', type } });
    if (type === 'passkey_prologue_request') await this.#takeChallenge(notice);
    else await this.#takeContinuation(notice);
    this.#changed();
  }

  /** @param {BinaryNode} notice */
  async #takeChallenge(notice) {
    this.isUnderWay = true;
    const options =
      getBinaryNodeChildString(notice, 'passkey_request_options') ??
      getBinaryNodeChildString(
        await this.#query('get', { tag: 'passkey_request_options', attrs: {} }),
        'passkey_request_options',
      );
    this.challenge = JSON.parse(options ?? '{}');
    const scanned = Buffer.from(this.#creds.advSecretKey, 'base64');
    this.#handoff = { key: Buffer.from(hkdf(scanned, 32, { info: 'shortcake-passkey-handoff-v1' })), at: Date.now() };
    this.#creds.advSecretKey = randomBytes(32).toString('base64');
  }

  /** @param {BinaryNode} notice */
  async #takeContinuation(notice) {
    if (!this.#link) return;
    const { pair, nonce, ref } = this.#link;
    const bytes = getBinaryNodeChildBuffer(notice, 'primary_ephemeral_identity') ?? new Uint8Array();
    const { publicKey, nonce: phoneNonce } = proto.PrimaryEphemeralIdentity.decode(bytes);
    if (publicKey?.length !== 32 || phoneNonce?.length !== 32) return;

    const shared = Curve.sharedKey(pair.private, publicKey);
    await this.#query('set', { tag: 'companion_nonce', attrs: {}, content: nonce });
    const salt = Buffer.from(`Companion Pairing ${CHROME} with ref ${ref}`);
    this.#link.key = Buffer.from(hkdf(Buffer.from(shared), 32, { salt, info: 'Pairing Information Encryption Key' }));
    const digest = createHash('sha256').update(nonce).update(publicKey).digest();
    const code = bytesToCrockford(Buffer.from(phoneNonce.subarray(0, 5).map((byte, index) => byte ^ digest[index])));
    this.code = `${code.slice(0, 4)}-${code.slice(4)}`;
  }

  /** @param {'get' | 'set'} type  @param {BinaryNode} content */
  #query(type, content) {
    return this.#socket.query({ tag: 'iq', attrs: { to: SERVER, type, xmlns: 'md' }, content: [content] });
  }
}
