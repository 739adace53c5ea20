// QR codes of a connection that waits for a scan. The library ends such a connection with its last code, whatever else goes on.
import { DisconnectReason, getBinaryNodeChild } from 'baileys';

/** How long a passkey may take after the last code. */
const PASSKEY_SECONDS = 600;
/** Stands where a code's reference does, in characters that WhatsApp's references don't have. */
const SPARE = 'no-code';

/**
 * Adds codes that nobody is shown, so that the library keeps the connection for a passkey.
 * @param {import('./socket.js').Socket} socket  @param {number} qrSeconds how long the library shows each
 */
export function addSpareCodes(socket, qrSeconds) {
  // Before the library's own listener, which takes the codes from the same stanza.
  socket.ws.prependListener('CB:iq,type:set,pair-device', (/** @type {import('baileys').BinaryNode} */ stanza) => {
    const content = getBinaryNodeChild(stanza, 'pair-device')?.content;
    if (!Array.isArray(content)) return;
    for (let seconds = 0; seconds < PASSKEY_SECONDS; seconds += qrSeconds)
      content.push({ tag: 'ref', attrs: {}, content: Buffer.from(SPARE) });
  });
}

/** @param {string} qr the text of a code  @returns {boolean} the codes that WhatsApp gave are used up */
export const isSpare = (qr) => qr.includes(`${SPARE},`);

/** Why the library would have ended the connection with the last code. */
export const codesRanOut = () =>
  Object.assign(new Error('The codes ran out.'), { output: { statusCode: DisconnectReason.timedOut } });
