// Runs the gateway's tests with what they all need: storage (Azurite) and the certificate of the simulated media host.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../fake-whatsapp/certificate.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const azuriteScript = fileURLToPath(new URL('../../node_modules/azurite/dist/src/azurite.js', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'gateway-test-'));
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

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

const [blob, queue, table] = [await freePort(), await freePort(), await freePort()];
const ports = ['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String);
const azurite = spawn(process.execPath, [azuriteScript, '--location', folder, '--skipApiVersionCheck', '--silent', '--disableTelemetry', ...ports], { stdio: 'ignore' });
await Promise.all([untilOpen(blob, Date.now() + 30_000), untilOpen(table, Date.now() + 30_000)]);

const tls = selfSigned();
const certFile = path.join(folder, 'media.crt');
const keyFile = path.join(folder, 'media.key');
writeFileSync(certFile, tls.cert);
writeFileSync(keyFile, tls.key);
const endpoint = (/** @type {number} */ port) => `http://127.0.0.1:${port}/devstoreaccount1`;
const environment = {
  ...process.env,
  NODE_EXTRA_CA_CERTS: certFile,
  FAKE_WHATSAPP_CERT_FILE: certFile,
  FAKE_WHATSAPP_KEY_FILE: keyFile,
  STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${KEY};BlobEndpoint=${endpoint(blob)};TableEndpoint=${endpoint(table)};QueueEndpoint=${endpoint(queue)};`,
};
const named = process.argv.slice(2);
const tests = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-force-exit', ...(named.length ? named : [here])], {
  env: environment,
  stdio: 'inherit',
});
tests.on('close', (code) => {
  azurite.on('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code ?? 1);
  });
  azurite.kill();
});
