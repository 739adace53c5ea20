// The right to be a session's one owner: a lease on a small blob, given up in time when it can't be renewed.

/** How long before its end a lease counts as lost: what is under way must be over by then. */
const MARGIN = 1 / 6;
const CHECK_MS = 500;

/** @param {any} error */
const isTaken = (error) => error.statusCode === 409 || error.statusCode === 412;

/** One session's lease. */
export class Lease {
  #blob;
  #client;
  #seconds;
  #validUntil = 0;
  #renewAt = 0;
  #isRenewing = false;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** Called once when the lease is lost, before anybody else can have it. */
  onLost = () => {};

  /**
   * @param {import('@azure/storage-blob').ContainerClient} container
   * @param {string} session
   * @param {number} seconds 15 to 60
   */
  constructor(container, session, seconds) {
    this.#blob = container.getBlockBlobClient(session);
    this.#client = this.#blob.getBlobLeaseClient();
    this.#seconds = seconds;
  }

  /** @returns {Promise<boolean>} false when somebody else has it */
  async acquire() {
    const asked = performance.now();
    try {
      await this.#acquire();
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
    this.#extend(asked);
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    return true;
  }

  /** True while nobody else can be the owner. */
  get isHeld() {
    return performance.now() < this.#validUntil;
  }

  /** @returns {Promise<boolean>} true when storage says that the lease is still ours */
  async renew() {
    const asked = performance.now();
    try {
      await this.#client.renewLease();
    } catch (error) {
      if (isTaken(error)) this.#validUntil = 0;
      return false;
    }
    this.#extend(asked);
    return true;
  }

  /**
   * Lets others have it at once.
   * @param {{forget?: boolean}} [options] forget: the session is deleted, and its blob with it
   */
  async release({ forget = false } = {}) {
    this.#stop();
    try {
      if (forget) await this.#blob.delete({ conditions: { leaseId: this.#client.leaseId } });
      else await this.#client.releaseLease();
    } catch (error) {
      if (!isTaken(error) && /** @type {any} */ (error).statusCode !== 404) throw error;
    }
  }

  async #acquire() {
    try {
      await this.#client.acquireLease(this.#seconds);
    } catch (error) {
      if (/** @type {any} */ (error).statusCode !== 404) throw error;
      await this.#blob.upload('', 0, { conditions: { ifNoneMatch: '*' } });
      await this.#client.acquireLease(this.#seconds);
    }
  }

  /** @param {number} asked when the request left: the lease may be that old */
  #extend(asked) {
    this.#validUntil = asked + this.#seconds * 1000 * (1 - MARGIN);
    this.#renewAt = asked + (this.#seconds * 1000) / 3;
  }

  #check() {
    if (!this.isHeld) {
      this.#stop();
      this.onLost();
    } else if (performance.now() >= this.#renewAt && !this.#isRenewing) {
      this.#isRenewing = true;
      this.renew().finally(() => (this.#isRenewing = false));
    }
  }

  #stop() {
    clearInterval(this.#timer);
    this.#validUntil = 0;
  }
}
