// Media of contacts: encrypted and put on the media host as their phones do, and opened as they would see them.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { hkdf, MEDIA_HKDF_KEY_MAPPING } from 'baileys';

/** @param {Uint8Array} mediaKey  @param {keyof typeof MEDIA_HKDF_KEY_MAPPING} kind */
function keysOf(mediaKey, kind) {
  const all = Buffer.from(hkdf(Buffer.from(mediaKey), 112, { info: `WhatsApp ${MEDIA_HKDF_KEY_MAPPING[kind]} Keys` }));
  return { iv: all.subarray(0, 16), cipher: all.subarray(16, 48), mac: all.subarray(48, 80) };
}

/**
 * @param {import('./world.js').World} world  @param {Buffer} plain  @param {keyof typeof MEDIA_HKDF_KEY_MAPPING} kind
 * @returns the fields of a media message that lead to it
 */
export function putMedia(world, plain, kind) {
  const mediaKey = randomBytes(32);
  const keys = keysOf(mediaKey, kind);
  const cipher = createCipheriv('aes-256-cbc', keys.cipher, keys.iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const sealed = Buffer.concat([
    body,
    createHmac('sha256', keys.mac).update(keys.iv).update(body).digest().subarray(0, 10),
  ]);
  const directPath = `/sim/${randomBytes(12).toString('hex')}`;
  world.media.set(directPath, { body: sealed });
  const hash = (/** @type {Buffer} */ data) => createHash('sha256').update(data).digest();
  return {
    url: `https://${world.mediaHost}${directPath}`,
    directPath,
    mediaKey,
    fileSha256: hash(plain),
    fileEncSha256: hash(sealed),
    fileLength: plain.length,
  };
}

/**
 * @param {import('./world.js').World} world
 * @param {{directPath?: string | null, mediaKey?: string | Uint8Array | null}} message base64 where it is a string
 * @param {keyof typeof MEDIA_HKDF_KEY_MAPPING} kind
 * @returns {Buffer} the file as its receiver sees it
 */
export function openMedia(world, { directPath, mediaKey }, kind) {
  const sealed = world.media.get(directPath ?? '')?.body;
  if (!sealed || !mediaKey) throw new Error('There is no such file on the media host.');
  const keys = keysOf(typeof mediaKey === 'string' ? Buffer.from(mediaKey, 'base64') : mediaKey, kind);
  const decipher = createDecipheriv('aes-256-cbc', keys.cipher, keys.iv);
  return Buffer.concat([decipher.update(sealed.subarray(0, -10)), decipher.final()]);
}
