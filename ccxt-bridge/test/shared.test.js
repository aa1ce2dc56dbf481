import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { until, world } from './fakes/gateway.js';

const fast = { quietMs: 300, sweepMs: 20 };
const okxTrade = (instId, id) => [{ instId, tradeId: String(id), px: '1', sz: '1', side: 'buy', ts: '1' }];
const states = (gateway, name) => gateway.frames.filter((frame) => frame.name === name).map(({ t }) => t);
const asked = (exchange, instId, channel = 'trades') => exchange.subscribed.filter(({ args }) => args[0].instId === instId && args[0].channel === channel);
const refuse = (socket, instId) => socket.send(JSON.stringify({ event: 'error', code: '60018', msg: `channel:trades,instId:${instId} doesn't exist`, connId: 'a4d3ae55' }));

test('a refused symbol does not end another that is live, nor is that asked for twice', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('trades:BTC/USDT');
  await until(() => exchange.subscribed.length === 1);
  exchange.okx('trades', 'BTC-USDT', okxTrade('BTC-USDT', 1));
  await until(() => gateway.ids.length === 1);
  exchange.onSubscribe = ({ args }, socket) => args[0].instId === 'BTC-USDT-SWAP' && refuse(socket, 'BTC-USDT-SWAP');
  const id = gateway.sub('trades:BTC/USDT:USDT');
  const rejected = await gateway.first('rejected');
  assert.deepEqual({ id: rejected.id, retryable: rejected.retryable }, { id, retryable: false });
  await until(() => {
    exchange.okx('trades', 'BTC-USDT', okxTrade('BTC-USDT', 2));
    return gateway.ids.includes('2');
  });
  await until(() => states(gateway, 'trades:BTC/USDT').at(-1) === 'live');
  assert.ok(gateway.all('down').every(({ retryable }) => retryable));
  assert.equal(asked(exchange, 'BTC-USDT').length, 1);
});

test('of several that are not live yet only the refused one ends', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  // Not at once: the others have been asked for by then.
  exchange.onSubscribe = ({ args }, socket) => args[0].instId === 'BTC-USDT-SWAP' && setTimeout(refuse, 200, socket, 'BTC-USDT-SWAP');
  const id = gateway.sub('trades:BTC/USDT:USDT');
  gateway.sub('trades:BTC/USDT');
  gateway.sub('ticker:BTC/USDT');
  assert.equal((await gateway.first('rejected')).id, id);
  for (const name of ['trades:BTC/USDT', 'ticker:BTC/USDT']) await until(() => states(gateway, name).at(-1) === 'live');
  await pause(400);
  for (const name of ['trades:BTC/USDT', 'ticker:BTC/USDT']) assert.equal(states(gateway, name).at(-1), 'live');
  assert.equal(gateway.all('rejected').length, 1);
});

test('an odd frame ends nothing that is live', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  const names = ['trades:BTC/USD', 'trades:ETH/USD'];
  for (const name of names) gateway.sub(name);
  await until(() => gateway.all('live').length === 2);
  exchange.send({ channel: 'trade', type: 'update', data: [null] });
  await until(() => names.every((name) => states(gateway, name).join() === 'live,down,live'), 'both live again');
  assert.ok(gateway.all('down').every(({ retryable }) => retryable));
  exchange.krakenTrades(1, 3);
  exchange.krakenTrades(4, 6, { symbol: 'ETH/USD' });
  await until(() => gateway.ids.length === 6);
  assert.equal(exchange.subscribed.length, 2);
});

test('an exchange that refuses to be asked twice is not asked twice on one connection', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  let times = 0;
  exchange.onSubscribe = (message, socket) => {
    if (++times > 1) socket.send(JSON.stringify({ event: 'error', code: '60012', msg: 'already subscribed' }));
  };
  gateway.sub('trades:BTC/USDT');
  await until(() => exchange.subscribed.length === 1);
  exchange.okx('trades', 'BTC-USDT', okxTrade('BTC-USDT', 1));
  await gateway.first('live');
  exchange.send({ event: 'error', code: '60012', msg: 'of something else' });
  await until(() => states(gateway, 'trades:BTC/USDT').join() === 'live,down,live', 'live again');
  exchange.okx('trades', 'BTC-USDT', okxTrade('BTC-USDT', 2));
  await until(() => gateway.ids.includes('2'));
  assert.equal(exchange.subscribed.length, 1);
});

test('a symbol that is taken again while others keep the connection becomes live though it is quiet', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  gateway.sub('trades:ETH/USD');
  await until(() => gateway.all('live').length === 2);
  gateway.unsub('trades:ETH/USD');
  gateway.sub('trades:ETH/USD');
  await until(() => states(gateway, 'trades:ETH/USD').length === 2, 'live again', 4000);
  assert.equal(exchange.subscribed.length, 2);
});

test('who signs in first is not live before the subscription was sent', async (t) => {
  const { exchange, connect } = await world(t, { limits: fast });
  const gateway = connect('okx');
  for (const path of ['/api/v5/asset/currencies', '/api/v5/account/config']) exchange.answers.set(path, () => ({ code: '0', msg: '', data: [] }));
  const credentials = { apiKey: 'a', secret: 'b', password: 'c' };
  const opened = await gateway.open({ ...exchange.okxSetup, credentials, options: { watchOrderBook: { depth: 'books-l2-tbt' } } });
  assert.equal(opened.t, 'opened');
  gateway.sub('book:BTC/USDT');
  await until(() => exchange.sockets.size === 1);
  await pause(800);
  assert.deepEqual([exchange.subscribed.length, gateway.all('live').length], [0, 0]);
});

test('who sends something and closes, again and again, is dialled less and less often', async (t) => {
  const { exchange, connect } = await world(t, { limits: { ...fast, backoffMs: 20, backoffMaxMs: 10_000 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  exchange.onSubscribe = (message, socket) => {
    exchange.krakenTrades(1, 1, { type: 'snapshot' });
    setTimeout(() => socket.close(), 10);
  };
  gateway.sub('trades:BTC/USD');
  await until(() => gateway.all('down').length === 4);
  assert.deepEqual(gateway.all('down').map(({ attempt }) => attempt), [1, 2, 3, 4]);
});

test('nothing of a subscription follows its rejection', async (t) => {
  const { exchange, connect } = await world(t, { limits: { ...fast, credit: 3 } });
  const gateway = connect('kraken', { credits: false });
  await gateway.open(exchange.krakenSetup);
  exchange.onSubscribe = ({ req_id }, socket) => {
    if (exchange.subscribed.length === 1) socket.terminate();
    else socket.send(JSON.stringify({ error: 'Currency pair not supported BTC/USD', method: 'subscribe', success: false, req_id }));
  };
  gateway.sub('trades:BTC/USD'); // hello, opened, taken
  await until(() => exchange.subscribed.length === 2);
  await pause(100);
  gateway.credit(100);
  await gateway.first('rejected');
  await pause(100);
  assert.equal(gateway.order().at(-1), 'rejected');
  assert.equal(gateway.all('down').length, 0);
});

/** Something comes of each of the symbols, with pauses as the pulse of one stream counts them. */
async function busy(gateway, send, n = 25) {
  for (let i = 1; i <= n; i++) {
    send(i);
    await pause(12);
  }
  await until(() => gateway.ids.length >= n);
}

test('one silent stream is told as stale while another goes on; the connection is begun anew where it can not be left', async (t) => {
  const { exchange, connect } = await world(t, { limits: { staleMs: 500, sweepMs: 20 } });
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  gateway.sub('trades:ETH/USD');
  await until(() => exchange.subscribed.length === 2);
  await busy(gateway, (i) => exchange.krakenTrades(i, i, { symbol: 'ETH/USD' }));
  let id = 100;
  const going = setInterval(() => exchange.krakenTrades(++id, id), 12);
  t.after(() => clearInterval(going));
  const down = await until(() => gateway.all('down').find(({ name }) => name === 'trades:ETH/USD'));
  assert.equal(down.cls, 'Stale');
  await until(() => exchange.subscribed.length === 4);
  exchange.krakenTrades(50, 50, { symbol: 'ETH/USD' });
  await until(() => gateway.ids.includes('50'));
  assert.deepEqual(gateway.all('down').map(({ name }) => name).sort(), ['trades:BTC/USD', 'trades:ETH/USD']);
});

test('one silent stream is left and taken again where the exchange can do that', async (t) => {
  const { exchange, connect } = await world(t, { limits: { staleMs: 500, sweepMs: 20 } });
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  gateway.sub('trades:BTC/USDT');
  gateway.sub('trades:BTC/USDT:USDT');
  await until(() => exchange.subscribed.length === 2);
  await busy(gateway, (i) => exchange.okx('trades', 'BTC-USDT-SWAP', okxTrade('BTC-USDT-SWAP', i)));
  let id = 100;
  const going = setInterval(() => exchange.okx('trades', 'BTC-USDT', okxTrade('BTC-USDT', ++id)), 12);
  t.after(() => clearInterval(going));
  const down = await gateway.first('down');
  assert.deepEqual([down.name, down.cls], ['trades:BTC/USDT:USDT', 'Stale']);
  await until(() => asked(exchange, 'BTC-USDT-SWAP').length === 2);
  exchange.okx('trades', 'BTC-USDT-SWAP', okxTrade('BTC-USDT-SWAP', 50));
  await until(() => gateway.ids.includes('50'));
  assert.ok(gateway.all('down').every(({ name }) => name === 'trades:BTC/USDT:USDT'));
  assert.equal(asked(exchange, 'BTC-USDT').length, 1);
});
