// The account's own phone: it scans QR codes and vouches for the device that showed them.
import { Curve, hmacSign, proto, WA_ADV_ACCOUNT_SIG_PREFIX, WA_ADV_DEVICE_SIG_PREFIX } from 'baileys';
import { bytes, child, node, SERVER } from './nodes.js';
import { askPasskey } from './passkey.js';

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./people.js').Account} Account */

/**
 * Scans the text of a QR code, as the phone's camera would read it.
 * @param {import('./world.js').World} world  @param {Account} account  @param {string} qr
 * @returns {'linked' | 'passkey'}
 * @throws {Error} when no connected client shows this code (expired, cancelled), or its keys are not the client's
 */
export function scan(world, account, qr) {
  const [ref, noiseKey, identityKey, advSecret] = qr.slice(qr.indexOf('#') + 1).split(',');
  const connection = [...world.connections].find(({ refs }) => refs.includes(ref));
  const { registration } = connection ?? {};
  if (!connection || !registration) throw new Error('No client shows this code any more.');
  const isIts =
    registration.noisePublic.equals(Buffer.from(noiseKey, 'base64')) &&
    registration.identity.equals(Buffer.from(identityKey, 'base64'));
  if (!isIts) throw new Error('The code names other keys than the client that shows it.');

  if (account.asksPasskey) {
    askPasskey(connection, account, Buffer.from(advSecret, 'base64'));
    return 'passkey';
  }
  link(connection, account, Buffer.from(advSecret, 'base64'));
  return 'linked';
}

/**
 * Vouches for a device with the account's key and tells the device so.
 * @param {Connection} connection  @param {Account} account  @param {Uint8Array} advSecret
 */
export function link(connection, account, advSecret) {
  const registration = connection.registration;
  if (!registration) throw new Error('This client has registered no keys.');
  const id = account.takeDeviceId();
  const details = proto.ADVDeviceIdentity.encode({
    rawId: id,
    timestamp: Math.floor(Date.now() / 1000),
    keyIndex: id,
  }).finish();
  const { identity } = account.signal;
  const accountSignature = Curve.sign(
    identity.private,
    Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, registration.identity]),
  );
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: identity.public,
    accountSignature,
  }).finish();
  const sealed = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: signed,
    hmac: hmacSign(signed, advSecret),
  }).finish();

  const device = { id, ...registration, preKeys: new Map(), pending: [], receipts: [] };
  connection.account = account;
  connection.device = device;
  connection.refs = [];
  connection.send(
    node('iq', { id: 'pair-2', from: SERVER, type: 'set', xmlns: 'md' }, [
      node('pair-success', {}, [
        node('device-identity', {}, sealed),
        node('biz', { name: account.name }),
        node('device', { jid: account.jidOf(device), lid: account.jidOf(device, 'lid') }),
        node('platform', { name: 'android' }),
      ]),
    ]),
  );
}

/**
 * The client's own signature over its link; a good one makes the device known and restarts the connection.
 * @param {Connection} connection
 * @param {import('./nodes.js').Node} iq
 */
export function signDevice(connection, iq) {
  const { account, device, registration } = connection;
  const proof = child(iq, 'pair-device-sign');
  if (!proof || !account || !device || !registration) return;
  const signed = proto.ADVSignedDeviceIdentity.decode(bytes(proof, 'device-identity'));
  const { details, deviceSignature } = signed;
  if (!details || !deviceSignature) throw new Error('The device did not sign its link.');
  const text = Buffer.concat([
    WA_ADV_DEVICE_SIG_PREFIX,
    details,
    registration.identity,
    account.signal.identity.public,
  ]);
  if (!Curve.verify(registration.identity, text, deviceSignature)) throw new Error("The device's signature is wrong.");

  account.devices.set(device.id, device);
  connection.device = undefined;
  connection.fail('515');
}
