// Small builders and readers of WhatsApp's binary nodes.
import { encodeBigEndian, getBinaryNodeChild } from 'baileys';

/** @typedef {import('baileys').BinaryNode} Node */

export const SERVER = 's.whatsapp.net';

/**
 * @param {string} tag
 * @param {Record<string, string | undefined>} [attrs]
 * @param {Node['content']} [content]
 * @returns {Node}
 */
export function node(tag, attrs = {}, content) {
  const given = Object.entries(attrs).filter(([, value]) => value !== undefined);
  return { tag, attrs: /** @type {Record<string, string>} */ (Object.fromEntries(given)), content };
}

/** @param {Node} request  @param {Node[]} [content] */
export const resultOf = (request, content) =>
  node('iq', { id: request.attrs.id, from: SERVER, type: 'result' }, content);

/** @param {Node} parent  @param {...string} path  @returns {Node | undefined} */
export function child(parent, ...path) {
  /** @type {Node | undefined} */
  let found = parent;
  for (const tag of path) found = getBinaryNodeChild(found, tag);
  return found;
}

/** @param {Node | undefined} parent  @param {string} [tag]  @returns {Node[]} */
export function children(parent, tag) {
  const all = Array.isArray(parent?.content) ? parent.content : [];
  return tag ? all.filter((one) => one.tag === tag) : all;
}

/** @param {Node | undefined} parent  @param {string} tag  @returns {Buffer} empty when it is not there */
export function bytes(parent, tag) {
  const content = getBinaryNodeChild(parent, tag)?.content;
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(/** @type {Uint8Array} */ (content ?? []));
}

/** @param {number} value  @param {number} size */
export const bigEndian = (value, size) => Buffer.from(encodeBigEndian(value, size));

/** @param {import('./signal.js').Bundle} bundle  @param {string} jid */
export function bundleNode(bundle, jid) {
  const { signedPreKey, preKey } = bundle;
  return node('user', { jid }, [
    node('registration', {}, bigEndian(bundle.registrationId, 4)),
    node('type', {}, Buffer.from([5])),
    node('identity', {}, Buffer.from(bundle.identity)),
    node('skey', {}, [
      node('id', {}, bigEndian(signedPreKey.id, 3)),
      node('value', {}, Buffer.from(signedPreKey.key)),
      node('signature', {}, Buffer.from(signedPreKey.signature)),
    ]),
    ...(preKey
      ? [node('key', {}, [node('id', {}, bigEndian(preKey.id, 3)), node('value', {}, Buffer.from(preKey.key))])]
      : []),
  ]);
}
