// The QR code as a picture, read by a library of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import jsqr from 'jsqr';
import { OPERATOR, openWorld, until } from './world.js';

const bed = await openWorld();
const { call, url } = await bed.gateway();
await bed.create(call, 'shop');
const { value } = await until(async () => {
  const { status, body } = await call('GET', '/api/shop/auth/qr?format=raw');
  return status === 200 && body;
});
const ask = (/** @type {string} */ query, accept = '*/*') =>
  fetch(`${url}/api/shop/auth/qr${query}`, { headers: { 'X-Api-Key': OPERATOR, Accept: accept } });

/** @param {Buffer} png one bit a point, no filters  @returns {string | undefined} what a reader finds in it */
function read(png) {
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  const side = png.readUInt32BE(16);
  const lines = zlib.inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const points = new Uint8ClampedArray(side * side * 4).fill(255);
  const width = lines.length / side;
  for (let point = 0; point < side * side; point++) {
    const [x, y] = [point % side, Math.floor(point / side)];
    const isLight = lines[y * width + 1 + (x >> 3)] & (128 >> (x & 7));
    if (!isLight) points.fill(0, point * 4, point * 4 + 3);
  }
  return /** @type {any} */ (jsqr)(points, side, side)?.data;
}

test('Without a format the code is a PNG, which a reader reads', async () => {
  for (const query of ['', '?format=image']) {
    const answer = await ask(query);
    assert.equal(answer.headers.get('content-type'), 'image/png');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(read(Buffer.from(await answer.arrayBuffer())), value);
  }
});

test('Whoever asks for JSON gets the picture in it', async () => {
  const { mimetype, data } = /** @type {any} */ (await (await ask('', 'application/json')).json());
  assert.equal(mimetype, 'image/png');
  assert.equal(read(Buffer.from(data, 'base64')), value);
});

test('Another form is refused', async () => {
  assert.equal((await ask('?format=svg')).status, 422);
});
