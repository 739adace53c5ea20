// node bench/run.mjs [--sessions 200] [--reconnect 50] [--messages 400] [--seed 1] [--cap 600]; bench/README.md of the repository
// says what is measured. Progress goes to stderr, one JSON object to stdout; exit code 1 when a goal is missed or the cap (s) is reached.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { parseArgs } from 'node:util';
import { bodyOf, listen, startServer } from '../fake-whatsapp/server.js';
import { startAzurite } from '../test/azurite.js';
import { measureAccept, measureMemory, measureReconnect, startGateway } from './figures.js';

console.info = console.warn = () => {};
const GOAL_MB = 5;
const DEFAULTS = { sessions: '200', reconnect: '50', messages: '400', seed: '1', cap: '600' };
const options = Object.fromEntries(
  Object.entries(DEFAULTS).map(([name, fallback]) => [
    name,
    { type: /** @type {const} */ ('string'), default: fallback },
  ]),
);
const { values } = parseArgs({ options });
const [sessions, reconnect, messages, seed, cap] = Object.keys(DEFAULTS).map((name) => Number(values[name]));

/** @param {number} state  @returns {() => number} the same numbers for the same seed (mulberry32) */
function randomFrom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Takes webhooks as fast as it can. */
async function openHook() {
  /** @type {(body: string, at: number) => void} */
  let listener = () => {};
  const server = http.createServer(async (request, response) => {
    const at = performance.now();
    const { payload } = JSON.parse((await bodyOf(request)).toString());
    response.end();
    listener(payload.body, at);
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/`,
    onMessage: (/** @type {typeof listener} */ next) => void (listener = next),
  };
}

const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
const rounded = (/** @type {number} */ value) => Math.round(value * 100) / 100;
const azurite = await startAzurite();
const server = await startServer();
const hook = await openHook();
/** @type {import('./figures.js').Running[]} */
const running = [];
const start = async (/** @type {string} */ prefix) => {
  const gateway = await startGateway({
    GATEWAY_PORT: '0',
    GATEWAY_OPERATOR_KEY: randomBytes(16).toString('hex'),
    GATEWAY_SECRET_KEYS: `bench:${Buffer.alloc(32, seed).toString('base64')}`,
    GATEWAY_TABLE_PREFIX: prefix,
    GATEWAY_WHATSAPP_URL: server.webSocketUrl,
    STORAGE_CONNECTION_STRING: azurite.connection,
  });
  running.push(gateway);
  return gateway;
};

async function end() {
  for (const gateway of running) gateway.child.kill('SIGKILL');
  await azurite.stop();
}

setTimeout(async () => {
  say(`The cap of ${cap} s is reached.`);
  console.log(JSON.stringify({ seed, error: 'cap' }));
  await end();
  process.exit(1);
}, cap * 1000).unref();

say(`linking ${reconnect} sessions for reconnect and accept`);
const first = await start('reconnect');
const small = await measureMemory(first, server.world, reconnect, hook.url);
await first.end('SIGTERM');
say('reconnecting');
const again = await measureReconnect(() => start('reconnect'), server.world, reconnect);
say('accepting');
const accept = await measureAccept(server.world, hook, randomFrom(seed), reconnect, messages);
await again.gateway.end('SIGTERM');
server.world.accounts.clear();
say(`linking ${sessions} sessions for memory`);
const many = await start('memory');
const memory = await measureMemory(many, server.world, sessions, hook.url);
await many.end('SIGKILL');

const figures = {
  seed,
  sessions,
  mb_per_idle_session: rounded(memory.mbPerSession),
  base_mb: rounded(memory.baseMb),
  full_mb: rounded(memory.fullMb),
  mb_per_idle_session_of_50: rounded(small.mbPerSession),
  reconnected: reconnect,
  [`reconnect_${reconnect}_s`]: rounded(again.seconds),
  messages,
  accept_p50_ms: rounded(accept.p50),
  accept_p95_ms: rounded(accept.p95),
  lost: accept.lost,
};
console.log(JSON.stringify(figures));
await end();
process.exit(memory.mbPerSession <= GOAL_MB && accept.lost === 0 ? 0 : 1);
