// What a phone hands to a device that was linked: the contacts it knows and the chats it holds.
import { deflateSync } from 'node:zlib';
import { proto } from 'baileys';
import { sendToAccount } from './traffic.js';

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./people.js').Account} Account */

const { HistorySyncType } = proto.HistorySync;
const { Type } = proto.Message.ProtocolMessage;

/**
 * The phone's first history: names and numbers of known contacts, sent once to each new device.
 * @param {Connection} connection
 */
export async function sendHistory(connection) {
  const { account, device, world } = connection;
  if (!account || !device || device.hasHistory) return;
  device.hasHistory = true;
  const contacts = [...world.contacts.values()];
  const syncs = [
    {
      syncType: HistorySyncType.INITIAL_BOOTSTRAP,
      phoneNumberToLidMappings: contacts.map(({ jid, lidJid }) => ({ pnJid: jid, lidJid })),
    },
    { syncType: HistorySyncType.PUSH_NAME, pushnames: contacts.map(({ jid, name }) => ({ id: jid, pushname: name })) },
    { syncType: HistorySyncType.RECENT, progress: 100, conversations: conversationsOf(account) },
  ];
  for (const sync of syncs) {
    const payload = deflateSync(proto.HistorySync.encode(sync).finish());
    const historySyncNotification = {
      syncType: /** @type {any} */ (sync.syncType),
      initialHistBootstrapInlinePayload: payload,
      progress: 100,
    };
    await sendToAccount(
      account,
      account,
      { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification } },
      { peer: true },
    );
  }
}

/** The chats that the phone shows, newest message first. @param {Account} account */
function conversationsOf({ history }) {
  return [...new Set(history.map(({ chat }) => chat))].map((chat) => ({
    id: chat.jid,
    lidJid: chat.lidJid,
    messages: history
      .filter((one) => one.chat === chat)
      .reverse()
      .map(({ id, fromMe, message, t }) => ({
        message: { key: { remoteJid: chat.jid, fromMe, id }, message, messageTimestamp: t, pushName: fromMe ? undefined : chat.name },
      })),
  }));
}
