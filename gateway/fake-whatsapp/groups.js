// Groups of the simulated world: their members, and messages under sender keys in both directions.
import {
  addTransactionCapability,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  initAuthCreds,
  proto,
  unpadRandomMax16,
} from 'baileys';
import { takeBundle } from './iq.js';
import { child, children, node } from './nodes.js';
import { now } from './connection.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./people.js').Person} Person */
/** @typedef {{jid: string, subject: string, members: Person[]}} Group */

const SILENT = /** @type {any} */ ({ level: 'silent', child: () => SILENT });
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) SILENT[level] = () => {};

/** Sender keys of one phone; the client library's own, as npm's libsignal has none. */
export function makeGroupKeys() {
  /** @type {Map<string, any>} */
  const rows = new Map();
  const store = {
    get: async (/** @type {string} */ type, /** @type {string[]} */ ids) =>
      Object.fromEntries(ids.flatMap((id) => (rows.has(`${type}|${id}`) ? [[id, rows.get(`${type}|${id}`)]] : []))),
    set: async (/** @type {any} */ data) => {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values)) rows.set(`${type}|${id}`, value);
    },
  };
  const keys = addTransactionCapability(/** @type {any} */ (store), SILENT, DEFAULT_CONNECTION_CONFIG.transactionOpts);
  return DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: initAuthCreds(), keys }, SILENT, async () => undefined);
}

/** @param {Group} group  @returns {Node} the answer to a question about it */
export const groupNode = ({ jid, subject, members }) =>
  node(
    'group',
    { id: jid.split('@')[0], subject, creation: now(), s_t: now(), addressing_mode: 'pn' },
    members.map((one) => node('participant', { jid: one.jid })),
  );

/**
 * A member writes to the group; every linked device of an account in it gets the message.
 * @param {import('./people.js').Account} account  @param {Group} group  @param {import('./people.js').Contact} from
 * @param {proto.IMessage} message  @param {string} id
 */
export async function sendToGroup(account, group, from, message, id) {
  const { ciphertext, senderKeyDistributionMessage } = await from.groupKeys.encryptGroupMessage({
    group: group.jid,
    meId: from.jid,
    data: encodeWAMessage(message),
  });
  const key = { groupId: group.jid, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage };
  for (const device of account.devices.values()) {
    const name = `${account.number}.${device.id}`;
    if (!from.signal.hasSession(name)) await from.signal.startSession(name, takeBundle(device));
    const pair = await from.signal.encrypt(name, { senderKeyDistributionMessage: key });
    const { from: participant, alternative } = from.sender;
    const stanza = node(
      'message',
      {
        id,
        from: group.jid,
        participant,
        participant_lid: alternative.sender_lid,
        participant_pn: alternative.sender_pn,
        t: now(),
        type: 'text',
        notify: from.name,
      },
      [node('enc', { v: '2', type: pair.type }, pair.ciphertext), node('enc', { v: '2', type: 'skmsg' }, ciphertext)],
    );
    device.pending.push({ key: `${id}|${group.jid}`, stanza });
    device.connection?.send(stanza);
  }
}

/**
 * A client's message to a group: every member who is no account reads it.
 * @param {import('./connection.js').Connection} connection  @param {Group} group  @param {Node} stanza
 */
export async function takeGroupMessage(connection, group, stanza) {
  const account = /** @type {import('./people.js').Account} */ (connection.account);
  const name = `${account.number}.${connection.device?.id}`;
  for (const part of children(child(stanza, 'participants'), 'to')) {
    const person = connection.world.person(part.attrs.jid);
    const enc = child(part, 'enc');
    if (!person || person === account || !enc) continue;
    const { senderKeyDistributionMessage: item } = await person.signal.decrypt(
      name,
      enc.attrs.type,
      /** @type {Uint8Array} */ (enc.content),
    );
    if (item) await person.groupKeys.processSenderKeyDistributionMessage({ item, authorJid: account.jid });
  }
  const msg = /** @type {Uint8Array} */ (child(stanza, 'enc')?.content);
  for (const person of group.members.filter((one) => one !== account)) {
    const plain = await person.groupKeys.decryptGroupMessage({ group: group.jid, authorJid: account.jid, msg });
    const message = proto.Message.toObject(proto.Message.decode(unpadRandomMax16(plain)), { longs: Number });
    person.show({ id: stanza.attrs.id, chat: group.jid, from: account.jid, fromMe: false, message });
  }
}
