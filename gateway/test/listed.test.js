import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose } from '../fake-whatsapp/compose.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { openShop } from './shop.js';
import { ACCOUNT, client } from './world.js';

const { world, listener, gateway, call, account, ann, chatId, receive } = await openShop();
const LIST = '/api/shop/chats/all/messages?sortOrder=asc&limit=500';

/** @param {string} [more]  @returns {Promise<any[]>} */
const list = async (more = '') => (await call('GET', LIST + more)).body;

/** @param {string} url */
const bytesOf = async (url) => {
  const file = await fetch(url, { headers: { 'X-Api-Key': 'operator-key-of-the-tests' } });
  assert.equal(file.status, 200);
  return Buffer.from(await file.arrayBuffer());
};

test('What was received and what the phone wrote is listed as it was told, and what was sent by a call is not', async () => {
  const text = await receive({ text: 'Hello' });
  const picture = await receive({ media: { kind: 'image', mimetype: 'image/png', data: 'AAAA', caption: 'Look' } });
  await sendToAccount(account, account, { conversation: 'own' }, { to: ann });
  const own = await listener.next('message.any', ({ fromMe }) => fromMe);
  assert.equal((await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'by a call' })).status, 201);

  const listed = await list();
  const told = [text.payload, picture.payload, own.payload];
  assert.deepEqual(listed.map(({ id }) => id).sort(), told.map(({ id }) => id).sort());
  for (const one of told) {
    const { _data, media, mediaUrl, ...rest } = listed.find(({ id }) => id === one.id);
    const { _data: dataTold, media: mediaTold, mediaUrl: urlTold, ...restTold } = one;
    assert.deepEqual(rest, restTold);
    // The address of a file is another one each time; what it leads to is the same.
    assert.deepEqual({ ...media, url: '' }, { ...mediaTold, url: '' });
    if (mediaUrl) assert.deepEqual(await bytesOf(mediaUrl), await bytesOf(urlTold));
    assert.deepEqual({ ..._data, isCut: undefined }, { ...dataTold, isCut: undefined });
    assert.equal(_data.isCut, false);
  }
});

test('A long text is listed with its beginning, and so is a place, both marked as that', async () => {
  const long = await receive({ text: 'x'.repeat(400) });
  const place = await receive({ location: { latitude: 52.5, longitude: 13.4, name: 'Here' } });
  const listed = await list();
  const found = (/** @type {string} */ id) => listed.find((one) => one.id.includes(id));
  assert.deepEqual([found(long.id).body.length, found(long.id)._data.isCut], [300, true]);
  assert.deepEqual([found(place.id).body, found(place.id)._data.isCut], ['Here', true]);
});

test('Reactions, edits and deletions are not listed', async () => {
  const { id } = await receive({ text: 'first' });
  const before = (await list()).length;
  const write = (/** @type {any} */ description) => sendToAccount(account, ann, compose(world, description, account.jid));
  await write({ reaction: { id, fromMe: true, emoji: '👍' } });
  await write({ edit: { id, text: 'better' } });
  await write({ remove: { id } });
  await listener.next('message.revoked', ({ revokedMessageId }) => revokedMessageId === id);
  assert.equal((await list()).length, before);
});

test('Pages and times are respected, the oldest first', async () => {
  const all = await list();
  assert.ok(all.length > 3);
  const pages = [];
  for (let offset = 0; offset < all.length; offset += 2)
    pages.push(...(await call('GET', `/api/shop/chats/all/messages?sortOrder=asc&limit=2&offset=${offset}`)).body);
  assert.deepEqual(pages.map(({ id }) => id), all.map(({ id }) => id));
  assert.ok(all.every(({ timestamp }, index) => index === 0 || timestamp >= all[index - 1].timestamp));
  const [{ timestamp: first }, { timestamp: last }] = [all[0], all[all.length - 1]];
  assert.deepEqual(await list(`&filter.timestamp.gte=${last + 1}`), []);
  assert.deepEqual(await list(`&filter.timestamp.lte=${first - 1}`), []);
  assert.equal((await list(`&filter.timestamp.gte=${first}&filter.timestamp.lte=${last}`)).length, all.length);
});

test('What is not kept so, or is no number, is refused; and whoever has no key sees nothing', async () => {
  for (const query of ['limit=10', 'sortOrder=asc', 'sortOrder=asc&limit=501', 'sortOrder=asc&limit=x', 'sortOrder=asc&limit=5&offset=-1'])
    assert.equal((await call('GET', `/api/shop/chats/all/messages?${query}`)).status, 422, query);
  assert.equal((await call('GET', `/api/shop/chats/${ACCOUNT}@c.us/messages?sortOrder=asc&limit=5`)).status, 422);
  assert.equal((await call('GET', LIST.replace('shop', 'unknown'))).status, 404);
  assert.equal((await client(gateway.url, 'no-key')('GET', LIST)).status, 401);
});
