import { setTimeout as pause } from 'node:timers/promises';
import ccxt from 'ccxt';
import { observe } from './asked.js';
import { Stale } from './faults.js';
import { Book } from './kinds/book.js';
import { log } from './log.js';
import { Pulse } from './pulse.js';

/** A CCXT instance that streams for one session, with the subscriptions on it. */
export class Link {
  #streams = new Set();
  #leaving = new Map(); // unsubscriptions that the exchange has not confirmed, by name
  #abandoned = new Map(); // kinds that the exchange goes on sending, by name: 42 exchanges can't unsubscribe from trades
  #timer;

  constructor(x, limits) {
    this.x = x;
    this.limits = limits;
    // We read CCXT's caches ourselves: that each watch also copies them would cost more than parsing the trades.
    x.filterBySinceLimit = (array) => array ?? [];
    observe(x, () => [...this.#streams].map((stream) => stream.asked));
    this.#forgiveLateChanges();
    this.pulse = new Pulse(limits, Date.now());
    this.#timer = setInterval(() => this.#tick(Date.now()), limits.sweepMs);
  }

  async add(stream) {
    const { name } = stream.subscription;
    this.#streams.add(stream);
    // Who comes back while CCXT still leaves would be unsubscribed by the late answer.
    await this.#leaving.get(name);
    if (stream.stopped) return;
    this.#abandoned.delete(name);
    stream.kind.clear(this.x);
    await stream.run();
  }

  remove(stream) {
    const { name } = stream.subscription;
    stream.stop();
    this.#streams.delete(stream);
    stream.kind.clear(this.x);
    const leaving = this.#unwatch(stream.kind, stream.asked);
    if (leaving === undefined) this.#abandoned.set(name, stream.kind);
    else this.#leaving.set(name, leaving.finally(() => this.#leaving.delete(name)));
  }

  arrived() {
    this.pulse.arrived(Date.now());
  }

  async close() {
    clearInterval(this.#timer);
    // A watch that is still asking by REST where to dial must not dial once we are gone.
    this.x.client = () => {
      throw new ccxt.ExchangeClosedByUser(`${this.x.id}: closed`);
    };
    for (const stream of this.#streams) stream.stop();
    this.#streams.clear();
    await this.x.close(true).catch((error) => log('close', { exchange: this.x.id, error: error.message }));
  }

  // Changes of a book that CCXT has just dropped make it fail, and it rejects every subscription of the connection with that.
  #forgiveLateChanges() {
    const { x } = this;
    const { handleMessage } = x;
    x.handleMessage = (client, message) => {
      try {
        return handleMessage.call(x, client, message);
      } catch (error) {
        const comingAnew = [...this.#streams].some(({ kind, watching, anew }) => kind instanceof Book && (anew || !watching));
        if (error instanceof ccxt.BaseError || !comingAnew) throw error;
      }
    };
  }

  #unwatch(kind, asked) {
    const method = kind.constructor.unwatch;
    const { client } = asked;
    // A connection that is gone took its subscriptions along; asking would dial again.
    if (this.x.has[method] !== true || client === undefined || !client.isConnected || this.x.clients[client.url] !== client) return undefined;
    const args = kind.timeframe === undefined ? [kind.symbol] : [kind.symbol, kind.timeframe];
    const left = (async () => this.x[method](...args))().catch((error) => log('unwatch', { exchange: this.x.id, symbol: kind.symbol, error: error.message }));
    return Promise.race([left, pause(this.limits.leaveMs, undefined, { ref: false })]);
  }

  #tick(now) {
    let watched = false;
    for (const stream of this.#streams) {
      stream.sweep(now);
      watched ||= stream.watching;
    }
    for (const kind of this.#abandoned.values()) kind.clear(this.x);
    if (!watched) return this.pulse.idle(now);
    const silence = this.pulse.stale(now);
    if (silence !== undefined) this.#drop(silence);
  }

  #drop(silence) {
    const error = new Stale(`${this.x.id} sent nothing for ${Math.round(silence / 1000)} s`);
    log('stale', { exchange: this.x.id, silence });
    for (const client of Object.values(this.x.clients ?? {})) {
      client.onError(error);
      // No closing handshake: who sends nothing may not answer that either.
      client.connection?.terminate();
    }
  }
}
