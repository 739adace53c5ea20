// Runs the gateway's tests (all, or the files named) with what they need: storage, and the certificate of the simulated media host.
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../fake-whatsapp/certificate.js';
import { startAzurite } from './azurite.js';

const azurite = await startAzurite();
const tls = selfSigned();
const certFile = path.join(azurite.folder, 'media.crt');
const keyFile = path.join(azurite.folder, 'media.key');
writeFileSync(certFile, tls.cert);
writeFileSync(keyFile, tls.key);

const here = fileURLToPath(new URL('.', import.meta.url));
const all = () =>
  readdirSync(here)
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => path.join(here, name));
const named = process.argv.slice(2);
const flags = ['--test', '--test-reporter=spec', '--test-concurrency=3', '--test-force-exit'];
const tests = spawn(process.execPath, [...flags, ...(named.length ? named : all())], {
  env: {
    ...process.env,
    NODE_EXTRA_CA_CERTS: certFile,
    FAKE_WHATSAPP_CERT_FILE: certFile,
    FAKE_WHATSAPP_KEY_FILE: keyFile,
    STORAGE_CONNECTION_STRING: azurite.connection,
  },
  stdio: 'inherit',
});
tests.on('close', async (code) => {
  await azurite.stop();
  process.exit(code ?? 1);
});
