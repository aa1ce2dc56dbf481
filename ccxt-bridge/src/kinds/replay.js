const KEPT = 512;
const LASTS_MS = 30_000;
const AHEAD_MS = 60_000; // a time further ahead of the clock is wrong

const keyOf = ([ts, price, amount, side]) => `${ts}|${price}|${amount}|${side}`;

/** Knows trades without ids again that an exchange sends once more after a loss, by what they are. */
export class Replay {
  #last = []; // rows, a ring
  #at = 0;
  #newest = 0;
  #known; // how many of each may come again; undefined where none is expected
  #until;

  constructor(now = Date.now) {
    this.now = now;
  }

  /** From here on it is looked for, until something newer comes or 30 s after the first that comes. */
  begin() {
    this.#until = undefined;
    this.#known = new Map();
    for (const key of this.#last.map(keyOf)) this.#known.set(key, (this.#known.get(key) ?? 0) + 1);
  }

  without(rows) {
    if (this.#known === undefined) {
      rows.forEach((row) => this.#keep(row));
      return rows;
    }
    const now = this.now();
    this.#until ??= now + LASTS_MS;
    const seen = this.#newest;
    const fresh = now < this.#until ? rows.filter((row) => !this.#isKnown(row)) : rows;
    fresh.forEach((row) => this.#keep(row));
    // Not before the last of them: some exchanges send the newest first.
    if (now >= this.#until || this.#newest > seen) this.#known = undefined;
    return fresh;
  }

  #isKnown(row) {
    if (row[4] !== null || row[0] === 0) return false;
    const key = keyOf(row);
    const left = this.#known.get(key) ?? 0;
    if (left > 0) this.#known.set(key, left - 1);
    return left > 0;
  }

  #keep(row) {
    const ts = row[0];
    if (ts > this.#newest && ts <= this.now() + AHEAD_MS) this.#newest = ts;
    if (row[4] !== null || ts === 0) return;
    this.#last[this.#at] = row;
    this.#at = (this.#at + 1) % KEPT;
  }
}
