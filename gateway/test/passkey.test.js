import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener } = bed;
const { call, sessions } = await bed.gateway({ GATEWAY_QR_SECONDS: '1' });

/** @param {any} challenge  @returns {any} what a browser makes of it */
function assertionFor({ challenge, allowCredentials }) {
  const [{ id }] = allowCredentials;
  const clientData = JSON.stringify({ type: 'webauthn.get', challenge, origin: 'https://web.whatsapp.com' });
  const response = {
    clientDataJSON: Buffer.from(clientData).toString('base64url'),
    authenticatorData: 'AAAA',
    signature: 'BBBB',
  };
  return { id, rawId: id, type: 'public-key', response };
}

test('An account that needs a passkey is linked after assertion and confirmation', async () => {
  const account = world.account('15550000011');
  account.asksPasskey = true;
  await bed.create(call, 'key');
  assert.equal((await call('GET', '/api/key/auth/passkey/challenge')).status, 422);
  assert.equal(await bed.scanNow(call, 'key', account.number), 'passkey');

  const required = await listener.status('PASSKEY_REQUIRED');
  const challenge = (await call('GET', '/api/key/auth/passkey/challenge')).body;
  assert.deepEqual(required.payload.data, challenge);
  assert.equal((await call('POST', '/api/key/auth/passkey', { id: 'x' })).status, 422);
  assert.equal((await call('POST', '/api/key/auth/passkey', assertionFor(challenge))).status, 201);

  const confirmation = await listener.status('PASSKEY_CONFIRMATION_REQUIRED');
  const { code } = (await call('GET', '/api/key/auth/passkey/confirmation')).body;
  assert.equal(confirmation.payload.data.code, code);
  assert.equal(await until(() => /** @type {any} */ (account).passkeyCode), code);
  assert.equal((await call('POST', '/api/key/auth/passkey/confirm')).status, 201);
  await listener.status('WORKING');
  assert.equal((await call('POST', '/api/key/auth/passkey/confirm')).status, 422);
});

test('A passkey may be answered and confirmed after the last QR code has run out', async () => {
  const account = world.account('15550000013');
  account.asksPasskey = true;
  await bed.create(call, 'late');
  await bed.scanNow(call, 'late', account.number);
  const { payload } = await listener.status('PASSKEY_REQUIRED', ({ name }) => name === 'late');
  const socket = sessions.owned('late')?.connection?.socket;
  let codes = 0;
  socket?.ev.on('connection.update', ({ qr }) => void (qr && codes++));
  // At most five of the six are left after the scan; those after them are shown to nobody.
  await until(() => codes > 6);

  assert.equal((await call('POST', '/api/late/auth/passkey', assertionFor(payload.data))).status, 201);
  await listener.status('PASSKEY_CONFIRMATION_REQUIRED', ({ name }) => name === 'late');
  const before = codes;
  await until(() => codes > before);
  assert.equal((await call('POST', '/api/late/auth/passkey/confirm')).status, 201);
  await listener.status('WORKING', ({ name }) => name === 'late');
  const steps = listener.all('session.status', ({ name }) => name === 'late').map(({ payload: { status } }) => status);
  assert.equal(steps.lastIndexOf('SCAN_QR_CODE') < steps.indexOf('PASSKEY_REQUIRED'), true);
  assert.equal(steps.includes('FAILED'), false);
});

test('A session that is deleted in the middle of the ceremony can be linked again', async () => {
  const account = world.account('15550000012');
  account.asksPasskey = true;
  await bed.create(call, 'half');
  await bed.scanNow(call, 'half', account.number);
  await listener.status('PASSKEY_REQUIRED', ({ name }) => name === 'half');
  await call('DELETE', '/api/sessions/half');
  account.asksPasskey = false;
  await bed.link(call, 'half', account.number);
});
