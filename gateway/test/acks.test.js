// What became of sent messages reaches the webhooks, whatever ends in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReceipt, sendToAccount } from '../fake-whatsapp/traffic.js';
import { openSlowShop } from './slowShop.js';
import { rowsOf } from './storage.js';
import { until } from './world.js';

const shop = await openSlowShop();
const { listener, tables, ann, account, chatId, breakLease } = shop;
const device = () => [...account.devices.values()][0];
const waiting = async () => (await rowsOf(shop.prefix, 'shop')).filter(({ rowKey }) => rowKey.startsWith('a|'));
const acksOf = (/** @type {string} */ id) => listener.all('message.ack', (one) => one.id.endsWith(id));

/** @param {Awaited<ReturnType<typeof shop.start>>} gateway  @param {string} id  @param {string} [to] */
const send = ({ call }, id, to = chatId) => call('POST', '/api/sendText', { session: 'shop', chatId: to, text: id, id });

test('Receipts and refusals that nobody took outlive a kill, the highest of each message, and hold no message up', async () => {
  const first = await shop.start();
  await shop.link(first.call, 'shop');
  account.refused.add('15550000777');
  listener.answer = ({ event }) => (event === 'message.ack' ? 500 : 200);
  assert.equal((await send(first, 'READ000001')).status, 201);
  assert.equal((await send(first, 'REFUSED001', '15550000777@c.us')).status, 201);
  for (let index = 0; index < 10; index++) await send(first, `MANY00000${index}`);
  sendReceipt(/** @type {any} */ (device().connection), ann, 'READ000001', 'read');
  await until(async () => device().receipts.length === 0 && (await waiting()).length === 12);
  await sendToAccount(account, ann, { conversation: 'meanwhile' });
  await listener.next('message', ({ body }) => body === 'meanwhile');
  await first.end('SIGKILL');
  listener.events = [];
  listener.answer = () => 200;
  await breakLease();

  const second = await shop.start();
  await until(async () => (await waiting()).length === 0, 40_000);
  assert.deepEqual(acksOf('READ000001').map(({ payload }) => payload.ack), [3]);
  const [{ payload }] = acksOf('REFUSED001');
  assert.deepEqual([payload.ack, payload._data.error, payload.to], [-1, '463', '15550000777@c.us']);
  for (let index = 0; index < 10; index++) assert.equal(acksOf(`MANY00000${index}`).length, 1);
  await second.end('SIGTERM');
});

test('A receipt is confirmed to WhatsApp when it is stored, and comes again when it was not', async () => {
  const first = await shop.start();
  await first.untilWorking('shop');
  await until(async () => (await send(first, 'HELD000001')).status === 201);
  await until(() => acksOf('HELD000001').some(({ payload }) => payload.ack === 2));
  await until(async () => (await waiting()).length === 0);
  tables.holds = ({ method, body }) => method === 'POST' && body.includes('a|HELD000001');
  sendReceipt(/** @type {any} */ (device().connection), ann, 'HELD000001', 'read');
  await until(() => tables.held.length > 0);
  assert.ok(device().receipts.some(({ attrs }) => attrs.id === 'HELD000001' && attrs.type === 'read'));
  await first.end('SIGKILL');
  tables.holds = () => false;
  tables.held = [];
  await breakLease();

  const second = await shop.start();
  await until(() => acksOf('HELD000001').some(({ payload }) => payload.ack === 3), 40_000);
  await until(() => device().receipts.length === 0);
  await second.end('SIGTERM');
});
