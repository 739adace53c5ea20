import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { initAuthCreds } from 'baileys';
import { KeyStore } from '../src/storage/keyStore.js';
import { LostOwnership, Partition } from '../src/storage/partition.js';
import { RowSealer } from '../src/storage/rows.js';
import { SecretBox } from '../src/storage/secretBox.js';
import { tableOf } from './storage.js';
import { RING } from './world.js';

const table = tableOf(`t${randomBytes(5).toString('hex')}state`);
await table.createTable();
const box = new SecretBox(RING);

/** @param {string} name  @param {string} owner */
async function claimed(name, owner = 'a') {
  const partition = new Partition(table, name);
  await partition.claim(owner);
  const sealer = new RowSealer(box, table.tableName, name);
  return { partition, sealer, keys: new KeyStore(partition, sealer) };
}

test('Sealed text opens for its row only, and the vectors that the backend reads too open here', () => {
  const vectors = JSON.parse(readFileSync(new URL('../../contracts/sealed-text.json', import.meta.url), 'utf8'));
  const reader = new SecretBox(vectors.ring);
  for (const { row, sealed, plain } of vectors.texts) assert.equal(reader.open(sealed, row).toString(), plain);
  for (const { row, sealed } of vectors.refused) assert.throws(() => reader.open(sealed, row));
  assert.equal(reader.open(reader.seal('new', 'a/b/c'), 'a/b/c').toString(), 'new');
  assert.equal(reader.seal('new', 'a/b/c').split(':')[0], vectors.ring[0].split(':')[0]);
});

test('A malformed key ring is refused without being shown', () => {
  for (const ring of [[], ['a:short'], [...RING, ...RING], ['no-colon']])
    assert.throws(() => new SecretBox(ring), /GATEWAY_SECRET_KEYS/);
});

test('Keys come back as they were stored: 812 pre-keys, a value of 700 KB, ids of any kind', async () => {
  const { keys } = await claimed('keys');
  const pair = initAuthCreds().noiseKey;
  const preKeys = Object.fromEntries(Array.from({ length: 812 }, (_, id) => [String(id + 1), pair]));
  await keys.set({ 'pre-key': preKeys });
  assert.equal(Object.keys(await keys.get('pre-key', Object.keys(preKeys))).length, 812);
  await keys.set({ 'pre-key': { 7: null } });
  assert.deepEqual(Object.keys(await keys.get('pre-key', ['6', '7', '8'])), ['6', '8']);

  const large = { indexValueMap: { a: { valueMac: randomBytes(500_000) } }, version: 3 };
  const id = 'AAAA/b+c==#?\\%';
  await keys.set({ 'app-state-sync-version': { [id]: large }, session: { x: { some: 'thing' } } });
  assert.deepEqual(await keys.get('app-state-sync-version', [id, 'none']), { [id]: large });
  await keys.set({ session: { x: null, y: null } });
  assert.deepEqual(await keys.get('session', ['x', 'y']), {});
});

test('A former owner can write nothing, however late its write arrives', async () => {
  const old = await claimed('moved', 'a');
  await old.keys.set({ session: { x: 1 } });
  const young = await claimed('moved', 'b');
  let told = 0;
  old.partition.onLost = () => told++;
  await assert.rejects(old.keys.set({ session: { x: 2 } }), LostOwnership);
  await assert.rejects(old.keys.set({ session: { x: 3 } }), LostOwnership);
  assert.equal(told, 1);
  assert.equal(young.partition.epoch, old.partition.epoch + 1);
  assert.deepEqual(await young.keys.get('session', ['x']), { x: 1 });
});

test('Writes that wait for one another go together, and the last one of a row counts', async () => {
  const { keys } = await claimed('busy');
  await Promise.all(Array.from({ length: 300 }, (_, index) => keys.set({ session: { [`s${index % 150}`]: index } })));
  assert.deepEqual(await keys.get('session', ['s0', 's149']), { s0: 150, s149: 299 });
});

test('Rows of a session are gone after it was destroyed', async () => {
  const { partition, keys } = await claimed('over');
  await keys.set({ session: Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`s${index}`, index])) });
  await partition.destroy();
  assert.equal(await partition.read('guard'), undefined);
  assert.deepEqual(await partition.list(' '), []);
});
