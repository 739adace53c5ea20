// The statuses that a session went through, and which of them are worth telling.
const MOST = 10;

/** What `session.status` events say, for one session in this process. */
export class StatusHistory {
  /** @type {{status: string, timestamp: number}[]} */
  #statuses = [];
  /** @type {any} what belongs to the status now: a passkey's challenge, a code to compare */
  data = null;

  /**
   * @param {import('../storage/sessionTable.js').SessionRecord} record gets the new status
   * @param {{status: string, reason: string, data: any}} now  @param {boolean} always tell even when nothing changed
   * @returns {{told?: any, changed: boolean}} WAHA's WASessionStatusBody with a reason, when there is something to tell
   */
  note(record, { status, reason, data }, always) {
    const changed = status !== record.status || reason !== record.reason || this.#statuses.length === 0;
    if (!changed && !always) return { changed };
    Object.assign(record, { status, reason });
    this.data = data;
    this.#statuses = [...this.#statuses, { status, timestamp: Date.now() }].slice(-MOST);
    return { told: { name: record.name, status, statuses: this.#statuses, data, reason }, changed };
  }
}
