import assert from 'node:assert/strict';
import http from 'node:http';
import { after, test } from 'node:test';
import { listen } from '../fake-whatsapp/server.js';
import { FileUnusable, loadFile } from '../src/whatsapp/files.js';
import { FileAway, isPublic } from '../src/whatsapp/publicFile.js';

const CLOSED =
  '0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.168.1.1 198.18.0.1 ' +
  '198.19.255.255 224.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ' +
  '::ffff:a9fe:a9fe 64:ff9b::a00:1 2002:a00:1:: 2001:0:a00:1::';
const OPEN =
  '8.8.8.8 52.216.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.20.0.1 ::ffff:8.8.8.8 2600:1f18::1 2a00:1450::1';

let asked = 0;
/** @type {Record<string, (response: http.ServerResponse) => void>} */
const PAGES = {
  '/file': (response) => response.end('bytes'),
  '/large': (response) => response.writeHead(200, { 'Content-Length': 2000 }).end('x'.repeat(2000)),
  '/endless': (response) => {
    const more = () => response.destroyed || response.write('x'.repeat(500), more);
    more();
  },
  '/moved': (response) => response.writeHead(302, { Location: '/file' }).end(),
  '/inside': (response) => response.writeHead(302, { Location: 'http://10.255.255.1/' }).end(),
  '/round': (response) => response.writeHead(302, { Location: '/round' }).end(),
  '/gone': (response) => response.writeHead(404).end('no'),
  '/broken': (response) => response.writeHead(500).end('no'),
  '/busy': (response) => response.writeHead(429).end('no'),
  '/hangsUp': (response) => response.destroy(),
};
const server = http.createServer((request, response) => {
  asked++;
  PAGES[request.url ?? '']?.(response);
});
const port = await listen(server, 0);
after(() => {
  server.closeAllConnections();
  server.close();
});
const load = (/** @type {string} */ url, allowsLocal = false) => loadFile({ url }, { mostBytes: 1000, allowsLocal });
const here = (/** @type {string} */ path) => `http://127.0.0.1:${port}${path}`;

test('Only public addresses are asked, the same as the backend asks', () => {
  for (const address of CLOSED.split(' ')) assert.equal(isPublic(address), false, address);
  for (const address of OPEN.split(' ')) assert.equal(isPublic(address), true, address);
});

test('Neither this machine nor anything but https is asked, by address or by name', async () => {
  const before = asked;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    for (const scheme of ['http', 'https'])
      await assert.rejects(load(`${scheme}://${host}:${port}/file`), FileUnusable, `${scheme}://${host}`);
  for (const url of ['file:///etc/passwd', 'ftp://example.com/x', 'data:,x', 'no address'])
    await assert.rejects(load(url, true), FileUnusable, url);
  assert.equal(asked, before);
});

test('A name that leads to this machine is found out when it is resolved', async () => {
  const before = asked;
  await assert.rejects(load(`https://localhost:${port}/file`), /not public/);
  assert.equal(asked, before);
});

test('In the local set-up this machine is asked, and redirects are followed, but not into other networks and not for ever', async () => {
  assert.equal(String(await load(here('/file'), true)), 'bytes');
  assert.equal(String(await load(`http://localhost:${port}/file`, true)), 'bytes');
  assert.equal(String(await load(here('/moved'), true)), 'bytes');
  for (const path of ['/inside', '/round', '/gone']) await assert.rejects(load(here(path), true), FileUnusable, path);
});

test('A server that is away for now is told apart from a file that can not be had', async () => {
  for (const path of ['/broken', '/busy', '/hangsUp']) await assert.rejects(load(here(path), true), FileAway, path);
  await assert.rejects(load('http://127.0.0.1:9/file', true), FileAway);
});

test('A file that is too large is refused, also when it does not say how large it is', async () => {
  for (const path of ['/large', '/endless']) await assert.rejects(load(here(path), true), /too large/, path);
});
