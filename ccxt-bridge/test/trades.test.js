import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, world } from './fakes/gateway.js';
import { krakenTrade } from './fakes/exchange.js';

const subscribed = (exchange, n = 1) => until(() => exchange.subscribed.length >= n, `${n} subscriptions`);
const count = (n) => Array.from({ length: n }, (_, i) => String(i + 1));

test('trades of kraken come exactly, in order, after taken and live', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  assert.equal((await gateway.open(exchange.krakenSetup)).t, 'opened');
  const id = gateway.sub('trades:BTC/USD');
  await subscribed(exchange);
  exchange.send({ channel: 'trade', type: 'update', data: [{ ...krakenTrade(1), price: 0.00000001, qty: 1e-8 }, krakenTrade(2)] });
  exchange.krakenTrades(3, 2000, { perFrame: 7 });
  await until(() => gateway.ids.length === 2000);
  assert.deepEqual(gateway.ids, count(2000));
  assert.deepEqual(gateway.rows.slice(0, 2), [[1795354000001, '0.00000001', '0.00000001', -1, '1'], [1795354000002, '60000.02', '0.0001', 1, '2']]);
  assert.deepEqual(gateway.order(), ['hello', 'opened', 'taken', 'live', 'trades']);
  assert.equal(gateway.all('taken')[0].id, id);
  assert.ok(gateway.all('trades').every(({ s, d }) => s === 'BTC/USD' && d.length <= 512));
});

test('trades of okx keep every digit', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  assert.equal((await gateway.open(exchange.okxSetup)).t, 'opened');
  gateway.sub('trades:BTC/USDT');
  await subscribed(exchange);
  exchange.okx('trades', 'BTC-USDT', [{ instId: 'BTC-USDT', tradeId: '9007199254740993', px: '31684.50', sz: '0.12345678901234567891', side: 'sell', ts: '1626531038288' }]);
  await gateway.first('trades');
  assert.deepEqual(gateway.rows, [[1626531038288, '31684.50', '0.12345678901234567891', -1, '9007199254740993']]);
});

test('ids are written as JSON whatever they hold', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('trades:BTC/USDT');
  await subscribed(exchange);
  exchange.okx('trades', 'BTC-USDT', [{ instId: 'BTC-USDT', tradeId: 'a"b\\c\u2028', px: '1', sz: '1', side: 'buy', ts: '1' }]);
  await gateway.first('trades');
  assert.equal(gateway.ids[0], 'a"b\\c\u2028');
});

test('a dropped connection is told, comes back, and nothing is repeated or lost untold', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  gateway.sub('trades:ETH/USD');
  await subscribed(exchange, 2);
  exchange.krakenTrades(1, 500);
  exchange.krakenTrades(1, 20, { symbol: 'ETH/USD' });
  await until(() => gateway.ids.length === 520);
  const from = gateway.frames.length;
  exchange.onSubscribe = ({ params }) => params.channel === 'trade' && exchange.krakenTrades(490, 510, { symbol: params.symbol[0], perFrame: 50, type: 'snapshot' });
  exchange.drop();
  await until(() => gateway.all('live').length === 4, 'both live again');
  await until(() => gateway.frames.slice(from).filter(({ t }) => t === 'trades').length >= 2);
  const downs = gateway.all('down');
  assert.deepEqual(downs.map(({ name }) => name).sort(), ['trades:BTC/USD', 'trades:ETH/USD']);
  assert.ok(downs.every(({ cls, retryable, attempt, retryMs }) => cls === 'NetworkError' && retryable && attempt === 1 && retryMs > 0));
  for (const symbol of ['BTC/USD', 'ETH/USD']) {
    const seen = gateway.frames.slice(from).filter((frame) => frame.name === `trades:${symbol}` || frame.s === symbol).map(({ t }) => t);
    assert.deepEqual(seen.slice(0, 3), ['down', 'live', 'trades']);
  }
});

test('trades without ids that are sent again after a loss are left out', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await subscribed(exchange);
  const trade = (n) => ({ ...krakenTrade(n), trade_id: undefined });
  const send = (...ns) => exchange.send({ channel: 'trade', type: 'update', data: ns.map(trade) });
  send(1, 2, 3);
  await until(() => gateway.rows.length === 3);
  exchange.onSubscribe = () => send(2, 3, 4);
  exchange.drop();
  await until(() => gateway.rows.length > 3);
  assert.deepEqual(gateway.rows.map(([ts]) => ts - 1_795_354_000_000), [1, 2, 3, 4]);
});

test('a burst beyond the cache of CCXT is told as a gap with its size', async (t) => {
  const { exchange, connect } = await world(t, { limits: { sweepMs: 60_000 } });
  const gateway = connect('kraken');
  await gateway.open({ ...exchange.krakenSetup, tradesLimit: 100 });
  gateway.sub('trades:BTC/USD');
  await subscribed(exchange);
  exchange.krakenTrades(1, 250, { perFrame: 250 });
  const gap = await gateway.first('gap');
  await until(() => gateway.ids.length === 100);
  assert.deepEqual({ why: gap.why, dropped: gap.dropped }, { why: 'overflow', dropped: 150 });
  assert.deepEqual(gateway.ids, count(250).slice(150));
  assert.deepEqual(gateway.order().slice(-3), ['live', 'gap', 'trades']);
});

test('without credit the oldest trades go and the hole is told in its place', async (t) => {
  const { exchange, connect, get } = await world(t, { limits: { waitingTrades: 1000, credit: 5 } });
  const gateway = connect('kraken', { credits: false });
  await gateway.open(exchange.krakenSetup); // hello, opened
  gateway.sub('trades:BTC/USD'); // taken
  await subscribed(exchange);
  exchange.krakenTrades(1, 10, { perFrame: 10 }); // live, trades
  await until(() => gateway.ids.length === 10);
  exchange.krakenTrades(11, 3010, { perFrame: 50 });
  await until(async () => (await (await get('/healthz')).json()).queued === 1000, 'a full queue');
  exchange.drop();
  await until(() => exchange.subscribed.length === 2);
  exchange.krakenTrades(3011, 3020);
  await until(async () => exchange.sockets.size === 1);
  gateway.credit(1000);
  await until(() => gateway.ids.at(-1) === '3020');
  const gaps = gateway.all('gap');
  assert.equal(gaps.reduce((sum, { dropped }) => sum + dropped, 0), 3020 - gateway.ids.length);
  assert.deepEqual(gateway.order().slice(4), ['trades', 'gap', 'trades', 'down', 'live', 'trades']);
  assert.deepEqual(gateway.ids.slice(10), count(3020).slice(3020 - 1000));
});

test('silence of all streams is told as stale, and they are asked for again', async (t) => {
  const { exchange, connect } = await world(t, { limits: { staleMs: 300, sweepMs: 20 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await subscribed(exchange);
  for (let id = 1; id <= 25; id++) {
    exchange.krakenTrades(id, id);
    await until(() => gateway.ids.length === id);
  }
  const down = await gateway.first('down');
  assert.equal(down.cls, 'Stale');
  await subscribed(exchange, 2);
  exchange.krakenTrades(26, 26);
  await until(() => gateway.ids.includes('26'));
  assert.equal(gateway.all('live').length, 2);
});

test('a quiet market is live once it was asked for long enough', async (t) => {
  const { exchange, connect } = await world(t, { limits: { quietMs: 300, sweepMs: 20 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  const asked = Date.now();
  gateway.sub('trades:BTC/USD');
  await gateway.first('live');
  assert.ok(Date.now() - asked >= 300);
  assert.equal(exchange.subscribed.length, 1);
});

test('what still waits in the throttle of CCXT is not live', async (t) => {
  const { exchange, connect } = await world(t, { limits: { quietMs: 100, sweepMs: 20 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  gateway.sub('trades:ETH/USD'); // a second later, by kraken's rate limit
  await until(() => gateway.all('live').length === 1);
  assert.equal(exchange.subscribed.length, 1);
  await until(() => gateway.all('live').length === 2);
  assert.equal(exchange.subscribed.length, 2);
});

test('a refusal that CCXT does not relate to its subscription rejects it all the same', async (t) => {
  const { exchange, connect } = await world(t, { limits: { quietMs: 300 } });
  exchange.onSubscribe = ({ req_id }, socket) => socket.send(JSON.stringify({ error: 'Currency pair not supported BTC/USD', method: 'subscribe', success: false, req_id }));
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  const id = gateway.sub('trades:BTC/USD');
  const rejected = await gateway.first('rejected');
  assert.equal(rejected.id, id);
  assert.equal(rejected.retryable, false);
  assert.match(rejected.message, /Currency pair not supported/);
});

test('a subscription that is left and taken again goes on', async (t) => {
  for (const [exchangeId, symbol] of [['okx', 'BTC/USDT'], ['kraken', 'BTC/USD']]) {
    const { exchange, connect } = await world(t);
    const send = (id) => (exchangeId === 'kraken' ? exchange.krakenTrades(id, id) : exchange.okx('trades', 'BTC-USDT', [{ instId: 'BTC-USDT', tradeId: String(id), px: '1', sz: '1', side: 'buy', ts: '1' }]));
    const gateway = connect(exchangeId);
    await gateway.open(exchange[`${exchangeId}Setup`]);
    gateway.sub(`trades:${symbol}`);
    await subscribed(exchange);
    send(1);
    await until(() => gateway.ids.length === 1);
    const left = gateway.unsub(`trades:${symbol}`);
    await until(() => gateway.all('left').some(({ id }) => id === left));
    send(2);
    gateway.sub(`trades:${symbol}`);
    await subscribed(exchange, 2);
    await until(async () => {
      send(3);
      return gateway.ids.includes('3');
    });
    assert.equal(gateway.all('live').length, 2);
  }
});

test('leaving what is not subscribed is answered', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  const id = gateway.unsub('trades:BTC/USD');
  assert.equal((await gateway.first('left')).id, id);
});

test('what an exchange goes on sending after it was left disturbs nothing', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  const book = (symbol, type, qty) => exchange.send({ channel: 'book', type, data: [{ symbol, bids: [{ price: 9, qty }], asks: [{ price: 10, qty: 1 }], checksum: 0 }] });
  for (const symbol of ['BTC/USD', 'ETH/USD']) {
    gateway.sub(`book:${symbol}`);
    gateway.sub(`trades:${symbol}`);
  }
  await subscribed(exchange, 4);
  for (const symbol of ['BTC/USD', 'ETH/USD']) book(symbol, 'snapshot', 1);
  await until(() => gateway.all('book').length === 2);
  gateway.unsub('book:ETH/USD');
  gateway.unsub('trades:ETH/USD');
  await until(() => gateway.all('left').length === 2);
  book('ETH/USD', 'update', 2);
  exchange.krakenTrades(1, 10, { symbol: 'ETH/USD' });
  book('BTC/USD', 'update', 3);
  exchange.krakenTrades(11, 20);
  await until(() => gateway.all('book').length === 3 && gateway.ids.length === 10);
  assert.deepEqual(gateway.ids.map(Number), Array.from({ length: 10 }, (_, i) => i + 11));
  gateway.sub('book:ETH/USD');
  book('ETH/USD', 'update', 4);
  await until(() => {
    book('ETH/USD', 'update', 5);
    return gateway.all('book').some(({ s, snap, b }) => s === 'ETH/USD' && snap && Number(b[0][1]) > 3);
  });
  assert.equal(gateway.all('down').length, 0);
});

test('when the last one is left, the connection that can not be unsubscribed is closed', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await subscribed(exchange);
  gateway.unsub('trades:BTC/USD');
  await until(() => exchange.sockets.size === 0);
  assert.equal(gateway.closed, undefined);
});
