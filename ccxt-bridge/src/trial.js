/** Of streams that may be the cause of an error that all of a connection got, one at a time is asked for: until it is live or refused. */
export class Trial {
  #tried;
  #since = 0;
  #queue = [];

  /** When its turn has come. */
  enter(stream, now) {
    if (this.#tried === undefined || this.#tried === stream) return this.#begin(stream, now);
    return new Promise((resolve) => this.#queue.push({ stream, resolve }));
  }

  leave(stream, now) {
    if (this.#tried === stream) return this.#next(now);
    const at = this.#queue.findIndex((entry) => entry.stream === stream);
    if (at >= 0) this.#queue.splice(at, 1)[0].resolve();
  }

  /** Nobody waits for ever on one of which can't be told whether it was asked for. */
  tick(now, longestMs) {
    if (this.#tried !== undefined && now - this.#since >= longestMs) this.#next(now);
  }

  #next(now) {
    this.#tried = undefined;
    const entry = this.#queue.shift();
    if (entry === undefined) return;
    this.#begin(entry.stream, now);
    entry.resolve();
  }

  #begin(stream, now) {
    this.#tried = stream;
    this.#since = now;
  }
}
