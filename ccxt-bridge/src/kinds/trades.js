import { tradesFrame } from '../frames.js';
import { Pages } from '../pages.js';
import { holesGap, tradeRow, tradeRowOrHole } from '../rows.js';
import { Replay } from './replay.js';

class TradeSegment {
  #rows = [];
  #from = 0;

  constructor(symbol, perFrame) {
    this.symbol = symbol;
    this.perFrame = perFrame;
  }

  get size() {
    return this.#rows.length - this.#from;
  }

  get empty() {
    return this.size === 0;
  }

  add(rows) {
    for (const row of rows) this.#rows.push(row);
  }

  drop(n) {
    this.#from += n;
    // A queue that never empties would keep what it dropped.
    if (this.#from > 16_384 && this.#from > this.size) {
      this.#rows = this.#rows.slice(this.#from);
      this.#from = 0;
    }
  }

  take() {
    const to = Math.min(this.#rows.length, this.#from + this.perFrame);
    const frame = tradesFrame(this.symbol, this.#rows, this.#from, to);
    this.drop(to - this.#from);
    return frame;
  }
}

/** Trades of a symbol. CCXT's cache is emptied at each look: a wake can be lost, what is in the cache is not. */
export class Trades {
  static exact = true;
  static unwatch = 'unWatchTrades';
  #replay;
  #pages = new Pages();

  constructor({ symbol, limits, now }) {
    this.symbol = symbol;
    this.#replay = new Replay(now);
    this.bound = limits.waitingTrades;
    this.segment = () => new TradeSegment(symbol, limits.rowsPerFrame);
  }

  watch(x) {
    return x.watchTrades(this.symbol);
  }

  clear(x) {
    x.trades?.[this.symbol]?.clear?.();
  }

  /** After a loss exchanges send recent trades again. The gateway knows them by id; those without one are left out. */
  afterLoss(x, goesOn = false) {
    if (!goesOn) this.#replay.begin();
  }

  read(x, returned) {
    const kept = x.trades?.[this.symbol];
    const cache = typeof kept?.clear === 'function' ? kept : returned;
    if (!Array.isArray(cache) || cache.length === 0) return undefined;
    const { data, dropped } = this.#rows(cache, x.id);
    const gap = overflowOf(cache) ?? (dropped > 0 ? holesGap(dropped) : undefined);
    cache.clear?.();
    return data.length > 0 || gap !== undefined ? { data, gap } : undefined;
  }

  fetch(venue) {
    return venue.exact.fetchTrades(this.symbol);
  }

  page(trades, exchange) {
    const { fresh, dropped, torn } = this.#pages.next(trades.map((trade) => tradeRowOrHole(trade, exchange)));
    if (dropped > 0 && !torn) return { data: fresh, gap: holesGap(dropped) };
    const gap = torn ? { why: 'poll', message: 'the page of trades does not reach back to the one before', dropped: 0 } : undefined;
    return { data: fresh, gap };
  }

  #rows(trades, exchange) {
    const rows = [];
    let dropped = 0;
    for (let i = 0; i < trades.length; i++) {
      if ((trades[i].symbol ?? this.symbol) !== this.symbol) continue;
      const row = tradeRow(trades[i], exchange);
      if (row === undefined) dropped++;
      else rows.push(row);
    }
    return { data: this.#replay.without(rows), dropped };
  }
}

// CCXT's cache counts what was put in since it was cleared, and keeps the newest `maxSize`.
function overflowOf(cache) {
  if (cache.maxSize === undefined || cache.length < cache.maxSize) return undefined;
  const lost = cache.allNewUpdates - cache.length;
  if (lost === 0) return undefined;
  return { why: 'overflow', message: `more than ${cache.maxSize} trades came at once`, dropped: lost > 0 ? lost : 0 };
}
