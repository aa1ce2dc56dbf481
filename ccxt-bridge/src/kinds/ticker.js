import { tickerFrame } from '../frames.js';
import { tickerRow } from '../rows.js';

class LatestTicker {
  size = 0;
  #latest;

  constructor(symbol) {
    this.symbol = symbol;
  }

  get empty() {
    return this.#latest === undefined;
  }

  add(ticker) {
    this.#latest = ticker;
  }

  take() {
    const frame = tickerFrame(this.symbol, this.#latest);
    this.#latest = undefined;
    return frame;
  }
}

/** A symbol's ticker: only the latest matters. */
export class Ticker {
  static exact = true;
  static unwatch = 'unWatchTicker';
  #seen;

  constructor({ symbol }) {
    this.symbol = symbol;
    this.bound = Infinity;
    this.segment = () => new LatestTicker(symbol);
  }

  watch(x) {
    return x.watchTicker(this.symbol);
  }

  // What CCXT has from before is not news. It stays there: some exchanges send only what changed.
  clear(x) {
    this.#seen = x.tickers?.[this.symbol];
  }

  afterLoss() {}

  read(x, returned) {
    const ticker = x.tickers?.[this.symbol] ?? returned;
    // Unless we were woken only a new object tells of news.
    if (ticker === undefined || ticker === null || (returned === undefined && ticker === this.#seen)) return undefined;
    if ((ticker.symbol ?? this.symbol) !== this.symbol) return undefined;
    this.#seen = ticker;
    return { data: tickerRow(ticker) };
  }

  fetch(venue) {
    return venue.exact.fetchTicker(this.symbol);
  }

  page(ticker) {
    return { data: tickerRow(ticker) };
  }
}
