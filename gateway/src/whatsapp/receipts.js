// Receipts of contacts. The library confirms each one whatever becomes of it, and WhatsApp then never sends it again.
import { getBinaryNodeChildren, getStatusFromReceiptType, isJidBroadcast, isJidGroup, isJidNewsletter } from 'baileys';

/** @typedef {import('baileys').BinaryNode} BinaryNode */

const DELIVERED = 2;

/** @param {BinaryNode} stanza  @returns {{ids: string[], ack: number, jid: string} | undefined} nothing where it is not about a message of ours to a person */
export function receiptOf({ attrs, content }) {
  const ack = Number(getStatusFromReceiptType(attrs.type) ?? 0) - 1;
  const isOther = [isJidGroup, isJidBroadcast, isJidNewsletter].some((is) => is(attrs.from));
  if (ack < DELIVERED || isOther || attrs.recipient) return undefined;
  const items = Array.isArray(content) ? getBinaryNodeChildren(content[0], 'item') : [];
  return { ids: [attrs.id, ...items.map((item) => item.attrs.id)], ack, jid: attrs.from };
}

/**
 * Lets the library have, and with that confirm, only what is stored; WhatsApp brings the rest again.
 * @param {import('./socket.js').Socket} socket  @param {(stanza: BinaryNode) => Promise<void>} store  @param {(error: unknown) => void} onError
 */
export function storeBeforeConfirming(socket, store, onError) {
  const listeners = socket.ws.listeners('CB:receipt');
  socket.ws.removeAllListeners('CB:receipt');
  socket.ws.on('CB:receipt', async (/** @type {BinaryNode} */ stanza) => {
    try {
      await store(stanza);
    } catch (error) {
      return onError(error);
    }
    for (const listener of listeners) listener.call(socket.ws, stanza);
  });
}
