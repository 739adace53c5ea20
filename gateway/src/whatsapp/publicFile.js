// Files from addresses that somebody else chose: nothing but public servers is asked, whatever a name or a redirect leads to.
// The rules are those of the backend (WhatSnap.Core/Twilio/PublicAddressesOnly.cs).
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';

const MOST_REDIRECTS = 3;
const LIMIT_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** An address that is none, and a name that nobody has. */
const NEVER = new Set(['ERR_INVALID_URL', 'ENOTFOUND']);

/** @param {'ipv4' | 'ipv6'} family  @param {string[]} ranges */
function blockList(family, ranges) {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, bits] = range.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Loopback, private, link-local (cloud metadata), shared, multicast and reserved addresses. */
const CLOSED = blockList(
  'ipv4',
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3'.split(
    ' ',
  ),
);
/** Global unicast, but not those that can carry private IPv4 addresses. */
const GLOBAL = blockList('ipv6', ['2000::/3']);
const CARRIES_OTHERS = blockList('ipv6', ['2001::/32', '2002::/16']);
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const LOOPBACK = blockList('ipv4', ['127.0.0.0/8']);

/** @param {string} address  @returns {string} an IPv4 address that is written as IPv6 as what it is */
function plain(address) {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return MAPPED.exec(address)?.[1] ?? address;
  const [high, low] = hex.slice(1).map((part) => parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** @param {string} address an IP address  @returns {boolean} */
export function isPublic(address) {
  const known = plain(address);
  return isIPv6(known)
    ? GLOBAL.check(known, 'ipv6') && !CARRIES_OTHERS.check(known, 'ipv6')
    : !CLOSED.check(known, 'ipv4');
}

/** @param {string} address  @param {boolean} allowsLocal */
function mayAsk(address, allowsLocal) {
  const known = plain(address);
  return isPublic(known) || (allowsLocal && (known === '::1' || (!isIPv6(known) && LOOPBACK.check(known, 'ipv4'))));
}

class NotPublic extends Error {}

/** The server of a file is away, or too busy: it may be had later. */
export class FileAway extends Error {}

/** @param {number} status  @returns {boolean} a server says that it may be another time */
export const mayPass = (status) => status >= 500 || status === 408 || status === 429;

/**
 * Resolves a name for a connection: what it gives is what is connected to, so that no second look-up can differ.
 * @param {boolean} allowsLocal
 * @returns {any} a `lookup` for `http.request`
 */
const lookup =
  (allowsLocal) =>
  (/** @type {string} */ name, /** @type {any} */ options, /** @type {(...found: any[]) => void} */ callback) =>
    dns.lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error);
      const addresses = /** @type {dns.LookupAddress[]} */ (/** @type {unknown} */ (found));
      const allowed = addresses.filter(({ address }) => mayAsk(address, allowsLocal));
      if (!allowed.length) callback(new NotPublic('This is no public address.'));
      else if (options.all) callback(null, allowed);
      else callback(null, allowed[0].address, allowed[0].family);
    });

/**
 * @param {string} address
 * @param {{mostBytes: number, allowsLocal: boolean}} limits allowsLocal: http, and this machine itself, are asked too
 * @returns {Promise<Buffer | undefined>} undefined when it can't be had
 * @throws {RangeError | FileAway} it is too large, or can't be had now
 */
export async function fetchPublic(address, { mostBytes, allowsLocal }) {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    let url = new URL(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await ask(url, allowsLocal, signal);
      if (!REDIRECTS.has(answer.statusCode ?? 0)) return await read(answer, mostBytes);
      answer.destroy();
      url = new URL(answer.headers.location ?? '', url);
    }
  } catch (error) {
    if (error instanceof RangeError || error instanceof FileAway) throw error;
    const isWrong = error instanceof NotPublic || NEVER.has(/** @type {any} */ (error).code);
    if (!isWrong) throw new FileAway('The server of the file does not answer.');
  }
  return undefined;
}

/** @param {URL} url  @param {boolean} allowsLocal  @param {AbortSignal} signal  @returns {Promise<http.IncomingMessage>} */
async function ask(url, allowsLocal, signal) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' && !(allowsLocal && url.protocol === 'http:')) throw new NotPublic('Only https.');
  // An address that is no name is not looked up.
  if (isIP(host) && !mayAsk(host, allowsLocal)) throw new NotPublic('This is no public address.');
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) =>
    request(url, { agent: false, lookup: lookup(allowsLocal), signal }, resolve).on('error', reject).end(),
  );
}

/** @param {http.IncomingMessage} answer  @param {number} mostBytes */
async function read(answer, mostBytes) {
  const isGood = answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300;
  const chunks = [];
  let size = Number(answer.headers['content-length'] ?? 0) > mostBytes ? Infinity : 0;
  for await (const chunk of isGood && size === 0 ? answer : []) {
    size += chunk.length;
    if (size > mostBytes) break;
    chunks.push(chunk);
  }
  answer.destroy();
  if (mayPass(answer.statusCode ?? 0)) throw new FileAway('The server of the file can not give it now.');
  if (!isGood) return undefined;
  if (size > mostBytes) throw new RangeError('The file is too large.');
  return Buffer.concat(chunks);
}
