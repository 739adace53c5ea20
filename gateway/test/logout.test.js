// A session that is deleted or logged out leaves the phone's list of devices, whatever its connection does at that moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { rowsOf } from './storage.js';
import { openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener, lines } = bed;
const devicesOf = (/** @type {string} */ number) => world.account(number).devices;
const drop = (/** @type {string} */ number) => devicesOf(number).forEach(({ connection }) => connection?.drop());
const gateway = await bed.gateway({ GATEWAY_RECONNECT_MS: '60000' });
const { call } = gateway;
const mayBeLinked = () => lines.filter((line) => line.includes('may still be linked')).length;

test('A stopped session that is deleted is removed from the phone', async () => {
  await bed.link(call, 'still', '15550000021');
  await call('POST', '/api/sessions/still/stop');
  await world.until(() => [...devicesOf('15550000021').values()].every(({ connection }) => !connection));
  assert.equal((await call('DELETE', '/api/sessions/still')).status, 200);
  await world.until(() => devicesOf('15550000021').size === 0);
  assert.deepEqual(await rowsOf(bed.prefix, 'still'), []);
});

test('A session that waits for its next attempt is removed from the phone, and stays away', async () => {
  await bed.link(call, 'waits', '15550000022');
  drop('15550000022');
  await listener.status('STARTING', ({ name, reason }) => name === 'waits' && reason.startsWith('connection_'));
  const working = listener.all('session.status', ({ status }) => status === 'WORKING').length;
  assert.equal((await call('POST', '/api/sessions/waits/logout')).status, 201);
  await world.until(() => devicesOf('15550000022').size === 0);
  await listener.status('SCAN_QR_CODE', ({ name, statuses }) => name === 'waits' && statuses.length > 3);
  assert.equal(listener.all('session.status', ({ status }) => status === 'WORKING').length, working);
  assert.equal(mayBeLinked(), 0);
});

/** @param {string} name  @param {string} number  @param {string} text */
async function linkWithUndelivered(name, number, text) {
  const retries = { policy: 'constant', delaySeconds: 30, attempts: 100 };
  await bed.link(call, name, number, { webhooks: [{ url: listener.url, events: ['*'], retries }] });
  listener.answer = ({ event }) => (event === 'message' ? 500 : 200);
  await sendToAccount(world.account(number), world.contact('15551234567', { name: 'Ann' }), { conversation: text });
  await listener.next('message', ({ body }) => body === text);
}
const taken = (/** @type {string} */ text) =>
  listener.all('message', ({ body }) => body === text).filter((one) => /** @type {any} */ (one).answered === 200).length;

test('What a deleted session has not delivered yet is delivered first', async () => {
  await linkWithUndelivered('full', '15550000025', 'last words');
  listener.answer = () => 200;
  assert.equal((await call('DELETE', '/api/sessions/full')).status, 200);
  assert.equal(taken('last words'), 1);
  assert.deepEqual(await rowsOf(bed.prefix, 'full'), []);
});

test('A webhook that takes nothing holds a deletion up for a few seconds, and for all who ask for it once', async () => {
  await linkWithUndelivered('stuck', '15550000026', 'nobody hears');
  const begun = Date.now();
  const answers = await Promise.all([1, 2, 3].map(() => call('DELETE', '/api/sessions/stuck')));
  const seconds = (Date.now() - begun) / 1000;
  listener.answer = () => 200;
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
  assert.ok(seconds > 4 && seconds < 9, `${seconds} s`);
  assert.equal(taken('nobody hears'), 0);
  assert.equal(lines.filter((line) => line.includes('were never taken')).length, 1);
  assert.deepEqual(await rowsOf(bed.prefix, 'stuck'), []);
});

test('A session that is just being connected is removed from the phone', async () => {
  await bed.link(call, 'starts', '15550000023');
  await gateway.close();
  const next = await bed.gateway();
  assert.equal((await next.call('DELETE', '/api/sessions/starts')).status, 200);
  await world.until(() => devicesOf('15550000023').size === 0);
  await next.close();
});

test('Where WhatsApp lets nobody in, the keys are forgotten all the same, and the log says what is left', async () => {
  const last = await bed.gateway();
  await bed.link(last.call, 'refused', '15550000024');
  world.refusesLogins = 405;
  drop('15550000024');
  await listener.status('FAILED', ({ name, reason }) => name === 'refused' && reason === 'client_outdated');
  assert.equal((await last.call('DELETE', '/api/sessions/refused')).status, 200);
  world.refusesLogins = undefined;
  assert.deepEqual(await rowsOf(bed.prefix, 'refused'), []);
  await until(() => mayBeLinked() === 1);
});
