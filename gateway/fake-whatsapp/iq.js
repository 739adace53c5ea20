// Answers of the simulated server to the queries of a client; what it does not know gets an empty result.
import { Account } from './people.js';
import { bundleNode, bytes, child, children, node, resultOf, SERVER } from './nodes.js';
import { groupNode } from './groups.js';
import { sendHistory } from './history.js';
import { forget, deliverPending } from './traffic.js';
import { signDevice } from './phone.js';
import { takeLinkCode } from './linkCode.js';
import { takePasskey } from './passkey.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./connection.js').Connection} Connection */

/** @param {Connection} connection  @param {Node} iq */
export async function answerIq(connection, iq) {
  if (iq.attrs.type === 'result') {
    signDevice(connection, iq);
    return;
  }

  const answer = ANSWERS[iq.attrs.xmlns];
  const content = answer ? await answer(connection, iq) : [];
  if (content) connection.send(resultOf(iq, content));
}

/**
 * Answers by namespace; nothing means that the answer was given already.
 * @type {Record<string, (connection: Connection, iq: Node) => any>}
 */
const ANSWERS = {
  encrypt: answerKeys,
  usync: answerUsync,
  passive: goActive,
  md: answerDevices,
  abt: () => [node('props', { hash: 'sim', protocol: '1' }, [])],
  'w:g2': ({ world }, iq) => {
    const group = world.groups.get(iq.attrs.to);
    return group ? [groupNode(group)] : [node('error', { code: '404', text: 'item-not-found' })];
  },
  privacy: (_, iq) =>
    child(iq, 'privacy') ? [node('privacy', {}, [node('category', { name: 'readreceipts', value: 'all' })])] : [],
  blocklist: () => [node('list', {}, [])],
  'w:m': (connection) => [
    node('media_conn', { auth: 'sim', ttl: '3600' }, [
      node('host', { hostname: connection.world.mediaHost, maxContentLengthBytes: '100000000' }),
    ]),
  ],
  'w:sync:app:state': (_, iq) => [
    node(
      'sync',
      {},
      children(child(iq, 'sync'), 'collection').map(({ attrs }) =>
        node('collection', { name: attrs.name, version: attrs.version }),
      ),
    ),
  ],
  'w:mex': (connection) => [node('result', {}, Buffer.from(JSON.stringify({ data: timelockOf(connection) })))],
};

/** @param {Connection} connection */
function timelockOf({ account }) {
  const { isActive, ends, type } = account?.timelock ?? { isActive: false };
  return {
    xwa2_fetch_account_reachout_timelock: {
      is_active: isActive,
      time_enforcement_ends: String(ends ?? 0),
      enforcement_type: type ?? 'DEFAULT',
    },
  };
}

/** @param {Connection} connection  @param {Node} iq */
function answerKeys(connection, iq) {
  const { device, world } = connection;
  if (child(iq, 'count')) return [node('count', { value: String(device?.preKeys.size ?? 0) })];
  if (child(iq, 'digest')) return [node('digest', {}, [])];

  const wanted = children(child(iq, 'key'), 'user');
  if (wanted.length)
    return [
      node(
        'list',
        {},
        wanted.flatMap(({ attrs }) => bundlesOf(world, attrs.jid)),
      ),
    ];

  if (!device) return [];
  for (const key of children(child(iq, 'list'), 'key'))
    device.preKeys.set(bytes(key, 'id').readUIntBE(0, 3), bytes(key, 'value'));
  const signed = child(iq, 'skey') ?? child(iq, 'rotate', 'skey');
  if (signed) {
    device.signedPreKey = {
      id: bytes(signed, 'id').readUIntBE(0, 3),
      key: bytes(signed, 'value'),
      signature: bytes(signed, 'signature'),
    };
  }
  return [];
}

/** @param {import('./world.js').World} world  @param {string} jid */
function bundlesOf(world, jid) {
  const linked = world.device(jid);
  if (linked) return [bundleNode(takeBundle(linked.device), jid)];
  const person = world.person(jid);
  return person ? [bundleNode(person.signal.bundle(), jid)] : [];
}

/**
 * @param {import('./people.js').Device} device
 * @returns {import('./signal.js').Bundle} a linked device's keys; its pre-key is gone then
 */
export function takeBundle(device) {
  const [first] = device.preKeys;
  if (first) device.preKeys.delete(first[0]);
  const { registrationId, identity, signedPreKey } = device;
  return { registrationId, identity, signedPreKey, preKey: first && { id: first[0], key: first[1] } };
}

/** @param {Connection} connection  @param {Node} iq */
function answerUsync({ world }, iq) {
  const asked = children(child(iq, 'usync', 'query')).map(({ tag }) => tag);
  const users = children(child(iq, 'usync', 'list'), 'user').flatMap((user) => {
    const phone = bytes(user, 'contact').toString().replace('+', '');
    const jid = user.attrs.jid ?? `${phone}@${SERVER}`;
    const person = world.person(jid);
    if (!person) return phone ? [node('user', { jid }, [node('contact', { type: 'out' })])] : [];
    const found = {
      contact: () => node('contact', { type: 'in' }),
      lid: () => node('lid', { val: person.lidJid }),
      devices: () => devicesOf(person),
    };
    const answers = asked.flatMap((tag) => (tag in found ? [found[/** @type {keyof typeof found} */ (tag)]()] : []));
    return [node('user', { jid: jid.includes('@lid') ? person.lidJid : person.jid }, answers)];
  });
  return [node('usync', {}, [node('list', {}, users)])];
}

/** @param {import('./people.js').Person} person */
function devicesOf(person) {
  const linked = person instanceof Account ? [...person.devices.keys()] : [];
  const list = [0, ...linked].map((id) => node('device', { id: String(id), 'key-index': id ? String(id) : undefined }));
  return node('devices', {}, [node('device-list', {}, list)]);
}

/** @param {Connection} connection  @param {Node} iq */
async function goActive(connection, iq) {
  connection.send(resultOf(iq));
  if (!child(iq, 'active')) return;
  const count = deliverPending(connection);
  connection.send(node('ib', { from: SERVER }, [node('offline', { count: String(count) })]));
  await sendHistory(connection);
}

/** @param {Connection} connection  @param {Node} iq */
function answerDevices(connection, iq) {
  if (child(iq, 'remove-companion-device')) {
    if (connection.account && connection.device) forget(connection.account, connection.device);
    return [];
  }
  if (child(iq, 'link_code_companion_reg')) return takeLinkCode(connection, iq);
  return takePasskey(connection, iq);
}
