import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../src/log.js';
import { backOffMs, endingOf } from '../src/whatsapp/disconnect.js';
import { managedIdentity } from '../src/storage/connect.js';
import { listen } from '../fake-whatsapp/server.js';
import http from 'node:http';
import { client, openWorld, until } from './world.js';

const bed = await openWorld();
const gateway = await bed.gateway();
const { call, url } = gateway;
await bed.create(call, 'one', {});
await bed.create(call, 'two', {});
const keyFor = async (/** @type {string} */ session) =>
  (await call('POST', '/api/keys', { session, isAdmin: false, isActive: true })).body.key;

test('Without a key, with a wrong one or with that of another session nothing is answered', async () => {
  const one = client(url, await keyFor('one'));
  const unauthorized = { message: 'Unauthorized', statusCode: 401 };
  assert.equal((await one('GET', '/api/sessions/one')).status, 200);
  for (const [method, path, body] of [
    ['GET', '/api/sessions/two'],
    ['DELETE', '/api/sessions/two'],
    ['GET', '/api/sessions'],
    ['POST', '/api/sessions', {}],
    ['POST', '/api/keys', { session: 'one' }],
    ['POST', '/api/sendText', { session: 'two', chatId: '1@c.us', text: 'x' }],
    ['GET', '/api/two/auth/qr?format=raw'],
    ['GET', '/api/files/two/x'],
    ['GET', '/api/contacts/check-exists?phone=15550001&session=two'],
  ]) {
    const refused = await one(/** @type {string} */ (method), /** @type {string} */ (path), body);
    assert.deepEqual([refused.status, refused.body], [401, unauthorized], `${method} ${path}`);
  }
  assert.deepEqual((await client(url, '')('GET', '/api/sessions/one')).body, unauthorized);
  assert.deepEqual((await client(url, 'wrong')('GET', '/api/sessions/one')).body, unauthorized);
});

test('A new key ends the former one', async () => {
  const former = client(url, await keyFor('one'));
  const later = client(url, await keyFor('one'));
  assert.equal((await former('GET', '/api/sessions/one')).status, 401);
  assert.equal((await later('GET', '/api/sessions/one')).status, 200);
});

test("The key that signs the webhooks of all accounts is shown to the operator's key alone", async () => {
  const one = client(url, await keyFor('one'));
  for (const [method, path] of [
    ['GET', '/api/sessions/one'],
    ['POST', '/api/sessions/one/stop'],
  ]) {
    const { body } = await one(method, path);
    assert.deepEqual(body.config.webhooks[0].events, ['*']);
    assert.doesNotMatch(JSON.stringify(body), /hook-secret/, path);
    assert.equal((await call(method, path)).body.config.webhooks[0].hmac.key, 'hook-secret');
  }
});

test('Whoever may not call is refused before the body is there', async () => {
  const { hostname, port } = new URL(url);
  for (const path of ['/api/sessions', '/api/sessions/two', '/api/sendText?session=two']) {
    const method = path === '/api/sessions/two' ? 'PUT' : 'POST';
    const headers = { 'X-Api-Key': await keyFor('one'), 'Content-Length': '50000000' };
    const request = http.request({ hostname, port, path, method, headers });
    request.on('error', () => {});
    request.flushHeaders();
    /** @type {number | undefined} */
    let status;
    request.on('response', ({ statusCode }) => (status = statusCode));
    assert.equal(await until(() => status, 5_000), 401, path);
    request.destroy();
  }
});

test('The session of a path counts, whatever the body names', async () => {
  const one = client(url, await keyFor('one'));
  assert.equal((await one('POST', '/api/sessions/two/stop', { session: 'one' })).status, 401);
});

test('Wrong calls are refused with what is wrong', async () => {
  const cases = /** @type {[string, string, any, number][]} */ ([
    ['POST', '/api/sessions', { name: '../x' }, 422],
    ['POST', '/api/sessions', { name: 'one' }, 422],
    ['POST', '/api/sessions', { name: 'three', config: { webhooks: [{ url: 'ftp://x', events: ['message'] }] } }, 422],
    ['POST', '/api/sessions', { name: 'three', config: { webhooks: [{ url: 'http://x', events: ['nothing'] }] } }, 422],
    ['GET', '/api/sessions/none', undefined, 404],
    ['GET', '/api/nothing', undefined, 404],
    ['GET', '/api/sessions/%', undefined, 400],
    ['GET', '/api/sessions/%E0%A4', undefined, 400],
    ['POST', '/api/sendText', { session: 'one', chatId: '15551234567@c.us', text: 'x' }, 422],
    ['POST', '/api/keys', { session: null, isAdmin: true, isActive: true }, 422],
  ]);
  for (const [method, path, body, status] of cases)
    assert.equal((await call(method, path, body)).status, status, `${method} ${path}`);
  const broken = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    body: '{',
    headers: { 'X-Api-Key': 'operator-key-of-the-tests' },
  });
  assert.equal(broken.status, 400);
});

test('The list hides stopped sessions unless all are asked for', async () => {
  await call('POST', '/api/sessions', { name: 'still', start: false });
  const names = async (/** @type {string} */ query) =>
    (await call('GET', `/api/sessions${query}`)).body.map((/** @type {any} */ { name }) => name);
  assert.equal((await names('')).includes('still'), false);
  assert.equal((await names('?all=true')).includes('still'), true);
});

test('A changed configuration counts from the next event on', async () => {
  const { body } = await call('PUT', '/api/sessions/still', { config: { metadata: { a: '1' } } });
  assert.deepEqual(body.config, { metadata: { a: '1' } });
  assert.deepEqual((await call('GET', '/api/sessions/still')).body.config, { metadata: { a: '1' } });
});

test('Reasons decide what comes next, and attempts grow apart', () => {
  const linked = { isLinked: true, showedCodes: false };
  const next = (/** @type {number | undefined} */ code) => endingOf(code, linked).next;
  assert.deepEqual([515, 428, 408, 503, undefined, 500].map(next), [
    'restart',
    'retry',
    'retry',
    'retry',
    'retry',
    'retry',
  ]);
  assert.deepEqual([401, 403, 440, 405, 411].map(next), ['loggedOut', 'loggedOut', 'replaced', 'failed', 'failed']);
  assert.equal(endingOf(408, { isLinked: false, showedCodes: true }).reason, 'codes_ran_out');
  for (const [attempt, middle] of [
    [1, 2000],
    [2, 4000],
    [5, 32_000],
    [40, 300_000],
  ]) {
    const ms = backOffMs(attempt, 2000);
    assert.ok(ms >= middle * 0.75 && ms <= middle * 1.25, `${attempt}: ${ms}`);
  }
  assert.ok(new Set(Array.from({ length: 20 }, () => backOffMs(3, 2000))).size > 1);
});

test('The log repeats itself at most twenty times a minute and carries known facts only', () => {
  /** @type {any[]} */
  const lines = [];
  const log = new Log('info', (line) => void lines.push(JSON.parse(line)));
  for (let index = 0; index < 500; index++) log.warn('Again', { session: 's', text: 'secret', error: 'E' });
  assert.equal(lines.length, 20);
  assert.deepEqual(Object.keys(lines[0]), ['time', 'level', 'message', 'session', 'error']);
});

test('On Azure the container asks its identity for a storage token', async () => {
  /** @type {any} */
  let asked;
  const server = http.createServer(({ url: path, headers }, response) => {
    asked = { path, secret: headers['x-identity-header'] };
    response.end(JSON.stringify({ access_token: 'token', expires_on: '1800000000' }));
  });
  const port = await listen(server, 0);
  const credential = managedIdentity('client-1', {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi`,
    IDENTITY_HEADER: 'h',
  });
  assert.deepEqual(await credential.getToken(), { token: 'token', expiresOnTimestamp: 1_800_000_000_000 });
  assert.equal(asked.secret, 'h');
  assert.match(asked.path, /resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=client-1/);
  server.close();
});

test('Health says whether storage answers', async () => {
  assert.deepEqual((await client(url, '')('GET', '/ping')).body, { message: 'pong' });
  assert.equal((await client(url, '')('GET', '/health')).body.status, 'ok');
});
