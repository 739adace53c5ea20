// One connection of the client library, with every choice that matters made here.
import {
  Browsers,
  DEFAULT_CONNECTION_CONFIG,
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  isJidStatusBroadcast,
  makeWASocket,
  proto,
} from 'baileys';
import { repositoryMaker, StanzaOf } from './repository.js';

/** The mark of a message that comes as it is written. */
export const LIVE = 'live';

const { FULL } = proto.HistorySync.HistorySyncType;

/** @typedef {ReturnType<typeof makeWASocket>} Socket */

/** Chats that are left out unless the configuration says otherwise. @param {any} ignore WAHA's IgnoreConfig */
export function isIgnored(/** @type {string} */ jid, ignore = {}) {
  if (isJidStatusBroadcast(jid)) return ignore.status ?? true;
  if (isJidGroup(jid)) return ignore.groups ?? true;
  if (isJidNewsletter(jid)) return ignore.channels ?? true;
  return isJidBroadcast(jid) ? (ignore.broadcast ?? true) : false;
}

/**
 * @param {{settings: import('../settings.js').Settings, config: any, creds: import('baileys').AuthenticationCreds, store: any, logger: any,
 *   keeper: import('./repository.js').Keeper, transactions: import('./repository.js').Transactions, findSent: (id: string) => Promise<proto.IMessage | undefined>}} parts
 * @returns {Socket}
 */
export function openSocket({ settings, config, creds, store, logger, keeper, transactions, findSent }) {
  const stanzas = new StanzaOf();
  const { deviceName, browserName } = config.client ?? {};
  const socket = makeWASocket({
    auth: { creds, keys: store },
    logger,
    waWebSocketUrl: settings.whatsAppUrl,
    version: settings.whatsAppVersion ?? DEFAULT_CONNECTION_CONFIG.version,
    browser:
      deviceName || browserName
        ? [deviceName ?? 'Ubuntu', browserName ?? 'Chrome', '22.04.4']
        : Browsers.ubuntu('Chrome'),
    qrTimeout: settings.qrSeconds * 1000,
    // Own messages come back through their acks; an echo would swallow those.
    emitOwnEvents: false,
    // Otherwise the phone stops notifying.
    markOnlineOnConnect: config.noweb?.markOnline ?? false,
    syncFullHistory: false,
    // History carries which number belongs to which LID; only the full one is too much.
    shouldSyncHistoryMessage: ({ syncType }) => syncType !== FULL,
    shouldIgnoreJid: (jid) => isIgnored(jid, config.ignore),
    generateHighQualityLinkPreview: false,
    // A resend needs the message; nothing at all when it is not kept, as an empty one would use the retry up.
    getMessage: async ({ id }) => (id ? findSent(id) : undefined),
    makeSignalRepository: repositoryMaker({ store, logger, stanzas, keeper, transactions }),
  });
  // Before the library's own listener: it decrypts what this one notes.
  socket.ws.prependListener('CB:message', (/** @type {import('baileys').BinaryNode} */ stanza) => {
    stanzas.note(stanza);
    // What waited at the server is handled one after the other, and the rest beside it: only in that queue nothing overtakes.
    stanza.attrs.offline ??= LIVE;
  });
  return socket;
}
