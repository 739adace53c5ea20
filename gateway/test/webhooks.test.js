import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../src/log.js';
import { eventId, ulid } from '../src/webhooks/ulid.js';
import { delayMs, sign, Webhooks } from '../src/webhooks/webhooks.js';
import { Listener, until } from './world.js';

const listener = new Listener();
await listener.open();
const log = new Log('error', () => {});

/** @param {import('../src/webhooks/webhooks.js').Webhook[]} configured */
function hooks(configured) {
  const webhooks = new Webhooks(log);
  webhooks.configured = configured;
  return webhooks;
}
const envelope = (/** @type {string} */ event, /** @type {any} */ payload = {}) => ({
  id: eventId(),
  timestamp: Date.now(),
  event,
  session: 's',
  payload,
});
const quick = { policy: 'constant', delaySeconds: 0.01, attempts: 3 };

test('The signature is the one of the documented example', () => {
  const signature = sign('{"event":"message","session":"default","engine":"WEBJS"}', 'my-secret-key');
  assert.equal(signature.slice(0, 64), '208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8');
  assert.equal(signature.slice(64), '097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89');
});

test('An event goes to its subscribers, signed over the bytes that are sent', async () => {
  const webhooks = hooks([
    { url: listener.url, events: ['message'], hmac: { key: 'k' }, customHeaders: [{ name: 'X-Own', value: '1' }] },
  ]);
  webhooks.emit(envelope('session.status'));
  webhooks.emit(envelope('message', { body: 'ümlaut ✓' }));
  const event = await listener.next('message');
  assert.equal(event.headers['x-webhook-hmac'], sign(event.raw, 'k'));
  assert.equal(event.headers['x-webhook-hmac-algorithm'], 'sha512');
  assert.match(String(event.headers['x-webhook-request-id']), /^[0-9a-f-]{36}$/);
  assert.ok(Math.abs(Number(event.headers['x-webhook-timestamp']) - Date.now()) < 10_000);
  assert.equal(event.headers['x-own'], '1');
  assert.equal(listener.all('session.status').length, 0);
});

test('An event that is not taken comes again with the same id, in order, until its attempts are used up', async () => {
  listener.events = [];
  let refusals = 2;
  listener.answer = ({ event }) => (event === 'message.ack' || refusals-- > 0 ? 500 : 200);
  const webhooks = hooks([{ url: listener.url, events: ['*'], retries: quick }]);
  webhooks.emit(envelope('message.any'));
  webhooks.emit(envelope('message.ack'));
  webhooks.emit(envelope('session.status'));
  await listener.next('session.status');
  assert.deepEqual(
    listener.events.map(({ event }) => event),
    ['message.any', 'message.any', 'message.any', 'message.ack', 'message.ack', 'message.ack', 'session.status'],
  );
  assert.equal(new Set(listener.all('message.any').map(({ id }) => id)).size, 1);
});

test('A message is insisted on beyond any number of attempts, until the session stops', async () => {
  listener.events = [];
  listener.answer = () => (listener.events.length < 9 ? 503 : 200);
  const webhooks = hooks([{ url: listener.url, events: ['message'], retries: { ...quick, attempts: 1 } }]);
  assert.equal(await webhooks.insist(envelope('message')), true);
  assert.equal(listener.events.length, 10);

  listener.answer = () => 503;
  const stopped = webhooks.insist(envelope('message'));
  await until(() => listener.events.length > 11);
  webhooks.stop();
  assert.equal(await stopped, false);
});

test('A redirect is no success', async () => {
  listener.events = [];
  listener.answer = () => 302;
  const webhooks = hooks([{ url: listener.url, events: ['message'], retries: { ...quick, attempts: 2 } }]);
  webhooks.emit(envelope('message'));
  await until(() => listener.events.length === 2);
  await webhooks.flush(1000);
  listener.close();
});

test('The times between attempts follow the policy', () => {
  assert.deepEqual(
    [1, 2, 3].map((attempt) => delayMs({ policy: 'constant', delaySeconds: 3 }, attempt)),
    [3000, 3000, 3000],
  );
  assert.deepEqual(
    [1, 2, 3].map((attempt) => delayMs({ policy: 'linear', delaySeconds: 3 }, attempt)),
    [3000, 6000, 9000],
  );
  for (const [attempt, least] of [
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [30, 60_000],
  ]) {
    const ms = delayMs({ policy: 'exponential', delaySeconds: 2 }, attempt);
    assert.ok(ms >= least && ms < least * 1.2 + 1, `${attempt}: ${ms}`);
  }
});

test('Event ids are lower-case ULIDs that sort by time', () => {
  const ids = Array.from({ length: 500 }, () => ulid());
  assert.deepEqual([...ids].sort(), ids);
  assert.match(eventId(), /^evt_[0-9a-hjkmnp-tv-z]{26}$/);
});
