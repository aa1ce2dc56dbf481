import ccxt from 'ccxt';
import { Refusal, faultOf } from './faults.js';
import { construct, isExchange } from './instances.js';
import { log } from './log.js';
import { forgetSecrets, keepSetup } from './secrets.js';
import { printOf } from './setup.js';

/**
 * An exchange under one setup: its markets and its REST, shared by all sessions and requests.
 * `plain` has CCXT's numbers (markets, books: their sorting needs them), `exact` strings. They share a throttle, so that the rate limit is one.
 */
class Venue {
  polled = 0; // subscriptions that are polled, of all sessions
  users = new Set(); // sessions: `renew` is called when markets came
  loadedAt = 0;
  #triedAt = 0;
  #askedAt = 0;
  #loading;

  constructor(id, setup, shared) {
    this.id = id;
    this.setup = setup;
    this.shared = shared;
    this.name = `${id}-${printOf(id, setup.sandbox, setup.urls, setup.options, ccxt.version)}`;
  }

  /** Ready to be asked: constructed, with markets that are not too old. Who comes while they load waits for the same load. */
  async open() {
    this.#askedAt = Date.now();
    if (this.isYoung || (this.loadedAt > 0 && this.#justTried)) return this;
    await this.#load();
    this.#askedAt = Date.now();
    return this;
  }

  /** Whether there is such a market by now: exchanges list new ones every day. */
  async find(symbol) {
    await this.open();
    if (!this.hasMarket(symbol) && !this.#justTried) await this.#load({ anew: true });
    return this.hasMarket(symbol);
  }

  isUnused(since) {
    return this.users.size === 0 && this.#loading === undefined && this.#askedAt < since;
  }

  get isYoung() {
    return Date.now() - this.loadedAt < this.shared.limits.marketsMs;
  }

  get #justTried() {
    return Date.now() - this.#triedAt < this.shared.limits.marketsRetryMs;
  }

  get markets() {
    return this.plain.markets;
  }

  hasMarket(symbol) {
    return Object.hasOwn(this.markets, symbol);
  }

  /** A new instance with these markets, for streams. */
  async instance(how) {
    const x = await construct(this.id, this.setup, how);
    return this.give(x);
  }

  pollMs(asked = this.shared.limits.pollMs) {
    return Math.max(asked, this.plain.rateLimit * this.polled);
  }

  async close() {
    await Promise.allSettled([this.plain?.close(true), this.exact?.close(true)]);
  }

  #load(how) {
    this.#loading ??= this.#loadNow(how).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadNow({ anew = false } = {}) {
    const { tradesLimit } = this.shared.limits;
    this.plain ??= await construct(this.id, this.setup, { exact: false, tradesLimit });
    this.exact ??= await construct(this.id, this.setup, { exact: true, tradesLimit });
    const kept = anew ? undefined : await this.shared.files.read(this.name);
    if (kept !== undefined) {
      this.learned = kept.learned;
      Object.assign(this.plain.options, kept.learned);
      this.plain.setMarkets(kept.markets, kept.currencies);
      this.loadedAt = kept.at;
    } else {
      await this.#ask();
    }
    this.give(this.exact);
    for (const user of this.users) user.renew();
  }

  async #ask() {
    const x = this.plain;
    const before = printsOf(x.options);
    this.#triedAt = Date.now();
    try {
      await x.loadMarkets(true);
      if (Object.keys(x.markets).length === 0) throw new Refusal('ExchangeNotAvailable', `${this.id} told no markets`, 502, true);
    } catch (error) {
      if (this.loadedAt === 0) throw error;
      log('markets_old', { exchange: this.id, error: faultOf(error).message });
      // CCXT may have emptied them.
      x.setMarketsFromExchange(this.exact);
      return;
    }
    const markets = Object.values(x.markets);
    // Loading teaches some exchanges more than markets (kraken's options.marketsByAltname): instances that did not load need it too.
    const after = printsOf(x.options);
    const learnt = Object.keys(after).filter((key) => after[key] !== before[key]);
    // A later load of the same teaches nothing new.
    this.learned = { ...this.learned, ...Object.fromEntries(learnt.map((key) => [key, x.options[key]])) };
    this.loadedAt = Date.now();
    await this.shared.files.write(this.name, { at: this.loadedAt, markets, currencies: x.currencies, learned: this.learned });
  }

  /** These markets, to an instance that did not load them. */
  give(x) {
    x.throttler = this.plain.throttler;
    Object.assign(x.options, this.learned);
    return x.setMarketsFromExchange(this.plain);
  }
}

const printsOf = (options) => Object.fromEntries(Object.keys(options).map((key) => [key, JSON.stringify(options[key])]));

/** The venues that are in use. */
export class Venues {
  #venues = new Map();
  #timer;

  constructor(shared) {
    this.shared = shared;
    const { venueIdleMs } = shared.limits;
    this.#timer = setInterval(() => this.#sweep(Date.now() - venueIdleMs), venueIdleMs / 15);
    this.#timer.unref();
  }

  get size() {
    return this.#venues.size;
  }

  /** @throws Refusal where CCXT has no such exchange */
  async open(id, setup) {
    if (!isExchange(id)) throw new Refusal('NotSupported', `exchange ${JSON.stringify(id)} is not known to CCXT ${ccxt.version}`, 404);
    // How one session polls and what its caches hold is its own affair: the exchange's rate limit is one for all.
    const { tradesLimit, pollMs, ...shared } = setup;
    keepSetup(shared);
    const key = printOf(id, shared);
    if (!this.#venues.has(key)) this.#venues.set(key, new Venue(id, shared, this.shared));
    const venue = this.#venues.get(key);
    try {
      return await venue.open();
    } catch (error) {
      this.#drop(key, venue);
      throw error;
    }
  }

  async close() {
    clearInterval(this.#timer);
    await Promise.all([...this.#venues.values()].map((venue) => venue.close()));
  }

  // Their markets are on disk, should they be asked for again.
  #sweep(before) {
    for (const [key, venue] of this.#venues) {
      if (venue.isUnused(before)) this.#drop(key, venue);
      else keepSetup(venue.setup);
    }
    forgetSecrets(before);
  }

  // Who waited for the same failure must not drop the one that came after it.
  #drop(key, venue) {
    if (this.#venues.get(key) !== venue) return;
    this.#venues.delete(key);
    venue.close();
  }
}
