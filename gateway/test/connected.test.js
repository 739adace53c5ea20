import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { openShop } from './shop.js';
import { ACCOUNT, until } from './world.js';

const bed = await openShop();
const { world, listener, call, account, ann, chatId } = bed;
const say = (/** @type {string} */ text, more = {}) => sendToAccount(account, ann, { conversation: text }, more);
const heard = (/** @type {string} */ text) => listener.all('message', ({ body }) => body === text);
const info = async () => (await call('GET', '/api/sessions/shop')).body;
const seconds = () => Math.floor(Date.now() / 1000);

test('A session is caught up when all that waited at WhatsApp was taken by the webhooks, and not before', async () => {
  await until(async () => (await info()).caughtUp);
  listener.answer = ({ event }) => (event === 'message' ? 500 : 200);
  await say('not taken');
  await until(() => heard('not taken')[0]);
  assert.equal((await info()).caughtUp, false);
  listener.answer = () => 200;
  await until(async () => (await info()).caughtUp);

  world.refusesLogins = 503;
  for (const { connection } of account.devices.values()) connection?.drop();
  await until(async () => (await info()).status === 'STARTING');
  assert.equal((await info()).caughtUp, false);
  await say('in between');
  world.refusesLogins = undefined;
  await until(async () => (await info()).caughtUp);
  assert.equal(new Set(heard('in between').map(({ id }) => id)).size, 1);
});

test("The phone's signs of life are noted, and those of contacts are not taken for them", async () => {
  assert.ok((await info()).timestamps.phone > Date.now() - 600_000);
  const { record } = /** @type {any} */ (bed.gateway.sessions.owned('shop'));
  Object.assign(record, { phoneSeenAt: 1 });
  const send = async (/** @type {string} */ id) => {
    await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'anybody?', id });
    await listener.next('message.ack', (payload) => payload.id.includes(id) && payload.ack === 2);
  };
  account.isOnline = false;
  await send('QUIET00001');
  assert.equal((await info()).timestamps.phone, 1);

  account.isOnline = true;
  await send('QUIET00002');
  await until(async () => (await info()).timestamps.phone > Date.now() - 600_000);
});

test('A new link brings what was written while none stood, once, with its time, and nothing older', async () => {
  for (const { connection } of account.devices.values()) connection?.unlink();
  account.devices.clear();
  await listener.status('FAILED', ({ reason }) => reason === 'logged_out');
  const since = seconds() - 60;
  await say('long ago', { t: since - 3600 });
  await say('second', { t: since + 20 });
  await say('first', { t: since + 10 });
  const { config } = await info();
  await call('PUT', '/api/sessions/shop', { config: { ...config, metadata: { messagesSince: String(since) } } });
  await call('POST', '/api/sessions/shop/start');
  await bed.scanNow(call, 'shop', ACCOUNT);

  await until(() => heard('second')[0]);
  await say('after');
  await until(() => heard('after')[0]);
  assert.deepEqual(
    ['long ago', 'first', 'second'].map((text) => heard(text).length),
    [0, 1, 1],
  );
  assert.equal(heard('first')[0].payload.timestamp, since + 10);
  const order = listener.all('message').map(({ payload }) => payload.body);
  assert.ok(order.indexOf('first') < order.indexOf('second'));
});

test('A link that asks for no history gets none', async () => {
  const other = world.account('15550000003');
  await sendToAccount(other, ann, { conversation: 'before the link' });
  await bed.link(call, 'fresh', '15550000003');
  await sendToAccount(other, ann, { conversation: 'since the link' });
  await until(() => heard('since the link')[0]);
  assert.equal(heard('before the link').length, 0);
});
