// Storage for tests and benchmarks: Azurite on free ports, with its files in a folder that goes with it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../node_modules/azurite/dist/src/azurite.js', import.meta.url));
/** The key that every Azurite has. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const START_MS = 60_000;

/** @returns {Promise<number>} a port that is free now */
const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** @param {number} port  @param {number} until ms */
async function untilOpen(port, until) {
  for (;;) {
    const isOpen = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (isOpen) return;
    if (Date.now() > until) throw new Error('Azurite did not start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns {Promise<{connection: string, folder: string, stop: () => Promise<void>}>} */
export async function startAzurite() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gateway-'));
  const [blob, queue, table] = [await freePort(), await freePort(), await freePort()];
  const ports = ['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String);
  const child = spawn(
    process.execPath,
    [SCRIPT, '--location', folder, '--skipApiVersionCheck', '--silent', '--disableTelemetry', ...ports],
    { stdio: 'ignore' },
  );
  await Promise.all([blob, queue, table].map((port) => untilOpen(port, Date.now() + START_MS)));
  const endpoint = (/** @type {number} */ port) => `http://127.0.0.1:${port}/devstoreaccount1`;
  return {
    connection: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${KEY};BlobEndpoint=${endpoint(blob)};TableEndpoint=${endpoint(table)};QueueEndpoint=${endpoint(queue)};`,
    folder,
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => {
          rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}
