// A gateway as a process of its own, for tests that kill or pause it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { client, ended, environmentOf, until } from './world.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/**
 * @param {{prefix: string, server: {webSocketUrl: string}, lines: string[]}} bed
 * @param {Record<string, string>} [more]
 */
export async function startProcess({ prefix, server, lines }, more) {
  const environment = environmentOf(prefix, server.webSocketUrl, more);
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (data) => lines.push(String(data)));
  after(() => void child.kill('SIGKILL'));
  const port = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The gateway ended: ${lines.slice(-3).join('')}`)));
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const said = JSON.parse(line);
      if (said.port) resolve(said.port);
    });
  });
  const call = client(`http://127.0.0.1:${port}`);
  return {
    child,
    worker: environment.GATEWAY_WORKER_ID,
    call,
    /** Until this gateway runs a session, and it is connected. @param {string} name */
    untilWorking: (name) =>
      until(async () => {
        const { status, assignedWorker } = (await call('GET', `/api/sessions/${name}`)).body;
        return status === 'WORKING' && assignedWorker === environment.GATEWAY_WORKER_ID;
      }, 40_000),
    /** @param {NodeJS.Signals} signal */
    async end(signal) {
      child.kill(signal);
      await ended(child);
    },
  };
}
