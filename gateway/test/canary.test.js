import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BufferJSON } from 'baileys';
import { compose } from '../fake-whatsapp/compose.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { RowSealer } from '../src/storage/rows.js';
import { SecretBox } from '../src/storage/secretBox.js';
import { startProcess } from './process.js';
import { rowsOf } from './storage.js';
import { ACCOUNT, OPERATOR, openWorld, RING, until } from './world.js';

const bed = await openWorld();
const { world, listener, lines } = bed;
const account = world.account(ACCOUNT);
const ann = world.contact('15551234567', { name: 'canaryname' });
const chatId = '15551234567@c.us';

/** @param {any} value  @returns {string[]} every key's bytes in it, in base64 */
function secretsIn(value) {
  if (value instanceof Uint8Array) return value.length >= 16 ? [Buffer.from(value).toString('base64')] : [];
  return value && typeof value === 'object' ? Object.values(value).flatMap(secretsIn) : [];
}

test('Neither logs nor storage show texts, names, codes, tokens or keys', async () => {
  const gateway = await startProcess(bed, { GATEWAY_LOG_LEVEL: 'debug' });
  const { call } = gateway;
  await bed.create(call, 'shop', { metadata: { secret: 'canarymetadata' } });
  const qr = await until(async () => (await call('GET', '/api/shop/auth/qr?format=raw')).body.value);
  const { key } = (await call('POST', '/api/keys', { session: 'shop', isAdmin: false, isActive: true })).body;
  await bed.scanNow(call, 'shop');
  await gateway.untilWorking('shop');

  listener.answer = ({ event, payload }) => (event === 'message' && payload.body === 'canarytext waiting' ? 500 : 200);
  await sendToAccount(
    account,
    ann,
    compose(
      world,
      { text: 'canarytext in', quote: { id: 'X1', participant: ann.jid, text: 'canarytext quoted' } },
      account.jid,
    ),
  );
  await sendToAccount(
    account,
    ann,
    compose(
      world,
      { media: { kind: 'image', mimetype: 'image/png', data: 'AAAA', caption: 'canarytext caption' } },
      account.jid,
    ),
  );
  await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'canarytext out', id: 'CANARY0001' });
  // A session that both sides open at once makes the Signal library print its keys.
  await sendToAccount(account, ann, { conversation: 'canarytext waiting' });
  await until(() => listener.all('message', ({ body }) => body === 'canarytext waiting').length > 1);
  for (const { connection } of account.devices.values()) connection?.fail('503');
  await until(() => lines.some((line) => line.includes('connection_503')));

  const rows = await rowsOf(bed.prefix);
  const row = rows.find(({ partitionKey, rowKey }) => partitionKey === 'shop' && rowKey === 'k|creds|');
  const sealer = new RowSealer(new SecretBox(RING), `${bed.prefix}state`, 'shop');
  const creds = JSON.parse((await sealer.open(row, async () => undefined)).toString(), BufferJSON.reviver);
  const keys = secretsIn(creds);
  assert.ok(keys.length > 8);
  const secrets = [
    'canarytext',
    'canaryname',
    'canarymetadata',
    'hook-secret',
    OPERATOR,
    key,
    creds.advSecretKey,
    ...qr.split('#')[1].split(','),
    ...keys,
  ];
  const stored = JSON.stringify(rows);
  const logged = lines.join('\n');
  for (const secret of secrets.filter((one) => one.length > 4)) {
    assert.equal(stored.includes(secret), false, `${secret} is in storage`);
    assert.equal(logged.includes(secret), false, `${secret} is in the log`);
  }
  for (const number of [ACCOUNT, ann.number, ann.lid])
    assert.equal(logged.includes(number), false, `${number} is in the log`);
  for (const number of [ACCOUNT, ann.number, ann.lid])
    assert.equal(stored.includes(number), false, `${number} is in storage`);
  assert.ok(
    rows.some(({ rowKey }) => rowKey.startsWith('i|')),
    'the message that waits was stored',
  );
  listener.answer = () => 200;
  await gateway.end('SIGTERM');
});
