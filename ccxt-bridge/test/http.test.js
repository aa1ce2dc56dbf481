import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import ccxt from 'ccxt';
import { startBridge } from '../src/bridge.js';
import { LIMITS } from '../src/limits.js';
import { redact } from '../src/secrets.js';
import { readSetup } from '../src/setup.js';
import { Venues } from '../src/venue.js';
import { until, world } from './fakes/gateway.js';

const json = async (response) => [response.status, await response.json()];

test('markets are loaded once for all who ask at the same time, and kept on disk', async (t) => {
  const { exchange, bridge, cache, get } = await world(t);
  const ask = () => get('/v1/exchanges/kraken/markets', exchange.krakenSetup).then(json);
  const answers = await Promise.all([ask(), ask(), ask()]);
  const loads = () => exchange.requests.filter((path) => path.startsWith('/0/public/AssetPairs')).length;
  assert.equal(loads(), 1);
  const [status, { markets }] = answers[0];
  assert.equal(status, 200);
  assert.deepEqual(markets.map(({ symbol }) => symbol).sort(), ['BTC/USD', 'ETH/USD']);
  const btc = markets.find(({ symbol }) => symbol === 'BTC/USD');
  assert.deepEqual([btc.type, btc.base, btc.quote, btc.settle, btc.active, btc.tickSize, btc.lotSize, btc.contractSize], ['spot', 'BTC', 'USD', null, true, '0.1', '0.00000001', null]);
  const [file] = await readdir(cache);
  assert.equal((await stat(join(cache, file))).mode & 0o777, 0o600);

  const second = await startBridge({ cache });
  t.after(() => second.close());
  const header = { 'Ccxt-Setup': Buffer.from(JSON.stringify(exchange.krakenSetup)).toString('base64url') };
  const [, again] = await json(await fetch(`http://127.0.0.1:${second.port}/v1/exchanges/kraken/markets`, { headers: header }));
  assert.deepEqual(again.markets, markets);
  assert.equal(loads(), 1);

  await writeFile(join(cache, file), '{"at":');
  const third = await startBridge({ cache });
  t.after(() => third.close());
  assert.equal((await fetch(`http://127.0.0.1:${third.port}/v1/exchanges/kraken/markets`, { headers: header })).status, 200);
  assert.equal(loads(), 2);
  assert.ok(bridge.port !== third.port);
});

test('contracts have their size and settlement', async (t) => {
  const { exchange, get } = await world(t);
  const [, { markets }] = await json(await get('/v1/exchanges/okx/markets', exchange.okxSetup));
  const swap = markets.find(({ symbol }) => symbol === 'BTC/USDT:USDT');
  assert.deepEqual(swap, { symbol: 'BTC/USDT:USDT', id: 'BTC-USDT-SWAP', type: 'swap', base: 'BTC', quote: 'USDT', settle: 'USDT', linear: true, inverse: false, active: true, contractSize: '0.01', tickSize: '0.1', lotSize: '1', expiry: null });
});

test('markets that can not be had touch no other exchange, and are tried again', async (t) => {
  const { exchange, get } = await world(t);
  exchange.answers.set('/0/public/AssetPairs', () => ({ error: ['EService:Unavailable'] }));
  const [status, fault] = await json(await get('/v1/exchanges/kraken/markets', exchange.krakenSetup));
  assert.deepEqual([status, fault.retryable], [502, true]);
  assert.equal((await get('/v1/exchanges/okx/markets', exchange.okxSetup)).status, 200);
  exchange.answers.clear();
  assert.equal((await get('/v1/exchanges/kraken/markets', exchange.krakenSetup)).status, 200);
});

const pair = { altname: 'SOLUSD', wsname: 'SOL/USD', aclass_base: 'currency', base: 'SOL', aclass_quote: 'currency', quote: 'ZUSD', pair_decimals: 1, lot_decimals: 8, fees: [], status: 'online' };

test('a symbol that was listed after the markets were loaded is found, by requests and by running sessions', async (t) => {
  const { exchange, connect, get } = await world(t, { limits: { marketsRetryMs: 0 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await until(() => exchange.subscribed.length === 1);
  exchange.answers.set('/0/public/AssetPairs', () => ({ error: [], result: { SOLUSD: pair, XXBTZUSD: { ...pair, altname: 'XBTUSD', wsname: 'XBT/USD', base: 'XXBT' } } }));
  gateway.sub('trades:SOL/USD');
  await until(() => exchange.subscribed.length === 2);
  exchange.krakenTrades(1, 1, { symbol: 'SOL/USD' });
  assert.equal((await gateway.first('trades')).s, 'SOL/USD');
  exchange.answers.set('/0/public/Trades', () => ({ error: [], result: { SOLUSD: [], last: '1' } }));
  assert.equal((await get('/v1/exchanges/kraken/trades?symbol=SOL/USD', exchange.krakenSetup)).status, 200);
});

test('who leaves while markets are loaded for it is not subscribed, and bad symbols do not load them again and again', async (t) => {
  const { exchange, connect } = await world(t, { limits: { marketsMs: 1 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  for (let i = 0; i < 5; i++) {
    gateway.sub(`trades:FOO${i}/USD`);
    await until(() => gateway.all('rejected').length === i + 1);
  }
  assert.equal(exchange.requests.filter((path) => path.startsWith('/0/public/AssetPairs')).length, 1);
  gateway.sub('trades:BTC/USD');
  gateway.unsub('trades:BTC/USD');
  await gateway.first('left');
  assert.equal(gateway.all('taken').length, 0);
});

test('an empty answer leaves the markets that are known, and is asked again', async (t) => {
  const { exchange, connect, get, cache } = await world(t, { limits: { marketsMs: 50, marketsRetryMs: 100 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await until(() => exchange.subscribed.length === 1);
  exchange.answers.set('/0/public/AssetPairs', () => ({ error: [], result: {} }));
  const loads = () => exchange.requests.filter((path) => path.startsWith('/0/public/AssetPairs')).length;
  await until(async () => {
    const [status, { markets }] = await json(await get('/v1/exchanges/kraken/markets', exchange.krakenSetup));
    assert.deepEqual([status, markets.length], [200, 2]);
    return loads() >= 3;
  }, 'three loads', 30_000);
  gateway.sub('trades:ETH/USD');
  await until(() => exchange.subscribed.length === 2);
  exchange.krakenTrades(1, 1);
  exchange.krakenTrades(2, 2, { symbol: 'ETH/USD' });
  await until(() => gateway.ids.length === 2);
  assert.equal((await readdir(cache)).length, 1);
});

test('a load that failed leaves the markets that are known, and is tried again before they are due', async (t) => {
  const market = { id: 'btc_jpy', symbol: 'BTC/JPY', base: 'BTC', quote: 'JPY', baseId: 'btc', quoteId: 'jpy', type: 'spot', spot: true };
  const old = Date.now() - LIMITS.marketsMs + 100;
  const files = { read: async () => (Date.now() - old < LIMITS.marketsMs ? { at: old, markets: [market] } : undefined), write: async () => {} };
  const venues = new Venues({ limits: { ...LIMITS, marketsRetryMs: 50 }, files });
  t.after(() => venues.close());
  const { plain } = await venues.open('zaif', readSetup());
  let loads = 0;
  plain.loadMarkets = async () => {
    loads++;
    throw new ccxt.NetworkError('not now');
  };
  await until(async () => {
    const venue = await venues.open('zaif', readSetup());
    assert.ok(venue.hasMarket('BTC/JPY'));
    return loads >= 3;
  }, 'three loads', 3000);
});

test('what an exchange learned from its markets is known after they were loaded again', async (t) => {
  const { exchange } = await world(t);
  const kept = [];
  const files = { read: async () => undefined, write: async (name, content) => kept.push(content) };
  const venues = new Venues({ limits: { ...LIMITS, marketsRetryMs: 0 }, files });
  t.after(() => venues.close());
  const venue = await venues.open('kraken', readSetup(exchange.krakenSetup));
  await venue.find('FOO/BAR');
  const [first, second] = kept.map(({ learned }) => Object.keys(learned));
  assert.ok(first.includes('marketsByAltname'), first.join());
  assert.deepEqual(second, first);
});

test('an exchange that could not be opened, or that nobody uses, is let go with its secrets', async (t) => {
  const { exchange, bridge, connect, get } = await world(t, { limits: { venueIdleMs: 1000 } });
  const setup = { ...exchange.okxSetup, credentials: { apiKey: 'key-for-once' } };
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  exchange.answers.set('/0/public/AssetPairs', () => ({ error: ['EService:Unavailable'] }));
  assert.equal((await get('/v1/exchanges/kraken/markets', exchange.krakenSetup)).status, 502);
  assert.equal(bridge.venues.size, 1);
  assert.equal((await get('/v1/exchanges/okx/markets', setup)).status, 200);
  assert.equal(bridge.venues.size, 2);
  assert.equal(redact('key-for-once'), '***');
  await until(() => bridge.venues.size === 1 && redact('key-for-once') === 'key-for-once');
  gateway.close();
  await until(() => bridge.venues.size === 0);
});

test('trades, candles and books are asked for, exactly', async (t) => {
  const { exchange, get } = await world(t);
  exchange.answers.set('/api/v5/market/trades', () => ({ code: '0', msg: '', data: [{ instId: 'BTC-USDT', side: 'sell', sz: '0.00001', px: '29963.20', tradeId: '2', ts: '1654161646974' }, { instId: 'BTC-USDT', side: 'buy', sz: '0.12345678901234567', px: '29964.1', tradeId: '1', ts: '1654161641568' }] }));
  exchange.answers.set('/api/v5/market/candles', () => ({ code: '0', msg: '', data: [['1678928760000', '24341.4', '24344.00', '24313.2', '24323', '628', '2.5819', '62800', '1'], ['1678928700000', '24324.1', '24347.6', '24321.7', '24341.4', '2565', '10.5401', '256500', '1']] }));
  exchange.answers.set('/api/v5/market/books', () => ({ code: '0', msg: '', data: [{ asks: [['3', '1', '0', '1'], ['10', '1', '0', '1']], bids: [['2.5', '1.5', '0', '1']], ts: '1621438475342' }] }));
  const ask = async (question) => (await get(`/v1/exchanges/okx/${question}`, exchange.okxSetup)).json();
  assert.deepEqual(await ask('trades?symbol=BTC/USDT'), { trades: [[1654161641568, '29964.1', '0.12345678901234567', 1, '1'], [1654161646974, '29963.20', '0.00001', -1, '2']] });
  const { ohlcv } = await ask('ohlcv?symbol=BTC/USDT&timeframe=1m&limit=2');
  assert.deepEqual(ohlcv.map((row) => row.slice(0, 5)), [[1678928700000, '24324.1', '24347.6', '24321.7', '24341.4'], [1678928760000, '24341.4', '24344.00', '24313.2', '24323']]);
  assert.deepEqual(await ask('book?symbol=BTC/USDT&limit=2'), { ts: 1621438475342, b: [['2.5', '1.5']], a: [['3', '1'], ['10', '1']] });
});

test('what can not be answered says why', async (t) => {
  const { exchange, get } = await world(t);
  const cases = [
    ['nowhere/markets', 404, /"nowhere"/],
    ['okx/trades', 400, /symbol/],
    ['okx/trades?symbol=FOO/BAR', 404, /FOO\/BAR/],
    ['okx/trades?symbol=BTC/USDT&since=-5', 400, /since "-5"/],
    ['okx/trades?symbol=BTC/USDT&limit=0', 400, /limit "0"/],
    ['okx/ohlcv?symbol=BTC/USDT&timeframe=7m', 400, /"7m"/],
    ['okx/flights', 404, /flights/],
  ];
  for (const [path, status, message] of cases) {
    const [got, fault] = await json(await get(`/v1/exchanges/${path}`, exchange.okxSetup));
    assert.deepEqual([got, fault.retryable], [status, false], path);
    assert.match(fault.message, message);
  }
  const [status, fault] = await json(await get('/v1/exchanges/okx/markets', undefined, { 'Ccxt-Setup': '%%%' }));
  assert.equal(status, 400);
  assert.match(fault.message, /Ccxt-Setup/);
  assert.equal((await get('/v1/exchanges/kraken/markets', { sandbox: true })).status, 422);
});

test('a path that can not be read is the fault of who asks', async (t) => {
  const { get, bridge } = await world(t);
  const answered = (path) => new Promise((resolve, reject) => request({ port: bridge.port, path }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end());
  for (const path of ['//', '//host:x/', '*']) assert.equal(await answered(path), 400, path);
  assert.equal((await get('/')).status, 404);
});

test('health counts what is there', async (t) => {
  const { exchange, bridge, connect, get } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  const health = await until(async () => {
    const body = await (await get('/healthz')).json();
    return body.subs === 1 && body;
  });
  assert.deepEqual(Object.keys(health), ['ok', 'pid', 'boot', 'ccxt', 'rss', 'heap', 'lagMs', 'sessions', 'subs', 'queued', 'uptime']);
  assert.deepEqual([health.ok, health.pid, health.boot, health.sessions], [true, process.pid, bridge.boot, 1]);
  assert.equal((await get('/readyz')).status, 200);
});

test('an offer to go on with HTTP/2 is left alone', async (t) => {
  const { bridge } = await world(t);
  const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAEAAEAAAAIAAAAA' };
  const answer = await new Promise((resolve, reject) => request({ port: bridge.port, path: '/healthz', headers }, resolve).on('error', reject).end());
  assert.equal(answer.statusCode, 200);
  let body = '';
  for await (const part of answer) body += part;
  assert.equal(JSON.parse(body).ok, true);
});
