import ccxt from 'ccxt';
import { classOf, sandboxOf } from './instances.js';

const KINDS = { trades: ['watchTrades', 'fetchTrades'], ohlcv: ['watchOHLCV', 'fetchOHLCV'], book: ['watchOrderBook', 'fetchOrderBook'], ticker: ['watchTicker', 'fetchTicker'] };

/** Whether a method is there: CCXT says true, "emulated", false or nothing. */
export const can = (x, method) => x.has[method] === true || x.has[method] === 'emulated';

/** `stream`, `poll` or `none`. An emulated stream would be polling by CCXT behind our back: it does not count. */
export function modeOf(x, kind) {
  const [watch, fetch] = KINDS[kind];
  if (x.has[watch] === true) return 'stream';
  return can(x, fetch) ? 'poll' : 'none';
}

export const canFetch = (x, kind) => can(x, KINDS[kind][1]);

let listed;

/** Every exchange of the running CCXT and what it can do, by id. Constructing all takes a second: it is done once. */
export function capabilities() {
  listed ??= [...ccxt.exchanges].sort().map(describe);
  return listed;
}

function describe(id) {
  const x = new (classOf(id))();
  const sandbox = sandboxOf(x);
  const kinds = Object.keys(KINDS);
  return {
    id,
    name: x.name,
    certified: x.certified === true,
    sandbox: sandbox.rest,
    streamsInSandbox: sandbox.streams,
    rateLimit: x.rateLimit,
    ...Object.fromEntries(kinds.map((kind) => [kind, modeOf(x, kind)])),
    rest: kinds.filter((kind) => canFetch(x, kind)),
    timeframes: Object.keys(x.timeframes ?? {}),
  };
}
