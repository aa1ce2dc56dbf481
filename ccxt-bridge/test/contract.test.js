import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ccxt from 'ccxt';
import { capabilities } from '../src/capabilities.js';
import { construct } from '../src/instances.js';
import { readSetup } from '../src/setup.js';

// What the bridge uses of CCXT, some of it internal. A new version of CCXT must pass, or the bridge must learn.

const MARKET = { id: 'XBTUSD', symbol: 'BTC/USD', base: 'BTC', quote: 'USD', baseId: 'XBT', quoteId: 'USD', type: 'spot', spot: true, active: true, precision: {}, limits: {}, info: {} };
const how = { exact: true, tradesLimit: 3 };
const list = capabilities();
const counted = (kind, mode) => list.filter((exchange) => exchange[kind] === mode).length;

test('every exchange is constructed and described', () => {
  assert.deepEqual(list.map(({ id }) => id), [...ccxt.exchanges].sort());
  for (const exchange of list) {
    assert.deepEqual(Object.keys(exchange), ['id', 'name', 'certified', 'sandbox', 'streamsInSandbox', 'rateLimit', 'trades', 'ohlcv', 'book', 'ticker', 'rest', 'timeframes']);
    assert.ok(exchange.rateLimit > 0, exchange.id);
    assert.ok([exchange.trades, exchange.ohlcv, exchange.ticker].some((mode) => mode !== 'none'), exchange.id);
  }
});

test('the numbers of exchanges are as documented', () => {
  assert.equal(list.length, 104);
  assert.deepEqual(['stream', 'poll', 'none'].map((mode) => counted('trades', mode)), [73, 29, 2]);
  assert.deepEqual(['stream', 'poll', 'none'].map((mode) => counted('ohlcv', mode)), [60, 30, 14]);
  assert.deepEqual(['book', 'ticker'].map((kind) => counted(kind, 'stream')), [75, 68]);
  assert.deepEqual([list.filter(({ sandbox }) => sandbox).length, list.filter(({ streamsInSandbox }) => streamsInSandbox).length], [49, 39]);
  assert.equal(list.filter(({ certified }) => certified).length, 20);
  assert.equal(ccxt.exchanges.filter((id) => ccxt.pro[id] && new ccxt.pro[id]().has.unWatchTrades === true).length, 31);
});

test('every exchange is set up, with exact numbers and ws:// addresses', async () => {
  for (const id of ccxt.exchanges) {
    const x = await construct(id, readSetup(), how);
    assert.equal(x.number, String, id);
    assert.ok(x.httpAgent, id);
    assert.equal(x.options.tradesLimit, 3, id);
  }
});

test('every sandbox that is listed can be entered, and no other', async () => {
  for (const { id, sandbox } of list) {
    const entered = construct(id, readSetup({ sandbox: true }), how).then((x) => Object.keys(Object(x.urls.api)).length > 0 || x.urls.api !== '');
    if (sandbox) assert.ok(await entered, id);
    else await assert.rejects(entered, { cls: 'NotSupported' }, id);
  }
});

test('addresses stand where setups replace them', () => {
  assert.equal(typeof new ccxt.pro.kraken().urls.api.ws.publicV2, 'string');
  assert.equal(typeof new ccxt.pro.kraken().urls.api.public, 'string');
  assert.equal(typeof new ccxt.pro.okx().urls.api.ws, 'string');
});

test('the cache of trades is cleared, bounded, and counts what was put in', async () => {
  const x = await construct('kraken', readSetup(), how);
  x.setMarkets([MARKET]);
  const other = await construct('kraken', readSetup(), how);
  assert.equal(other.setMarketsFromExchange(x).markets, x.markets);
  const data = [1, 2, 3, 4, 5].map((id) => ({ symbol: 'BTC/USD', side: 'buy', price: 1e-8, qty: 0.5, ord_type: 'market', trade_id: id, timestamp: '2026-11-22T12:00:00.000000Z' }));
  x.handleTrades({ resolve() {} }, { data });
  const cache = x.trades['BTC/USD'];
  assert.deepEqual([cache.length, cache.maxSize, cache.allNewUpdates], [3, 3, 5]);
  assert.deepEqual([cache[0].id, cache[0].price, cache[0].amount], ['3', '0.00000001', '0.5']);
  cache.clear();
  assert.deepEqual([cache.length, cache.allNewUpdates, x.trades['BTC/USD']], [0, 0, cache]);
});

test('clients have what is hooked into', async () => {
  const x = await construct('kraken', readSetup(), how);
  for (const method of ['client', 'watch', 'watchMultiple', 'filterBySinceLimit', 'loadHttpProxyAgent', 'setMarketsFromExchange']) assert.equal(typeof x[method], 'function', method);
  const client = x.client('ws://127.0.0.1:1/');
  for (const method of ['send', 'reject', 'onError', 'throttle', 'connect']) assert.equal(typeof client[method], 'function', method);
  for (const table of ['futures', 'subscriptions', 'rejections']) assert.equal(typeof client[table], 'object', table);
  assert.equal(client.isConnected, false);
  assert.equal(x.clients[client.url], client);
  assert.equal(typeof x.throttler.throttle, 'function');
  const pending = client.future('a');
  const error = new ccxt.NetworkError('gone');
  client.onError(error);
  await assert.rejects(pending, error);
  assert.equal(x.clients[client.url], undefined);
});

test('CCXT dials at once when it is told to leave waiting to the bridge', async () => {
  const x = await construct('kraken', readSetup(), how);
  const delays = Array.from({ length: 5 }, () => x.calculateWsBackoffDelay('ws://127.0.0.1:1/'));
  assert.deepEqual(delays, [0, 0, 0, 0, 0]);
});

test('capabilities.js prints the list', () => {
  const printed = JSON.parse(execFileSync(process.execPath, [new URL('../capabilities.js', import.meta.url).pathname], { maxBuffer: 1e7 }));
  assert.deepEqual(printed, { v: 1, ccxt: ccxt.version, exchanges: list });
});

test('dependencies are pinned, and the lock names no registry', () => {
  const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(read('package.json'));
  assert.deepEqual(Object.keys(dependencies), ['ccxt', 'ws']);
  for (const version of Object.values(dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.doesNotMatch(read('package-lock.json'), /"resolved"/);
});
