import { AsyncLocalStorage } from 'node:async_hooks';
import ccxt from 'ccxt';

// CCXT sends a subscription's message later (dial, throttle), in the asynchronous context of the watch call that caused it. So the
// context tells whose message was sent: neither the message nor CCXT's names of it have to be understood.
const context = new AsyncLocalStorage();
const hooked = new WeakSet();
const sent = new WeakMap(); // by client: when what was asked for, by CCXT's name of it
const rejected = new WeakMap(); // by error: who was rejected with it, and whether it may have been about them
const CLOSE_MS = 1000;
const SIGN_IN = ['authenticate', 'authenticateUta', 'signIn'];

/** What CCXT has really asked an exchange for on behalf of one subscription. */
export class Asked {
  client = undefined;
  byAddress = false; // no message: the address says what is asked for
  unsent = new Map(); // messages that wait in a queue, with CCXT's names for what they ask for
  hashes = []; // CCXT's names for what is waited for
  subscribeHashes = []; // and for what has been asked for
  strays = 0; // refusals on this connection that CCXT could not relate to a subscription
  proven = false; // it was live since it was asked for
  spoilt = undefined; // an error in the midst of a change, that nobody was rejected with

  run(watch) {
    return context.run(this, watch);
  }

  /** When the message was sent, not when it was put into a queue. Who asked before for the same is asked for already. */
  get sentAt() {
    const times = this.subscribeHashes.map((hash) => sent.get(this.client)?.get(hash));
    return times.length === 0 || times.includes(undefined) ? undefined : Math.max(...times);
  }

  /** Since when it is asked for without a refusal; undefined where that can't be told. */
  quietSince() {
    const { client, strays } = this;
    if (client === undefined || strays > 0 || client.error !== undefined || !client.isConnected) return undefined;
    return this.byAddress ? client.connectionEstablished : this.sentAt;
  }

  /** A refusal could be about it: it is asked for and has not been live since. */
  get suspect() {
    return !this.proven && (this.byAddress || this.sentAt !== undefined);
  }

  connected(x) {
    const { client } = this;
    return client !== undefined && x.clients[client.url] === client && client.error === undefined;
  }

  /** The connection may have been lost while nobody waited on it: then no watch was rejected. */
  check(x) {
    const { client, spoilt } = this;
    if (spoilt !== undefined) throw spoilt;
    if (client === undefined || x.clients[client.url] === client) return;
    throw client.error ?? new ccxt.NetworkError(`${x.id}: connection closed`);
  }

  /** Makes CCXT ask anew at the next watch. */
  forget() {
    for (const hash of this.subscribeHashes) {
      delete this.client?.subscriptions[hash];
      sent.get(this.client)?.delete(hash);
    }
    this.proven = false;
    this.spoilt = undefined;
  }
}

/** Who was rejected with this very error, each with whether it may have been about it. */
export const rejectedWith = (error) => rejected.get(error) ?? new Map();

/** Lets `Asked` see what the instance does. `askeds` gives those that are in use. */
export function observe(x, askeds) {
  const { client, watch, watchMultiple } = x;
  x.client = (url) => {
    const made = client.call(x, url);
    if (!hooked.has(made)) hook(made, askeds);
    return made;
  };
  x.watch = (url, hash, message, subscribeHash, subscription) =>
    note(x, url, [hash], message, [subscribeHash], () => watch.call(x, url, hash, message, subscribeHash, subscription));
  x.watchMultiple = (url, hashes, message, subscribeHashes, subscription) =>
    note(x, url, hashes, message, subscribeHashes ?? [], () => watchMultiple.call(x, url, hashes, message, subscribeHashes, subscription));
  // Who signs in has not asked for anything yet.
  for (const method of SIGN_IN) {
    const signIn = x[method];
    if (signIn !== undefined) x[method] = (...args) => context.run(undefined, () => signIn.apply(x, args));
  }
}

function note(x, url, hashes, message, subscribeHashes, watch) {
  const asked = context.getStore();
  if (asked === undefined) return watch();
  const before = x.clients?.[url];
  const fresh = before === undefined || subscribeHashes.some((hash) => before.subscriptions[hash] === undefined);
  if (fresh || asked.client === undefined) asked.byAddress = message === undefined || message === null;
  if (fresh) {
    for (const hash of subscribeHashes) sent.get(before)?.delete(hash);
    asked.unsent = new Map([[message, subscribeHashes]]);
    asked.message = message ?? undefined;
    asked.strays = 0;
  }
  const future = watch();
  asked.client = x.clients[url];
  asked.hashes = hashes;
  asked.subscribeHashes = subscribeHashes;
  return future;
}

function hook(client, askeds) {
  hooked.add(client);
  sent.set(client, new Map());
  const { send, reject, close } = client;
  client.send = async (message) => {
    const hashes = context.getStore()?.unsent.get(message) ?? [];
    try {
      await send.call(client, message);
      for (const hash of hashes) sent.get(client).set(hash, Date.now());
    } catch (error) {
      // CCXT leaves this promise alone after a throttle: unhandled, it would end the process.
      client.onError(error);
    }
  };
  client.reject = (error, hash) => {
    if (hash in client.futures) remember(client, error, hash, askeds());
    reject.call(client, error, hash);
    if (hash !== undefined && hash in client.rejections) strayed(client, error, hash, askeds());
    return error;
  };
  client.close = () => {
    // Who ignores the closing handshake would keep the connection, and what it sends.
    setTimeout(() => client.connection?.terminate(), CLOSE_MS).unref();
    return close.call(client);
  };
}

function remember(client, error, hash, askeds) {
  if (error === null || typeof error !== 'object') return;
  const known = rejected.get(error) ?? new Map();
  rejected.set(error, known);
  for (const asked of askeds) if (asked.client === client && asked.hashes.includes(hash)) known.set(asked, asked.suspect);
}

// CCXT keeps a refusal that names a request (kraken's req_id), but waits for the data by another name and never looks at it.
function strayed(client, error, hash, askeds) {
  const own = [...askeds].filter((asked) => asked.client === client);
  const refused = own.filter(({ message }) => [message?.req_id, message?.reqid, message?.id].some((id) => id !== undefined && String(id) === String(hash)));
  if (refused.length === 0) for (const asked of own) asked.strays++;
  else delete client.rejections[hash];
  for (const asked of refused) {
    const { hashes } = asked;
    asked.forget();
    for (const name of hashes) if (name in client.futures) client.reject(error, name);
  }
}
