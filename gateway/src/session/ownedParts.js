// What an owned session consists of, wired together once.
import { libraryLogger } from '../log.js';
import { RowSealer } from '../storage/rows.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { Acks } from './acks.js';
import { Announcer } from './announcer.js';
import { Credentials } from './credentials.js';
import { Inbox } from './inbox.js';
import { Sends } from './sends.js';

/**
 * @typedef {{announcer: Announcer, partition: import('../storage/partition.js').Partition, credentials: Credentials, webhooks: Webhooks,
 *   sends: Sends, inbox: Inbox, acks: Acks}} Parts
 */

/**
 * @param {import('./session.js').Session} session  @param {import('./sessions.js').Context} context
 * @param {import('../storage/partition.js').Partition} partition
 * @returns {Parts}
 */
export function ownedParts(session, context, partition) {
  const { log, box, storage } = context;
  const { name } = session.record;
  const sealer = new RowSealer(box, storage.state.tableName, name);
  const logger = libraryLogger(log, name);
  const credentials = new Credentials(partition, sealer, logger);
  const webhooks = new Webhooks(log);
  webhooks.configured = session.record.config.webhooks ?? [];
  const announcer = new Announcer({
    record: () => session.record,
    environment: context.environment,
    log,
    webhooks,
    save: () => void session.save(),
  });
  const otherOf = async (/** @type {string} */ jid) => session.connection?.otherOf(jid);
  const ownChatId = () => session.record.me?.id ?? '';
  const envelope = (/** @type {string} */ event, /** @type {any} */ payload, /** @type {string | undefined} */ id) =>
    announcer.envelope(event, payload, id);

  const acks = new Acks({ partition, sealer, log, session: name, webhooks, ownChatId, envelope });
  const sends = new Sends({
    partition,
    sealer,
    logger,
    socket: () => /** @type {import('./connection.js').Connection} */ (session.connection).socket,
    timelock: () => session.record.timelock,
    ownChatId,
    otherOf,
    tell: (ack, changes) => acks.store(ack, changes),
    onError: (error) => session.failed(error),
  });
  const inbox = new Inbox({
    partition,
    sealer,
    log,
    session: name,
    webhooks,
    config: () => session.record.config,
    me: () => credentials.value.me,
    findOther: otherOf,
    findSubject: async (jid) => session.connection?.subjectOf(jid),
    onStored: ({ from, recipient }) => {
      session.lastActivity = Date.now();
      void sends.meet(recipient ?? from).catch(() => {});
    },
    envelope,
    fileUrl: (messageId) => context.fileUrl(name, messageId),
  });
  return { announcer, partition, credentials, webhooks, sends, inbox, acks };
}
