// Measures a gateway process against the simulated WhatsApp: memory of idle sessions, time to reconnect, time to accept.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { scan } from '../fake-whatsapp/phone.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const SETTLE_MS = 15_000;

/** @typedef {import('../fake-whatsapp/world.js').World} World */

/**
 * @typedef {{child: import('node:child_process').ChildProcess, call: (method: string, path: string, body?: any) => Promise<any>, end: (signal: NodeJS.Signals) => Promise<void>}} Running
 */

/** @param {Record<string, string>} environment  @returns {Promise<Running>} */
export async function startGateway(environment) {
  const child = spawn(process.execPath, ['--expose-gc', MAIN], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}.`)));
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line);
      if (said.port) resolve(said.port);
    });
  });
  return {
    child,
    call: async (method, path, body) => {
      const headers = { 'X-Api-Key': environment.GATEWAY_OPERATOR_KEY, 'Content-Type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
      });
      return response.ok ? response.json() : undefined;
    },
    end: async (signal) => {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
  };
}

/** @param {number} pid  @returns {number} resident memory in MB */
export const residentMb = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isWorking = (/** @type {any} */ { status }) => status === 'WORKING';
const nameOf = (/** @type {number} */ index) => `s${index}`;
export const numberOf = (/** @type {number} */ index) => String(15_550_000_000 + index);

/** @param {World} world  @returns {number} linked devices that are connected now */
const connected = (world) =>
  [...world.accounts.values()].filter(({ devices }) => [...devices.values()].some(({ connection }) => connection))
    .length;

/**
 * Links sessions, five at a time.
 * @param {Running} gateway  @param {World} world  @param {number} from  @param {number} to  @param {string} hook
 */
export async function linkSessions(gateway, world, from, to, hook) {
  const webhooks = [{ url: hook, events: ['message'] }];
  for (let start = from; start < to; start += 5) {
    const group = Array.from({ length: Math.min(5, to - start) }, (_, index) => start + index);
    await Promise.all(
      group.map(async (index) => {
        await gateway.call('POST', '/api/sessions', { name: nameOf(index), config: { webhooks } });
        for (;;) {
          const qr = await gateway.call('GET', `/api/${nameOf(index)}/auth/qr?format=raw`);
          if (qr) return scan(world, world.account(numberOf(index)), qr.value);
          await wait(20);
        }
      }),
    );
    await world.until(
      () =>
        group.every((index) =>
          [...world.account(numberOf(index)).devices.values()].some(
            ({ connection, hasHistory }) => connection && hasHistory,
          ),
        ),
      60_000,
    );
  }
}

/**
 * @param {Running} gateway  @param {World} world  @param {number} count  @param {string} hook
 * @returns {Promise<{baseMb: number, fullMb: number, mbPerSession: number}>}
 */
export async function measureMemory(gateway, world, count, hook) {
  const pid = gateway.child.pid ?? 0;
  await linkSessions(gateway, world, 0, 1, hook);
  await wait(SETTLE_MS);
  const baseMb = residentMb(pid);
  await linkSessions(gateway, world, 1, count, hook);
  await wait(SETTLE_MS);
  const fullMb = residentMb(pid);
  return { baseMb, fullMb, mbPerSession: (fullMb - baseMb) / (count - 1) };
}

/**
 * The time from the start of a new process until its sessions are connected again.
 * @param {() => Promise<Running>} start  @param {World} world  @param {number} count
 * @returns {Promise<{gateway: Running, seconds: number}>}
 */
export async function measureReconnect(start, world, count) {
  const began = performance.now();
  const gateway = await start();
  await world.until(() => connected(world) >= count, 120_000);
  while ((await gateway.call('GET', '/api/sessions'))?.filter(isWorking).length < count) await wait(50);
  const seconds = (performance.now() - began) / 1000;
  await wait(SETTLE_MS);
  return { gateway, seconds };
}

/**
 * From the moment a contact's phone sends until the webhook has the message; messages come in the order that the seed gives.
 * @param {World} world  @param {{onMessage: (listener: (body: string, at: number) => void) => void}} hook  @param {() => number} random  @param {number} sessions  @param {number} messages
 * @returns {Promise<{p50: number, p95: number, lost: number}>} milliseconds
 */
export async function measureAccept(world, hook, random, sessions, messages) {
  const contact = world.contact('15559990001', { name: 'Bench' });
  /** @type {Map<string, number>} */
  const sentAt = new Map();
  /** @type {number[]} */
  const times = [];
  hook.onMessage((body, at) => {
    const began = sentAt.get(body);
    if (began === undefined) return;
    sentAt.delete(body);
    times.push(at - began);
    world.changed();
  });
  for (let index = 0; index < messages; index++) {
    const body = `message ${index}`;
    sentAt.set(body, performance.now());
    await sendToAccount(world.account(numberOf(Math.floor(random() * sessions))), contact, { conversation: body });
    await wait(60 + random() * 80);
  }
  await world.until(() => sentAt.size === 0, 30_000).catch(() => {});
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), lost: sentAt.size };
}
