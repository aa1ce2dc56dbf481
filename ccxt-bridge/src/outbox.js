const HELD_MS = 10;

/**
 * All that one gateway's WebSocket is sent. A frame goes out if there is credit and the socket keeps up; subscriptions take turns,
 * frame by frame, after what is said about the session itself.
 */
export class Outbox {
  #socket;
  #limits;
  #credit;
  #said = [];
  #waiting = new Set(); // of subscriptions, in the order of their turn
  #scheduled = false;

  constructor(socket, limits) {
    this.#socket = socket;
    this.#limits = limits;
    this.#credit = limits.credit;
  }

  say(message) {
    this.#said.push(JSON.stringify(message));
    this.#schedule();
  }

  /** The subscription's waiting has something to send. */
  ready(waiting) {
    if (this.#waiting.has(waiting)) return;
    this.#waiting.add(waiting);
    this.#schedule();
  }

  drop(waiting) {
    this.#waiting.delete(waiting);
  }

  credit(n) {
    this.#credit += n;
    this.#schedule();
  }

  heartbeat() {
    if (this.#credit > 0 && this.#open) this.#socket.send('{"t":"hb"}');
  }

  /** Frames that wait and can't be left out. */
  get owed() {
    let marks = this.#said.length;
    for (const waiting of this.#waiting) marks += waiting.marks;
    return marks;
  }

  get #open() {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  // Not at once: what one read of an exchange's socket brings goes into as few frames as it can.
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#pump());
  }

  #pump() {
    this.#scheduled = false;
    while (this.#credit > 0 && this.#open) {
      if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) return this.#hold();
      const frame = this.#said.length > 0 ? this.#said.shift() : this.#turn();
      if (frame === undefined) return;
      if (frame === null) continue;
      this.#credit--;
      this.#socket.send(frame);
    }
  }

  #turn() {
    const { value: waiting, done } = this.#waiting.values().next();
    if (done) return undefined;
    this.#waiting.delete(waiting);
    const frame = waiting.empty ? null : waiting.next();
    if (!waiting.empty) this.#waiting.add(waiting);
    return frame;
  }

  #hold() {
    this.#scheduled = true;
    setTimeout(() => this.#pump(), HELD_MS);
  }
}
