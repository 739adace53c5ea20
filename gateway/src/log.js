// Log lines as JSON on stdout: a short sentence and a few named facts, never text, numbers, codes or keys.

/** Facts that a line may carry; anything else is left out, whoever logs it. */
const FACTS = new Set([
  'session',
  'status',
  'reason',
  'code',
  'epoch',
  'event',
  'attempt',
  'worker',
  'port',
  'count',
  'error',
  'ms',
  'kind',
  'dropped',
]);
const LEVELS = ['debug', 'info', 'warn', 'error'];
const WINDOW_MS = 60_000;
const PER_WINDOW = 20;

/** Writes at most so many lines of one kind a minute, and says how many it left out. */
export class Log {
  /** @type {Map<string, {since: number, count: number}>} */
  #windows = new Map();
  #least;
  #write;

  /** @param {string} level  @param {(line: string) => void} [write] */
  constructor(level, write = (line) => process.stdout.write(`${line}\n`)) {
    this.#least = Math.max(0, LEVELS.indexOf(level));
    this.#write = write;
  }

  /** @param {string} message  @param {Record<string, unknown>} [facts] */
  info(message, facts) {
    this.#line('info', message, facts);
  }

  /** Something that is tried again. @param {string} message  @param {Record<string, unknown>} [facts] */
  warn(message, facts) {
    this.#line('warn', message, facts);
  }

  /** Something a person must look at. @param {string} message  @param {Record<string, unknown>} [facts] */
  error(message, facts) {
    this.#line('error', message, facts);
  }

  /** @param {string} level  @param {string} message  @param {Record<string, unknown>} [facts] */
  #line(level, message, facts = {}) {
    if (LEVELS.indexOf(level) < this.#least) return;
    const now = Date.now();
    const window = this.#windows.get(message) ?? { since: now, count: 0 };
    this.#windows.set(message, window);
    const dropped = now - window.since >= WINDOW_MS ? Math.max(0, window.count - PER_WINDOW) : 0;
    if (now - window.since >= WINDOW_MS) Object.assign(window, { since: now, count: 0 });
    if (++window.count > PER_WINDOW) return;

    const known = Object.entries({ ...facts, ...(dropped ? { dropped } : {}) }).filter(([name]) => FACTS.has(name));
    this.#write(JSON.stringify({ time: new Date(now).toISOString(), level, message, ...Object.fromEntries(known) }));
  }
}

/**
 * What the client library logs: its sentences may hold numbers and message text, so only how often it complains is kept.
 * @param {Log} log  @param {string} session
 */
export function libraryLogger(log, session) {
  const nothing = () => {};
  /** @type {any} */
  const logger = {
    level: 'error',
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: () => log.warn('The client library reports an error', { session }),
    fatal: () => log.error('The client library reports a fatal error', { session }),
    child: () => logger,
  };
  return logger;
}

/** The Signal library shows private keys through the console; nothing here uses it otherwise. */
export function silenceConsole() {
  for (const name of /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir']))
    console[name] = () => {};
}

/** @param {unknown} error  @returns {string} the kind of an error: its code, status or class, not its text */
export function kindOf(error) {
  const { code, statusCode, name } = /** @type {any} */ (error ?? {});
  return String(code ?? statusCode ?? name ?? 'unknown');
}
