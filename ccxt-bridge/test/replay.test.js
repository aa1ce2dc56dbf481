import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Replay } from '../src/kinds/replay.js';
import { until, world } from './fakes/gateway.js';
import { krakenTrade } from './fakes/exchange.js';

const NOW = 1_795_354_000_000;
const row = (ts, price = '1') => [ts, price, '2', 1, null];
const replay = () => {
  const clock = { now: NOW };
  return { clock, replay: new Replay(() => clock.now) };
};

test('only what was sent is known again, as often as it was', () => {
  const { replay: filter } = replay();
  filter.without([row(NOW), row(NOW), row(NOW, '3')]);
  filter.begin();
  assert.deepEqual(filter.without([row(NOW), row(NOW), row(NOW), row(NOW, '4')]), [row(NOW), row(NOW, '4')]);
});

test('after something newer everything is taken, the rest of the same look not yet', () => {
  const { replay: filter } = replay();
  filter.without([row(NOW, '1'), row(NOW, '2')]);
  filter.begin();
  assert.deepEqual(filter.without([row(NOW + 1), row(NOW, '2')]), [row(NOW + 1)]);
  assert.deepEqual(filter.without([row(NOW, '1')]), [row(NOW, '1')]);
});

test('after 30 s everything is taken, counted from the first that comes', () => {
  const { clock, replay: filter } = replay();
  filter.without([row(NOW, '1'), row(NOW, '2'), row(NOW, '3')]);
  filter.begin();
  clock.now += 3_600_000;
  assert.deepEqual(filter.without([row(NOW, '1')]), []);
  clock.now += 29_999;
  assert.deepEqual(filter.without([row(NOW, '2')]), []);
  clock.now += 1;
  assert.deepEqual(filter.without([row(NOW, '3')]), [row(NOW, '3')]);
});

test('a time far ahead of the clock is not the newest', () => {
  const { replay: filter } = replay();
  filter.without([row(NOW + 86_400_000), row(NOW)]);
  filter.begin();
  assert.deepEqual(filter.without([row(NOW + 1)]), [row(NOW + 1)]);
  assert.deepEqual(filter.without([row(NOW)]), [row(NOW)]);
});

test('rows with an id or without a time are never left out', () => {
  const { replay: filter } = replay();
  const rows = [[NOW, '1', '2', 1, 'a'], row(0)];
  filter.without(rows);
  filter.begin();
  assert.deepEqual(filter.without(rows), rows);
});

test('trades without ids go on after a loss, whatever times came before', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  await until(() => exchange.subscribed.length === 1);
  const second = '2026-11-22T12:00:00Z';
  const send = (...trades) => exchange.send({ channel: 'trade', type: 'update', data: trades.map(([price, timestamp]) => ({ ...krakenTrade(1), trade_id: undefined, price, timestamp })) });
  send([1, second], [2, '2199-01-01T00:00:00Z']);
  await until(() => gateway.rows.length === 2);
  exchange.onSubscribe = () => send([1, second], [3, second]);
  exchange.drop();
  await until(() => gateway.rows.length >= 3);
  send([4, second]);
  await until(() => gateway.rows.length === 4);
  assert.deepEqual(gateway.rows.map(([, price]) => price), ['1', '2', '3', '4']);
});
