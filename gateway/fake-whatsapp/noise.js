// The server's half of the Noise XX handshake as WhatsApp uses it, and the encrypted frames after it.
import { aesDecryptGCM, aesEncryptGCM, Curve, hkdf, NOISE_MODE, NOISE_WA_HEADER, proto, sha256 } from 'baileys';

const EMPTY = Buffer.alloc(0);

/** @param {number} counter */
function ivOf(counter) {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

/** Cuts the byte stream of one connection into frames: the client's intro, then 3 bytes of length and that many bytes. */
export class FrameReader {
  #bytes = EMPTY;
  #seenIntro = false;

  /** @param {Buffer} data  @returns {Buffer[]} the frames that are complete now */
  read(data) {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    if (!this.#seenIntro && !this.#skipIntro()) return [];

    const frames = [];
    while (this.#bytes.length >= 3 && this.#bytes.length >= 3 + this.#bytes.readUIntBE(0, 3)) {
      const end = 3 + this.#bytes.readUIntBE(0, 3);
      frames.push(this.#bytes.subarray(3, end));
      this.#bytes = this.#bytes.subarray(end);
    }
    return frames;
  }

  #skipIntro() {
    let length = NOISE_WA_HEADER.length;
    if (this.#bytes.subarray(0, 2).toString() === 'ED') {
      if (this.#bytes.length < 7) return false;
      length += 7 + this.#bytes.readUIntBE(4, 3);
    }
    if (this.#bytes.length < length) return false;
    this.#bytes = this.#bytes.subarray(length);
    this.#seenIntro = true;
    return true;
  }
}

/** @param {Uint8Array} data  @returns {Buffer} one frame as it goes on the wire */
export function frameOf(data) {
  const frame = Buffer.alloc(3 + data.length);
  frame.writeUIntBE(data.length, 0, 3);
  frame.set(data, 3);
  return frame;
}

/** One server-side handshake: hello → serverHello → finish, then `encrypt` and `decrypt`. */
export class ServerNoise {
  #hash = Buffer.from(NOISE_MODE);
  #salt = this.#hash;
  #key = this.#hash;
  #counter = 0;
  #ephemeral = Curve.generateKeyPair();
  #certificates;
  /** @type {{read: Buffer, write: Buffer, reads: number, writes: number} | undefined} */
  #transport;

  /** @param {ServerCertificates} certificates */
  constructor(certificates) {
    this.#certificates = certificates;
    this.#authenticate(NOISE_WA_HEADER);
  }

  /** @param {Uint8Array} clientHello  @returns {Uint8Array} the server's hello */
  answerHello(clientHello) {
    const theirs = proto.HandshakeMessage.decode(clientHello).clientHello?.ephemeral ?? EMPTY;
    this.#authenticate(theirs);
    this.#authenticate(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs));
    const sealedStatic = this.#seal(this.#certificates.key.public);
    this.#mix(Curve.sharedKey(this.#certificates.key.private, theirs));
    const payload = this.#seal(this.#certificates.chain);
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: sealedStatic, payload },
    }).finish();
  }

  /** @param {Uint8Array} clientFinish  @returns {{noisePublic: Buffer, payload: proto.ClientPayload}} who connects */
  finish(clientFinish) {
    const finish = proto.HandshakeMessage.decode(clientFinish).clientFinish;
    const noisePublic = this.#open(finish?.static ?? EMPTY);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, noisePublic));
    const payload = proto.ClientPayload.decode(this.#open(finish?.payload ?? EMPTY));
    const [read, write] = this.#derive(EMPTY);
    this.#transport = { read, write, reads: 0, writes: 0 };
    return { noisePublic, payload };
  }

  get isReady() {
    return this.#transport !== undefined;
  }

  /** @param {Uint8Array} plain */
  encrypt(plain) {
    const transport = this.#ready();
    return aesEncryptGCM(plain, transport.write, ivOf(transport.writes++), EMPTY);
  }

  /** @param {Uint8Array} sealed */
  decrypt(sealed) {
    const transport = this.#ready();
    return aesDecryptGCM(sealed, transport.read, ivOf(transport.reads++), EMPTY);
  }

  #ready() {
    if (!this.#transport) throw new Error('The handshake is not finished.');
    return this.#transport;
  }

  /** @param {Uint8Array} data */
  #authenticate(data) {
    this.#hash = sha256(Buffer.concat([this.#hash, data]));
  }

  /** @param {Uint8Array} data */
  #derive(data) {
    const key = Buffer.from(hkdf(Buffer.from(data), 64, { salt: this.#salt, info: '' }));
    return [key.subarray(0, 32), key.subarray(32)];
  }

  /** @param {Uint8Array} shared */
  #mix(shared) {
    [this.#salt, this.#key] = this.#derive(shared);
    this.#counter = 0;
  }

  /** @param {Uint8Array} plain */
  #seal(plain) {
    const sealed = aesEncryptGCM(plain, this.#key, ivOf(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return sealed;
  }

  /** @param {Uint8Array} sealed */
  #open(sealed) {
    const plain = aesDecryptGCM(sealed, this.#key, ivOf(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return plain;
  }
}

/** The server's long-term key with a chain of two certificates over it, signed by a root of our own. */
export class ServerCertificates {
  constructor() {
    const root = Curve.generateKeyPair();
    const intermediate = Curve.generateKeyPair();
    this.key = Curve.generateKeyPair();
    const { Details } = proto.CertChain.NoiseCertificate;
    const middle = Details.encode({ serial: 1, issuerSerial: 0, key: intermediate.public }).finish();
    const leaf = Details.encode({ serial: 2, issuerSerial: 1, key: this.key.public }).finish();
    this.chain = proto.CertChain.encode({
      intermediate: { details: middle, signature: Curve.sign(root.private, middle) },
      leaf: { details: leaf, signature: Curve.sign(intermediate.private, leaf) },
    }).finish();
  }
}
