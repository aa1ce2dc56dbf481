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

  clear(x) {
    if (x.tickers !== undefined) delete x.tickers[this.symbol];
  }

  afterLoss() {}

  read(x, returned) {
    const ticker = x.tickers?.[this.symbol] ?? returned;
    // CCXT makes a new object for each that comes.
    if (ticker === undefined || ticker === null || ticker === this.#seen) return undefined;
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
