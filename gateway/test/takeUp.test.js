// What a gateway does with sessions that it finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { rowsOf, tableOf } from './storage.js';
import { ACCOUNT, openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener, lines } = bed;
const ann = world.contact('15551234567', { name: 'Ann' });

test('A session that can not be taken up leaves nothing running: what waited is told once when it can', async () => {
  const first = await bed.gateway();
  await bed.link(first.call, 'shop');
  listener.answer = ({ event }) => (event === 'message' ? 503 : 200);
  await sendToAccount(world.account(ACCOUNT), ann, { conversation: 'waited' });
  await listener.next('message');
  await first.close();
  const table = tableOf(`${bed.prefix}state`);
  const broken = { partitionKey: 'shop', rowKey: 'i|evt_zzz', pieces: 1, v0: 'not what was sealed' };
  await table.createEntity(broken);

  const second = await bed.gateway();
  await until(() => lines.filter((line) => line.includes('could not be taken up')).length >= 2);
  listener.events = [];
  listener.answer = () => 200;
  await table.deleteEntity(broken.partitionKey, broken.rowKey);
  await listener.status('WORKING');
  await until(async () => !(await rowsOf(bed.prefix, 'shop')).some(({ rowKey }) => rowKey.startsWith('i|')));
  assert.equal(listener.all('message').length, 1);
  await second.close();
});
