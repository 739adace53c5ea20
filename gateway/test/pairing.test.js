import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeCode } from '../fake-whatsapp/linkCode.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { ACCOUNT, openWorld, until } from './world.js';
import { rowsOf } from './storage.js';

const bed = await openWorld();
const { world, listener } = bed;
const { call } = await bed.gateway({ GATEWAY_QR_SECONDS: '1' });
const ann = world.contact('15551234567', { name: 'Ann' });

/** @param {string} name */
const codes = (name) =>
  listener.all('session.status', (payload) => payload.name === name && payload.status === 'SCAN_QR_CODE');

test('A scan links the session after the restart that WhatsApp asks for, and texts go both ways', async () => {
  await bed.link(call, 'one');
  const { body } = await call('GET', '/api/sessions/one');
  assert.equal(body.me.id, `${ACCOUNT}@c.us`);
  assert.equal(body.status, 'WORKING');

  await sendToAccount(world.account(ACCOUNT), ann, { conversation: 'Hello' });
  const { payload } = await listener.next('message', ({ body: text }) => text === 'Hello');
  assert.equal(payload.from, '15551234567@c.us');
  const sent = await call('POST', '/api/sendText', { session: 'one', chatId: payload.from, text: 'Hi Ann' });
  assert.equal(sent.status, 201);
  const shown = await until(() => ann.shown[0]);
  assert.equal(shown.message.extendedTextMessage.text, 'Hi Ann');
});

test('Every new QR code is announced, and after the last one the session has failed until it is started again', async () => {
  await bed.create(call, 'slow');
  const texts = new Set();
  await until(async () => {
    const { status, body } = await call('GET', '/api/slow/auth/qr?format=raw');
    if (status === 200) texts.add(body.value);
    return listener.all('session.status', ({ name, status: now }) => name === 'slow' && now === 'FAILED').length > 0;
  });

  assert.equal(codes('slow').length, 6);
  assert.equal(texts.size, 6);
  const { payload } = await listener.status('FAILED', ({ name }) => name === 'slow');
  assert.equal(payload.reason, 'codes_ran_out');
  assert.equal((await call('GET', '/api/slow/auth/qr?format=raw')).status, 422);

  await call('POST', '/api/sessions/slow/start');
  assert.equal(await bed.scanNow(call, 'slow', '15550000002'), 'linked');
  await listener.status('WORKING', ({ name }) => name === 'slow');
});

test('A session is linked by a code that is typed on the phone', async () => {
  await bed.create(call, 'typed');
  await listener.status('SCAN_QR_CODE', ({ name }) => name === 'typed');
  const { status, body } = await call('POST', '/api/typed/auth/request-code', { phoneNumber: '+1 555 000 0003' });
  assert.equal(status, 201);
  assert.match(body.code, /^[1-9A-Z]{4}-[1-9A-Z]{4}$/);

  await until(() => [...world.connections].some(({ linkCode }) => linkCode));
  await typeCode(world, world.account('15550000003'), body.code);
  await listener.status('WORKING', ({ name }) => name === 'typed');
});

test('A device that the phone removed is logged out for good, and a new scan takes it up again with its history of events', async () => {
  await bed.link(call, 'gone', '15550000004');
  for (const { connection } of world.account('15550000004').devices.values()) connection?.unlink();
  const { payload } = await listener.status('FAILED', ({ name }) => name === 'gone');
  assert.equal(payload.reason, 'logged_out');
  assert.equal(
    (await call('POST', '/api/sendText', { session: 'gone', chatId: '15551234567@c.us', text: 'no' })).status,
    422,
  );
  assert.equal(
    (await rowsOf(bed.prefix, 'gone')).some(({ rowKey }) => rowKey.startsWith('k|')),
    false,
  );

  const before = listener.events.length;
  await call('POST', '/api/sessions/gone/start');
  await bed.scanNow(call, 'gone', '15550000004');
  await until(() =>
    listener.events
      .slice(before)
      .some(
        ({ event, payload: { name, status } }) => event === 'session.status' && name === 'gone' && status === 'WORKING',
      ),
  );
});

test('A banned account fails with its reason', async () => {
  await bed.link(call, 'banned', '15550000005');
  world.refusesLogins = 403;
  for (const { connection } of world.account('15550000005').devices.values()) connection?.drop();
  const { payload } = await listener.status('FAILED', ({ name }) => name === 'banned');
  world.refusesLogins = undefined;
  assert.equal(payload.reason, 'banned');
});

test('A session that is deleted while its code is shown leaves nothing behind', async () => {
  await bed.create(call, 'cancelled');
  await listener.status('SCAN_QR_CODE', ({ name }) => name === 'cancelled');
  assert.equal((await call('DELETE', '/api/sessions/cancelled')).status, 200);
  assert.deepEqual(await rowsOf(bed.prefix, 'cancelled'), []);
  assert.equal((await call('GET', '/api/sessions/cancelled')).status, 404);
  assert.equal((await call('DELETE', '/api/sessions/cancelled')).status, 200);
});

test('A linked session that is deleted is removed from the phone too and leaves nothing behind', async () => {
  await bed.link(call, 'ended', '15550000006');
  await call('DELETE', '/api/sessions/ended');
  await world.until(() => world.account('15550000006').devices.size === 0);
  assert.deepEqual(await rowsOf(bed.prefix, 'ended'), []);
});

test('Logout drops the link, keeps the configuration and asks for a new scan', async () => {
  await bed.link(call, 'again', '15550000007');
  const before = codes('again').length;
  const { body } = await call('POST', '/api/sessions/again/logout');
  assert.equal(body.config.webhooks.length, 1);
  await world.until(() => world.account('15550000007').devices.size === 0);
  await until(() => codes('again').length > before);
});

test('A stopped session keeps its link: a start connects it without a scan', async () => {
  await bed.link(call, 'paused', '15550000008');
  assert.equal((await call('POST', '/api/sessions/paused/stop')).body.status, 'STOPPED');
  const logins = world.logins;
  await call('POST', '/api/sessions/paused/start');
  await world.until(() => world.logins > logins);
});
