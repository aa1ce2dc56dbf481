/** Closing a connection for the sake of one stream takes all others on it along: not more often than after a growing pause. */
export class Renewals {
  #pauses = new Map(); // by address

  constructor({ renewMs, renewMaxMs }) {
    this.renewMs = renewMs;
    this.renewMaxMs = renewMaxMs;
  }

  mayRenew(url, now) {
    return now >= (this.#pauses.get(url)?.until ?? 0);
  }

  renewed(url, now) {
    const last = this.#pauses.get(url)?.ms;
    const ms = last === undefined ? this.renewMs : Math.min(this.renewMaxMs, last * 2);
    this.#pauses.set(url, { ms, until: now + ms });
  }

  /** It helped. */
  helped(url) {
    this.#pauses.delete(url);
  }
}
