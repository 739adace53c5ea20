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

test('A session that failed as the client was outdated is tried once by each new gateway, and works without a scan', async () => {
  const first = await bed.gateway();
  await listener.status('WORKING', ({ name }) => name === 'shop');
  await until(() => [...world.account(ACCOUNT).devices.values()].some(({ connection }) => connection));
  world.refusesLogins = 405;
  const failed = () =>
    listener.all('session.status', ({ status, reason }) => status === 'FAILED' && reason === 'client_outdated').length;
  for (const { connection } of world.account(ACCOUNT).devices.values()) connection?.drop();
  await until(() => failed() === 1);
  await first.close();
  const second = await bed.gateway();
  await until(() => failed() === 2);
  await second.close();

  world.refusesLogins = undefined;
  listener.events = [];
  const third = await bed.gateway();
  await listener.status('WORKING', ({ name }) => name === 'shop');
  assert.equal(failed(), 0);
  await third.close();
});
