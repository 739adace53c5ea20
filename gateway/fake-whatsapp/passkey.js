// The passkey ceremony: the server asks for a WebAuthn assertion after the scan, then the phone takes the pairing request.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { aesDecryptGCM, bytesToCrockford, Curve, hkdf, proto } from 'baileys';
import { bytes, child, node, resultOf, SERVER } from './nodes.js';
import { link } from './phone.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./connection.js').Connection} Connection */

const sha256 = (/** @type {Uint8Array} */ data) => createHash('sha256').update(data).digest();

/**
 * @param {Connection} connection
 * @param {import('./people.js').Account} account
 * @param {Buffer} advSecret the secret of the scanned code
 */
export function askPasskey(connection, account, advSecret) {
  const challenge = randomBytes(32).toString('base64url');
  const credential = randomBytes(16).toString('base64url');
  connection.ceremony = {
    account,
    challenge,
    handoffKey: hkdf(advSecret, 32, { info: 'shortcake-passkey-handoff-v1' }),
  };
  const options = {
    challenge,
    timeout: 60_000,
    rpId: 'whatsapp.com',
    allowCredentials: [{ id: credential, type: 'public-key', transports: ['internal'] }],
    userVerification: 'required',
  };
  connection.send(
    node('notification', { id: 'passkey-1', from: SERVER, type: 'passkey_prologue_request' }, [
      node('passkey_request_options', {}, Buffer.from(JSON.stringify(options))),
    ]),
  );
}

/** @param {Connection} connection  @param {Node} iq  @returns {Node[] | undefined} */
export function takePasskey(connection, iq) {
  const { ceremony } = connection;
  if (!ceremony) return [];
  if (child(iq, 'ref')) {
    ceremony.ref = `2@${randomBytes(24).toString('base64')}`;
    return [node('ref', {}, Buffer.from(ceremony.ref))];
  }
  if (child(iq, 'passkey_prologue')) return takePrologue(connection, iq);
  if (child(iq, 'companion_nonce')) {
    takeNonce(ceremony, bytes(iq, 'companion_nonce'));
    return [];
  }
  if (child(iq, 'encrypted_pairing_request')) {
    connection.send(resultOf(iq));
    takeRequest(connection, bytes(iq, 'encrypted_pairing_request'));
    return undefined;
  }
  return [];
}

/** @param {Connection} connection  @param {Node} iq */
function takePrologue(connection, iq) {
  const { ceremony } = connection;
  const prologue = child(iq, 'passkey_prologue');
  const assertion = JSON.parse(bytes(prologue, 'webauthn_assertion').toString());
  const clientData = JSON.parse(Buffer.from(assertion.response.clientDataJSON, 'base64url').toString());
  if (clientData.challenge !== ceremony.challenge) throw new Error('The assertion answers another challenge.');
  if (!bytes(prologue, 'credential_id').equals(Buffer.from(assertion.rawId, 'base64url')))
    throw new Error('The credential id is another one.');

  const payload = bytes(prologue, 'prologue_payload');
  const proof = createHmac('sha256', ceremony.handoffKey).update(payload).digest();
  if (!proof.equals(bytes(prologue, 'pairing_handoff_proof'))) throw new Error('The handoff proof is wrong.');

  const { companionEphemeralIdentity, commitment } = proto.ProloguePayload.decode(payload);
  ceremony.identityBytes = Buffer.from(companionEphemeralIdentity ?? []);
  ceremony.commitment = Buffer.from(commitment?.hash ?? []);
  ceremony.companion = proto.CompanionEphemeralIdentity.decode(ceremony.identityBytes);
  if (ceremony.companion.ref !== ceremony.ref) throw new Error('The prologue names another reference.');

  ceremony.pair = Curve.generateKeyPair();
  ceremony.nonce = randomBytes(32);
  const identity = proto.PrimaryEphemeralIdentity.encode({
    publicKey: ceremony.pair.public,
    nonce: ceremony.nonce,
  }).finish();
  connection.send(resultOf(iq));
  connection.send(
    node('notification', { id: 'passkey-2', from: SERVER, type: 'crsc_continuation' }, [
      node('primary_ephemeral_identity', {}, identity),
    ]),
  );
  return undefined;
}

/**
 * The companion opens its commitment; from here the phone shows the code.
 * @param {any} ceremony
 * @param {Buffer} nonce
 */
function takeNonce(ceremony, nonce) {
  if (!sha256(Buffer.concat([ceremony.identityBytes, nonce])).equals(ceremony.commitment))
    throw new Error('The commitment is broken.');
  const digest = sha256(Buffer.concat([nonce, ceremony.pair.public]));
  const code = bytesToCrockford(
    Buffer.from(
      ceremony.nonce.subarray(0, 5).map((/** @type {number} */ byte, /** @type {number} */ i) => byte ^ digest[i]),
    ),
  );
  ceremony.account.passkeyCode = `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** @param {Connection} connection  @param {Buffer} wrapped */
function takeRequest(connection, wrapped) {
  const { ceremony } = connection;
  const { encryptedPayload, iv } = proto.EncryptedPairingRequest.decode(wrapped);
  const shared = Curve.sharedKey(ceremony.pair.private, ceremony.companion.publicKey);
  const salt = Buffer.from(`Companion Pairing ${ceremony.companion.deviceType} with ref ${ceremony.ref}`);
  const key = Buffer.from(hkdf(shared, 32, { salt, info: 'Pairing Information Encryption Key' }));
  const request = proto.PairingRequest.decode(
    aesDecryptGCM(encryptedPayload ?? new Uint8Array(), key, iv ?? new Uint8Array(), Buffer.alloc(0)),
  );
  if (!connection.registration?.identity.equals(request.companionIdentityKey ?? Buffer.alloc(0)))
    throw new Error('The request names another identity.');
  link(connection, ceremony.account, request.advSecret ?? new Uint8Array());
}
