import ccxt from 'ccxt';
import { canFetch, capabilities } from './capabilities.js';
import { Refusal, badParameter, faultOf } from './faults.js';
import { bookTop, candleRow, marketRow, tradeRow } from './rows.js';
import { readSetupHeader } from './setup.js';

const MOST_ROWS = 10_000;
const COMMON_LIMIT = 500;

/** What is asked once of an exchange, by the last step of the path. Each takes the venue and the checked parameters. */
const QUESTIONS = {
  async markets(venue) {
    const { plain } = venue;
    return { markets: Object.values(plain.markets).map((market) => marketRow(market, plain.precisionMode)) };
  },
  async trades(venue, query) {
    const symbol = await symbolOf(venue, query, 'trades');
    const trades = await newest(venue, symbol, number(query, 'since'), number(query, 'limit', MOST_ROWS));
    return { trades: trades.map((trade) => tradeRow(trade, venue.id)).filter((row) => row !== undefined) };
  },
  async ohlcv(venue, query) {
    const symbol = await symbolOf(venue, query, 'ohlcv');
    const timeframe = query.get('timeframe');
    if (timeframe === null || !Object.hasOwn(venue.plain.timeframes ?? {}, timeframe)) throw badParameter(`timeframe ${JSON.stringify(timeframe)} is not one of ${venue.id}`);
    const candles = await venue.exact.fetchOHLCV(symbol, timeframe, number(query, 'since'), number(query, 'limit', MOST_ROWS));
    return { ohlcv: candles.map((candle) => candleRow(candle, venue.id)).filter((row) => row !== undefined) };
  },
  async book(venue, query) {
    const symbol = await symbolOf(venue, query, 'book');
    const limit = number(query, 'limit', MOST_ROWS);
    return bookTop(await venue.plain.fetchOrderBook(symbol, limit), limit ?? Infinity);
  },
};

/** Some exchanges cut a limit that is too long for them, others refuse it: what each takes is found out once. */
async function newest(venue, symbol, since, limit) {
  const tries = limit === undefined ? [undefined] : [limit, Math.min(limit, COMMON_LIMIT), undefined];
  for (let i = Math.min(venue.refusedLimits ?? 0, tries.length - 1); ; i++) {
    try {
      return await venue.exact.fetchTrades(symbol, since, tries[i]);
    } catch (error) {
      if (i === tries.length - 1 || faultOf(error).retryable) throw error;
      venue.refusedLimits = i + 1;
    }
  }
}

/** The answer to a request: [status, body]. */
export async function answer(request, { venues, health, boot }) {
  if (!/^\/(?!\/)/.test(request.url) || !URL.canParse(request.url, 'http://bridge')) return [400, fault('BadRequest', 'the path can not be read')];
  const url = new URL(request.url, 'http://bridge');
  if (request.method !== 'GET') return [405, fault('NotSupported', `method ${request.method} is not GET`)];
  if (url.pathname === '/healthz') return health();
  if (url.pathname === '/readyz') return [200, { ok: true }];
  if (url.pathname === '/v1/exchanges') return [200, { v: 1, ccxt: ccxt.version, boot, exchanges: capabilities() }];
  const [, id, question] = /^\/v1\/exchanges\/([^/]+)\/([a-z]+)$/.exec(url.pathname) ?? [];
  if (question === undefined || !Object.hasOwn(QUESTIONS, question)) return [404, fault('NotFound', `path ${url.pathname} is not known`)];
  try {
    const venue = await venues.open(id, readSetupHeader(request.headers['ccxt-setup']));
    return [200, await QUESTIONS[question](venue, url.searchParams)];
  } catch (error) {
    const { cls, message, retryable } = faultOf(error);
    return [statusOf(error, retryable), { cls, message, retryable }];
  }
}

export const fault = (cls, message) => ({ cls, message, retryable: false });

function statusOf(error, retryable) {
  if (error instanceof Refusal) return error.status;
  if (error instanceof ccxt.BadSymbol) return 404;
  return retryable ? 502 : 422;
}

async function symbolOf(venue, query, kind) {
  const symbol = query.get('symbol');
  if (symbol === null || symbol === '') throw badParameter('symbol is missing');
  if (!canFetch(venue.plain, kind)) throw new Refusal('NotSupported', `${venue.id} can't be asked for ${kind}`);
  if (!(await venue.find(symbol))) throw new Refusal('BadSymbol', `${venue.id} has no market ${symbol}`, 404);
  return symbol;
}

function number(query, name, most = Number.MAX_SAFE_INTEGER) {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most || (name === 'limit' && value === 0)) throw badParameter(`${name} ${JSON.stringify(text)} is not a whole number up to ${most}`);
  return value;
}
