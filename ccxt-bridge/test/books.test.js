import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, world } from './fakes/gateway.js';

const subscribed = (exchange, n = 1) => until(() => exchange.subscribed.length >= n, `${n} subscriptions`);

/** The book that the frames make, as a gateway would keep it. */
function rebuild(frames) {
  let book;
  let n;
  for (const frame of frames) {
    if (frame.t === 'reset' || frame.t === 'down') book = undefined;
    if (frame.t !== 'book') continue;
    if (frame.snap) book = { b: new Map(), a: new Map() };
    else assert.equal(frame.n, n + 1);
    n = frame.n;
    for (const side of ['b', 'a']) for (const [price, amount] of frame[side]) amount === '0' ? book[side].delete(price) : book[side].set(price, amount);
  }
  return book && { b: sorted(book.b, -1), a: sorted(book.a, 1) };
}

const sorted = (side, way) => [...side].sort((x, y) => way * (x[0] - y[0]));

const level = (price, qty) => ({ price, qty });
const krakenBook = (type, bids, asks) => ({ channel: 'book', type, data: [{ symbol: 'BTC/USD', bids, asks, checksum: 0, timestamp: '2026-11-22T12:00:00.000000Z' }] });

test('a snapshot and deltas make the book of the exchange', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('book:BTC/USD');
  await subscribed(exchange);
  const truth = { b: new Map(), a: new Map() };
  const frame = (type, changes) => {
    for (const [side, price, qty] of changes) qty === 0 ? truth[side].delete(String(price)) : truth[side].set(String(price), String(qty));
    const of = (side) => changes.filter(([s]) => s === side).map(([, price, qty]) => level(price, qty));
    exchange.send(krakenBook(type, of('b'), of('a')));
  };
  frame('snapshot', [9.5, 9, 8.5, 8, 7.5].flatMap((price) => [['b', price, 1.5], ['a', 20 - price, 2]]));
  await gateway.first('book');
  // Each step ends at the same depth: kraken's books are cut to the depth of their snapshot.
  for (let i = 1; i <= 300; i++) {
    frame('update', [['b', 9.5, i / 1000], ['a', 10.5 + (i % 5) / 2, i]]);
    if (i % 3 === 0) await new Promise(setImmediate);
  }
  const expected = { b: sorted(truth.b, -1), a: sorted(truth.a, 1) };
  await until(() => JSON.stringify(rebuild(gateway.frames)) === JSON.stringify(expected), 'the same book');
  const books = gateway.all('book');
  assert.deepEqual(books.map(({ snap }) => snap).slice(0, 2), [true, false]);
  assert.equal(books.at(-1).ts, Date.parse('2026-11-22T12:00:00Z'));
  assert.deepEqual(gateway.order(), ['hello', 'opened', 'taken', 'live', 'book']);
});

test('a level that leaves the book is told with 0', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('book:BTC/USD');
  await subscribed(exchange);
  exchange.send(krakenBook('snapshot', [level(9, 1), level(8, 1)], [level(10, 1), level(11, 1)]));
  await gateway.first('book');
  exchange.send(krakenBook('update', [level(9, 0)], [level(10, 3)]));
  const delta = await until(() => gateway.all('book')[1]);
  assert.deepEqual([delta.b, delta.a], [[['9', '0']], [['10', '3']]]);
});

test('without credit only the latest book waits, and its delta is against what was sent', async (t) => {
  const { exchange, connect } = await world(t, { limits: { credit: 5 } });
  const gateway = connect('kraken', { credits: false });
  await gateway.open(exchange.krakenSetup);
  gateway.sub('book:BTC/USD'); // hello, opened, taken, live, book
  await subscribed(exchange);
  exchange.send(krakenBook('snapshot', [level(9, 1)], [level(10, 1)]));
  await gateway.first('book');
  for (let i = 2; i <= 50; i++) exchange.send(krakenBook('update', [level(9, i)], []));
  gateway.sub('trades:FOO/BAR');
  exchange.send(krakenBook('update', [level(9, 99)], [level(10, 7)]));
  // The marker of a second subscription tells that the bridge has read all that was sent before.
  await new Promise((resolve) => gateway.socket.once('pong', resolve).ping());
  gateway.credit(2);
  await until(() => rebuild(gateway.frames).b[0][1] === '99' || (gateway.credit(1), false));
  assert.ok(gateway.all('book').length < 10);
  assert.deepEqual(rebuild(gateway.frames), { b: [['9', '99']], a: [['10', '7']] });
});

test('a book that CCXT finds wrong is reset and comes anew', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('book:BTC/USDT');
  const book = (action, seqId, prevSeqId, bids) => exchange.okx('books', 'BTC-USDT', [{ asks: [['11', '1', '0', '1']], bids, ts: '1626532416403', checksum: 0, seqId, prevSeqId }], { action });
  await subscribed(exchange);
  book('snapshot', 1, -1, [['9.10', '1', '0', '1']]);
  await gateway.first('book');
  book('update', 2, 1, [['9.00', '2', '0', '1']]);
  await until(() => gateway.all('book').length === 2);
  exchange.onSubscribe = () => book('snapshot', 50, -1, [['5', '5', '0', '1']]);
  book('update', 9, 8, [['9.00', '3', '0', '1']]);
  const reset = await gateway.first('reset');
  assert.equal(reset.s, 'BTC/USDT');
  assert.match(reset.message, /^(InvalidNonce|ChecksumError): /);
  await until(() => gateway.all('book').at(-1).snap && gateway.all('book').length === 3);
  assert.deepEqual(rebuild(gateway.frames), { b: [['5', '5']], a: [['11', '1']] });
  assert.equal(gateway.all('down').length, 0);
});

test('after a loss a book begins with a snapshot', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  exchange.onSubscribe = () => exchange.send(krakenBook('snapshot', [level(9, 1)], [level(10, 1)]));
  gateway.sub('book:BTC/USD');
  await gateway.first('book');
  exchange.drop();
  await until(() => gateway.all('book').length === 2);
  assert.ok(gateway.all('book')[1].snap);
  assert.deepEqual(gateway.order().slice(-4), ['book', 'down', 'live', 'book']);
});
