import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trades } from '../src/kinds/trades.js';
import { LIMITS } from '../src/limits.js';
import { Pages } from '../src/pages.js';
import { tradeRowOrHole } from '../src/rows.js';
import { readSetup } from '../src/setup.js';
import { Venues } from '../src/venue.js';
import { Waiting } from '../src/waiting.js';
import { until, world } from './fakes/gateway.js';

const PAIRS = [{ id: 1, currency_pair: 'btc_jpy', name: 'BTC/JPY', is_token: false, item_unit_min: 0.001, item_unit_step: 0.0001, aux_unit_min: 5, aux_unit_step: 5, aux_unit_point: 0, seq: 0, item_japanese: '', aux_japanese: '', event_number: 0, title: '', description: '' }];

/** zaif streams nothing. */
async function zaif(t, page, limits) {
  const parts = await world(t, { limits });
  const { exchange } = parts;
  exchange.answers.set('/api/1/currency_pairs/all', () => PAIRS);
  exchange.answers.set('/api/1/trades/btc_jpy', () => page.map(([n, id = n]) => ({ date: 1_795_354_000 + n, price: `100000${n}.10`, amount: '0.00000001', tid: id, currency_pair: 'btc_jpy', trade_type: 'bid' })));
  const setup = { urls: { 'api.rest': `http://127.0.0.1:${exchange.port}` }, pollMs: 100 };
  const gateway = parts.connect('zaif');
  assert.deepEqual(await gateway.open(setup), { t: 'opened' });
  return { ...parts, gateway, setup };
}

const numbers = (...ns) => ns.map((n) => [n]);

test('polled trades come once each; the first page is the past', async (t) => {
  const page = numbers(1, 2, 3);
  const { gateway } = await zaif(t, page);
  gateway.sub('trades:BTC/JPY', 'poll');
  await gateway.first('live');
  assert.equal(gateway.rows.length, 0);
  page.splice(0, 3, ...numbers(2, 3, 4, 5));
  await until(() => gateway.ids.length === 2);
  assert.deepEqual(gateway.rows[0], [1_795_354_004_000, '1000004.10', '0.00000001', 1, '4']);
  page.splice(0, 4, ...numbers(5, 6));
  await until(() => gateway.ids.length === 3);
  assert.deepEqual(gateway.ids, ['4', '5', '6']);
  assert.equal(gateway.all('gap').length, 0);
});

test('after each page it is told how long ago it was asked for, behind what it brought', async (t) => {
  const page = numbers(1, 2);
  const { gateway } = await zaif(t, page);
  gateway.sub('trades:BTC/JPY', 'poll');
  await until(() => gateway.all('looked').length >= 2);
  assert.deepEqual(gateway.order().slice(2), ['taken', 'live', 'looked']);
  const [looked] = gateway.all('looked');
  assert.equal(looked.name, 'trades:BTC/JPY');
  assert.ok(Number.isInteger(looked.agoMs) && looked.agoMs >= 0 && looked.agoMs < 5000, looked.agoMs);
  page.push([3]);
  await gateway.first('trades');
  const from = gateway.frames.findIndex((frame) => frame.t === 'trades');
  await until(() => gateway.frames.length > from + 1);
  assert.equal(gateway.frames[from + 1].t, 'looked');
});

test('looks that wait are one for each stretch of data, and their age counts the wait', async () => {
  const { segment } = new Trades({ symbol: 'A/B', limits: LIMITS });
  const waiting = new Waiting('trades:A/B', 3, segment);
  const row = (id) => [id, '1', '1', 1, String(id)];
  const drain = () => {
    const frames = [];
    while (!waiting.empty) frames.push(JSON.parse(waiting.next()));
    return frames;
  };
  const now = performance.now();
  waiting.look(now - 9000);
  waiting.mark('{"t":"down"}');
  waiting.look(now - 7000);
  waiting.look(now - 5000);
  waiting.add([row(1)]);
  waiting.look(now - 3000);
  assert.deepEqual(waiting.marks, 1);
  const frames = drain();
  assert.deepEqual(frames.map(({ t }) => t), ['down', 'looked', 'trades', 'looked']);
  assert.ok(frames[1].agoMs >= 5000 && frames[1].agoMs < 6000, frames[1].agoMs);
  for (let id = 1; id <= 1000; id++) {
    waiting.add([row(id)]);
    waiting.look(now);
  }
  const kept = drain();
  assert.deepEqual(kept.map(({ t }) => t), ['gap', 'looked', 'trades', 'looked', 'trades', 'looked', 'trades', 'looked']);
  assert.equal(kept[0].dropped, 997);
});

test('a page that does not reach back to the one before is told as a gap', async (t) => {
  const page = numbers(1, 2, 3);
  const { gateway } = await zaif(t, page);
  gateway.sub('trades:BTC/JPY', 'poll');
  await gateway.first('live');
  page.splice(0, 3, ...numbers(7, 8));
  await until(() => gateway.ids.length === 2);
  assert.deepEqual(gateway.order().slice(2, 7), ['taken', 'live', 'looked', 'gap', 'trades']);
  assert.equal(gateway.all('gap')[0].why, 'poll');
});

test('trades without ids are told apart by their order', () => {
  const pages = new Pages();
  const row = (ts) => [ts, '1', '1', 1, null];
  assert.deepEqual(pages.next([row(1), row(1), row(2)]), { fresh: [], dropped: 0, torn: false });
  assert.deepEqual(pages.next([row(1), row(2), row(2)]), { fresh: [row(2)], dropped: 0, torn: false });
  assert.deepEqual(pages.next([]), { fresh: [], dropped: 0, torn: false });
  assert.deepEqual(pages.next([row(2), row(2), row(3), row(3)]), { fresh: [row(3), row(3)], dropped: 0, torn: false });
  assert.deepEqual(pages.next([row(9)]), { fresh: [row(9)], dropped: 0, torn: true });
});

test('older trades of a longer page are not taken for new ones', () => {
  const pages = new Pages();
  const row = (id) => [id, '1', '1', 1, String(id)];
  pages.next([row(3), row(4)]);
  assert.deepEqual(pages.next([row(1), row(2), row(3), row(4), row(5)]).fresh, [row(5)]);
});

const named = (id, ts = id) => [ts, '1', '1', 1, String(id)];
const nameless = (ts) => [ts, '1', '1', 1, null];
const range = (from, to, row) => Array.from({ length: to - from + 1 }, (_, i) => row(from + i));

test('a trade that sorts before a known one of its time is told', () => {
  for (const row of [named, (id, ts) => [ts, String(id), '1', 1, null]]) {
    const pages = new Pages();
    pages.next([row(8, 50), row(9, 60)]);
    assert.deepEqual(pages.next([row(10, 60), row(9, 60)]), { fresh: [row(10, 60)], dropped: 0, torn: false });
    assert.deepEqual(pages.next([row(10, 60), row(9, 60)]), { fresh: [], dropped: 0, torn: false });
  }
});

test('a page that is older than what was told says nothing, and repeats nothing afterwards', () => {
  for (const row of [named, nameless]) {
    const pages = new Pages();
    const past = range(1, 4, row);
    const newer = range(3, 6, row);
    assert.deepEqual(pages.next(past), { fresh: [], dropped: 0, torn: false });
    assert.deepEqual(pages.next(newer), { fresh: range(5, 6, row), dropped: 0, torn: false });
    for (let i = 0; i < 10; i++) assert.deepEqual(pages.next(past), { fresh: undefined, dropped: 0, torn: false });
    assert.deepEqual(pages.next(newer), { fresh: [], dropped: 0, torn: false });
  }
});

test('trades without ids that are older than the page before are not taken for new ones', () => {
  const pages = new Pages();
  pages.next(range(3, 4, nameless));
  assert.deepEqual(pages.next(range(2, 5, nameless)), { fresh: [nameless(5)], dropped: 0, torn: false });
});

test('a trade without price is counted once, however many pages have it', () => {
  const hole = tradeRowOrHole({ id: '2', timestamp: 2, amount: '1' }, 'x');
  const pages = new Pages();
  pages.next([named(1)]);
  assert.deepEqual(pages.next([named(1), hole, named(3)]), { fresh: [named(3)], dropped: 1, torn: false });
  assert.deepEqual(pages.next([hole, named(3), named(4)]), { fresh: [named(4)], dropped: 0, torn: false });
});

test('one trade from the future does not silence an exchange', () => {
  for (const row of [named, nameless]) {
    const pages = new Pages();
    pages.next([row(1), row(1000)]);
    const told = [];
    for (let i = 0; i < 10; i++) told.push(...(pages.next([row(2), row(3)]).fresh ?? []));
    assert.deepEqual(told, [row(2), row(3)]);
  }
});

test('pages of a long walk over trades tell each once, in whatever order those of one time stand', () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % n;
  const all = range(1, 6000, (id) => named(id, Math.floor(id / 7) + 1));
  const pages = new Pages();
  const told = [];
  let end = 50;
  pages.next(all.slice(0, end));
  while (end < all.length) {
    end = Math.min(all.length, end + random(40));
    const lag = random(4) === 0 ? random(40) : 0;
    const page = all.slice(Math.max(0, end - lag - 300), end - lag).sort((a, b) => a[0] - b[0] || (a[4] < b[4] ? -1 : 1));
    const { fresh = [], torn } = pages.next(page);
    assert.ok(!torn);
    told.push(...fresh.map((row) => row[4]));
  }
  pages.next(all.slice(-300)).fresh.forEach((row) => told.push(row[4]));
  assert.equal(new Set(told).size, told.length);
  assert.deepEqual(told.map(Number).sort((a, b) => a - b), range(51, 6000, (id) => id));
});

test('an exchange that can not be reached is down, retried, and continues without a hole', async (t) => {
  const page = numbers(1, 2);
  const { gateway, exchange } = await zaif(t, page);
  gateway.sub('trades:BTC/JPY', 'poll');
  await gateway.first('live');
  const answer = exchange.answers.get('/api/1/trades/btc_jpy');
  exchange.answers.delete('/api/1/trades/btc_jpy');
  const down = await gateway.first('down');
  assert.ok(down.retryable);
  page.push([3]);
  exchange.answers.set('/api/1/trades/btc_jpy', answer);
  await until(() => gateway.ids.length === 1);
  assert.deepEqual(gateway.ids, ['3']);
  assert.equal(gateway.all('gap').length, 0);
});

test('books and tickers are polled too', async (t) => {
  const { gateway, exchange } = await zaif(t, []);
  const depth = { asks: [[101, 1.5]], bids: [[100, 0.5]] };
  exchange.answers.set('/api/1/depth/btc_jpy', () => depth);
  exchange.answers.set('/api/1/ticker/btc_jpy', () => ({ last: 100, high: 110, low: 90, vwap: 100, volume: 12.5, bid: 99, ask: 101 }));
  gateway.sub('book:BTC/JPY', 'poll');
  gateway.sub('ticker:BTC/JPY', 'poll');
  const book = await gateway.first('book');
  assert.deepEqual([book.snap, book.b, book.a], [true, [['100', '0.5']], [['101', '1.5']]]);
  assert.equal((await gateway.first('ticker')).d.last, '100');
  depth.bids[0][1] = 0.7;
  await until(() => gateway.all('book').length === 2);
  assert.deepEqual(gateway.all('book')[1].b, [['100', '0.7']]);
});

test('each polled subscription of an exchange leaves the others their share of its rate limit', async () => {
  const market = { id: 'btc_jpy', symbol: 'BTC/JPY', base: 'BTC', quote: 'JPY', baseId: 'btc', quoteId: 'jpy', type: 'spot', spot: true };
  const files = { read: async () => ({ at: Date.now(), markets: [market] }) };
  const venues = new Venues({ limits: LIMITS, files });
  const venue = await venues.open('zaif', readSetup({ pollMs: 5000 }));
  assert.equal(venue.pollMs(5000), 5000);
  assert.equal(venue.pollMs(), LIMITS.pollMs);
  venue.polled = 100;
  assert.equal(venue.pollMs(5000), 100 * venue.plain.rateLimit);
  assert.equal(await venues.open('zaif', readSetup({ pollMs: 100, tradesLimit: 10 })), venue);
  await venues.close();
});

test('what an exchange does not stream is rejected', async (t) => {
  const { gateway } = await zaif(t, []);
  gateway.sub('trades:BTC/JPY', 'stream');
  const rejected = await gateway.first('rejected');
  assert.deepEqual([rejected.cls, rejected.retryable], ['NotSupported', false]);
});
