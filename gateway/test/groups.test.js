import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToGroup } from '../fake-whatsapp/groups.js';
import { openShop } from './shop.js';
import { until } from './world.js';

const bed = await openShop();
const { world, listener, call, account, ann } = bed;
const group = { jid: '120363000000000001@g.us', subject: 'Neighbours', members: [account, ann] };
world.groups.set(group.jid, group);
let count = 0;
const say = async (/** @type {string} */ text) => {
  const id = `GROUP${count++}`;
  await sendToGroup(account, group, ann, { conversation: text }, id);
  return id;
};

test('What is said in a group is not taken, and leaves nothing, unless the configuration asks for it', async () => {
  await say('not for us');
  await until(() => [...account.devices.values()].every(({ pending }) => pending.length === 0));
  await bed.receive({ text: 'a later one' });
  assert.ok(!JSON.stringify(listener.events).includes('not for us'));
  assert.ok(!JSON.stringify(listener.events).includes('@g.us'));
});

test('With groups, a message names the group, its subject and who wrote it, and an answer reaches the members', async () => {
  const { body } = await call('GET', '/api/sessions/shop');
  await call('PUT', '/api/sessions/shop', { config: { ...body.config, ignore: { groups: false } } });
  await until(async () => (await call('GET', '/api/sessions/shop')).body.status === 'WORKING');

  const id = await say('Who has a ladder?');
  const { payload } = await listener.next('message', (one) => one.id.includes(id));
  assert.equal(payload.body, 'Who has a ladder?');
  assert.deepEqual([payload.from, payload.participant], [group.jid, `${ann.number}@c.us`]);
  assert.deepEqual([payload._data.subject, payload._data.pushName], ['Neighbours', 'Ann']);
  assert.deepEqual([payload._data.phone, payload._data.lid], [null, null]);

  const request = { session: 'shop', chatId: group.jid, text: 'We have', id: 'ANSWER0001' };
  const answer = await call('POST', '/api/sendText', request);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  await until(() => ann.shown.some(({ chat, message }) => chat === group.jid && message.extendedTextMessage?.text === 'We have'));
  await listener.next('message.ack', (one) => one.id.includes('ANSWER0001'));
  const second = await say('Thanks');
  await listener.next('message', (one) => one.id.includes(second));
});
