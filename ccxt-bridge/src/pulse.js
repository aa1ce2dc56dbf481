const KEPT = 101;

/** The pulse of one stream, or of an instance's streams as a whole. A peer that answers pings but sends no data gives no error ever: silence has to be noticed. */
export class Pulse {
  #gaps = [];
  #at = 0;
  #arrivals = 0;
  #last;
  #patience = 1;

  /** What comes within `burstMs` is one arrival: the gaps in a burst say nothing of how long silence may be. */
  constructor(limits, now, burstMs = 0) {
    this.limits = limits;
    this.burstMs = burstMs;
    this.#last = now;
  }

  arrived(now) {
    this.#patience = 1;
    if (now - this.#last < this.burstMs) return;
    this.#arrivals++;
    this.#gaps[this.#at] = now - this.#last;
    this.#at = (this.#at + 1) % KEPT;
    this.#last = now;
  }

  /** Nobody waits: silence means nothing. */
  idle(now) {
    this.#last = now;
  }

  /** How long the silence is, once it is too long. It is told once; the next time it may last twice as long. */
  stale(now) {
    const { staleMs, staleFactor, staleArrivals } = this.limits;
    const silence = now - this.#last;
    // The median is worth sorting for only where the least bound is passed.
    if (this.#arrivals < staleArrivals || silence < staleMs * this.#patience) return undefined;
    const sorted = [...this.#gaps].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    if (silence < Math.max(staleMs, staleFactor * median) * this.#patience) return undefined;
    this.#patience *= 2;
    this.#last = now;
    return silence;
  }
}
