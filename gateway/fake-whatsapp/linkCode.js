// Linking by an eight-character code that is typed on the phone instead of scanning a QR code.
import { randomBytes } from 'node:crypto';
import { aesDecryptCTR, aesDecryptGCM, aesEncryptCTR, Curve, derivePairingCodeKey, hkdf } from 'baileys';
import { bytes, child, node, resultOf, SERVER } from './nodes.js';
import { link } from './phone.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./connection.js').Connection} Connection */

/** @param {Connection} connection  @param {Node} iq  @returns {Node[] | undefined} */
export function takeLinkCode(connection, iq) {
  const request = child(iq, 'link_code_companion_reg');
  if (request?.attrs.stage === 'companion_hello') {
    const number = request.attrs.jid.split('@')[0];
    connection.linkCode = {
      number,
      wrapped: bytes(request, 'link_code_pairing_wrapped_companion_ephemeral_pub'),
      ref: randomBytes(16),
    };
    return [
      node('link_code_companion_reg', { stage: 'companion_hello' }, [
        node('link_code_pairing_ref', {}, connection.linkCode.ref),
      ]),
    ];
  }

  connection.send(resultOf(iq));
  finish(connection, /** @type {Node} */ (request));
  return undefined;
}

/**
 * The person types the code on the phone.
 * @param {import('./world.js').World} world  @param {import('./people.js').Account} account  @param {string} code with or without its dash
 * @throws {Error} when no client waits for a code of this number
 */
export async function typeCode(world, account, code) {
  const connection = [...world.connections].find(({ linkCode }) => linkCode?.number === account.number);
  if (!connection) throw new Error('No client waits for a code of this number.');
  const { linkCode } = connection;
  const text = code.replace('-', '');
  const wrapped = linkCode.wrapped;
  const theirKey = await derivePairingCodeKey(text, wrapped.subarray(0, 32));
  const theirPublic = aesDecryptCTR(wrapped.subarray(48, 80), theirKey, wrapped.subarray(32, 48));

  const pair = Curve.generateKeyPair();
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const sealed = aesEncryptCTR(pair.public, await derivePairingCodeKey(text, salt), iv);
  linkCode.shared = Curve.sharedKey(pair.private, theirPublic);
  linkCode.account = account;
  connection.send(
    node('notification', { id: 'link-code-1', from: SERVER, type: 'link_code_companion_reg' }, [
      node('link_code_companion_reg', { stage: 'primary_hello' }, [
        node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, Buffer.concat([salt, iv, sealed])),
        node('primary_identity_pub', {}, account.signal.identity.public),
        node('link_code_pairing_ref', {}, linkCode.ref),
      ]),
    ]),
  );
}

/** @param {Connection} connection  @param {Node} request */
function finish(connection, request) {
  const { account, shared } = connection.linkCode;
  const bundle = bytes(request, 'link_code_pairing_wrapped_key_bundle');
  const key = Buffer.from(
    hkdf(shared, 32, { salt: bundle.subarray(0, 32), info: 'link_code_pairing_key_bundle_encryption_key' }),
  );
  const plain = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0));
  const companionIdentity = plain.subarray(0, 32);
  if (!companionIdentity.equals(bytes(request, 'companion_identity_public')))
    throw new Error('The key bundle names another identity.');
  const identityShared = Curve.sharedKey(account.signal.identity.private, companionIdentity);
  const advSecret = hkdf(Buffer.concat([shared, identityShared, plain.subarray(64)]), 32, { info: 'adv_secret' });
  link(connection, account, Buffer.from(advSecret));
}
