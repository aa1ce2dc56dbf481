import { setTimeout as pause } from 'node:timers/promises';
import { breaksBook, faultOf } from './faults.js';
import { Book } from './kinds/book.js';
import { log } from './log.js';

// Subscriptions of one connection are rejected with the very same error. They wait for the same moment, so that CCXT dials once.
const retries = new WeakMap();

/** What streaming and polling have in common: trying again, and telling what happened. */
export class Loop {
  #attempt = 0;
  #ownFaults = 0; // in a row: what trying again does not mend
  #triedAt = performance.now();
  #pause = new AbortController();
  stopped = false;

  constructor(subscription) {
    this.subscription = subscription;
    this.kind = subscription.kind;
    this.limits = subscription.limits;
  }

  async run() {
    while (!this.stopped) {
      try {
        await this.turn();
      } catch (error) {
        if (!this.stopped) await this.fail(error);
      }
    }
  }

  stop() {
    this.stopped = true;
    this.#pause.abort();
  }

  deliver({ data, gap }) {
    this.#ownFaults = 0;
    const { subscription } = this;
    subscription.live();
    if (gap !== undefined) subscription.gap(gap);
    if (data !== undefined && data.length !== 0) subscription.data(data);
  }

  async rest(ms) {
    await pause(ms, undefined, { signal: this.#pause.signal }).catch(() => {});
  }

  /** Whether an error that trying again does not mend is about this subscription. */
  isOwn() {
    return true;
  }

  async fail(error) {
    const fault = faultOf(error);
    const final = fault.bug || !fault.retryable;
    const own = final && this.isOwn(error);
    if (own && this.kind.concedes?.()) return;
    const { subscription } = this;
    this.#count(final, own);
    if (fault.bug) log('bug', { sub: subscription.name, error: error?.stack ?? error });
    if (own && this.#isOver(fault)) {
      this.stopped = true;
      subscription.end(fault, this.#attempt);
      return;
    }
    const retryMs = this.#retryMs(error, fault);
    if (this.kind instanceof Book && breaksBook(error)) subscription.reset(fault);
    else subscription.down(fault, this.#attempt, retryMs);
    this.kind.afterLoss(this.link?.x, this.goesOn);
    await this.rest(retryMs);
    this.#triedAt = performance.now();
  }

  // One datum does not make it sound: some exchanges send a snapshot and close, again and again.
  #count(final, own) {
    const sound = this.subscription.state === 'live' && performance.now() - this.#triedAt >= this.limits.soundMs;
    this.#attempt = sound ? 1 : this.#attempt + 1;
    if (own) this.#ownFaults++;
    else if (!final) this.#ownFaults = 0;
  }

  // What was live once is believed: an odd frame may look like a refusal.
  #isOver({ retryable }) {
    return (!retryable && !this.subscription.everLive) || this.#ownFaults >= this.limits.bugs;
  }

  #retryMs(error, { restMs }) {
    const shared = error !== null && typeof error === 'object' ? retries.get(error) : undefined;
    const now = performance.now();
    if (shared !== undefined && shared > now) return Math.round(shared - now);
    const { backoffMs, backoffMaxMs } = this.limits;
    const grown = Math.min(backoffMaxMs, backoffMs * 2 ** Math.min(this.#attempt - 1, 20));
    const jittered = Math.round(Math.max(restMs, grown * (0.75 + Math.random() / 2)));
    if (error !== null && typeof error === 'object') retries.set(error, now + jittered);
    return jittered;
  }
}
