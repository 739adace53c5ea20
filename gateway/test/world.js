// What a test needs to run a gateway against the simulated WhatsApp: storage of its own, a webhook listener, calls with keys.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after } from 'node:test';
import { scan } from '../fake-whatsapp/phone.js';
import { bodyOf, listen, startServer } from '../fake-whatsapp/server.js';
import { startGateway } from '../src/gateway.js';
import { Log, silenceConsole } from '../src/log.js';
import { readSettings } from '../src/settings.js';

export const OPERATOR = 'operator-key-of-the-tests';
export const RING = [`one:${Buffer.alloc(32, 7).toString('base64')}`];
export const ACCOUNT = '15550000001';

silenceConsole();
process.on('unhandledRejection', () => {});

/** @typedef {Awaited<ReturnType<typeof openWorld>>} TestWorld */

/**
 * @template T
 * @param {() => T | undefined | false | null | Promise<T | undefined | false | null>} condition
 * @param {number} [timeoutMs]
 * @returns {Promise<T>} what the condition gave when it first held
 */
export async function until(condition, timeoutMs = 20_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false && value !== null) return value;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Takes webhooks and keeps them. */
export class Listener {
  /** @type {{event: string, payload: any, id: string, headers: http.IncomingHttpHeaders, raw: string, at: number}[]} */
  events = [];
  /** @type {(event: any) => number} the status that an event is answered with */
  answer = () => 200;
  #server = http.createServer(async (request, response) => {
    const raw = (await bodyOf(request)).toString();
    const event = { ...JSON.parse(raw), headers: request.headers, raw, at: Date.now() };
    const status = this.answer(event);
    this.events.push({ ...event, answered: status });
    response.writeHead(status).end();
  });
  url = '';

  async open(port = 0) {
    this.url = `http://127.0.0.1:${await listen(this.#server, port)}/hook`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {string} event  @param {(payload: any) => boolean} [fits] */
  all(event, fits = () => true) {
    return this.events.filter((one) => one.event === event && fits(one.payload));
  }

  /** @param {string} event  @param {(payload: any) => boolean} [fits]  @param {number} [timeoutMs] */
  next(event, fits = () => true, timeoutMs = 20_000) {
    return until(() => this.all(event, fits)[0], timeoutMs);
  }

  /** @param {string} status  @param {(payload: any) => boolean} [fits]  @param {number} [timeoutMs] */
  status(status, fits = () => true, timeoutMs = 20_000) {
    return this.next('session.status', (payload) => payload.status === status && fits(payload), timeoutMs);
  }
}

/** @param {string} url  @param {string} [key] */
export function client(url, key = OPERATOR) {
  /** @param {string} method  @param {string} path  @param {any} [body] */
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'X-Api-Key': key, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text;
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
}

/**
 * @param {string} prefix
 * @param {string} webSocketUrl
 * @param {Record<string, string>} [more] the environment of a gateway of this test
 */
export const environmentOf = (prefix, webSocketUrl, more = {}) => ({
  GATEWAY_PORT: '0',
  GATEWAY_OPERATOR_KEY: OPERATOR,
  GATEWAY_SECRET_KEYS: RING.join(','),
  GATEWAY_TABLE_PREFIX: prefix,
  GATEWAY_WHATSAPP_URL: webSocketUrl,
  GATEWAY_RECONNECT_MS: '50',
  GATEWAY_ADOPT_SECONDS: '1',
  GATEWAY_LEASE_SECONDS: '15',
  GATEWAY_WORKER_ID: `worker-${randomBytes(3).toString('hex')}`,
  STORAGE_CONNECTION_STRING: process.env.STORAGE_CONNECTION_STRING ?? '',
  ...more,
});

/** A simulated WhatsApp, a webhook listener and as many gateways as a test starts; all end with the test file. */
export async function openWorld() {
  const tls = {
    cert: readFileSync(process.env.FAKE_WHATSAPP_CERT_FILE ?? '', 'utf8'),
    key: readFileSync(process.env.FAKE_WHATSAPP_KEY_FILE ?? '', 'utf8'),
  };
  const server = await startServer({ tls });
  const listener = new Listener();
  await listener.open();
  const prefix = `t${randomBytes(5).toString('hex')}`;
  /** @type {string[]} */
  const lines = [];
  /** @type {Set<Awaited<ReturnType<typeof startGateway>>>} */
  const gateways = new Set();
  after(async () => {
    listener.answer = () => 200;
    for (const gateway of gateways) await gateway.close();
    listener.close();
    await server.close();
  });

  return {
    server,
    world: server.world,
    listener,
    prefix,
    lines,
    /** @param {Record<string, string>} [more] */
    async gateway(more) {
      const settings = readSettings(environmentOf(prefix, server.webSocketUrl, more));
      const gateway = await startGateway(settings, new Log('info', (line) => void lines.push(line)));
      gateways.add(gateway);
      const close = async () => {
        if (gateways.delete(gateway)) await gateway.close();
      };
      return { ...gateway, close, call: client(gateway.url) };
    },
    /** @param {ReturnType<typeof client>} call  @param {string} name  @param {any} [config] */
    async create(call, name, config = {}) {
      return call('POST', '/api/sessions', {
        name,
        config: {
          webhooks: [
            {
              url: listener.url,
              events: ['*'],
              hmac: { key: 'hook-secret' },
              retries: { policy: 'constant', delaySeconds: 0.05, attempts: 100 },
            },
          ],
          ...config,
        },
      });
    },
    /**
     * Creates a session and scans its first code.
     * @param {ReturnType<typeof client>} call
     * @param {string} name
     * @param {string} [number]
     * @param {any} [config]
     */
    async link(call, name, number = ACCOUNT, config = {}) {
      await this.create(call, name, config);
      await this.scanNow(call, name, number);
      await listener.status('WORKING', (payload) => payload.name === name);
    },
    /** @param {ReturnType<typeof client>} call  @param {string} name  @param {string} [number] */
    async scanNow(call, name, number = ACCOUNT) {
      const { value } = await until(async () => {
        const { status, body } = await call('GET', `/api/${name}/auth/qr?format=raw`);
        return status === 200 && body;
      });
      return scan(server.world, server.world.account(number), value);
    },
  };
}

/** @param {import('node:child_process').ChildProcess} child */
export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
