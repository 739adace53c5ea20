import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAgain, sendToAccount } from '../fake-whatsapp/traffic.js';
import { startProcess } from './process.js';
import { leasesOf, rowsOf, tableOf } from './storage.js';
import { ACCOUNT, openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener, lines } = bed;
const ann = world.contact('15551234567', { name: 'Ann' });
const account = world.account(ACCOUNT);
const say = (/** @type {string} */ text) => sendToAccount(account, ann, { conversation: text });
const heard = (/** @type {string} */ text) => listener.all('message', ({ body }) => body === text);
const isLinked = () => [...account.devices.values()].some(({ connection }) => connection);

/** @param {string} session  @returns {Promise<string>} the rows that an owner may write, as one text */
const stateOf = async (session) =>
  JSON.stringify((await rowsOf(bed.prefix, session)).filter(({ table }) => table === 'state'));

/** As if the lease had run out. @param {string} session */
const breakLease = (session) => leasesOf(bed.prefix).getBlobClient(session).getBlobLeaseClient().breakLease(0);

test('A gateway that ends gives its sessions up at once: the next one connects without a scan and nobody is logged out', async () => {
  const first = await startProcess(bed);
  await bed.link(first.call, 'shop');
  const sent = { session: 'shop', chatId: '15551234567@c.us', text: 'before', id: 'BEFORE0001' };
  assert.equal((await first.call('POST', '/api/sendText', sent)).status, 201);
  await listener.next('message.ack', ({ ack }) => ack === 2);
  await first.end('SIGTERM');
  assert.equal(first.child.exitCode, 0);
  assert.equal(isLinked(), false);
  await say('while nobody listened');

  const logins = world.logins;
  const second = await startProcess(bed);
  await world.until(() => world.logins > logins && isLinked());
  await until(() => heard('while nobody listened')[0]);

  // Whoever could not read it asks the new process, which has no memory of it but the store.
  const [device] = account.devices.values();
  const connection = /** @type {import('../fake-whatsapp/connection.js').Connection} */ (device.connection);
  askAgain(connection, ann, 'UNKNOWN0001');
  askAgain(connection, ann, 'BEFORE0001');
  await until(() => ann.shown.find(({ id, copies }) => id === 'BEFORE0001' && copies === 2));
  assert.equal(ann.shown.length, 1);
  await second.untilWorking('shop');
  await second.end('SIGTERM');
});

test('A gateway that is killed between the receipt and the event loses nothing: the next one delivers it once', async () => {
  listener.answer = ({ event }) => (event === 'message' ? 503 : 200);
  const first = await startProcess(bed);
  const id = await say('in between');
  await world.until(() => ann.seen.some((one) => one.endsWith(id)));
  await until(() => heard('in between')[0]);
  await first.end('SIGKILL');
  await breakLease('shop');
  listener.events = [];
  listener.answer = () => 200;

  const second = await startProcess(bed);
  const event = await until(() => heard('in between')[0]);
  assert.equal(event.payload.id.endsWith(id), true);
  await until(async () => !(await rowsOf(bed.prefix, 'shop')).some(({ rowKey }) => rowKey.startsWith('i|')));
  assert.equal(heard('in between').length, 1);
  await second.end('SIGTERM');
});

test('What the server sends again after a lost receipt is neither lost nor told twice', async () => {
  const gateway = await startProcess(bed);
  world.losesReceipts = true;
  await say('sent twice');
  await until(() => heard('sent twice')[0]);
  const [device] = account.devices.values();
  assert.equal(device.pending.length, 1);
  world.losesReceipts = false;
  device.connection?.drop();
  await world.until(() => device.connection && device.pending.length === 0);
  await say('after it');
  await until(() => heard('after it')[0]);
  assert.equal(heard('sent twice').length, 1);
  assert.equal(world.retries, 0);
  assert.equal(listener.all('message.waiting').length, 0);
  await gateway.end('SIGTERM');
});

test('A paused owner closes when it wakes up, writes nothing more and sends nothing', async () => {
  const first = await startProcess(bed);
  await first.untilWorking('shop');
  first.child.kill('SIGSTOP');
  await breakLease('shop');
  const logins = world.logins;
  const second = await startProcess(bed);
  await world.until(() => world.logins > logins);
  await second.untilWorking('shop');
  const guard = await tableOf(`${bed.prefix}state`).getEntity('shop', 'guard');
  assert.equal(guard.owner, second.worker);
  // What the owner's own traffic wrote is over before the comparison starts.
  await say('to the second');
  await until(() => heard('to the second')[0]);
  const before = await until(async () => {
    const one = await stateOf('shop');
    return one === (await stateOf('shop')) && !one.includes('"i|') && one;
  });

  const woken = Date.now();
  first.child.kill('SIGCONT');
  await until(
    () => lines.some((line) => line.includes('given up') && Date.parse(JSON.parse(line).time) >= woken),
    10_000,
  );
  assert.ok(Date.now() - woken < 10_000);
  const refused = await first.call('POST', '/api/sendText', {
    session: 'shop',
    chatId: '15551234567@c.us',
    text: 'from the dead',
  });
  assert.equal(refused.status, 503);
  assert.equal(await stateOf('shop'), before);
  assert.equal(
    ann.shown.some(({ message }) => JSON.stringify(message).includes('from the dead')),
    false,
  );
  assert.equal(world.conflicts <= 2, true);
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')]);
});

test('Two gateways do not fight over a session: one runs it, the other names the one that does', async () => {
  const first = await startProcess(bed);
  await first.untilWorking('shop');
  const logins = world.logins;
  const second = await startProcess(bed, { GATEWAY_URL: 'http://second.test' });
  const { status, body } = await second.call('POST', '/api/sendText', {
    session: 'shop',
    chatId: '15551234567@c.us',
    text: 'x',
  });
  assert.equal(status, 503);
  assert.equal(body.workerUrl, (await first.call('GET', '/api/sessions/shop')).body.workerUrl);
  assert.equal(world.logins, logins);
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')]);
});

test('A gateway that watches its standard input ends in order when its parent is gone', async () => {
  const gateway = await startProcess(bed, { GATEWAY_WATCH_STDIN: 'true' });
  await gateway.untilWorking('shop');
  gateway.child.stdin?.end();
  await until(() => gateway.child.exitCode === 0);
  assert.equal(isLinked(), false);
  const next = await startProcess(bed);
  await next.untilWorking('shop');
  await next.end('SIGTERM');
});

test('A session whose keys log in elsewhere waits and looks for its lease before it connects again', async () => {
  const gateway = await startProcess(bed);
  await gateway.untilWorking('shop');
  const logins = world.logins;
  for (const { connection } of account.devices.values())
    connection?.fail('', [{ tag: 'conflict', attrs: { type: 'replaced' }, content: [] }]);
  const replaced = Date.now();
  await listener.status('STARTING', ({ reason }) => reason === 'replaced');
  await world.until(() => world.logins > logins, 30_000);
  assert.ok(Date.now() - replaced >= 15_000, 'it waited for less than a lease');
  await gateway.end('SIGTERM');
});
