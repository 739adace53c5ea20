// What is sent and not answered by WhatsApp.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ulidStart } from '../src/webhooks/ulid.js';
import { rowsOf, tableOf } from './storage.js';
import { openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener } = bed;
const ann = world.contact('15551234567', { name: 'Ann' });
const chatId = '15551234567@c.us';
const read = (/** @type {string} */ id) => ann.shown.filter((one) => one.id === id);
const unansweredRows = async () => (await rowsOf(bed.prefix, 'shop')).filter(({ rowKey }) => rowKey.startsWith('u|'));
const first = await bed.gateway();
await bed.link(first.call, 'shop');

/** @param {Awaited<ReturnType<typeof bed.gateway>>} gateway  @param {string} id */
const send = ({ call }, id) => call('POST', '/api/sendText', { session: 'shop', chatId, text: id, id });

test('A message that can not go again stops none of those after it', async () => {
  world.losesMessages = true;
  for (const id of ['AGAIN00001', 'AGAIN00002', 'AGAIN00003']) assert.equal((await send(first, id)).status, 201);
  await first.close();
  world.losesMessages = false;
  const broken = { partitionKey: 'shop', rowKey: 's|AGAIN00001', v0: 'not what was sealed' };
  await tableOf(`${bed.prefix}state`).updateEntity(broken, 'Merge');

  const second = await bed.gateway();
  await until(() => read('AGAIN00002')[0] && read('AGAIN00003')[0]);
  assert.equal(read('AGAIN00001').length, 0);
  await until(async () => (await unansweredRows()).length === 1);
  await second.close();
});

test('What WhatsApp does not answer for four hours is told as refused, once, and sends nothing when it is repeated', async () => {
  const table = tableOf(`${bed.prefix}state`);
  for (const { partitionKey, rowKey } of await unansweredRows()) await table.deleteEntity(partitionKey, rowKey);
  const second = await bed.gateway();
  await until(async () => (await send(second, 'WARMUP0001')).status === 201);
  world.losesMessages = true;
  assert.equal((await send(second, 'GIVENUP001')).status, 201);
  await second.close();
  world.losesMessages = false;
  const [{ partitionKey, rowKey, id }] = (await unansweredRows()).filter((one) => one.id === 'GIVENUP001');
  await table.deleteEntity(partitionKey, rowKey);
  await table.createEntity({ partitionKey, rowKey: `u|${ulidStart(Date.now() - 4 * 3_600_000 - 1000)}${'0'.repeat(16)}`, id });

  const third = await bed.gateway();
  const { payload } = await listener.next('message.ack', (one) => one.id.endsWith('GIVENUP001'));
  assert.deepEqual([payload.ack, payload._data.error, payload.to], [-1, 'not_answered', chatId]);
  await until(async () => (await unansweredRows()).length === 0);
  const repeated = await until(async () => {
    const answer = await send(third, 'GIVENUP001');
    return answer.status === 201 && answer;
  });
  assert.equal(repeated.body.ack, -1);
  assert.equal((await send(third, 'AFTERWARDS')).status, 201);
  await until(() => read('AFTERWARDS')[0]);
  assert.equal(read('GIVENUP001').length, 0);
  assert.equal(listener.all('message.ack', (one) => one.id.endsWith('GIVENUP001')).length, 1);
});
