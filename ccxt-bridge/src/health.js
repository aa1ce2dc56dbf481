import ccxt from 'ccxt';
import { log } from './log.js';

const TICK_MS = 250;
const REMEMBERED_MS = 5000;
const LAGGING_MS = 2000;

/** Watches the process: the lag of its event loop and its memory. Where one is beyond repair, `die` is called after one line of log. */
export class Health {
  #lags = []; // [when, lag] of the last seconds
  #timer;
  #started = performance.now();

  constructor({ maxRss, maxLagMs, die, facts }) {
    Object.assign(this, { maxRss, maxLagMs, die, facts });
    let due = performance.now() + TICK_MS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#look(now, Math.max(0, now - due));
      due = now + TICK_MS;
    }, TICK_MS);
    this.#timer.unref();
  }

  get lagMs() {
    return Math.round(Math.max(0, ...this.#lags.map(([, lag]) => lag)));
  }

  answer() {
    const { rss, heapUsed } = process.memoryUsage();
    const { lagMs } = this;
    const ok = lagMs < LAGGING_MS;
    const uptime = Math.round((performance.now() - this.#started) / 1000);
    const { boot, ...counts } = this.facts();
    return [ok ? 200 : 503, { ok, pid: process.pid, boot, ccxt: ccxt.version, rss, heap: heapUsed, lagMs, ...counts, uptime }];
  }

  stop() {
    clearInterval(this.#timer);
  }

  #look(now, lag) {
    this.#lags = this.#lags.filter(([when]) => now - when < REMEMBERED_MS);
    this.#lags.push([now, lag]);
    const rss = process.memoryUsage.rss();
    if (lag > this.maxLagMs) this.#die('lag', { lagMs: Math.round(lag), maxLagMs: this.maxLagMs });
    else if (rss > this.maxRss) this.#die('memory', { rss, maxRss: this.maxRss });
  }

  #die(why, fields) {
    log('exit', { why, ...fields });
    this.die();
  }
}
