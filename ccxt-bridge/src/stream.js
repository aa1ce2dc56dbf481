import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Asked } from './asked.js';
import { log } from './log.js';
import { Loop } from './loop.js';

/** A subscription that CCXT watches. */
export class Stream extends Loop {
  asked = new Asked();
  watching = false;
  anew = true; // nothing has come since it was asked for

  constructor(subscription, link) {
    super(subscription);
    this.link = link;
  }

  async turn() {
    const { kind, link } = this;
    this.watching = true;
    const returned = await this.asked.run(() => kind.watch(link.x));
    // All that one read of the socket brought makes one wake. Between reading and watching again nothing can come.
    await turnOfTheLoop();
    if (this.stopped) return;
    this.#take(returned);
    this.asked.check(link.x);
  }

  /** Looks without having been woken, as a wake can be lost, and says `live` of what is quiet. */
  sweep(now) {
    if (!this.watching || this.stopped) return;
    this.#take(undefined);
    const since = this.subscription.state === 'live' ? undefined : this.asked.quietSince();
    if (since !== undefined && now - since >= this.limits.quietMs) this.subscription.live();
  }

  async fail(error) {
    // What came before the loss stands before it.
    this.#take(undefined);
    this.watching = false;
    this.anew = true;
    this.kind.clear(this.link.x);
    this.asked.forget();
    await super.fail(error);
  }

  #take(returned) {
    const news = this.#read(returned);
    if (news === undefined) return;
    this.anew = false;
    this.link.arrived();
    this.deliver(news);
  }

  // An exchange's odd data is its own affair: it must not end the process, and not be lost untold either.
  #read(returned) {
    const { kind, link, subscription } = this;
    try {
      return kind.read(link.x, returned);
    } catch (error) {
      log('bug', { sub: subscription.name, error: error.stack });
      kind.clear(link.x);
      return { gap: { why: 'overflow', message: `data that could not be read was dropped: ${error.message}`, dropped: 0 } };
    }
  }
}
