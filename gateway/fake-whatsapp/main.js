// Starts the simulated WhatsApp as a process of its own and says on one line where everything is.
import { readFileSync, writeFileSync } from 'node:fs';
import { startAdmin } from './admin.js';
import { selfSigned } from './certificate.js';
import { startServer } from './server.js';

const {
  FAKE_WHATSAPP_PORT,
  FAKE_WHATSAPP_ADMIN_PORT,
  FAKE_WHATSAPP_MEDIA_PORT,
  FAKE_WHATSAPP_CERT_FILE,
  FAKE_WHATSAPP_KEY_FILE,
  FAKE_WHATSAPP_WATCH_STDIN,
} = process.env;

// The Signal library shows private keys on the console.
console.info = console.warn = console.error = () => {};

const tls = selfSigned();
if (FAKE_WHATSAPP_CERT_FILE && FAKE_WHATSAPP_KEY_FILE) {
  tls.cert = readFileSync(FAKE_WHATSAPP_CERT_FILE, 'utf8');
  tls.key = readFileSync(FAKE_WHATSAPP_KEY_FILE, 'utf8');
} else if (FAKE_WHATSAPP_CERT_FILE) {
  writeFileSync(FAKE_WHATSAPP_CERT_FILE, tls.cert);
}

const server = await startServer({
  port: Number(FAKE_WHATSAPP_PORT ?? 0),
  mediaPort: Number(FAKE_WHATSAPP_MEDIA_PORT ?? 0),
  tls,
});
const admin = await startAdmin(server.world, Number(FAKE_WHATSAPP_ADMIN_PORT ?? 0));
console.log(
  JSON.stringify({ webSocketUrl: server.webSocketUrl, adminUrl: admin.url, mediaHost: server.world.mediaHost }),
);
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => process.exit(0));
if (FAKE_WHATSAPP_WATCH_STDIN === 'true') process.stdin.on('end', () => process.exit(0)).resume();
