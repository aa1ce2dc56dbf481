import { setTimeout as pause } from 'node:timers/promises';
import ccxt from 'ccxt';
import { observe } from './asked.js';
import { Stale } from './faults.js';
import { Book } from './kinds/book.js';
import { log } from './log.js';
import { Pulse } from './pulse.js';
import { Renewals } from './renewals.js';
import { Trial } from './trial.js';

const TRIAL_FACTOR = 3; // so many times `quietMs`

/** A CCXT instance that streams for one session, with the subscriptions on it. */
export class Link {
  #streams = new Set();
  #leaving = new Map(); // unsubscriptions that the exchange has not confirmed, by name
  #abandoned = new Map(); // kinds that the exchange goes on sending, by name: 42 exchanges can't unsubscribe from trades
  #timer;
  #renewals;
  trial = new Trial();

  constructor(x, limits) {
    this.x = x;
    this.limits = limits;
    // We read CCXT's caches ourselves: that each watch also copies them would cost more than parsing the trades.
    x.filterBySinceLimit = (array) => array ?? [];
    observe(x, () => [...this.#streams].map((stream) => stream.asked));
    this.#forgiveLateChanges();
    this.#renewals = new Renewals(limits);
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
    this.trial.leave(stream, Date.now());
    this.#streams.delete(stream);
    stream.kind.clear(this.x);
    const leaving = this.leave(stream);
    if (leaving === undefined) this.#abandoned.set(name, stream.kind);
    else this.#leaving.set(name, leaving.finally(() => this.#leaving.delete(name)));
  }

  arrived(stream) {
    const now = Date.now();
    this.pulse.arrived(now);
    stream.pulse.arrived(now);
    if (stream.renewed === undefined) return;
    this.#renewals.helped(stream.renewed);
    stream.renewed = undefined;
  }

  /** Unsubscribes where the exchange can do that and its connection lives. */
  leave({ kind, asked }) {
    const method = kind.constructor.unwatch;
    // A connection that is gone took its subscriptions along; asking would dial again.
    if (this.x.has[method] !== true || !asked.client?.isConnected || !asked.connected(this.x)) return undefined;
    const args = kind.timeframe === undefined ? [kind.symbol] : [kind.symbol, kind.timeframe];
    const left = (async () => this.x[method](...args))().catch((error) => log('unwatch', { exchange: this.x.id, symbol: kind.symbol, error: error.message }));
    return Promise.race([left, pause(this.limits.leaveMs, undefined, { ref: false })]);
  }

  /** Closes the connection of a stream that asking once more did not help: all on it begin anew. */
  renew(stream, error) {
    const { asked } = stream;
    const now = Date.now();
    if (!asked.connected(this.x) || !this.#renewals.mayRenew(asked.client.url, now)) return;
    stream.renewed = asked.client.url;
    this.#renewals.renewed(asked.client.url, now);
    log('renew', { sub: stream.subscription.name, error: error.message });
    drop(asked.client, error instanceof ccxt.OperationFailed ? error : new Stale(`begun anew after ${error.message}`));
  }

  /** CCXT forgets some connections without closing them: what they go on sending would get among what the next one sends. */
  discard(client) {
    if (client === undefined || client.error !== undefined || this.x.clients[client.url] === client) return;
    drop(client, new ccxt.NetworkError(`${this.x.id}: the connection was given up`));
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

  // CCXT fails at changes of a book that was dropped and has not come anew, and rejects every subscription of the connection with that.
  #forgiveLateChanges() {
    const { x } = this;
    const { handleMessage } = x;
    x.handleMessage = (client, message) => {
      try {
        return handleMessage.call(x, client, message);
      } catch (error) {
        if (!(error instanceof ccxt.BaseError) && this.#isOfMissingBook(message)) return;
        this.#spoilBooks(client, error);
        throw error;
      }
    };
  }

  #isOfMissingBook(message) {
    const text = JSON.stringify(message);
    const kinds = [...[...this.#streams].map(({ kind }) => kind), ...this.#abandoned.values()];
    return kinds.some((kind) => kind instanceof Book && this.x.orderbooks[kind.symbol] === undefined && namesOf(this.x.markets[kind.symbol]).some((name) => text.includes(name)));
  }

  // A change that was made by half is wrong for whom nobody waited on just then, too.
  #spoilBooks(client, error) {
    for (const { kind, asked } of this.#streams) if (kind instanceof Book && asked.client === client && asked.proven) asked.spoilt = error;
  }

  #tick(now) {
    let watched = false;
    for (const stream of this.#streams) {
      stream.sweep(now);
      watched ||= stream.watching;
      if (!stream.watching || !stream.asked.client?.isConnected) stream.pulse.idle(now);
    }
    for (const kind of this.#abandoned.values()) kind.clear(this.x);
    this.trial.tick(now, this.limits.quietMs * TRIAL_FACTOR);
    if (!watched) return this.pulse.idle(now);
    const silence = this.pulse.stale(now);
    if (silence === undefined) return this.#awaken(now);
    log('stale', { exchange: this.x.id, silence });
    const error = new Stale(`${this.x.id} sent nothing for ${Math.round(silence / 1000)} s`);
    for (const client of Object.values(this.x.clients ?? {})) drop(client, error);
  }

  // One stream may be silent while others go on.
  #awaken(now) {
    for (const stream of this.#streams) {
      const { asked, pulse, watching, kind } = stream;
      if (!watching || !asked.connected(this.x)) continue;
      const canLeave = this.x.has[kind.constructor.unwatch] === true;
      if (!canLeave && !this.#renewals.mayRenew(asked.client.url, now)) continue;
      const silence = pulse.stale(now);
      if (silence === undefined) continue;
      const error = new Stale(`${this.x.id} sent nothing of ${stream.subscription.name} for ${Math.round(silence / 1000)} s`);
      if (canLeave) for (const hash of asked.hashes.filter((name) => name in asked.client.futures)) asked.client.reject(error, hash);
      else this.renew(stream, error);
    }
  }
}

// No closing handshake: who sends nothing may not answer that either.
function drop(client, error) {
  client.onError(error);
  client.connection?.terminate();
}

const namesOf = (market) => [market?.id, market?.symbol, market?.lowercaseId].filter((name) => typeof name === 'string' && name !== '');
