// Messages that can't be decrypted, which WhatsApp is asked to send again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { rowsOf, tableOf } from './storage.js';
import { openShop } from './shop.js';
import { until } from './world.js';

const shop = await openShop();
const { world, listener, account, ann } = shop;
const unread = async () => (await rowsOf(shop.prefix, 'shop')).filter(({ rowKey }) => rowKey.startsWith('w|'));
const told = (/** @type {string} */ event, /** @type {string} */ id) => listener.all(event, (one) => one.id.includes(id));

test('A message whose text comes soon is told once, as that text', async () => {
  world.holdsRetries = true;
  const id = await sendToAccount(account, ann, { conversation: 'soon' }, { garbled: true });
  const [{ due }] = await until(async () => (await unread()).length === 1 && unread());
  assert.ok(Date.parse(due) > Date.now() + 60_000, due);
  await world.releaseRetries();
  assert.equal((await until(() => told('message', id)[0])).payload.body, 'soon');
  await until(async () => (await unread()).length === 0);
  assert.equal(told('message.waiting', id).length, 0);
});

test('One whose text does not come is told as that, also after a restart, and its text when it comes after all', async () => {
  world.holdsRetries = true;
  const id = await sendToAccount(account, ann, { conversation: 'late' }, { garbled: true });
  const [row] = await until(async () => (await unread()).length === 1 && unread());
  await shop.gateway.close();
  assert.equal(told('message.waiting', id).length, 0);
  const { partitionKey, rowKey } = row;
  await tableOf(`${shop.prefix}state`).updateEntity({ partitionKey, rowKey, due: new Date(Date.now() - 1000).toISOString() }, 'Merge');

  const next = await shop.openGateway();
  const waiting = await until(() => told('message.waiting', id)[0]);
  assert.match(waiting.payload.body, /could not be read yet/);
  await until(() => next.sessions.owned('shop')?.working);
  await world.releaseRetries();
  for (const { connection } of account.devices.values()) connection?.drop();
  const text = await until(() => told('message', id)[0]);
  assert.deepEqual([text.payload.body, text.payload.id], ['late', waiting.payload.id]);
  assert.equal(told('message.waiting', id).length, 1);
});
