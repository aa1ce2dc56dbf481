import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Asked, rejectedWith } from './asked.js';
import { Stale, wordsOf } from './faults.js';
import { Book } from './kinds/book.js';
import { log } from './log.js';
import { Loop } from './loop.js';
import { Pulse } from './pulse.js';

const BURSTS = 60; // what comes within this part of `staleMs` is one arrival

/** A subscription that CCXT watches. */
export class Stream extends Loop {
  asked = new Asked();
  watching = false;
  anew = true; // nothing has come since it was asked for
  goesOn = false; // after a fault: the exchange still sends it
  renewed = undefined; // the address whose connection was closed for its sake, until it brings something
  #suspected; // words of an error that all of its connection got and that may be about it
  #own = true;
  #broken = false; // a book that was dropped while its connection lives, until its snapshot comes
  #askedAt = 0;

  constructor(subscription, link) {
    super(subscription);
    this.link = link;
    this.pulse = new Pulse(this.limits, Date.now(), this.limits.staleMs / BURSTS);
  }

  get suspected() {
    return this.#suspected !== undefined;
  }

  async turn() {
    const { kind, link } = this;
    if (this.suspected) await link.trial.enter(this, Date.now());
    if (this.stopped) return;
    if (!this.watching) this.#askedAt = Date.now();
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
    if (this.stopped || !(this.watching || this.suspected)) return;
    this.#take(undefined);
    if (!this.watching) return;
    if (this.#snapshotIsLate(now)) this.link.renew(this, new Stale(`${this.subscription.name}: no snapshot came`));
    const since = this.subscription.state === 'live' ? undefined : this.asked.quietSince();
    if (since === undefined || now - since < this.limits.quietMs) return;
    this.#prove();
    this.subscription.live();
  }

  async fail(error) {
    // What came before the loss stands before it.
    this.#take(undefined);
    const { asked, kind, link } = this;
    this.watching = false;
    this.anew = true;
    this.pulse.idle(Date.now());
    const alive = asked.connected(link.x);
    const suspect = this.#judge(error) && alive;
    const book = kind instanceof Book;
    const stale = error instanceof Stale;
    link.trial.leave(this, Date.now());
    kind.clear(link.x);
    // To ask once more for what the exchange still sends would make some refuse it.
    this.goesOn = alive && !suspect && !book && !stale;
    const left = alive && stale ? link.leave(this) : undefined;
    if (!this.goesOn) asked.forget();
    if (!alive) link.discard(asked.client);
    else if (book && this.#broken) link.renew(this, error);
    this.#broken = alive && book && this.subscription.everLive;
    await super.fail(error);
    await left;
  }

  isOwn() {
    return this.#own;
  }

  // Whether an error that others got too may be about this one. It is, where nobody else can be meant and it is told twice.
  #judge(error) {
    const met = rejectedWith(error);
    this.#own = met.size === 0 || (met.size === 1 && met.has(this.asked));
    const suspect = (this.#own || met.get(this.asked) === true) && !this.asked.proven;
    if (this.#own) return suspect;
    const words = wordsOf(error);
    const alone = suspect && [...met.values()].filter(Boolean).length === 1;
    this.#own = alone && this.#suspected === words;
    // Another answer than before may come of asking twice on one connection.
    if (alone && this.suspected && !this.#own) this.link.renew(this, error);
    this.#suspected = suspect ? words : undefined;
    return suspect;
  }

  #snapshotIsLate(now) {
    const { asked, limits } = this;
    const sentAt = asked.byAddress ? this.#askedAt : asked.sentAt;
    return this.#broken && sentAt !== undefined && now - Math.max(sentAt, this.#askedAt) >= limits.snapshotMs;
  }

  #prove() {
    this.asked.proven = true;
    if (this.suspected) this.link.trial.leave(this, Date.now());
    this.#suspected = undefined;
  }

  #take(returned) {
    const news = this.#read(returned);
    if (news === undefined) return;
    this.anew = false;
    this.#broken = false;
    this.#prove();
    this.link.arrived(this);
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
