import { gapFrame, lookedFrame } from './frames.js';

/** Where rows were dropped because the gateway took too long: told in their place. */
class Hole {
  dropped = 0;
}

/** A page was asked for then, and what it brought stands before this. How long ago that was is told when it is sent. */
class Look {
  constructor(askedAt) {
    this.askedAt = askedAt;
  }
}

/**
 * What waits to be sent of one subscription, oldest first: marks (live, down, gap, reset: finished frames; looks) and between them segments of data.
 * A segment merges what is added to it (see kinds/). Rows beyond the bound are dropped, the oldest first.
 */
export class Waiting {
  #items = [];
  #rows = 0;
  marks = 0;

  constructor(name, bound, makeSegment) {
    this.name = name;
    this.bound = bound;
    this.makeSegment = makeSegment;
  }

  get empty() {
    return this.#items.length === 0;
  }

  get rows() {
    return this.#rows;
  }

  mark(frame) {
    this.#items.push(frame);
    this.marks++;
  }

  /** @param askedAt performance.now() before the request was sent. A look that no data stand behind says less than this one. */
  look(askedAt) {
    let at = this.#items.length - 1;
    while (at >= 0 && typeof this.#items[at] === 'string') at--;
    if (this.#items[at] instanceof Look) this.#items.splice(at, 1);
    this.#items.push(new Look(askedAt));
  }

  add(data) {
    let last = this.#items.at(-1);
    if (last === undefined || typeof last === 'string' || last instanceof Hole || last instanceof Look) {
      last = this.makeSegment();
      this.#items.push(last);
    }
    const before = last.size;
    last.add(data);
    this.#rows += last.size - before;
    if (this.#rows > this.bound) this.#shed(this.#rows - this.bound);
  }

  /** The next frame, or null where what waited came to nothing (a book that is as it was sent). */
  next() {
    const head = this.#items[0];
    if (typeof head === 'string') {
      this.marks--;
      return this.#items.shift();
    }
    if (head instanceof Hole) {
      this.#items.shift();
      return gapFrame(this.name, 'overflow', 'the gateway took too long', head.dropped);
    }
    if (head instanceof Look) {
      this.#items.shift();
      return lookedFrame(this.name, Math.ceil(performance.now() - head.askedAt));
    }
    const before = head.size;
    const frame = head.take();
    this.#rows -= before - head.size;
    if (head.empty) this.#items.shift();
    return frame;
  }

  clear() {
    this.#items = [];
    this.#rows = 0;
    this.marks = 0;
  }

  #shed(surplus) {
    while (surplus > 0) {
      let at = this.#items.findIndex((item) => item.size > 0);
      const segment = this.#items[at];
      const dropped = Math.min(surplus, segment.size);
      segment.drop(dropped);
      this.#rows -= dropped;
      surplus -= dropped;
      const empty = segment.empty ? 1 : 0;
      // The look behind says more than those before it, which would keep the holes apart.
      while (this.#items[at - 1] instanceof Look) this.#items.splice(--at, 1);
      const before = this.#items[at - 1];
      const hole = before instanceof Hole ? before : new Hole();
      hole.dropped += dropped;
      if (hole === before) this.#items.splice(at, empty);
      else this.#items.splice(at, empty, hole);
    }
  }
}
