// Files: those of contacts fetched from WhatsApp when they are asked for, and those to send made ready for it.
import { downloadContentFromMessage } from 'baileys';
import { FileAway, fetchPublic } from './publicFile.js';

/** A file to send can't be had. */
export class FileUnusable extends Error {}

/**
 * @param {NonNullable<import('./content.js').Content['media']>} media
 * @returns {Promise<import('node:stream').Readable>} the file's bytes
 */
export function openFile({ content, type }) {
  const mediaKey = Buffer.from(content.mediaKey ?? '', 'base64');
  return /** @type {any} */ (downloadContentFromMessage({ ...content, mediaKey }, type));
}

/**
 * @param {{data?: string, url?: string}} file  base64, or an address
 * @param {{mostBytes: number, allowsLocal: boolean}} limits
 * @returns {Promise<Buffer>}
 * @throws {FileUnusable | FileAway}
 */
export async function loadFile({ data, url }, limits) {
  if (typeof data === 'string') return checked(Buffer.from(data, 'base64'), limits.mostBytes);
  if (typeof url !== 'string' || !URL.canParse(url)) throw new FileUnusable('file needs data or an address.');
  let bytes;
  try {
    bytes = await fetchPublic(url, limits);
  } catch (error) {
    throw error instanceof FileAway ? error : new FileUnusable('The file is too large.');
  }
  if (!bytes) throw new FileUnusable('The address of the file does not answer, or is not public.');
  return checked(bytes, limits.mostBytes);
}

/** @param {Buffer} bytes  @param {number} mostBytes */
function checked(bytes, mostBytes) {
  if (!bytes.length) throw new FileUnusable('The file is empty.');
  if (bytes.length > mostBytes) throw new FileUnusable('The file is too large.');
  return bytes;
}

/** @param {Buffer} ogg an ogg/opus file  @returns {number} its seconds, from the last page's sample count at 48 kHz */
export function secondsOf(ogg) {
  const page = ogg.lastIndexOf('OggS');
  return page < 0 || page + 14 > ogg.length
    ? 0
    : Math.max(1, Math.round(Number(ogg.readBigInt64LE(page + 6)) / 48_000));
}
