// One client connection: handshake, registration or login, and then stanzas until it ends.
import { decodeBinaryNode, encodeBinaryNode } from 'baileys';
import { FrameReader, frameOf, ServerNoise } from './noise.js';
import { node, SERVER } from './nodes.js';
import { answerIq } from './iq.js';
import { forget, takeAck, takeChatState, takeMessage, takeReceipt } from './traffic.js';
import { randomBytes } from 'node:crypto';

/** @typedef {import('./nodes.js').Node} Node */
/** @typedef {import('./world.js').World} World */
/** @typedef {import('./people.js').Account} Account */
/** @typedef {import('./people.js').Device} Device */

/**
 * Keys that an unpaired client shows when it registers.
 * @typedef {{noisePublic: Buffer, identity: Buffer, registrationId: number,
 *   signedPreKey: {id: number, key: Buffer, signature: Buffer}}} Registration
 */

/** A socket of the simulated server; stanzas are handled one after another. */
export class Connection {
  #reader = new FrameReader();
  #noise;
  #work = Promise.resolve();
  /** @type {string[]} references that its QR codes carry */
  refs = [];
  /** @type {Registration | undefined} */
  registration;
  /** @type {Account | undefined} */
  account;
  /** @type {Device | undefined} */
  device;
  /** @type {any} what the passkey ceremony keeps between its steps */
  ceremony;
  /** @type {any} what linking by code keeps between its steps */
  linkCode;
  /** What waited was sent: from here on messages come as they are written, and not before. */
  isActive = false;
  #hello = false;

  /** @param {World} world  @param {import('ws').WebSocket} socket */
  constructor(world, socket) {
    this.world = world;
    this.socket = socket;
    this.#noise = new ServerNoise(world.certificates);
    world.connections.add(this);
    socket.on('message', (/** @type {Buffer} */ data) => {
      for (const frame of this.#reader.read(data))
        this.#work = this.#work.then(() => this.#take(frame)).catch(() => this.drop());
    });
    socket.on('error', () => this.drop());
    socket.on('close', () => {
      world.connections.delete(this);
      if (this.device?.connection === this) this.device.connection = undefined;
      world.changed();
    });
  }

  /** @param {Node} stanza */
  send(stanza) {
    if (this.socket.readyState !== 1) return;
    this.socket.send(frameOf(this.#noise.encrypt(encodeBinaryNode(stanza))));
  }

  /** Ends the stream with an error that the client can read. @param {string} code  @param {Node[]} [reason] */
  fail(code, reason) {
    this.send(node('stream:error', { code }, reason));
    this.socket.close();
  }

  /** Drops the connection without a word. */
  drop() {
    this.socket.terminate();
  }

  /** @param {Buffer} frame */
  async #take(frame) {
    if (!this.#hello) {
      this.#hello = true;
      this.socket.send(frameOf(this.#noise.answerHello(frame)));
    } else if (!this.#noise.isReady) {
      const { noisePublic, payload } = this.#noise.finish(frame);
      if (payload.devicePairingData) this.#register(noisePublic, payload.devicePairingData);
      else this.#login(noisePublic, payload);
    } else {
      await this.#handle(await decodeBinaryNode(this.#noise.decrypt(frame)));
    }
    this.world.changed();
  }

  /** @param {Node} stanza */
  async #handle(stanza) {
    switch (stanza.tag) {
      case 'iq':
        return answerIq(this, stanza);
      case 'message':
        return takeMessage(this, stanza);
      case 'receipt':
        return takeReceipt(this, stanza);
      case 'ack':
        return takeAck(this, stanza);
      case 'chatstate':
        return takeChatState(this, stanza);
    }
  }

  /** @param {Buffer} noisePublic  @param {import('baileys').proto.ClientPayload.IDevicePairingRegistrationData} data */
  #register(noisePublic, data) {
    const buffer = (/** @type {Uint8Array | null | undefined} */ value) => Buffer.from(value ?? []);
    this.registration = {
      noisePublic,
      identity: buffer(data.eIdent),
      registrationId: buffer(data.eRegid).readUInt32BE(),
      signedPreKey: {
        id: buffer(data.eSkeyId).readUIntBE(0, 3),
        key: buffer(data.eSkeyVal),
        signature: buffer(data.eSkeySig),
      },
    };
    this.refs = Array.from({ length: 6 }, () => `2@${randomBytes(60).toString('base64')}`);
    const content = this.refs.map((ref) => node('ref', {}, Buffer.from(ref)));
    this.send(node('iq', { id: 'pair-1', from: SERVER, type: 'set', xmlns: 'md' }, [node('pair-device', {}, content)]));
  }

  /** @param {Buffer} noisePublic  @param {import('baileys').proto.ClientPayload} payload */
  #login(noisePublic, payload) {
    const account = this.world.accounts.get(String(payload.username));
    const device = account?.devices.get(payload.device ?? 0);
    const refusal = this.world.refusesLogins ?? (device?.noisePublic.equals(noisePublic) ? undefined : 401);
    if (!account || !device || refusal) {
      this.send(node('failure', { reason: String(refusal), location: 'sim' }));
      this.socket.close();
      return;
    }

    if (device.connection) {
      this.world.conflicts++;
      device.connection.fail('', [node('conflict', { type: 'replaced' })]);
    }
    this.world.logins++;
    device.connection = this;
    this.account = account;
    this.device = device;
    this.send(node('success', { t: now(), lid: account.jidOf(device, 'lid'), location: 'sim' }));
  }

  /** The phone removed this device: its connection learns it, and it can't log in again. */
  unlink() {
    const { account, device } = this;
    if (!account || !device) return;
    forget(account, device);
    this.fail('401', [node('conflict', { type: 'device_removed' })]);
  }
}

export const now = () => String(Math.floor(Date.now() / 1000));
