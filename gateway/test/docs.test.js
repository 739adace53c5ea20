import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSettings, SETTINGS } from '../src/settings.js';

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** @param {string} text  @returns {string[][]} the cells of every table row */
const tableRows = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test('README.md lists every setting with its default, and no other', () => {
  const section = read('../README.md').split('## Settings')[1].split('\n## ')[0];
  const listed = tableRows(section).map(([name, fallback]) => [name, fallback]);
  const settings = Object.values(SETTINGS).map(({ name, fallback }) => [
    `\`${name}\``,
    fallback === undefined ? 'needed' : fallback && `\`${fallback}\``,
  ]);
  assert.deepEqual(listed, settings);
});

test('A missing or wrong setting is named, and its value is not', () => {
  const good = {
    GATEWAY_OPERATOR_KEY: 'a-key-of-twenty-characters',
    GATEWAY_SECRET_KEYS: 'a:b',
    STORAGE_ACCOUNT_NAME: 'x',
  };
  assert.equal(readSettings(good).port, 3000);
  const wrong = /** @type {[Record<string, string>, RegExp][]} */ ([
    [{ GATEWAY_PORT: 'secretvalue' }, /GATEWAY_PORT/],
    [{ GATEWAY_OPERATOR_KEY: 'short' }, /GATEWAY_OPERATOR_KEY/],
    [{ GATEWAY_LEASE_SECONDS: '5' }, /GATEWAY_LEASE_SECONDS/],
    [{ GATEWAY_WHATSAPP_VERSION: '2.3' }, /GATEWAY_WHATSAPP_VERSION/],
    [{ STORAGE_ACCOUNT_NAME: '' }, /STORAGE_CONNECTION_STRING/],
  ]);
  for (const [more, name] of wrong) {
    assert.throws(
      () => readSettings({ ...good, ...more }),
      (/** @type {Error} */ error) => name.test(error.message) && !/secretvalue|short/.test(error.message),
    );
  }
  assert.throws(() => readSettings({ ...good, GATEWAY_SECRET_KEYS: undefined }), /GATEWAY_SECRET_KEYS is not set/);
});

test('README.md lists every call', () => {
  const sources = readdirSync(new URL('../src/http/', import.meta.url))
    .map((name) => read(`../src/http/${name}`))
    .join('\n');
  const fixed = [...sources.matchAll(/route: '(\w+ \/[^']*)'/g)].map(([, route]) => route);
  const made = ['start', 'stop', 'restart', 'logout'].map((action) => `POST /api/sessions/{session}/${action}`);
  const sends = ['sendImage', 'sendVideo', 'sendFile', 'sendVoice', 'startTyping', 'stopTyping'].map((name) => `POST /api/${name}`);
  const listed = tableRows(read('../README.md').split('## Calls')[1].split('\n## ')[0]).map(([call]) =>
    call.replaceAll('`', ''),
  );
  assert.deepEqual([...listed].sort(), [...fixed, ...made, ...sends].sort());
});

test("docs/gateway-licences.md lists every package of the gateway's image with its licence", () => {
  const { packages } = JSON.parse(read('../package-lock.json'));
  const installed = Object.entries(packages)
    .filter(([path, { dev }]) => path && !dev)
    .map(([path, { version }]) => [
      path.split('node_modules/').at(-1),
      version,
      JSON.parse(read(`../${path}/package.json`)).license,
    ]);
  const listed = tableRows(read('../../docs/gateway-licences.md')).map((cells) =>
    cells.map((cell) => cell.replaceAll('`', '')),
  );
  assert.deepEqual(listed.map((cells) => cells.join(' ')).sort(), installed.map((cells) => cells.join(' ')).sort());
});

test('The client library is pinned exactly, and no package is fetched from anywhere but the registry', () => {
  const { dependencies, devDependencies } = JSON.parse(read('../package.json'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
  assert.doesNotMatch(read('../package-lock.json'), /"resolved": "(git|ssh|http:)/);
});

test('Files have at most 300 lines', () => {
  for (const folder of [
    'src',
    'src/http',
    'src/session',
    'src/storage',
    'src/webhooks',
    'src/whatsapp',
    'fake-whatsapp',
    'test',
    'bench',
  ]) {
    for (const entry of readdirSync(new URL(`../${folder}/`, import.meta.url), { withFileTypes: true })) {
      if (!entry.isFile() || !/\.m?js$/.test(entry.name)) continue;
      const lines = read(`../${folder}/${entry.name}`).split('\n').length;
      assert.ok(lines <= 301, `${folder}/${entry.name}: ${lines}`);
    }
  }
});
