// Both programs as processes of their own, driven by HTTP alone: the way in which the backend runs them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProcess } from './process.js';
import { ACCOUNT, client, ended, Listener, until } from './world.js';

const FAKE = fileURLToPath(new URL('../fake-whatsapp/main.js', import.meta.url));
const certFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'fake-')), 'media.crt');
const listener = new Listener();
await listener.open();

const fake = spawn(process.execPath, [FAKE], {
  env: {
    PATH: process.env.PATH,
    FAKE_WHATSAPP_CERT_FILE: certFile,
    FAKE_WHATSAPP_WATCH_STDIN: 'true',
  },
  stdio: ['pipe', 'pipe', 'inherit'],
});
after(() => {
  fake.kill();
  listener.close();
});
const { webSocketUrl, adminUrl } = await new Promise((resolve) =>
  createInterface(fake.stdout).once('line', (line) => resolve(JSON.parse(line))),
);
const phone = client(adminUrl);
const bed = { prefix: `t${randomBytes(5).toString('hex')}`, server: { webSocketUrl }, lines: [] };
const { call, untilWorking, end } = await startProcess(bed, { NODE_EXTRA_CA_CERTS: certFile });

test('A session is linked by the simulated phone, and a text and a file go each way', async () => {
  await call('POST', '/api/sessions', {
    name: 'shop',
    config: { webhooks: [{ url: listener.url, events: ['session.status', 'message', 'message.ack'] }] },
  });
  await listener.status('SCAN_QR_CODE');
  const { value: qr } = (await call('GET', '/api/shop/auth/qr?format=raw')).body;
  assert.equal((await phone('POST', `/accounts/${ACCOUNT}/scan`, { qr: 'https://wa.me/x#a,b,c,d,1' })).status, 422);
  assert.deepEqual((await phone('POST', `/accounts/${ACCOUNT}/scan`, { qr })).body, { result: 'linked' });
  await untilWorking('shop');

  await phone('POST', '/contacts', { number: '15551234567', name: 'Ann', addressing: 'lid' });
  const bytes = randomBytes(9_000);
  const media = { kind: 'image', mimetype: 'image/png', data: bytes.toString('base64'), caption: 'Look' };
  await phone('POST', '/contacts/15551234567/send', { to: ACCOUNT, media });
  const { payload } = await listener.next('message');
  const file = await fetch(payload.media.url, { headers: { 'X-Api-Key': 'operator-key-of-the-tests' } });
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytes);

  const answer = { session: 'shop', chatId: payload.from, file: media, id: 'PROCESS0001' };
  assert.equal((await call('POST', '/api/sendImage', answer)).status, 201);
  const opened = await until(async () => {
    const { status, body } = await phone('POST', '/contacts/15551234567/open-media', { id: 'PROCESS0001' });
    return status === 200 && body;
  });
  assert.equal(opened.data, media.data);
  await phone('POST', '/contacts/15551234567/receipt', { to: ACCOUNT, id: 'PROCESS0001', type: 'read' });
  await listener.next('message.ack', ({ ack }) => ack === 3);
});

test('The phone can type, be dropped, be asked for what it shows, and unlink', async () => {
  await phone('POST', `/accounts/${ACCOUNT}/drop`, { code: 503 });
  await listener.status('STARTING', ({ reason }) => reason === 'connection_503');
  await untilWorking('shop');
  const { body } = await phone('GET', `/accounts/${ACCOUNT}`);
  assert.equal(body.devices.length, 1);
  assert.equal((await phone('GET', '/nothing')).status, 404);
  await phone('POST', `/accounts/${ACCOUNT}/unlink`);
  await listener.status('FAILED', ({ reason }) => reason === 'logged_out');
  await end('SIGTERM');
});

test('The simulated WhatsApp ends with its parent', async () => {
  fake.stdin.end();
  await ended(fake);
  assert.equal(fake.exitCode, 0);
});
