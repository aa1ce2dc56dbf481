import { gapFrame } from './frames.js';
import { Waiting } from './waiting.js';

/** One subscription of a session: its state as the gateway knows it, and what waits to be sent of it. */
export class Subscription {
  state = 'taken'; // live, down, ended
  everLive = false;

  constructor({ id, name, kind, outbox, limits, onEnd }) {
    Object.assign(this, { id, name, kind, outbox, limits, onEnd });
    this.waiting = new Waiting(name, kind.bound, kind.segment);
  }

  live() {
    if (this.state === 'live' || this.state === 'ended') return;
    this.state = 'live';
    this.everLive = true;
    this.#mark({ t: 'live', name: this.name });
  }

  data(data) {
    if (this.state === 'ended') return;
    this.waiting.add(data);
    this.outbox.ready(this.waiting);
  }

  gap({ why, message, dropped }) {
    this.#markFrame(gapFrame(this.name, why, message, dropped));
  }

  /** All that happened before `askedAt` (performance.now()) has been told: a page that was asked for then stands before this. */
  looked(askedAt) {
    if (this.state === 'ended') return;
    this.waiting.look(askedAt);
    this.outbox.ready(this.waiting);
  }

  /** The exchange's connection is lost; it is tried again in `retryMs`. */
  down({ cls, message }, attempt, retryMs) {
    this.state = 'down';
    this.#mark({ t: 'down', name: this.name, cls, message, attempt, retryMs, retryable: true });
  }

  /** The book comes anew: told by its snapshot, not by another `live`. */
  reset({ cls, message }) {
    this.#mark({ t: 'reset', s: this.kind.symbol, message: `${cls}: ${message}` });
  }

  /** It is over: refused where it never began. */
  end({ cls, message }, attempt) {
    const { id, name } = this;
    if (this.everLive) this.#mark({ t: 'down', name, cls, message, attempt, retryMs: 0, retryable: false });
    else {
      // It is said before what waits: no `down` that still waits may follow it.
      this.leave();
      this.outbox.say({ t: 'rejected', id, name, cls, message, retryable: false });
    }
    this.state = 'ended';
    this.onEnd(this);
  }

  /** Nothing more is sent of it. */
  leave() {
    this.state = 'ended';
    this.waiting.clear();
    this.outbox.drop(this.waiting);
  }

  #mark(message) {
    this.#markFrame(JSON.stringify(message));
  }

  #markFrame(frame) {
    if (this.state === 'ended') return;
    this.waiting.mark(frame);
    this.outbox.ready(this.waiting);
  }
}
