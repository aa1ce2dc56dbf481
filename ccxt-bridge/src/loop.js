import { setTimeout as pause } from 'node:timers/promises';
import { breaksBook, faultOf } from './faults.js';
import { Book } from './kinds/book.js';
import { log } from './log.js';

// Subscriptions of one connection are rejected with the very same error. They wait for the same moment, so that CCXT dials once.
const retries = new WeakMap();

/** What streaming and polling have in common: trying again, and telling what happened. */
export class Loop {
  #attempt = 0;
  #bugs = 0;
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
    this.#attempt = 0;
    this.#bugs = 0;
    const { subscription } = this;
    subscription.live();
    if (gap !== undefined) subscription.gap(gap);
    if (data !== undefined && data.length !== 0) subscription.data(data);
  }

  async rest(ms) {
    await pause(ms, undefined, { signal: this.#pause.signal }).catch(() => {});
  }

  async fail(error) {
    const fault = faultOf(error);
    if ((fault.bug || !fault.retryable) && this.kind.concedes?.()) return;
    const { subscription } = this;
    this.#attempt++;
    this.#bugs = fault.bug ? this.#bugs + 1 : 0;
    if (fault.bug) log('bug', { sub: subscription.name, error: error?.stack ?? error });
    if (!fault.retryable || this.#bugs >= this.limits.bugs) {
      this.stopped = true;
      subscription.end(fault, this.#attempt);
      return;
    }
    const retryMs = this.#retryMs(error, fault);
    if (this.kind instanceof Book && breaksBook(error)) subscription.reset(fault);
    else subscription.down(fault, this.#attempt, retryMs);
    this.kind.afterLoss(this.link?.x);
    await this.rest(retryMs);
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
