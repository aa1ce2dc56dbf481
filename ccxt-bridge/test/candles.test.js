import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, world } from './fakes/gateway.js';

const subscribed = (exchange, n = 1) => until(() => exchange.subscribed.length >= n, `${n} subscriptions`);
const MINUTE = 60_000;
const START = 1_795_354_080_000;
const candle = (minute, close, volume = '1') => [String(START + minute * MINUTE), '10', '12.50', '9', close, volume, '0', '0', '0'];

test('a candle is open until a newer one appears, and then told closed once', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('ohlcv.1m:BTC/USDT');
  await subscribed(exchange);
  const send = (...candles) => exchange.okx('candle1m', 'BTC-USDT', candles);
  const rows = () => gateway.all('ohlcv').flatMap(({ d }) => d);
  send(candle(0, '10.10'));
  await until(() => rows().length === 1);
  send(candle(0, '11'));
  await until(() => rows().length === 2);
  send(candle(0, '11'), candle(1, '12'));
  await until(() => rows().length === 4);
  const at = (minute, close, over) => [START + minute * MINUTE, '10', '12.50', '9', close, '1', over];
  assert.deepEqual(rows(), [at(0, '10.10', 0), at(0, '11', 0), at(0, '11', 1), at(1, '12', 0)]);
  assert.deepEqual([gateway.all('ohlcv')[0].s, gateway.all('ohlcv')[0].tf], ['BTC/USDT', '1m']);
});

test('without credit no closed candle is skipped', async (t) => {
  const { exchange, connect } = await world(t, { limits: { credit: 5, sweepMs: 5 } });
  const gateway = connect('okx', { credits: false });
  await gateway.open(exchange.okxSetup);
  gateway.sub('ohlcv.1m:BTC/USDT');
  await subscribed(exchange);
  exchange.okx('candle1m', 'BTC-USDT', [candle(0, '10')]);
  await gateway.first('ohlcv');
  for (let minute = 1; minute <= 40; minute++) exchange.okx('candle1m', 'BTC-USDT', [candle(minute, '10'), candle(minute, '11')]);
  exchange.okx('candle1m', 'BTC-USDT', [candle(41, '10')]);
  const rows = () => gateway.all('ohlcv').flatMap(({ d }) => d);
  await until(() => {
    gateway.credit(1);
    return rows().at(-1)[0] === START + 41 * MINUTE;
  });
  const closed = rows().filter((row) => row[6] === 1);
  assert.deepEqual(closed.map(([ts]) => (ts - START) / MINUTE), Array.from({ length: 41 }, (_, i) => i));
  assert.ok(closed.slice(1).every((row) => row[4] === '11'));
});

test('after a loss the candle of before is closed only if the exchange tells how it ended', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('ohlcv.1m:BTC/USDT');
  await subscribed(exchange);
  exchange.okx('candle1m', 'BTC-USDT', [candle(0, '10')]);
  await gateway.first('ohlcv');
  exchange.onSubscribe = () => exchange.okx('candle1m', 'BTC-USDT', [candle(5, '10')]);
  exchange.drop();
  await until(() => gateway.all('ohlcv').length === 2);
  assert.deepEqual(gateway.all('ohlcv')[1].d.map((row) => [row[0], row[6]]), [[START + 5 * MINUTE, 0]]);
});

test('a ticker says what the exchange tells and no more', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('ticker:BTC/USDT');
  await subscribed(exchange);
  exchange.okx('tickers', 'BTC-USDT', [{ instType: 'SPOT', instId: 'BTC-USDT', last: '31500.10', lastSz: '0.1', askPx: '31500.2', askSz: '0.00000001', bidPx: '31500', bidSz: '3', open24h: '31697', high24h: '32248', low24h: '31165.6', volCcy24h: '503403597.38138519', vol24h: '15937.10781721', ts: '1626526618762' }]);
  const { s, d } = await gateway.first('ticker');
  assert.equal(s, 'BTC/USDT');
  assert.deepEqual(d, { ts: 1626526618762, last: '31500.10', open: '31697', high: '32248', low: '31165.6', volume: '15937.10781721', quoteVolume: '503403597.38138519', bid: '31500', bidSize: '3', ask: '31500.2', askSize: '0.00000001' });
});

test('candles of one timeframe are never told as those of another', async (t) => {
  const { exchange, connect } = await world(t, { limits: { quietMs: 100, sweepMs: 20 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('ohlcv.1m:BTC/USD');
  gateway.sub('ohlcv.5m:BTC/USD'); // CCXT 4.5 takes it for the same subscription and never asks
  await subscribed(exchange);
  const send = (close) => exchange.send({ channel: 'ohlc', type: 'update', data: [{ symbol: 'BTC/USD', open: 1, high: 2, low: 1, close, trades: 1, volume: 1, vwap: 1, interval_begin: '2026-11-22T12:00:00.000000000Z', interval: 1 }] });
  for (const n of [1, 2, 3]) {
    send(n);
    await until(() => gateway.all('ohlcv').length === n);
  }
  assert.deepEqual([...new Set(gateway.all('ohlcv').map(({ tf }) => tf))], ['1m']);
  assert.deepEqual(gateway.all('live').map(({ name }) => name), ['ohlcv.1m:BTC/USD']);
});
