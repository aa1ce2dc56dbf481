import { candlesFrame } from '../frames.js';
import { candleRow } from '../rows.js';

class CandleSegment {
  #closed = [];
  #open = undefined;

  constructor(symbol, timeframe, perFrame) {
    Object.assign(this, { symbol, timeframe, perFrame });
  }

  get size() {
    return this.#closed.length;
  }

  get empty() {
    return this.size === 0 && this.#open === undefined;
  }

  add({ closed, open }) {
    this.#closed.push(...closed);
    this.#open = open;
  }

  drop(n) {
    this.#closed.splice(0, n);
  }

  take() {
    const rows = this.#closed.splice(0, this.perFrame - 1).map((row) => [...row, 1]);
    if (this.size === 0) {
      rows.push([...this.#open, 0]);
      this.#open = undefined;
    }
    return candlesFrame(this.symbol, this.timeframe, rows);
  }
}

/** Candles: the newest is open; when a newer one appears it is told once more, closed. Those before the first look are the past. */
export class Candles {
  static exact = true;
  static unwatch = 'unWatchOHLCV';
  #last = undefined;
  #lost = false;

  constructor({ symbol, timeframe, limits }) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.bound = limits.waitingCandles;
    this.segment = () => new CandleSegment(symbol, timeframe, limits.rowsPerFrame);
  }

  watch(x) {
    return x.watchOHLCV(this.symbol, this.timeframe);
  }

  // A candle that CCXT kept from before would be told as if it had just come.
  clear(x) {
    x.ohlcvs?.[this.symbol]?.[this.timeframe]?.clear?.();
  }

  afterLoss() {
    this.#lost = true;
  }

  read(x, returned) {
    const kept = x.ohlcvs?.[this.symbol];
    if (kept?.[this.timeframe] !== undefined) return this.#news(kept[this.timeframe]);
    // Some watches are woken by any timeframe of their symbol (kraken's): then what is returned may be another's candles.
    const others = Object.keys(kept ?? {}).some((key) => Object.hasOwn(x.timeframes, key));
    return others ? undefined : this.#news(returned);
  }

  fetch(venue) {
    return venue.exact.fetchOHLCV(this.symbol, this.timeframe);
  }

  page(candles) {
    return this.#news(candles) ?? {};
  }

  #news(candles) {
    const rows = this.#sinceLast(candles ?? []);
    const open = rows.at(-1);
    if (open === undefined) return undefined;
    const last = this.#last;
    if (open[0] === last?.[0] && open.join() === last.join()) return undefined;
    this.#last = open;
    const closed = last === undefined ? [] : rows.slice(0, -1);
    // CCXT may have let go of it: then its last state is what we saw last. After a loss nobody knows how it ended.
    if (last !== undefined && !this.#lost && rows[0][0] > last[0]) closed.unshift(last);
    this.#lost = false;
    return { data: { closed, open } };
  }

  #sinceLast(candles) {
    const from = this.#last?.[0] ?? 0;
    const rows = [];
    for (let i = candles.length - 1; i >= 0 && candles[i][0] >= from; i--) {
      const row = candleRow(candles[i]);
      if (row !== undefined) rows.push(row);
      if (this.#last === undefined && rows.length === 1) break;
    }
    return rows.sort((a, b) => a[0] - b[0]);
  }
}
