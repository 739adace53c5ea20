// Messages, receipts and presence between linked devices, their own phone and contacts.
import { randomBytes } from 'node:crypto';
import { proto } from 'baileys';
import { takeGroupMessage } from './groups.js';
import { takeBundle } from './iq.js';
import { child, children, node } from './nodes.js';
import { Account, Contact } from './people.js';
import { now } from './connection.js';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./people.js').Device} Device */
/** @typedef {import('./people.js').Person} Person */

/** @returns {string} a message id as phones make them */
export const newId = () => `3A${randomBytes(9).toString('hex').toUpperCase()}`;

/**
 * A client's message: acked or refused, then decrypted by everybody it is for.
 * @param {Connection} connection  @param {Node} stanza
 */
export async function takeMessage(connection, stanza) {
  const { account, device, world } = connection;
  if (!account || !device || world.losesMessages) return;
  const { id, to } = stanza.attrs;
  const target = world.person(to);
  const error = target && account.refused.has(target.number) ? '463' : undefined;
  if (!world.holdsAcks) connection.send(node('ack', { class: 'message', id, from: to, t: now(), error }));
  if (error) return;
  const group = world.groups.get(to);
  if (group) return takeGroupMessage(connection, group, stanza);

  const parts = children(child(stanza, 'participants'), 'to').map((part) => ({
    jid: part.attrs.jid,
    enc: child(part, 'enc'),
  }));
  if (child(stanza, 'enc')) parts.push({ jid: to, enc: child(stanza, 'enc') });
  for (const { jid, enc } of parts) {
    const person = world.person(jid);
    if (person && enc) await receive(connection, person, stanza, enc);
  }
}

/** @param {proto.IMessage} message  @returns {any} as JSON shows it */
const plain = (message) =>
  proto.Message.toObject(proto.Message.create(message), { longs: Number, enums: String, bytes: String });

/** @param {Connection} connection  @param {Person} person  @param {Node} stanza  @param {Node} enc */
async function receive(connection, person, stanza, enc) {
  const account = /** @type {Account} */ (connection.account);
  const device = /** @type {Device} */ (connection.device);
  const { id, to, recipient } = stanza.attrs;
  let message;
  try {
    message = await person.signal.decrypt(
      `${account.number}.${device.id}`,
      enc.attrs.type,
      /** @type {Uint8Array} */ (enc.content),
    );
  } catch (error) {
    const { message: text } = /** @type {Error} */ (error);
    account.troubles.push({ at: Date.now(), what: 'unreadable', id, by: person.number, error: text });
    askAgain(connection, person, id);
    return;
  }
  const own = message.deviceSentMessage;
  person.show({
    id,
    chat: own?.destinationJid ?? (person === account ? (recipient ?? to) : account.jid),
    from: account.jid,
    fromMe: person === account,
    message: plain(own?.message ?? message),
  });
  if (person instanceof Contact && person.confirms) sendReceipt(connection, person, id);
  // The copy that the account's own phone gets.
  if (person === account && account.isOnline) connection.send(node('receipt', { from: account.jid, id, t: now(), type: 'sender', recipient }));
}

/**
 * Tells a client that a contact got, read or played a message.
 * @param {Connection} connection
 * @param {Contact} contact
 * @param {string} id
 * @param {string} [type]
 */
export function sendReceipt(connection, contact, id, type) {
  keepReceipt(connection, node('receipt', { from: contact.sender.from, id, t: now(), type }));
}

/**
 * Sends a receipt, again after the next login until the client confirms it.
 * @param {Connection} connection  @param {Node} receipt
 */
function keepReceipt({ device }, receipt) {
  device?.receipts.push(receipt);
  if (device?.connection?.isActive) device.connection.send(receipt);
}

/**
 * Somebody could not read a message and asks for it again.
 * @param {Connection} connection
 * @param {Person} person
 * @param {string} id
 */
export function askAgain(connection, person, id) {
  const { account, device } = connection;
  person.signal.forget(`${account?.number}.${device?.id}`);
  const { registrationId } = person.signal;
  const registration = Buffer.alloc(4);
  registration.writeUInt32BE(registrationId);
  keepReceipt(
    connection,
    node(
      'receipt',
      { from: person instanceof Contact ? person.sender.from : person.jid, id, t: now(), type: 'retry' },
      [node('retry', { count: '1', id, t: now(), v: '1' }), node('registration', {}, registration)],
    ),
  );
}

/**
 * Sends a message of somebody to every linked device of an account; devices that are offline get it later.
 * @param {Account} account
 * @param {Person} from a contact, or the account itself for what was typed on its own phone
 * @param {proto.IMessage} message
 * @param {{id?: string, to?: Person, peer?: boolean, t?: number, garbled?: boolean}} [options] garbled: it can't be decrypted until
 *   it is asked for again
 * @returns {Promise<string>} the message's id
 */
export async function sendToAccount(account, from, message, { id = newId(), to, peer, t, garbled } = {}) {
  if (!peer) {
    sentTexts.set(id, message);
    account.history.push({ id, chat: (from === account ? to : from) ?? account, fromMe: from === account, message, t: t ?? Number(now()) });
  }
  if (from instanceof Contact) from.wrote.push({ id, to: account.jid, at: Date.now(), message: plain(message) });
  for (const device of account.devices.values()) {
    const stanza = await stanzaFor(account, device, from, message, { id, to, peer, t });
    if (garbled) garble(stanza);
    const key = `${id}|${stanza.attrs.from}`;
    device.pending.push({ key, stanza });
    if (device.connection?.isActive) device.connection.send(stanza);
  }
  return id;
}

/**
 * @param {Account} account
 * @param {Device} device
 * @param {Person} from
 * @param {proto.IMessage} message
 * @param {{id: string, to?: Person, peer?: boolean, t?: number}} options
 */
async function stanzaFor(account, device, from, message, { id, to, peer, t }) {
  const name = `${account.number}.${device.id}`;
  if (!from.signal.hasSession(name)) await from.signal.startSession(name, takeBundle(device));
  const isOwn = from === account;
  const content = isOwn && to ? { deviceSentMessage: { destinationJid: to.jid, message } } : message;
  const { type, ciphertext } = await from.signal.encrypt(name, content);
  const sender = from instanceof Contact ? from.sender : { from: from.jid, alternative: {} };
  return node(
    'message',
    {
      id,
      from: sender.from,
      recipient: isOwn && to ? to.jid : undefined,
      peer_recipient_lid: isOwn && to ? to.lidJid : undefined,
      t: String(t ?? now()),
      type: 'text',
      notify: from.name,
      category: peer ? 'peer' : undefined,
      ...sender.alternative,
    },
    [node('enc', { v: '2', type }, ciphertext)],
  );
}

/**
 * A client's receipt: what it confirms is no longer pending; a retry receipt brings the message again.
 * @param {Connection} connection
 * @param {Node} stanza
 */
export async function takeReceipt(connection, stanza) {
  const { account, device, world } = connection;
  if (!account || !device) return;
  const { id, to = account.jid, type, recipient } = stanza.attrs;
  connection.send(node('ack', { class: 'receipt', id, from: to, type }));
  const from = world.person(to);
  if (type === 'retry') {
    world.retries++;
    account.troubles.push({ at: Date.now(), what: 'asked again', id, by: from?.number ?? '' });
    const again = () => resend(connection, from ?? account, id);
    return world.holdsRetries ? void world.heldRetries.push(again) : again();
  }

  const ids = [id, ...children(child(stanza, 'list'), 'item').map(({ attrs }) => attrs.id)];
  if (from instanceof Contact && !recipient) for (const one of ids) from.seen.push(`${type ?? 'delivered'} ${one}`);
  if (!world.losesReceipts) device.pending = device.pending.filter(({ key }) => !ids.includes(key.split('|')[0]));
}

/** @type {Map<string, proto.IMessage>} what people sent, for those who ask again */
const sentTexts = new Map();

/** Changes a byte within the encrypted text, whose end and beginning hold other things. @param {Node} stanza */
function garble(stanza) {
  const ciphertext = /** @type {Buffer} */ (child(stanza, 'enc')?.content);
  ciphertext[Math.floor(ciphertext.length * 0.75)] ^= 1;
}

/** @param {Connection} connection @param {Person} from @param {string} id */
async function resend(connection, from, id) {
  const account = /** @type {Account} */ (connection.account);
  const device = /** @type {Device} */ (connection.device);
  const message = sentTexts.get(id);
  if (!message) return;
  from.signal.forget(`${account.number}.${device.id}`);
  const stanza = await stanzaFor(account, device, from, message, { id });
  const enc = child(stanza, 'enc');
  if (enc) enc.attrs.count = '1';
  device.pending = device.pending.filter(({ key }) => key.split('|')[0] !== id);
  device.pending.push({ key: `${id}|${stanza.attrs.from}`, stanza });
  connection.send(stanza);
}

/**
 * A client's ack; with an error it means that the message can't be used, which also ends its delivery.
 * @param {Connection} connection
 * @param {Node} stanza
 */
export function takeAck({ device }, stanza) {
  const { id, type } = stanza.attrs;
  if (device && stanza.attrs.class === 'receipt')
    device.receipts = device.receipts.filter(({ attrs }) => attrs.id !== id || attrs.type !== type);
  if (!device || stanza.attrs.class !== 'message') return;
  device.pending = device.pending.filter(({ key }) => key.split('|')[0] !== stanza.attrs.id);
}

/** @param {Connection} connection @param {Node} stanza */
export function takeChatState({ world }, stanza) {
  const person = world.person(stanza.attrs.to);
  if (person instanceof Contact) person.seen.push(children(stanza)[0]?.tag ?? '');
}

/**
 * Sends what waited while the device was away, marked as offline.
 * @param {Connection} connection
 * @returns {number} how many
 */
export function deliverPending(connection) {
  const pending = connection.device?.pending ?? [];
  connection.isActive = true;
  const waiting = [...pending.map(({ stanza }) => stanza), ...(connection.device?.receipts ?? [])];
  waiting.forEach((stanza, index) =>
    connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(index + 1) } }),
  );
  return waiting.length;
}

/** @param {Account} account @param {Device} device */
export function forget(account, device) {
  account.devices.delete(device.id);
  account.signal.forget(`${account.number}.${device.id}`);
}
