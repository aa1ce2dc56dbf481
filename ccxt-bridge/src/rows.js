import { plain } from './decimal.js';
import { timeOf } from './frames.js';
import { log } from './log.js';

const LONGEST_ROW = 300;
const SIDES = { buy: 1, sell: -1 };

/** [time, price, amount, side, id] of a CCXT trade; undefined, and logged, where it has no price or amount. Time is 0 where the exchange told none. */
export function tradeRow(trade, exchange) {
  const row = tradeRowOrHole(trade, exchange);
  return isHole(row) ? undefined : row;
}

/** The same, but where price or amount are missing they are undefined in the row: it keeps its place in a page, where its loss is told. */
export function tradeRowOrHole(trade, exchange) {
  const { id } = trade;
  const row = [timeOf(trade.timestamp), plain(trade.price), plain(trade.amount), SIDES[trade.side] ?? 0, id === undefined || id === null || id === '' ? null : String(id)];
  if (isHole(row)) logDropped('trade', trade, exchange);
  return row;
}

export const isHole = (row) => row[1] === undefined || row[2] === undefined;

/** What a subscription tells of `dropped` trades that no row could be made of. */
export const holesGap = (dropped) => ({ why: 'overflow', message: `trades without price or amount were dropped: ${dropped}`, dropped });

function logDropped(what, row, exchange = 'unknown') {
  const { info, ...told } = row;
  log('row_dropped', { exchange, what, row: JSON.stringify(told).slice(0, LONGEST_ROW) });
}

/** [time, open, high, low, close, volume]; undefined, and logged, where one of the prices is missing. */
export function candleRow(candle, exchange) {
  const [ts, ...values] = candle;
  const decimals = values.slice(0, 5).map(plain);
  if (!Number.isFinite(ts) || decimals.slice(0, 4).includes(undefined)) {
    logDropped('candle', { ...candle }, exchange);
    return undefined;
  }
  return [Math.trunc(ts), ...decimals.slice(0, 4), decimals[4] ?? '0'];
}

const TICKER = { last: 'last', open: 'open', high: 'high', low: 'low', baseVolume: 'volume', quoteVolume: 'quoteVolume', bid: 'bid', bidVolume: 'bidSize', ask: 'ask', askVolume: 'askSize', markPrice: 'mark', indexPrice: 'index' };

export function tickerRow(ticker) {
  const row = { ts: timeOf(ticker.timestamp) };
  for (const [from, to] of Object.entries(TICKER)) {
    const value = plain(ticker[from]);
    if (value !== undefined) row[to] = value;
  }
  return row;
}

/** The first levels of each side, copied: CCXT changes its books in place. */
export function bookTop(book, levels) {
  return { ts: timeOf(book.timestamp), b: sideTop(book.bids, levels), a: sideTop(book.asks, levels) };
}

function sideTop(side, levels) {
  const top = [];
  for (let i = 0; i < side.length && top.length < levels; i++) {
    const price = plain(side[i][0]);
    const amount = plain(side[i][1]);
    if (price !== undefined && amount !== undefined) top.push([price, amount]);
  }
  return top;
}

// CCXT's precisionMode: 2 decimal places, 3 significant digits (no step can be told of it), 4 tick size.
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

export function marketRow(market, precisionMode) {
  const { symbol, id, type, base, quote, settle, linear, inverse, active, expiry } = market;
  return {
    symbol,
    id,
    type,
    base,
    quote,
    settle: settle ?? null,
    linear: linear === true,
    inverse: inverse === true,
    active: active !== false,
    contractSize: plain(market.contractSize) ?? null,
    tickSize: stepOf(market.precision?.price, precisionMode) ?? null,
    lotSize: stepOf(market.precision?.amount, precisionMode) ?? null,
    expiry: expiry ?? null,
  };
}

function stepOf(precision, mode) {
  if (mode === TICK_SIZE) return plain(precision);
  return mode === DECIMAL_PLACES && Number.isInteger(precision) ? plain(`1e${-precision}`) : undefined;
}
