// Webhooks of one session: signed, in order, tried again by each webhook's policy.
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { kindOf } from '../log.js';

const TIMEOUT_MS = 15_000;
const MOST_DELAY_MS = 60_000;
const MOST_WAITING = 1_000;

/**
 * WAHA's WebhookConfig.
 * @typedef {{url: string, events: string[], hmac?: {key?: string}, retries?: {policy?: string, delaySeconds?: number, attempts?: number},
 *   customHeaders?: {name: string, value: string}[]}} Webhook
 * @typedef {{id: string, timestamp: number, event: string, session: string, payload: any, [more: string]: any}} Envelope
 */

/** @param {string | Uint8Array} body the bytes that are sent  @param {string} key  @returns {string} hex */
export const sign = (body, key) => createHmac('sha512', key).update(body).digest('hex');

/**
 * @param {Webhook['retries']} retries
 * @param {number} attempt from 1
 * @returns {number} milliseconds before the next attempt
 */
export function delayMs({ policy = 'exponential', delaySeconds = 2 } = {}, attempt) {
  const base = delaySeconds * 1000;
  if (policy === 'constant') return Math.min(MOST_DELAY_MS, base);
  if (policy === 'linear') return Math.min(MOST_DELAY_MS, base * attempt);
  return Math.min(MOST_DELAY_MS, base * 2 ** Math.min(attempt - 1, 16)) * (1 + randomInt(0, 200) / 1000);
}

/** Sends events to whoever subscribed. */
export class Webhooks {
  #log;
  #stop = new AbortController();
  /** Ends the pauses that are now. */
  #hurry = new AbortController();
  /** @type {Map<string, Promise<void>>} the last event on its way to each address */
  #lines = new Map();
  #waiting = 0;
  /** @type {Webhook[]} */
  configured = [];

  /** @param {import('../log.js').Log} log */
  constructor(log) {
    this.#log = log;
  }

  /** Sends an event in turn; it is given up after its webhook's attempts. @param {Envelope} envelope */
  emit(envelope) {
    for (const webhook of this.#subscribed(envelope.event)) {
      if (this.#waiting >= MOST_WAITING)
        return this.#log.warn('Too many events wait; one was dropped', {
          event: envelope.event,
          session: envelope.session,
        });
      this.#waiting++;
      const before = this.#lines.get(webhook.url) ?? Promise.resolve();
      const turn = before
        .then(() => this.#send(webhook, envelope, webhook.retries?.attempts ?? 15))
        .then(() => void this.#waiting--);
      this.#lines.set(webhook.url, turn);
    }
  }

  /**
   * Sends an event until every subscriber took it.
   * @param {Envelope} envelope
   * @returns {Promise<boolean>} false when the session stopped first
   */
  async insist(envelope) {
    const sent = await Promise.all(
      this.#subscribed(envelope.event).map((webhook) => this.#send(webhook, envelope, Infinity)),
    );
    return sent.every(Boolean);
  }

  /** Whatever waits for another attempt is tried now. */
  tryNow() {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  /** Ends all waiting for another attempt. */
  stop() {
    this.#stop.abort();
  }

  /** Until what is on its way has arrived or was given up. @param {number} mostMs */
  async flush(mostMs) {
    await Promise.race([Promise.all(this.#lines.values()), wait(mostMs, undefined, { ref: false })]);
  }

  /** @param {string} event */
  #subscribed(event) {
    return this.configured.filter(({ events }) => events.includes(event) || events.includes('*'));
  }

  /** @param {Webhook} webhook  @param {Envelope} envelope  @param {number} attempts */
  async #send(webhook, envelope, attempts) {
    const body = JSON.stringify(envelope);
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      const failure = await this.#post(webhook, body);
      if (!failure) return true;
      this.#log.warn('A webhook did not take an event', {
        session: envelope.session,
        event: envelope.event,
        attempt,
        error: failure,
      });
      if (attempt >= attempts) return false;
      const signal = AbortSignal.any([this.#stop.signal, this.#hurry.signal]);
      await wait(delayMs(webhook.retries, attempt), undefined, { signal, ref: false }).catch(() => {});
    }
    return false;
  }

  /** @param {Webhook} webhook  @param {string} body  @returns {Promise<string | undefined>} why it failed */
  async #post({ url, hmac, customHeaders = [] }, body) {
    const headers = new Headers({
      'Content-Type': 'application/json',
      'X-Webhook-Request-Id': randomUUID(),
      'X-Webhook-Timestamp': String(Date.now()),
    });
    for (const { name, value } of customHeaders) headers.set(name, value);
    if (hmac?.key) {
      headers.set('X-Webhook-Hmac', sign(body, hmac.key));
      headers.set('X-Webhook-Hmac-Algorithm', 'sha512');
    }
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.ok ? undefined : String(response.status);
    } catch (error) {
      return kindOf(/** @type {any} */ (error).cause ?? error);
    }
  }
}
