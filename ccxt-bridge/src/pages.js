const keyOf = (row) => row.slice(0, 4).join();

/**
 * Pages of polled trades, oldest first, put together without repeating any. Only the page before is remembered. What the first page
 * holds was before the subscription: it is the past, and serves only to be overlapped by the second.
 */
export class Pages {
  #before = undefined;

  /** The rows that the page before had not; `torn` where the pages do not touch, so that trades between them may be missing. */
  next(page) {
    const before = this.#before;
    if (before !== undefined && page.length === 0) return { fresh: [], torn: false };
    this.#before = page;
    if (before === undefined) return { fresh: [], torn: false };
    if (before.length === 0) return { fresh: page, torn: false };
    const named = [...before, ...page].every((row) => row[4] !== null);
    return named ? byId(before, page) : byOrder(before.map(keyOf), page);
  }
}

function byId(before, page) {
  const known = new Set(before.map((row) => row[4]));
  const touch = page.findIndex((row) => known.has(row[4]));
  // What stands before the first known one is older than the page before was long.
  const fresh = page.slice(Math.max(touch, 0)).filter((row) => !known.has(row[4]));
  return { fresh, torn: touch < 0 };
}

// Without ids equal trades are told apart by their order alone: the longest end of the old page that the new one begins with.
function byOrder(before, page) {
  const keys = page.map(keyOf);
  for (let length = Math.min(before.length, keys.length); length > 0; length--) {
    const from = before.length - length;
    let i = 0;
    while (i < length && before[from + i] === keys[i]) i++;
    if (i === length) return { fresh: page.slice(length), torn: false };
  }
  return { fresh: page, torn: true };
}
