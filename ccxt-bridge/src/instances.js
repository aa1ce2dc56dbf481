import ccxt from 'ccxt';
import { badParameter, Refusal } from './faults.js';

export const isExchange = (id) => ccxt.exchanges.includes(id);

/** CCXT's class for the id: with streams where it has some. */
export const classOf = (id) => ccxt.pro[id] ?? ccxt[id];

/** Addresses anywhere in a tree of CCXT's `urls`. */
export function addresses(tree) {
  if (typeof tree === 'string') return [tree];
  return tree !== null && typeof tree === 'object' ? Object.values(tree).flatMap(addresses) : [];
}

/** Test addresses that are real: CCXT has the key `test` of many exchanges with nothing in it. */
export function sandboxOf(x) {
  const test = addresses(x.urls.test);
  return { rest: test.some((url) => url.startsWith('http')), streams: test.some((url) => url.startsWith('ws')) };
}

/** One CCXT instance, set up. `exact` makes its numbers the strings that the exchange sent. */
export async function construct(id, setup, { exact, tradesLimit }) {
  const Exchange = classOf(id);
  // CCXT waits before it dials again; our loops do that, for all subscriptions of a connection together.
  const ws = { backoff: { base: 0 }, ...setup.options.ws };
  const options = { ...setup.options, ws, tradesLimit };
  const x = new Exchange({ ...setup.credentials, options, newUpdates: true, enableRateLimit: true });
  if (setup.sandbox) enterSandbox(x);
  for (const [path, url] of Object.entries(setup.urls)) replaceUrl(x, path, url);
  // Without it CCXT refuses each ws:// address.
  await x.loadHttpProxyAgent();
  if (exact) x.number = String;
  return x;
}

function enterSandbox(x) {
  // setSandboxMode itself does not refuse: it leaves `urls.api` empty where there are no test addresses.
  if (!sandboxOf(x).rest) throw new Refusal('NotSupported', `${x.id} has no sandbox in CCXT`);
  x.setSandboxMode(true);
  if (addresses(x.urls.api).length === 0) throw new Refusal('NotSupported', `${x.id} has no sandbox in CCXT`);
}

function replaceUrl(x, path, url) {
  const steps = path.split('.');
  const last = steps.pop();
  let place = x.urls;
  for (const step of steps) place = Object.hasOwn(Object(place), step) ? place[step] : undefined;
  if (!Object.hasOwn(Object(place), last) || typeof place[last] !== 'string') {
    throw badParameter(`setup.urls["${path}"]: ${x.id} has no such address in CCXT`);
  }
  place[last] = url;
}
