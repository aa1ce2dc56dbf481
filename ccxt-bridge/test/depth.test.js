import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { observe } from '../src/asked.js';
import { construct } from '../src/instances.js';
import { readSetup } from '../src/setup.js';
import { Book } from '../src/kinds/book.js';
import { LIMITS } from '../src/limits.js';
import { until, world } from './fakes/gateway.js';

const level = (price, qty) => ({ price, qty });
const krakenBook = (type, symbol, bids, asks) => ({ channel: 'book', type, data: [{ symbol, bids, asks, checksum: 0 }] });
const okxBook = (exchange, action, seqId, prevSeqId, bids) => exchange.okx('books', 'BTC-USDT', [{ asks: [['11', '1', '0', '1']], bids, ts: '1626532416403', checksum: 0, seqId, prevSeqId }], { action });

/** Binance: a snapshot by REST, of as many levels as it was asked for, and changes by stream. */
function binance(exchange) {
  const url = `http://127.0.0.1:${exchange.port}/api/v3`;
  const pair = { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT', baseAssetPrecision: 8, quotePrecision: 8, orderTypes: ['LIMIT'], isSpotTradingAllowed: true, permissions: [], permissionSets: [['SPOT']], filters: [] };
  exchange.answers.set('/api/v3/exchangeInfo', () => ({ timezone: 'UTC', serverTime: 1, rateLimits: [], symbols: [pair] }));
  exchange.answers.set('/api/v3/depth', (query) => {
    const levels = (first, step) => Array.from({ length: Math.min(500, Number(query.get('limit') ?? 100)) }, (_, i) => [String(first + i * step), '1']);
    return { lastUpdateId: 10, bids: levels(1000, -1), asks: levels(1001, 1) };
  });
  exchange.onMessage = (message, socket) => {
    if (message.method !== 'SUBSCRIBE') return;
    exchange.subscribed.push(message);
    socket.send(JSON.stringify({ result: null, id: message.id }));
  };
  return { options: { fetchMarkets: { types: ['spot'] } }, urls: { 'api.ws.spot': `ws://127.0.0.1:${exchange.port}/ws`, 'api.public': url } };
}

test('a book has its hundred levels after its best ninety-five have gone', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('binance');
  assert.equal((await gateway.open(binance(exchange))).t, 'opened');
  gateway.sub('book:BTC/USDT');
  const first = await gateway.first('book');
  assert.deepEqual([first.b.length, first.a.length], [100, 100]);
  const gone = Array.from({ length: 95 }, (_, i) => [String(1000 - i), '0']);
  exchange.send({ e: 'depthUpdate', E: 1, s: 'BTCUSDT', U: 11, u: 11, b: gone, a: [] });
  const { b } = await until(() => gateway.all('book')[1]);
  assert.deepEqual([b.filter(([, amount]) => amount === '0').length, b.filter(([, amount]) => amount !== '0').length], [95, 95]);
});

test('where a thousand levels are refused, the exchange chooses', () => {
  const book = new Book({ symbol: 'BTC/USD', limits: LIMITS });
  const asked = [];
  const x = { watchOrderBook: (symbol, limit) => asked.push(limit) };
  book.watch(x);
  assert.ok(book.concedes());
  book.watch(x);
  assert.ok(!book.concedes());
  assert.deepEqual(asked, [1000, undefined]);
});

test('a book that was dropped is not told again by what was returned before', () => {
  const book = new Book({ symbol: 'BTC/USD', limits: LIMITS });
  const kept = { bids: [[1, 1]], asks: [[2, 1]] };
  const x = { orderbooks: { 'BTC/USD': kept } };
  assert.ok(book.read(x, kept));
  book.afterLoss(x);
  assert.equal(book.read(x, kept), undefined);
});

test('a change that CCXT makes by half is told, whatever other book comes anew', async (t) => {
  const { exchange, connect } = await world(t, { limits: { quietMs: 60_000 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  exchange.onSubscribe = ({ params }) => params.symbol[0] === 'BTC/USD' && exchange.send(krakenBook('snapshot', 'BTC/USD', [level(9, 1)], [level(10, 1)]));
  gateway.sub('book:BTC/USD');
  await gateway.first('book');
  gateway.sub('book:ETH/USD'); // its snapshot does not come
  await until(() => exchange.subscribed.length === 2);
  exchange.send({ channel: 'book', type: 'update', data: [{ symbol: 'BTC/USD', asks: [level(10, 5)], bids: [] }] });
  exchange.send({ channel: 'book', type: 'update', data: [{ symbol: 'SOL/USD', asks: [], bids: [] }] });
  await until(() => gateway.all('down').some(({ name }) => name === 'book:BTC/USD'));
  const downAt = gateway.frames.findIndex(({ t }) => t === 'down');
  const anew = await until(() => gateway.frames.slice(downAt).find(({ t }) => t === 'book'));
  assert.ok(anew.snap);
});

test('a book without a snapshot after a reset begins anew on another connection', async (t) => {
  const { exchange, connect } = await world(t, { limits: { snapshotMs: 300, sweepMs: 20 } });
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('book:BTC/USDT');
  await until(() => exchange.subscribed.length === 1);
  okxBook(exchange, 'snapshot', 1, -1, [['9', '1', '0', '1']]);
  await gateway.first('book');
  okxBook(exchange, 'update', 9, 8, [['9', '3', '0', '1']]);
  await gateway.first('reset');
  await until(() => exchange.subscribed.length === 3);
  assert.equal(gateway.all('down').length, 1);
  okxBook(exchange, 'snapshot', 50, -1, [['5', '5', '0', '1']]);
  const snapshot = await until(() => gateway.all('book')[1]);
  assert.ok(snapshot.snap);
});

test('a connection ends where the exchange ignores the closing handshake', async (t) => {
  const server = createServer();
  t.after(() => server.close());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.resume();
    socket.on('error', () => {});
    server.emit('dialled', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const x = await construct('kraken', readSetup(), { exact: true, tradesLimit: 3 });
  observe(x, () => []);
  const client = x.client(`ws://127.0.0.1:${server.address().port}/`);
  const [[socket]] = await Promise.all([once(server, 'dialled'), client.connect()]);
  t.after(() => socket.destroy());
  const ended = once(socket, 'end');
  client.close();
  const from = Date.now();
  await ended;
  assert.ok(Date.now() - from < 3000);
});
