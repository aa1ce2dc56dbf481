import { AsyncLocalStorage } from 'node:async_hooks';
import ccxt from 'ccxt';

// CCXT sends a subscription's message later (dial, throttle), in the asynchronous context of the watch call that caused it. So the
// context tells whose message was sent: neither the message nor CCXT's names of it have to be understood.
const context = new AsyncLocalStorage();
const hooked = new WeakSet();

/** What CCXT has really asked an exchange for on behalf of one subscription. */
export class Asked {
  client = undefined;
  sentAt = undefined; // when the message was sent, not when it was put into a queue
  message = undefined;
  hashes = []; // CCXT's names for what is waited for
  subscribeHashes = []; // and for what has been asked for
  strays = 0; // refusals on this connection that CCXT could not relate to a subscription

  run(watch) {
    return context.run(this, watch);
  }

  /** Since when it is asked for without a refusal; undefined where that can't be told. */
  quietSince() {
    const { client, strays } = this;
    if (client === undefined || strays > 0 || client.error !== undefined || !client.isConnected) return undefined;
    return this.message === undefined && this.byAddress ? client.connectionEstablished : this.sentAt;
  }

  /** The connection may have been lost while nobody waited on it: then no watch was rejected. */
  check(x) {
    const { client } = this;
    if (client === undefined || x.clients[client.url] === client) return;
    throw client.error ?? new ccxt.NetworkError(`${x.id}: connection closed`);
  }

  /** Makes CCXT ask anew at the next watch. */
  forget() {
    for (const hash of this.subscribeHashes) delete this.client?.subscriptions[hash];
    this.sentAt = undefined;
  }
}

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
}

function note(x, url, hashes, message, subscribeHashes, watch) {
  const asked = context.getStore();
  if (asked === undefined) return watch();
  const before = x.clients?.[url];
  const fresh = before === undefined || subscribeHashes.some((hash) => before.subscriptions[hash] === undefined);
  if (fresh) {
    asked.message = message ?? undefined;
    asked.byAddress = asked.message === undefined;
    asked.sentAt = undefined;
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
  const { send, reject } = client;
  client.send = async (message) => {
    const asked = context.getStore();
    try {
      await send.call(client, message);
      if (asked?.client === client && asked.message === message) asked.sentAt = Date.now();
    } catch (error) {
      // CCXT leaves this promise alone after a throttle: unhandled, it would end the process.
      client.onError(error);
    }
  };
  client.reject = (error, hash) => {
    reject.call(client, error, hash);
    if (hash !== undefined && hash in client.rejections) strayed(client, error, hash, askeds());
    return error;
  };
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
