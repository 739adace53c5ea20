// A QR code as a picture: one bit for each point, black on white.
import qrcode from 'qrcode-generator';
import zlib from 'node:zlib';

/** Points of a module, and modules of white around the code, which readers need. */
const SCALE = 6;
const QUIET = 4;

const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});

/** @param {Buffer} bytes  @returns {number} the CRC-32 of the PNG specification (Node's own came with 20.15) */
function crc32(bytes) {
  return ~bytes.reduce((crc, byte) => REMAINDERS[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) >>> 0;
}

/** @param {string} type  @param {Buffer} data  @returns {Buffer} a chunk of a PNG file */
function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(data.length);
  typed.copy(whole, 4);
  whole.writeUInt32BE(crc32(typed), typed.length + 4);
  return whole;
}

/** @param {string} text  @returns {Buffer} a PNG file, with the least error correction, as the text is long and the screen is clean */
export function qrPng(text) {
  const code = qrcode(0, 'L');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const side = (count + 2 * QUIET) * SCALE;
  const isDark = (/** @type {number} */ x, /** @type {number} */ y) => {
    const [column, row] = [x, y].map((point) => Math.floor(point / SCALE) - QUIET);
    return row >= 0 && column >= 0 && row < count && column < count && code.isDark(row, column);
  };
  // Each line begins with its filter, none, and its last byte is filled up.
  const width = 1 + Math.ceil(side / 8);
  const lines = Buffer.alloc(width * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) if (!isDark(x, y)) lines[y * width + 1 + (x >> 3)] |= 128 >> (x & 7);

  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit a point, grey.
  header.writeUInt8(1, 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}
