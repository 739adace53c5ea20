// The gateway's answers and webhooks against the contract: what the backend relies on, and WAHA's own OpenAPI document, ours of
// contracts/waha or the one that WAHA_OPENAPI names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compose } from '../fake-whatsapp/compose.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { schemaErrors, shapeErrors } from './schema.js';
import { rowsOf } from './storage.js';
import { ACCOUNT, openWorld, until } from './world.js';

const contract = JSON.parse(readFileSync(new URL('../../contracts/waha/operations.json', import.meta.url), 'utf8'));
const file = process.env.WAHA_OPENAPI ?? new URL('../../contracts/waha/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8'));

const bed = await openWorld();
const { world, listener } = bed;
const gateway = await bed.gateway();
const { call } = gateway;
const account = world.account(ACCOUNT);
const ann = world.contact('15551234567', { name: 'Ann' });
const chatId = '15551234567@c.us';
const png = { mimetype: 'image/png', filename: 'a.png', data: 'AAAA' };
const message = { session: 'shop', chatId };

/** Operations in an order that makes each of them possible. @type {[string, string, any?][]} */
const WORKING = [
  ['GET /api/sessions', '/api/sessions?all=true'],
  ['GET /api/sessions/{session}', '/api/sessions/shop'],
  ['POST /api/keys', '/api/keys', { session: 'shop', isAdmin: false, isActive: true }],
  ['POST /api/sendText', '/api/sendText', { ...message, text: 'Hello' }],
  ['POST /api/sendImage', '/api/sendImage', { ...message, file: png }],
  [
    'POST /api/sendVideo',
    '/api/sendVideo',
    { ...message, file: { ...png, mimetype: 'video/mp4', filename: 'a.mp4' }, convert: false },
  ],
  ['POST /api/sendFile', '/api/sendFile', { ...message, file: png }],
  [
    'POST /api/sendVoice',
    '/api/sendVoice',
    { ...message, file: { ...png, mimetype: 'audio/ogg; codecs=opus' }, convert: false },
  ],
  ['POST /api/sendSeen', '/api/sendSeen', message],
  ['POST /api/startTyping', '/api/startTyping', message],
  ['POST /api/stopTyping', '/api/stopTyping', message],
  ['GET /api/contacts/check-exists', '/api/contacts/check-exists?session=shop&phone=15551234567'],
  ['GET /api/{session}/lids/{lid}', `/api/shop/lids/${ann.lid}`],
  ['GET /api/{session}/lids/pn/{phoneNumber}', '/api/shop/lids/pn/15551234567'],
  ['GET /api/{session}/new-message-id', '/api/shop/new-message-id'],
  ['GET /api/{session}/chats/{chatId}/messages', '/api/shop/chats/all/messages?sortOrder=asc&limit=100'],
  ['GET /ping', '/ping'],
  ['GET /health', '/health'],
  ['GET /api/server/version', '/api/server/version'],
  ['POST /api/sessions/{session}/restart', '/api/sessions/shop/restart'],
  ['PUT /api/sessions/{session}', '/api/sessions/shop', { config: {} }],
  ['POST /api/sessions/{session}/stop', '/api/sessions/shop/stop'],
  ['POST /api/sessions/{session}/start', '/api/sessions/shop/start'],
  ['POST /api/sessions/{session}/logout', '/api/sessions/shop/logout'],
  ['DELETE /api/sessions/{session}', '/api/sessions/shop'],
];

/** Every call that the gateway offers; another test holds this list equal to its routes. */
const offered = [
  ...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^\| `((?:GET|POST|PUT|DELETE) \/\S+)` \|/gm),
].map(([, call]) => call);
/** WAHA serves files too, but its document does not say so. */
const UNDESCRIBED = 'GET /api/files/{session}/{file}';
/** @type {Set<string>} */
const checked = new Set();

/** @param {string} operation  @param {string} path  @param {any} [body] */
async function check(operation, path, body) {
  const [method, template] = operation.split(' ');
  checked.add(operation);
  const answer = await call(method, path, body);
  const described = document.paths[template]?.[method.toLowerCase()];
  assert.ok(described, `${operation} is not in the document`);
  const expected = Number(Object.keys(described.responses)[0]);
  assert.equal(answer.status, expected, `${operation}: ${JSON.stringify(answer.body)}`);
  const shape = contract.answers[operation];
  if (shape) assert.deepEqual(shapeErrors(answer.body, shape, contract.types), [], operation);
  const query = new URL(path, 'http://gateway').searchParams;
  for (const { name, required, in: place } of described.parameters ?? [])
    if (place === 'query' && required) assert.ok(query.has(name), `${operation}: the request has no ${name}`);
  const schema = described.responses[expected].content?.['application/json']?.schema;
  if (schema) assert.match(answer.headers.get('content-type') ?? '', /^application\/json/, operation);
  if (schema) assert.deepEqual(schemaErrors(answer.body, schema, document), [], operation);
  const request = described.requestBody?.content?.['application/json']?.schema;
  if (request) assert.deepEqual(schemaErrors(body ?? {}, request, document), [], `${operation}: the request`);
  return answer.body;
}

test('Every operation answers as the contract says', async () => {
  account.asksPasskey = true;
  const webhooks = [{ url: listener.url, events: ['*'] }];
  await check('POST /api/sessions', '/api/sessions', { name: 'shop', config: { webhooks } });
  await listener.status('SCAN_QR_CODE');
  await check('POST /api/{session}/auth/request-code', '/api/shop/auth/request-code', { phoneNumber: '15550000099' });
  await check('POST /api/sessions/{session}/restart', '/api/sessions/shop/restart');
  await until(() => listener.all('session.status', ({ status }) => status === 'SCAN_QR_CODE').length > 1);
  await check('GET /api/{session}/auth/qr', '/api/shop/auth/qr?format=raw');
  await bed.scanNow(call, 'shop');
  await listener.status('PASSKEY_REQUIRED');
  const { challenge, allowCredentials } = await check(
    'GET /api/{session}/auth/passkey/challenge',
    '/api/shop/auth/passkey/challenge',
  );
  const [{ id }] = allowCredentials;
  const clientDataJSON = Buffer.from(JSON.stringify({ challenge })).toString('base64url');
  await check('POST /api/{session}/auth/passkey', '/api/shop/auth/passkey', {
    id,
    rawId: id,
    type: 'public-key',
    response: { clientDataJSON, authenticatorData: 'AA', signature: 'AA' },
  });
  await listener.status('PASSKEY_CONFIRMATION_REQUIRED');
  await check('GET /api/{session}/auth/passkey/confirmation', '/api/shop/auth/passkey/confirmation');
  await check('POST /api/{session}/auth/passkey/confirm', '/api/shop/auth/passkey/confirm');
  await listener.status('WORKING');

  await makeEvents();
  for (const [operation, path, body] of WORKING) await check(operation, path, body);
  assert.ok(offered.length > 25);
  assert.deepEqual(
    offered.filter((operation) => !checked.has(operation)),
    [UNDESCRIBED],
  );
  assert.deepEqual(
    Object.keys(contract.answers).filter((operation) => !checked.has(operation)),
    [],
  );
});

/** One event of every kind. */
async function makeEvents() {
  const write = (/** @type {any} */ description) =>
    sendToAccount(account, ann, compose(world, description, account.jid));
  const id = await write({ text: 'Hello' });
  await write({ media: { kind: 'image', mimetype: 'image/png', data: 'AAAA', caption: 'Look' } });
  await write({ reaction: { id, fromMe: true, emoji: '👍' } });
  await write({ edit: { id, text: 'Hi' } });
  await write({ remove: { id } });
  await sendToAccount(account, account, { conversation: 'own' }, { to: ann });
  const [device] = account.devices.values();
  ann.signal.forget(`${account.number}.${device.id}`);
  const stanza = {
    tag: 'message',
    attrs: { id: 'UNREADABLE01', from: ann.jid, t: '1', type: 'text' },
    content: [{ tag: 'enc', attrs: { v: '2', type: 'msg' }, content: Buffer.alloc(60, 0x33) }],
  };
  device.connection?.send(stanza);
  await listener.next('message.revoked');
  await until(async () => (await rowsOf(bed.prefix, 'shop')).some(({ rowKey }) => rowKey.startsWith('w|')));
  await gateway.sessions.owned('shop')?.inbox.settle(5_000);
  await listener.next('message.waiting');
}

test('Every event has the shape that the contract gives it', async () => {
  for (const [event, shape] of Object.entries(contract.events)) {
    const found = await listener.next(event);
    assert.deepEqual(shapeErrors(found.payload, shape, contract.types), [], event);
    assert.match(found.id, /^evt_/);
    const described = document.webhooks[event]?.post;
    if (!described) continue;
    const { properties } =
      document.components.schemas[described.requestBody.content['application/json'].schema.$ref.split('/').at(-1)];
    assert.deepEqual(schemaErrors(found.payload, properties.payload, document), [], event);
    assert.deepEqual(schemaErrors(JSON.parse(found.raw).environment, properties.environment, document), [], event);
  }
});

test('The request bodies that the contract leaves to us name a chat in every form of an address', async () => {
  for (const bad of ['15551234567@s.whatsapp.net:1', '+15551234567', 'x@c.us', '', undefined]) {
    const { status } = await call('POST', '/api/sendText', { session: 'shop', chatId: bad, text: 'x' });
    assert.ok(status >= 400 && status < 500, String(bad));
  }
});
