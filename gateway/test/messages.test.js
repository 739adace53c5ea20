import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { compose } from '../fake-whatsapp/compose.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { isIgnored } from '../src/whatsapp/socket.js';
import { openShop } from './shop.js';
import { ACCOUNT, until } from './world.js';

const { world, listener, call, account, ann, chatId, receive } = await openShop();

test('A text carries who wrote it, when, and the name on WhatsApp', async () => {
  const { id, payload } = await receive({ text: 'Hello' });
  assert.equal(payload.id, `false_${chatId}_${id}`);
  assert.equal(payload.fromMe, false);
  assert.equal(payload.to, `${ACCOUNT}@c.us`);
  assert.equal(payload._data.pushName, 'Ann');
  assert.equal(payload._data.phone, ann.jid);
  assert.equal(payload._data.lid, ann.lidJid);
  assert.ok(Math.abs(payload.timestamp - Date.now() / 1000) < 60);
});

test('A sender whom WhatsApp names by LID comes with the number where it is told, and alone where it is not', async () => {
  const ben = world.contact('15557654321', { lid: '900000000000002' });
  Object.assign(ben, { addressing: 'lid' });
  const told = await receive({ text: 'by lid' }, 'message', ben);
  assert.equal(told.payload.from, `${ben.lid}@lid`);
  assert.equal(told.payload._data.phone, ben.jid);

  const carl = world.contact('15557654322', { lid: '900000000000003' });
  Object.assign(carl, { addressing: 'lid', tellsBothNames: false });
  const hidden = await receive({ text: 'hidden' }, 'message', carl);
  assert.equal(hidden.payload._data.phone, null);
  assert.equal(hidden.payload._data.lid, carl.lidJid);

  const answer = await call('POST', '/api/sendText', {
    session: 'shop',
    chatId: hidden.payload.from,
    text: 'to a lid',
  });
  assert.equal(answer.status, 201);
  await until(() => carl.shown.some(({ message }) => message.extendedTextMessage?.text === 'to a lid'));
});

test('Files come byte by byte from the address in the event, and only with a key', async () => {
  const kinds = /** @type {const} */ ([
    ['image', 'image/jpeg'],
    ['video', 'video/mp4'],
    ['document', 'application/pdf'],
    ['ptt', 'audio/ogg; codecs=opus'],
    ['sticker', 'image/webp'],
  ]);
  for (const [kind, mimetype] of kinds) {
    const bytes = randomBytes(70_000);
    const { payload } = await receive({
      media: {
        kind,
        mimetype,
        data: bytes.toString('base64'),
        fileName: 'a.pdf',
        caption: kind === 'image' ? 'Look' : undefined,
      },
    });
    assert.equal(payload.hasMedia, true);
    assert.equal(payload._data.kind, kind === 'ptt' ? 'voice' : kind);
    assert.equal(payload.body, kind === 'image' ? 'Look' : '');
    const file = await fetch(payload.media.url, { headers: { 'X-Api-Key': 'operator-key-of-the-tests' } });
    assert.equal(file.headers.get('content-type'), mimetype);
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytes);
    assert.equal((await fetch(payload.media.url)).status, 401);
    const token = new URL(payload.media.url).pathname.split('/').at(-1) ?? '';
    assert.ok(!token.includes(ann.number) && !Buffer.from(token, 'base64url').toString().includes(ann.number));
    assert.equal((await call('GET', `/api/files/shop/${encodeURIComponent(payload.id)}`)).status, 404);
    assert.equal((await call('GET', `/api/files/shop/${token.slice(1)}`)).status, 404);
  }
});

test('A file that WhatsApp does not give now is told apart from one that it no longer has', async () => {
  const media = { kind: /** @type {const} */ ('image'), mimetype: 'image/png', data: 'AAAA' };
  const { payload } = await receive({ media });
  const [path] = [...world.media.keys()].slice(-1);
  const statusOf = async () => (await fetch(payload.media.url, { headers: { 'X-Api-Key': 'operator-key-of-the-tests' } })).status;
  world.media.set(path, { body: Buffer.alloc(0), status: 500 });
  assert.equal(await statusOf(), 503);
  world.media.delete(path);
  assert.equal(await statusOf(), 502);
});

test('Location, contact card, quote, reaction, edit and deletion are told apart', async () => {
  const place = await receive({ location: { latitude: 52.5, longitude: 13.4, name: 'Here' } });
  assert.deepEqual([place.payload.location.latitude, place.payload.location.longitude], ['52.5', '13.4']);
  const card = await receive({ contact: { name: 'Zoe', vcard: 'BEGIN:VCARD\nFN:Zoe\nEND:VCARD' } });
  assert.deepEqual(card.payload.vCards, ['BEGIN:VCARD\nFN:Zoe\nEND:VCARD']);
  const text = await receive({ text: 'first' });
  const quote = await receive({ text: 'as I said', quote: { id: text.id, participant: ann.jid, text: 'first' } });
  assert.equal(quote.payload.replyTo.id, text.id);
  assert.equal(quote.payload.replyTo.body, 'first');

  const reaction = await sendToAccount(
    account,
    ann,
    compose(world, { reaction: { id: text.id, fromMe: true, emoji: '👍' } }, account.jid),
  );
  const reacted = await listener.next('message.reaction', ({ id }) => id.includes(reaction));
  assert.deepEqual(reacted.payload.reaction, { text: '👍', messageId: `false_${chatId}_${text.id}` });
  const edit = await sendToAccount(
    account,
    ann,
    compose(world, { edit: { id: text.id, text: 'better' } }, account.jid),
  );
  const edited = await listener.next('message.edited', ({ id }) => id.includes(edit));
  assert.deepEqual([edited.payload.editedMessageId, edited.payload.body], [text.id, 'better']);
  await sendToAccount(account, ann, compose(world, { remove: { id: text.id } }, account.jid));
  await listener.next('message.revoked', ({ revokedMessageId }) => revokedMessageId === text.id);
});

test('A kind that is not known becomes a sentence', async () => {
  const { payload } = await receive({
    message: { pollCreationMessageV3: { name: 'Pizza?', options: [{ optionName: 'yes' }] } },
  });
  assert.match(payload.body, /poll/);
  assert.equal(payload._data.kind, 'unsupported');
});

test('What is typed on the own phone comes as an own message of the app', async () => {
  const id = await sendToAccount(account, account, { conversation: 'typed' }, { to: ann });
  const { payload } = await listener.next('message.any', (one) => one.id.includes(id));
  assert.deepEqual([payload.fromMe, payload.source, payload.to, payload.body], [true, 'app', chatId, 'typed']);
  assert.equal(listener.all('message', (one) => one.id.includes(id)).length, 0);
});

test('Groups, status and channels are left out unless the configuration asks for them', () => {
  const chats = ['1@g.us', 'status@broadcast', '1@newsletter', '1@broadcast', ann.jid, ann.lidJid];
  assert.deepEqual(
    chats.filter((jid) => isIgnored(jid)),
    chats.slice(0, 4),
  );
  const all = { groups: false, status: false, channels: false, broadcast: false };
  assert.deepEqual(
    chats.filter((jid) => isIgnored(jid, all)),
    [],
  );
});
