// Starts the gateway from the environment and ends it cleanly: sockets are closed, nothing is logged out, leases are given back.
import { startGateway } from './gateway.js';
import { kindOf, Log, silenceConsole } from './log.js';
import { readSettings } from './settings.js';

silenceConsole();

/** @type {import('./settings.js').Settings} */
let settings;
try {
  settings = readSettings(process.env);
} catch (error) {
  new Log('info').error(/** @type {Error} */ (error).message);
  process.exit(1);
}

const log = new Log(settings.logLevel);
// The client library leaves some promises of a closed socket alone.
process.on('unhandledRejection', (error) =>
  log.warn('Something failed that nobody waited for', { error: kindOf(error) }),
);
const gateway = await startGateway(settings, log);

let isEnding = false;
async function end() {
  if (isEnding) return;
  isEnding = true;
  await gateway.close();
  log.info('The gateway has ended');
  process.exit(0);
}

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, end);
if (settings.watchStdin) process.stdin.on('end', end).on('error', end).resume();
