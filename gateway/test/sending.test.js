import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { capOf } from '../fake-whatsapp/cap.js';
import { openMedia } from '../fake-whatsapp/media.js';
import { askAgain, sendReceipt } from '../fake-whatsapp/traffic.js';
import { openShop } from './shop.js';
import { until } from './world.js';

const { world, listener, call, account, ann, chatId, receive } = await openShop();
const connection = () =>
  /** @type {import('../fake-whatsapp/connection.js').Connection} */ ([...account.devices.values()][0].connection);

test('Acks of the server, the delivery and the reading come as events', async () => {
  ann.confirms = false;
  const { body } = await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'seen?', id: 'ACKTEST0001' });
  assert.equal(body.id, `true_${chatId}_ACKTEST0001`);
  await listener.next('message.ack', ({ id, ack }) => id === body.id && ack === 1);
  ann.confirms = true;
  sendReceipt(connection(), ann, 'ACKTEST0001');
  await listener.next('message.ack', ({ id, ack }) => id === body.id && ack === 2);
  sendReceipt(connection(), ann, 'ACKTEST0001', 'read');
  const { payload } = await listener.next('message.ack', ({ id, ack }) => id === body.id && ack === 3);
  assert.equal(payload.ackName, 'READ');
});

test('An id is sent once, also when two calls come together', async () => {
  const send = () => call('POST', '/api/sendText', { session: 'shop', chatId, text: 'once', id: 'ONCE0001' });
  const answers = [...(await Promise.all([send(), send(), send()])), await send()];
  await listener.next('message.ack', ({ id, ack }) => id.includes('ONCE0001') && ack === 2);
  answers.push(await send());
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201, 201, 201, 201],
  );
  assert.equal(ann.shown.find(({ id }) => id === 'ONCE0001')?.copies, 1);
  assert.equal(answers[4].body.ack, 1);
  assert.equal(
    (
      await call('POST', '/api/sendText', {
        session: 'shop',
        chatId: '15550009999@c.us',
        text: 'other',
        id: 'ONCE0001',
      })
    ).status,
    422,
  );
});

test('Files go out byte by byte, a voice note as one', async () => {
  const bytes = randomBytes(50_000);
  const file = (/** @type {string} */ mimetype) => ({ mimetype, filename: 'note.pdf', data: bytes.toString('base64') });
  const calls = /** @type {const} */ ([
    ['sendImage', 'image/png', 'imageMessage', 'image'],
    ['sendVideo', 'video/mp4', 'videoMessage', 'video'],
    ['sendFile', 'application/pdf', 'documentMessage', 'document'],
    ['sendVoice', 'audio/ogg; codecs=opus', 'audioMessage', 'ptt'],
  ]);
  for (const [name, mimetype, field, kind] of calls) {
    const { status } = await call('POST', `/api/${name}`, {
      session: 'shop',
      chatId,
      file: file(mimetype),
      caption: 'c',
      convert: false,
      id: `FILE${name}`,
    });
    assert.equal(status, 201);
    const shown = await until(() => ann.shown.find(({ id }) => id === `FILE${name}`));
    const message = shown.message.documentWithCaptionMessage?.message ?? shown.message;
    assert.deepEqual(openMedia(world, message[field], kind), bytes);
    if (kind === 'ptt') assert.equal(message[field].ptt, true);
  }
  assert.equal(
    (await call('POST', '/api/sendFile', { session: 'shop', chatId, file: { mimetype: 'a/b', data: '' } })).status,
    422,
  );
});

test('An answer quotes what it answers', async () => {
  const { payload } = await receive({ text: 'the question' });
  await call('POST', '/api/sendText', {
    session: 'shop',
    chatId,
    text: 'the answer',
    reply_to: payload.id,
    id: 'QUOTE0001',
  });
  const { message } = await until(() => ann.shown.find(({ id }) => id === 'QUOTE0001'));
  const { stanzaId, quotedMessage } = message.extendedTextMessage.contextInfo;
  assert.equal(`false_${chatId}_${stanzaId}`, payload.id);
  assert.equal(quotedMessage.conversation, 'the question');
});

test('Reading, typing and asking for numbers reach WhatsApp', async () => {
  const { id, payload } = await receive({ text: 'read me' });
  await call('POST', '/api/sendSeen', { session: 'shop', chatId, messageIds: [payload.id] });
  await call('POST', '/api/startTyping', { session: 'shop', chatId });
  await call('POST', '/api/stopTyping', { session: 'shop', chatId });
  await until(() => ['composing', 'paused', `read ${id}`].every((one) => ann.seen.includes(one)));

  world.strangers.add('15550000404');
  const known = await call('GET', `/api/contacts/check-exists?phone=%2B${ann.number}&session=shop`);
  assert.deepEqual(known.body, { numberExists: true, chatId });
  assert.deepEqual((await call('GET', '/api/contacts/check-exists?phone=15550000404&session=shop')).body, {
    numberExists: false,
  });
  assert.deepEqual((await call('GET', `/api/shop/lids/${ann.lid}`)).body, { lid: ann.lidJid, pn: chatId });
  assert.deepEqual((await call('GET', `/api/shop/lids/pn/${ann.number}`)).body, { lid: ann.lidJid, pn: chatId });
});

test('What the server did not answer goes again after the reconnection, and is shown once', async () => {
  world.holdsAcks = true;
  ann.confirms = false;
  assert.equal(
    (await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'unanswered', id: 'UNANSWERED1' })).status,
    201,
  );
  await until(() => ann.shown.some(({ id }) => id === 'UNANSWERED1'));
  world.holdsAcks = false;
  connection().drop();
  await listener.next('message.ack', ({ id, ack }) => id.includes('UNANSWERED1') && ack === 1);
  ann.confirms = true;
  assert.equal(ann.shown.filter(({ id }) => id === 'UNANSWERED1').length, 1);
});

test('Somebody who could not read a message gets it again', async () => {
  await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'again', id: 'AGAIN0001' });
  await until(() => ann.shown.some(({ id }) => id === 'AGAIN0001'));
  askAgain(connection(), ann, 'AGAIN0001');
  await until(() => ann.shown.find(({ id, copies }) => id === 'AGAIN0001' && copies === 2));
});

test('A cap on new chats is shown until WhatsApp takes it back; its warnings are none', async () => {
  const ends = Math.floor(Date.now() / 1000) + 3600;
  const shown = async () => (await call('GET', '/api/sessions/shop')).body.me.newChatCap;
  connection().send(capOf({ status: 'CAPPED', ends }));
  assert.deepEqual(await until(shown), { isActive: true, ends: ends * 1000 });
  connection().send(capOf({ status: 'SECOND_WARNING', ends }));
  await until(async () => !(await shown()));
});

test('A refused message is told, the restriction is shown, and no stranger is written to while it lasts', async () => {
  const ends = Math.floor(Date.now() / 1000) + 3600;
  account.timelock = { isActive: true, ends, type: 'DEFAULT' };
  account.refused.add('15550000777');
  const first = await call('POST', '/api/sendText', {
    session: 'shop',
    chatId: '15550000777@c.us',
    text: 'hi',
    id: 'REFUSED0001',
  });
  assert.equal(first.status, 201);
  const { payload } = await listener.next('message.ack', ({ id, ack }) => id.includes('REFUSED0001') && ack === -1);
  assert.equal(payload._data.error, '463');
  const { body } = await until(async () => {
    const info = await call('GET', '/api/sessions/shop');
    return info.body.me.reachoutTimelock && info;
  });
  assert.equal(body.me.reachoutTimelock.ends, ends * 1000);

  const second = await call('POST', '/api/sendText', { session: 'shop', chatId: '15550000778@c.us', text: 'hi' });
  assert.deepEqual([second.status, second.body.code], [422, 'reachout_timelock']);
  assert.equal((await call('POST', '/api/sendText', { session: 'shop', chatId, text: 'known' })).status, 201);
  assert.equal(
    (
      await call('POST', '/api/sendText', {
        session: 'shop',
        chatId: '15550000777@c.us',
        text: 'hi',
        id: 'REFUSED0001',
      })
    ).body.ack,
    -1,
  );
  account.timelock = { isActive: false };
});
