import { isHole } from './rows.js';

const REMEMBERED = 2000;
const STALE_IN_A_ROW = 5;

const keyOf = (row) => row[4] ?? row.slice(0, 4).join();
const timesOf = (page) => page.map(([ts]) => ts).filter((ts) => ts > 0);

/**
 * Pages of polled trades put together without repeating any. A trade is known by its id, or else by its time, price, amount and side, as
 * often as it was seen. What the first page holds was before the subscription: it is the past, and serves only to be overlapped by the second.
 */
export class Pages {
  #begun = false;
  #counts = new Map(); // of each key that is remembered
  #keys = []; // in the order they came
  #oldest = 0; // time in the page before
  #newest = 0;
  #stale = 0; // pages in a row

  /**
   * The rows that were not there yet, and how many of them were `dropped` as price or amount are missing; `torn` where the page does not touch what is known, so that trades between may be missing. `fresh` is
   * undefined for a page that is older than what was told, as caches and machines that lag behind give: it says nothing.
   */
  next(page) {
    const rows = this.#unknown(page);
    if (this.#isStale(page, rows)) return { fresh: undefined, dropped: 0, torn: false };
    const touches = rows.length < page.length || this.#keys.length === 0;
    // Before the oldest of the last page are those that it was too short for.
    const fresh = this.#begun ? rows.filter(([ts]) => ts === 0 || ts >= this.#oldest) : [];
    this.#remember(this.#begun ? fresh : page, page);
    this.#begun = true;
    const whole = fresh.filter((row) => !isHole(row));
    return { fresh: whole, dropped: fresh.length - whole.length, torn: !touches && fresh.length > 0 };
  }

  #unknown(page) {
    const seen = new Map();
    return page.filter((row) => {
      const key = keyOf(row);
      const known = this.#counts.get(key) ?? 0;
      if (row[4] !== null) return known === 0;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return count > known;
    });
  }

  #isStale(page, unknown) {
    const newest = Math.max(0, ...timesOf(page));
    if (newest === 0 || newest >= this.#newest) {
      this.#stale = 0;
      return false;
    }
    // One trade with a time in the future must not silence an exchange until then.
    if (unknown.length > 0 && ++this.#stale > STALE_IN_A_ROW) {
      this.#stale = 0;
      this.#oldest = Math.min(this.#oldest, newest);
      return false;
    }
    return true;
  }

  #remember(rows, page) {
    for (const row of rows) {
      const key = keyOf(row);
      this.#keys.push(key);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    const surplus = this.#keys.length - Math.max(REMEMBERED, 2 * page.length);
    for (const key of surplus > 0 ? this.#keys.splice(0, surplus) : []) {
      const count = this.#counts.get(key) - 1;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
    }
    const times = timesOf(page);
    if (times.length === 0) return;
    this.#oldest = Math.min(...times);
    this.#newest = Math.max(...times);
  }
}
