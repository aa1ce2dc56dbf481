import ccxt from 'ccxt';
import { modeOf, canFetch } from './capabilities.js';
import { Refusal, faultOf } from './faults.js';
import { BadFrame, readMessage } from './incoming.js';
import { sandboxOf } from './instances.js';
import { KINDS } from './kinds/index.js';
import { Link } from './link.js';
import { log } from './log.js';
import { Outbox } from './outbox.js';
import { Poll } from './poll.js';
import { readSetup } from './setup.js';
import { Stream } from './stream.js';
import { Subscription } from './subscription.js';

const PROTOCOL_ERROR = 1008;
const LONGEST_REASON = 120; // bytes that a WebSocket's close can carry: 123

/** One WebSocket of the gateway: one exchange, one setup, and what is subscribed. */
export class Session {
  #loops = new Map(); // by name
  #coming = new Map(); // what waits for markets, by name
  #links = {}; // instances that stream: `exact` and, for books, `plain`
  #timers = [];
  #silent = 0; // heartbeats since the gateway was heard
  #venue;
  #asked = false;
  #closed = false;

  constructor(socket, id, { venues, limits, boot }) {
    Object.assign(this, { socket, id, venues, limits });
    this.outbox = new Outbox(socket, limits);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#silent = 0));
    socket.on('close', () => this.close());
    socket.on('error', (error) => log('socket', { exchange: id, error: error.message }));
    this.#timers.push(setTimeout(() => this.#asked || this.#refuse('no open frame came in time'), limits.openMs));
    this.#timers.push(setInterval(() => this.#heartbeat(), limits.heartbeatMs));
    this.outbox.say({ t: 'hello', v: 1, ccxt: ccxt.version, boot });
  }

  get subscriptions() {
    return this.#loops.size;
  }

  get queued() {
    let rows = 0;
    for (const { subscription } of this.#loops.values()) rows += subscription.waiting.rows;
    return rows;
  }

  /** Also what a lost gateway causes: nothing of it stays. */
  async close(code = 1000, reason = '') {
    if (this.#closed) return;
    this.#closed = true;
    this.#timers.forEach(clearInterval);
    for (const loop of this.#loops.values()) {
      loop.stop();
      loop.release?.();
    }
    this.#loops.clear();
    this.#coming.clear();
    this.#venue?.users.delete(this);
    this.socket.close(code, reason);
    await Promise.all(Object.values(this.#links).map(async (link) => (await link.catch(() => undefined))?.close()));
  }

  #receive(data, isBinary) {
    if (this.#closed) return;
    this.#silent = 0;
    try {
      const message = readMessage(data, isBinary);
      this[message.op](message);
      if (message.op !== 'credit') this.#weigh();
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.#refuse(error.message);
    }
  }

  #refuse(reason) {
    let text = reason;
    while (Buffer.byteLength(text) > LONGEST_REASON) text = text.slice(0, -1);
    this.close(PROTOCOL_ERROR, text);
  }

  #heartbeat() {
    // A frozen gateway, or one behind a line that is cut, takes nothing and says nothing: not even its socket closes.
    if (this.#silent >= this.limits.heartbeats) return this.#lose();
    this.#silent++;
    this.socket.ping();
    this.outbox.heartbeat();
    this.#weigh();
  }

  #lose() {
    log('silent_gateway', { exchange: this.id });
    this.close();
    // No closing handshake: nobody would answer it.
    this.socket.terminate();
  }

  // Rows are bounded and counted. The rest can't be left out, so who never takes it is let go.
  #weigh() {
    if (this.outbox.owed > this.limits.waitingMarks) this.#refuse('the gateway takes nothing');
  }

  open({ setup }) {
    if (this.#asked) throw new BadFrame('a second open');
    this.#asked = true;
    this.#open(setup);
  }

  async #open(setup) {
    try {
      this.setup = readSetup(setup);
      const venue = await this.venues.open(this.id, this.setup);
      if (this.#closed) return;
      this.#venue = venue;
      venue.users.add(this);
      this.outbox.say({ t: 'opened' });
    } catch (error) {
      const { cls, message, retryable } = faultOf(error);
      log('refused', { exchange: this.id, cls, error: message });
      this.outbox.say({ t: 'refused', cls, message, retryable });
      // After the frame above has gone out.
      setImmediate(() => this.close(1000, 'refused'));
    }
  }

  /** The venue has new markets. */
  renew() {
    for (const link of Object.values(this.#links)) link.then(({ x }) => this.#venue.give(x)).catch(() => {});
  }

  sub(asked) {
    const { name, symbol } = asked;
    if (this.#venue === undefined) throw new BadFrame('sub before opened');
    if (this.#loops.has(name) || this.#coming.has(name)) throw new BadFrame(`name ${name} is subscribed already`);
    if (this.#venue.isYoung && this.#venue.hasMarket(symbol)) this.#begin(asked);
    else this.#await(asked);
  }

  async #await(asked) {
    const { name, symbol } = asked;
    this.#coming.set(name, asked);
    await this.#venue.find(symbol).catch((error) => log('markets_old', { exchange: this.id, error: error.message }));
    if (this.#coming.get(name) !== asked) return;
    this.#coming.delete(name);
    this.#begin(asked);
  }

  #begin({ id, name, mode, kind, symbol, timeframe }) {
    const { outbox, limits } = this;
    try {
      this.#check(mode, kind, symbol, timeframe);
    } catch (error) {
      const { cls, message, retryable } = faultOf(error);
      outbox.say({ t: 'rejected', id, name, cls, message, retryable });
      return;
    }
    const onEnd = () => this.#forget(name);
    const subscription = new Subscription({ id, name, kind: new KINDS[kind]({ symbol, timeframe, limits }), outbox, limits, onEnd });
    outbox.say({ t: 'taken', id });
    if (mode === 'poll') this.#poll(name, subscription);
    else this.#stream(name, subscription);
  }

  unsub({ id, name }) {
    this.#coming.delete(name);
    const loop = this.#loops.get(name);
    if (loop !== undefined) {
      loop.subscription.leave();
      this.#forget(name);
    }
    this.outbox.say({ t: 'left', id });
  }

  credit({ n }) {
    this.outbox.credit(n);
  }

  #check(mode, kind, symbol, timeframe) {
    const { plain } = this.#venue;
    if (!this.#venue.hasMarket(symbol)) throw new Refusal('BadSymbol', `${this.id} has no market ${symbol}`);
    if (timeframe !== undefined && !Object.hasOwn(plain.timeframes ?? {}, timeframe)) throw new Refusal('BadRequest', `${this.id} has no timeframe ${timeframe}`);
    if (mode === 'poll' && !canFetch(plain, kind)) throw new Refusal('NotSupported', `${this.id} can't be polled for ${kind}`);
    if (mode !== 'stream') return;
    if (modeOf(plain, kind) !== 'stream') throw new Refusal('NotSupported', `${this.id} does not stream ${kind}`);
    if (this.setup.sandbox && !sandboxOf(plain).streams) throw new Refusal('NotSupported', `${this.id} has no streams in its sandbox`);
  }

  #poll(name, subscription) {
    const loop = new Poll(subscription, this.#venue, this.setup.pollMs);
    this.#loops.set(name, loop);
    loop.run();
  }

  async #stream(name, subscription) {
    const numbers = subscription.kind.constructor.exact ? 'exact' : 'plain';
    const loop = new Stream(subscription, undefined);
    loop.numbers = numbers;
    this.#loops.set(name, loop);
    try {
      loop.link = await this.#link(numbers);
    } catch (error) {
      log('instance', { exchange: this.id, error: error.stack });
      if (this.#loops.get(name) === loop) this.#reject(loop, error);
      return;
    }
    if (!loop.stopped && !this.#closed) loop.link.add(loop);
  }

  // Books have their own instance: CCXT sorts their levels as numbers, trades are to stay as they were sent.
  #link(numbers) {
    const tradesLimit = this.setup.tradesLimit ?? this.limits.tradesLimit;
    this.#links[numbers] ??= this.#venue.instance({ exact: numbers === 'exact', tradesLimit }).then((x) => new Link(x, this.limits));
    return this.#links[numbers];
  }

  #reject({ subscription }, error) {
    const { id, name } = subscription;
    const { cls, message, retryable } = faultOf(error);
    this.outbox.say({ t: 'rejected', id, name, cls, message, retryable });
    subscription.leave();
    this.#forget(name);
  }

  // Where an exchange can't unsubscribe, only closing its connection ends what it sends.
  #closeUnused({ numbers }) {
    const link = this.#links[numbers];
    if (link === undefined || [...this.#loops.values()].some((loop) => loop.numbers === numbers)) return;
    delete this.#links[numbers];
    // It may still be made, or never be.
    link.then((made) => made.close()).catch(() => {});
  }

  #forget(name) {
    const loop = this.#loops.get(name);
    this.#loops.delete(name);
    loop.stop();
    loop.release?.();
    loop.link?.remove(loop);
    this.#closeUnused(loop);
  }
}
