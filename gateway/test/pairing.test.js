import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { ACCOUNT, openWorld, until } from './world.js';

const bed = await openWorld();
const { world, listener } = bed;
const { call } = await bed.gateway({ GATEWAY_QR_SECONDS: '1' });

test('A scan links the session after the restart that WhatsApp asks for, and texts go both ways', async () => {
  await bed.link(call, 'one');
  const ann = world.contact('15551234567', { name: 'Ann' });
  const { body } = await call('GET', '/api/sessions/one');
  assert.equal(body.me.id, `${ACCOUNT}@c.us`);

  await sendToAccount(world.account(ACCOUNT), ann, { conversation: 'Hello' });
  const { payload } = await listener.next('message', ({ body: text }) => text === 'Hello');
  assert.equal(payload.from, '15551234567@c.us');

  const sent = await call('POST', '/api/sendText', { session: 'one', chatId: payload.from, text: 'Hi Ann' });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const shown = await until(() => ann.shown[0]);
  assert.equal(shown.message.extendedTextMessage?.text ?? shown.message.conversation, 'Hi Ann');
});
