// Every setting of the gateway, read once from the environment. gateway/README.md lists them; a test holds the two equal.
import os from 'node:os';

/**
 * @typedef {{name: string, fallback: string | undefined, read: (text: string) => any}} Setting
 * `fallback` undefined: must be set.
 */

const text = (/** @type {string} */ value) => value;

/** @param {number} least  @param {number} most */
const whole = (least, most) => (/** @type {string} */ value) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`a whole number from ${least} to ${most}`);
  return number;
};

const flag = (/** @type {string} */ value) => {
  if (value !== 'true' && value !== 'false') throw new Error('true or false');
  return value === 'true';
};

const list = (/** @type {string} */ value) =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

const url = (/** @type {string} */ value) => (value ? new URL(value).href.replace(/\/$/, '') : '');

const version = (/** @type {string} */ value) => {
  if (!value) return undefined;
  const parts = value.split('.').map(Number);
  if (parts.length !== 3 || parts.some((part) => !Number.isInteger(part)))
    throw new Error('three numbers as in 2.3000.1043857760');
  return parts;
};

const secret = (/** @type {string} */ value) => {
  if (value.length < 20) throw new Error('at least 20 characters');
  return value;
};

/** @satisfies {Record<string, Setting>} */
export const SETTINGS = {
  host: { name: 'GATEWAY_HOST', fallback: '127.0.0.1', read: text },
  port: { name: 'GATEWAY_PORT', fallback: '3000', read: whole(0, 65_535) },
  baseUrl: { name: 'GATEWAY_URL', fallback: '', read: url },
  workerId: { name: 'GATEWAY_WORKER_ID', fallback: '', read: (value) => value || os.hostname() },
  operatorKey: { name: 'GATEWAY_OPERATOR_KEY', fallback: undefined, read: secret },
  secretKeys: { name: 'GATEWAY_SECRET_KEYS', fallback: undefined, read: list },
  storageConnection: { name: 'STORAGE_CONNECTION_STRING', fallback: '', read: text },
  storageAccount: { name: 'STORAGE_ACCOUNT_NAME', fallback: '', read: text },
  clientId: { name: 'AZURE_CLIENT_ID', fallback: '', read: text },
  tablePrefix: { name: 'GATEWAY_TABLE_PREFIX', fallback: 'gateway', read: text },
  leaseSeconds: { name: 'GATEWAY_LEASE_SECONDS', fallback: '60', read: whole(15, 60) },
  adoptSeconds: { name: 'GATEWAY_ADOPT_SECONDS', fallback: '15', read: whole(1, 3600) },
  qrSeconds: { name: 'GATEWAY_QR_SECONDS', fallback: '20', read: whole(1, 60) },
  reconnectMs: { name: 'GATEWAY_RECONNECT_MS', fallback: '2000', read: whole(10, 60_000) },
  whatsAppUrl: { name: 'GATEWAY_WHATSAPP_URL', fallback: 'wss://web.whatsapp.com/ws/chat', read: text },
  whatsAppVersion: { name: 'GATEWAY_WHATSAPP_VERSION', fallback: '', read: version },
  keepDays: { name: 'GATEWAY_KEEP_DAYS', fallback: '7', read: whole(1, 90) },
  maxFileMb: { name: 'GATEWAY_MAX_FILE_MB', fallback: '64', read: whole(1, 2000) },
  localFiles: { name: 'GATEWAY_LOCAL_FILES', fallback: 'false', read: flag },
  watchStdin: { name: 'GATEWAY_WATCH_STDIN', fallback: 'false', read: flag },
  logLevel: { name: 'GATEWAY_LOG_LEVEL', fallback: 'info', read: text },
};

/** @typedef {{ [K in keyof typeof SETTINGS]: any } & { port: number, leaseSeconds: number, keepDays: number, secretKeys: string[] }} Settings */

/**
 * @param {Record<string, string | undefined>} environment
 * @returns {Settings}
 * @throws {Error} names the setting that is missing or wrong, never its value
 */
export function readSettings(environment) {
  /** @type {any} */
  const settings = {};
  for (const [key, { name, fallback, read }] of Object.entries(SETTINGS)) {
    const value = environment[name] ?? fallback;
    if (value === undefined) throw new Error(`${name} is not set.`);
    try {
      settings[key] = read(value);
    } catch (error) {
      throw new Error(`${name} is not valid: ${/** @type {Error} */ (error).message}.`);
    }
  }
  if (!settings.storageConnection && !settings.storageAccount) {
    throw new Error('STORAGE_CONNECTION_STRING or STORAGE_ACCOUNT_NAME must be set.');
  }
  return settings;
}
