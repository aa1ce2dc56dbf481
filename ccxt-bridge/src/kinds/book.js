import { bookFrame } from '../frames.js';
import { bookTop } from '../rows.js';

class LatestBook {
  size = 0;
  #latest;

  constructor(sent, fresh) {
    this.sent = sent;
    this.fresh = fresh;
  }

  get empty() {
    return this.#latest === undefined;
  }

  add(top) {
    this.#latest = top;
  }

  take() {
    const frame = this.sent.frame(this.#latest, this.fresh);
    this.#latest = undefined;
    this.fresh = false;
    return frame;
  }
}

/** The book as the gateway has it. Deltas are made against it when they are sent, so that states can be skipped while there is no credit. */
class SentBook {
  #n = 0;
  #sides;

  constructor(symbol) {
    this.symbol = symbol;
  }

  /** null where nothing changed */
  frame(top, fresh) {
    const before = fresh ? undefined : this.#sides;
    const sides = { b: new Map(top.b), a: new Map(top.a) };
    this.#sides = sides;
    if (before === undefined) return bookFrame(this.symbol, ++this.#n, true, top);
    const b = changes(before.b, sides.b);
    const a = changes(before.a, sides.a);
    return b.length + a.length === 0 ? null : bookFrame(this.symbol, ++this.#n, false, { ts: top.ts, b, a });
  }
}

function changes(before, now) {
  const changed = [];
  for (const [price, amount] of now) if (before.get(price) !== amount) changed.push([price, amount]);
  for (const price of before.keys()) if (!now.has(price)) changed.push([price, '0']);
  return changed;
}

// Where CCXT takes a snapshot by REST, it keeps no more levels than it was asked for: of a hundred, few are left once the best are gone.
const ASKED_DEPTH = 1000;

/** A symbol's order book, its first levels. */
export class Book {
  static exact = false; // CCXT sorts levels as numbers
  static unwatch = 'unWatchOrderBook';
  #sent;
  #fresh = true;
  #depth = ASKED_DEPTH;
  #seen = false;
  #kept = false; // in CCXT's table

  constructor({ symbol, limits }) {
    this.symbol = symbol;
    this.levels = limits.levels;
    this.bound = Infinity;
    this.#sent = new SentBook(symbol);
    this.segment = () => {
      const fresh = this.#fresh;
      this.#fresh = false;
      return new LatestBook(this.#sent, fresh);
    };
  }

  watch(x) {
    return x.watchOrderBook(this.symbol, this.#depth);
  }

  /** Not every exchange has a book of that depth: without any, each tells the one that it likes best. */
  concedes() {
    const first = this.#depth !== undefined && !this.#seen;
    if (first) this.#depth = undefined;
    return first;
  }

  // Not deleted while the exchange may go on sending: CCXT fails at changes of a book that it has not, and takes all others along.
  clear() {}

  afterLoss(x) {
    this.#fresh = true;
    if (x?.orderbooks !== undefined) delete x.orderbooks[this.symbol];
  }

  read(x, returned) {
    // Without a wake there is nothing new: a hundred levels are not copied in vain.
    if (returned === undefined) return undefined;
    const kept = x.orderbooks?.[this.symbol];
    this.#kept ||= kept !== undefined;
    // What is returned may be the broken one that was dropped. Only bitopro keeps none.
    const book = this.#kept ? kept : returned;
    this.#seen ||= book !== undefined;
    return book?.bids === undefined || book.asks === undefined ? undefined : { data: bookTop(book, this.levels) };
  }

  fetch(venue) {
    return venue.plain.fetchOrderBook(this.symbol);
  }

  page(book) {
    return { data: bookTop(book, this.levels) };
  }
}
