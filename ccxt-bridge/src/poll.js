import { Trades } from './kinds/trades.js';
import { Loop } from './loop.js';

/** A subscription that is asked for by REST again and again. */
export class Poll extends Loop {
  constructor(subscription, venue, pollMs) {
    super(subscription);
    this.venue = venue;
    this.pollMs = pollMs;
    venue.polled++;
  }

  async turn() {
    const askedAt = performance.now();
    const answer = await this.kind.fetch(this.venue);
    if (this.stopped) return;
    const news = this.kind.page(answer, this.venue.id);
    this.deliver(news);
    // A page that is older than what was told (its data are undefined) proves nothing.
    if (this.kind instanceof Trades && news.data !== undefined) this.subscription.looked(askedAt);
    await this.rest(this.venue.pollMs(this.pollMs));
  }

  /** Once, whoever ends it: the others of the exchange are asked more often then. */
  release() {
    if (this.released) return;
    this.released = true;
    this.venue.polled--;
  }
}
