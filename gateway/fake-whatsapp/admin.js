// The HTTP side of the simulated WhatsApp: what a person would do on a phone, as calls. README.md lists them.
import http from 'node:http';
import { capOf } from './cap.js';
import { compose } from './compose.js';
import { typeCode } from './linkCode.js';
import { openMedia } from './media.js';
import { scan } from './phone.js';
import { bodyOf, listen } from './server.js';
import { sendToGroup } from './groups.js';
import { askAgain, newId, sendReceipt, sendToAccount } from './traffic.js';

/** @typedef {import('./world.js').World} World */
/** @typedef {import('./people.js').Account} Account */
/** @typedef {import('./people.js').Contact} Contact */

/** A refusal that the caller reads. */
class Refusal extends Error {
  /** @param {number} status  @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {Account} account */
const viewAccount = (account) => ({
  number: account.number,
  lid: account.lid,
  name: account.name,
  asksPasskey: account.asksPasskey,
  passkeyCode: /** @type {any} */ (account).passkeyCode ?? null,
  devices: [...account.devices.values()].map(({ id, connection, pending }) => ({
    id,
    connected: !!connection,
    pending: pending.length,
  })),
  troubles: account.troubles,
  shown: account.shown,
});

/** @param {Contact} contact */
const viewContact = ({ number, lid, name, addressing, shown, wrote, seen }) => ({
  number,
  lid,
  name,
  addressing,
  shown,
  wrote,
  seen,
});

/** @param {World} world @param {string} number */
function accountOf(world, number) {
  const account = world.accounts.get(number);
  if (!account) throw new Refusal(404, 'There is no such account.');
  return account;
}

/** @param {Account} account  @returns the connections of its linked devices */
const connectionsOf = (account) => [...account.devices.values()].flatMap(({ connection }) => connection ?? []);

/**
 * @param {World} world
 * @param {Account} account
 * @param {any} body
 * @param {import('./people.js').Person} from
 * @param {import('./people.js').Person} [to]
 */
async function write(world, account, body, from, to) {
  const message = compose(world, body, (to ?? account).jid);
  const { id, t, garbled } = body;
  return { id: await sendToAccount(account, from, message, { id, to, t, garbled }) };
}

/**
 * Calls by method and path; `:n` is a number.
 * @type {Record<string, (world: World, body: any, number: string) => any>}
 */
const CALLS = {
  'GET /state': (world) => ({
    logins: world.logins,
    conflicts: world.conflicts,
    retries: world.retries,
    connections: world.connections.size,
    accounts: [...world.accounts.values()].map(viewAccount),
    contacts: [...world.contacts.values()].map(viewContact),
  }),
  'POST /server': (world, { refusesLogins, holdsAcks, losesMessages, losesReceipts, stranger }) => {
    if (refusesLogins !== undefined) world.refusesLogins = refusesLogins ?? undefined;
    if (holdsAcks !== undefined) world.holdsAcks = holdsAcks;
    if (losesMessages !== undefined) world.losesMessages = losesMessages;
    if (losesReceipts !== undefined) world.losesReceipts = losesReceipts;
    if (stranger) world.strangers.add(stranger);
  },
  'POST /accounts': (world, { number, name, lid, asksPasskey, isOnline }) => {
    const account = world.account(number, { name, lid });
    if (isOnline !== undefined) account.isOnline = isOnline;
    if (asksPasskey !== undefined) account.asksPasskey = asksPasskey;
    return viewAccount(account);
  },
  'GET /accounts/:n': (world, _, number) => viewAccount(accountOf(world, number)),
  'POST /accounts/:n/scan': (world, { qr }, number) => ({ result: scan(world, world.account(number), qr) }),
  'POST /accounts/:n/link-code': (world, { code }, number) => typeCode(world, world.account(number), code),
  'POST /accounts/:n/unlink': (world, _, number) => {
    const account = accountOf(world, number);
    for (const connection of connectionsOf(account)) connection.unlink();
    account.devices.clear();
  },
  'POST /accounts/:n/drop': (world, { code }, number) => {
    for (const connection of connectionsOf(accountOf(world, number)))
      code ? connection.fail(String(code)) : connection.drop();
  },
  'POST /accounts/:n/timelock': (world, { refused, ...timelock }, number) => {
    const account = accountOf(world, number);
    account.timelock = { ...timelock, isActive: !!timelock.isActive };
    account.refused = new Set(refused ?? []);
  },
  'POST /accounts/:n/cap': (world, cap, number) => {
    for (const connection of connectionsOf(accountOf(world, number))) connection.send(capOf(cap));
  },
  'POST /accounts/:n/type': (world, body, number) => {
    const account = accountOf(world, number);
    return write(world, account, body, account, world.contact(body.to));
  },
  'POST /groups': (world, { id, subject, members }) => {
    const people = members.map((/** @type {string} */ one) => world.accounts.get(one) ?? world.contact(one));
    world.groups.set(`${id}@g.us`, { jid: `${id}@g.us`, subject, members: people });
  },
  'POST /groups/:n/send': async (world, { to, from, id = newId(), ...body }, number) => {
    const group = world.groups.get(`${number}@g.us`);
    if (!group) throw new Refusal(404, 'There is no such group.');
    const message = compose(world, body, group.jid);
    await sendToGroup(accountOf(world, to), group, world.contact(from), message, id);
    return { id };
  },
  'POST /contacts': (world, { number, name, lid, ...settings }) => {
    const contact = world.contact(number, { name, lid });
    for (const key of ['addressing', 'tellsBothNames', 'confirms']) {
      if (settings[key] !== undefined) Object.assign(contact, { [key]: settings[key] });
    }
    return viewContact(contact);
  },
  'GET /contacts/:n': (world, _, number) => viewContact(world.contact(number)),
  'POST /contacts/:n/send': (world, body, number) =>
    write(world, accountOf(world, body.to), body, world.contact(number)),
  'POST /contacts/:n/receipt': (world, { to, id, type }, number) => {
    for (const connection of connectionsOf(accountOf(world, to)))
      sendReceipt(connection, world.contact(number), id, type);
  },
  'POST /contacts/:n/ask-again': (world, { to, id }, number) => {
    for (const connection of connectionsOf(accountOf(world, to))) askAgain(connection, world.contact(number), id);
  },
  'POST /contacts/:n/open-media': (world, { id }, number) => {
    const message = world.contact(number).shown.find((one) => one.id === id)?.message ?? {};
    const inner = message.documentWithCaptionMessage?.message ?? message;
    const kinds = /** @type {const} */ ({
      imageMessage: 'image',
      videoMessage: 'video',
      audioMessage: 'ptt',
      documentMessage: 'document',
    });
    const [field, kind] = Object.entries(kinds).find(([name]) => inner[name]) ?? [];
    if (!field || !kind) throw new Refusal(404, 'This message has no file.');
    return { data: openMedia(world, inner[field], kind).toString('base64'), mimetype: inner[field].mimetype };
  },
};

/** @param {World} world  @param {string} method  @param {string} path  @param {any} body */
async function call(world, method, path, body) {
  const [, area, number, action] = path.split('/');
  const pattern = number ? `/${area}/:n${action ? `/${action}` : ''}` : path;
  const run = CALLS[`${method} ${pattern}`];
  if (!run) throw new Refusal(404, 'There is no such call.');
  const answer = await run(world, body, decodeURIComponent(number ?? ''));
  world.changed();
  return answer ?? {};
}

/** @param {World} world  @param {number} port  @returns {Promise<{url: string, close: () => Promise<unknown>}>} */
export async function startAdmin(world, port) {
  const server = http.createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://admin').pathname;
    try {
      const text = (await bodyOf(request)).toString();
      const answer = await call(world, request.method ?? 'GET', path, text ? JSON.parse(text) : {});
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      const { message, status = 422 } = /** @type {Refusal} */ (error);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message }));
    }
  });
  const taken = await listen(server, port);
  return { url: `http://127.0.0.1:${taken}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
