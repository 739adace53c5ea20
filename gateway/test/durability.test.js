import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { openSlowShop } from './slowShop.js';
import { rowsOf } from './storage.js';
import { until } from './world.js';

const shop = await openSlowShop();
const { world, listener, tables, ann, account, chatId, breakLease } = shop;
const say = (/** @type {string} */ text) => sendToAccount(account, ann, { conversation: text });
const heard = (/** @type {string} */ text) => listener.all('message', ({ body }) => body === text);
const read = (/** @type {string} */ text) =>
  ann.shown.filter(({ message }) => message.extendedTextMessage?.text === text);
const isConnected = () => [...account.devices.values()].some(({ connection }) => connection);

test('With storage that takes 400 ms, a kill in the middle of traffic loses and doubles nothing, either way', async () => {
  const first = await shop.start();
  await shop.link(first.call, 'shop');
  await say('warm up');
  await until(() => heard('warm up')[0]);
  tables.delayMs = 400;
  const texts = Array.from({ length: 4 }, (_, index) => `number ${index}`);
  const answers = texts.map((text, index) =>
    first
      .call('POST', '/api/sendText', { session: 'shop', chatId, text: `re ${text}`, id: `SLOW${index}000` })
      .catch(() => undefined),
  );
  for (const text of texts) await say(text);
  await world.until(() => ann.seen.filter((one) => one.startsWith('inactive')).length >= 2);
  await first.end('SIGKILL');
  await Promise.all(answers);
  await breakLease();

  const second = await shop.start();
  await second.untilWorking('shop');
  for (const [index, text] of texts.entries()) {
    const { status, body } = await second.call('POST', '/api/sendText', {
      session: 'shop',
      chatId,
      text: `re ${text}`,
      id: `SLOW${index}000`,
    });
    assert.equal(status, 201, JSON.stringify(body));
  }
  for (const text of texts) {
    await until(() => heard(text)[0], 40_000);
    await until(() => read(`re ${text}`)[0]);
  }
  assert.deepEqual([...new Set(heardInOrder(texts))], texts);
  for (const text of texts) assert.equal(new Set(heard(text).map(({ id }) => id)).size, 1, text);
  for (const text of texts) assert.equal(read(`re ${text}`).length, 1, text);
  assert.equal(listener.all('message.waiting').length, 0);
  tables.delayMs = 0;
  await second.end('SIGTERM');
});

test('Nothing leaves before its ratchet is stored: a kill in between sends nothing, and the repeat can be read', async () => {
  const first = await shop.start();
  await first.untilWorking('shop');
  tables.holds = ({ method, body }) => method === 'POST' && body.includes('k|session|');
  const sending = first
    .call('POST', '/api/sendText', { session: 'shop', chatId, text: 'not before', id: 'BEFORE0001' })
    .catch(() => undefined);
  await until(() => tables.held.length > 0);
  assert.equal(read('not before').length, 0);
  await first.end('SIGKILL');
  await sending;
  assert.equal(read('not before').length, 0);
  tables.release();
  await breakLease();

  const second = await shop.start();
  await second.untilWorking('shop');
  assert.equal(
    (await second.call('POST', '/api/sendText', { session: 'shop', chatId, text: 'not before', id: 'BEFORE0001' }))
      .status,
    201,
  );
  await until(() => read('not before')[0]);
  assert.equal(read('not before')[0].copies, 1);
  await second.end('SIGTERM');
});

test('A message whose storing is cut off is not confirmed, and the server brings it again', async () => {
  const first = await shop.start();
  await first.untilWorking('shop');
  tables.holds = ({ method, body }) => method === 'POST' && body.includes('i|evt_');
  const id = await say('cut off');
  await until(() => tables.held.length > 0);
  assert.equal(
    ann.seen.some((one) => one.endsWith(id)),
    false,
  );
  await first.end('SIGKILL');
  tables.holds = () => false;
  tables.held = [];
  await breakLease();

  const second = await shop.start();
  await until(() => heard('cut off')[0], 40_000);
  assert.equal(heard('cut off').length, 1);
  assert.equal(listener.all('message.waiting').length, 0);
  await second.end('SIGTERM');
});

test('What comes while the connection is down arrives after it, marked as such, once and in order', async () => {
  const gateway = await shop.start();
  await gateway.untilWorking('shop');
  for (const { connection } of account.devices.values()) connection?.drop();
  await world.until(() => !isConnected());
  for (const text of ['off 1', 'off 2', 'off 3']) await say(text);
  await until(() => heard('off 3')[0], 40_000);
  assert.deepEqual(heardInOrder(['off 1', 'off 2', 'off 3']), ['off 1', 'off 2', 'off 3']);
  assert.equal(heard('off 1')[0].payload._data.offline, true);
  await gateway.end('SIGTERM');
});

test('What comes after a reconnection does not overtake what waited before it, however slow the storage', async () => {
  const gateway = await shop.start();
  await gateway.untilWorking('shop');
  for (const { connection } of account.devices.values()) connection?.drop();
  await world.until(() => !isConnected());
  const texts = Array.from({ length: 8 }, (_, index) => `in turn ${index}`);
  for (const text of texts.slice(0, 4)) await say(text);
  tables.delayMs = 100;
  await world.until(() => [...account.devices.values()].some(({ connection }) => connection?.isActive));
  for (const text of texts.slice(4)) await say(text);
  await until(() => texts.every((text) => heard(text)[0]), 40_000);
  tables.delayMs = 0;
  assert.deepEqual(heardInOrder(texts), texts);
  assert.deepEqual(
    ['in turn 3', 'in turn 4'].map((text) => heard(text)[0].payload._data.offline),
    [true, false],
  );
  await gateway.end('SIGTERM');
});

test('What never reached the server goes again after a kill, in order and before anything newer', async () => {
  const first = await shop.start();
  await first.untilWorking('shop');
  const send = (/** @type {typeof first} */ gateway, /** @type {string} */ text, /** @type {string} */ id) =>
    gateway.call('POST', '/api/sendText', { session: 'shop', chatId, text, id });
  world.losesMessages = true;
  assert.equal((await send(first, 'lost 1', 'NEVER00001')).status, 201);
  assert.equal((await send(first, 'lost 2', 'NEVER00002')).status, 201);
  await first.end('SIGKILL');
  world.losesMessages = false;
  await breakLease();

  const second = await shop.start();
  await until(async () => (await send(second, 'newer', 'NEVER00003')).status === 201, 40_000);
  await until(() => read('newer')[0]);
  const shown = ann.shown.map(({ message }) => message.extendedTextMessage?.text);
  assert.deepEqual(
    shown.filter((text) => ['lost 1', 'lost 2', 'newer'].includes(text)),
    ['lost 1', 'lost 2', 'newer'],
  );
  await until(async () => !(await rowsOf(shop.prefix, 'shop')).some(({ rowKey }) => rowKey.startsWith('u|')));
  await second.end('SIGTERM');
});

test('Delivered messages leave nothing to deliver', async () => {
  assert.equal((await rowsOf(shop.prefix, 'shop')).filter(({ rowKey }) => rowKey.startsWith('i|')).length, 0);
});

/** @param {string[]} texts  @returns {string[]} those texts in the order in which they were told */
function heardInOrder(texts) {
  return listener.all('message', ({ body }) => texts.includes(body)).map(({ payload }) => payload.body);
}
