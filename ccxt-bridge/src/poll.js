import { Loop } from './loop.js';

/** A subscription that is asked for by REST again and again. */
export class Poll extends Loop {
  constructor(subscription, venue) {
    super(subscription);
    this.venue = venue;
    venue.polled++;
  }

  async turn() {
    const answer = await this.kind.fetch(this.venue);
    if (this.stopped) return;
    this.deliver(this.kind.page(answer));
    await this.rest(this.venue.pollMs());
  }

  /** Once, whoever ends it: the others of the exchange are asked more often then. */
  release() {
    if (this.released) return;
    this.released = true;
    this.venue.polled--;
  }
}
