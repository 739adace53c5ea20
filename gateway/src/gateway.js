// The gateway as one object: storage, sessions and the HTTP side, started together and ended together.
import { readFileSync } from 'node:fs';
import { authOperations } from './http/authApi.js';
import { lookupOperations } from './http/lookupApi.js';
import { messageOperations } from './http/messagesApi.js';
import { makeServer } from './http/server.js';
import { sessionOperations } from './http/sessionsApi.js';
import { Log } from './log.js';
import { Sessions } from './session/sessions.js';
import { connectStorage } from './storage/connect.js';
import { SecretBox } from './storage/secretBox.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * @param {import('./settings.js').Settings} settings  @param {Log} [log]
 * @returns {Promise<{url: string, sessions: Sessions, close: () => Promise<void>}>} once it listens and has taken up its sessions
 */
export async function startGateway(settings, log = new Log(settings.logLevel)) {
  const box = new SecretBox(settings.secretKeys);
  const storage = await connectStorage(settings);
  const environment = {
    version,
    engine: 'NOWEB',
    tier: 'CORE',
    browser: '',
    platform: `${process.platform}/${process.arch}`,
    worker: { id: settings.workerId },
  };
  let url = settings.baseUrl;
  const sessions = new Sessions({ settings, log, box, storage, environment, baseUrl: () => url });
  const mostBytes = settings.maxFileMb * 1024 * 1024;
  const probe = async () => {
    await storage.sessions.listEntities().byPage({ maxPageSize: 1 }).next();
  };

  const server = makeServer({
    operations: [
      ...sessionOperations(sessions),
      ...authOperations(sessions),
      ...messageOperations(sessions, { mostBytes, allowsLocal: settings.localFiles }),
      ...lookupOperations(sessions, environment, probe),
    ],
    operatorKey: settings.operatorKey,
    sessions,
    mostBytes: Math.ceil(mostBytes * 1.4) + 100_000,
    log,
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  url ||= `http://127.0.0.1:${port}`;
  log.info('The gateway listens', { port, worker: settings.workerId });
  await sessions.open();

  return {
    url,
    sessions,
    close: async () => {
      await sessions.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
