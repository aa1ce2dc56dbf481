import assert from 'node:assert/strict';
import { test } from 'node:test';
import ccxt from 'ccxt';
import { WebSocket } from 'ws';
import { until, world } from './fakes/gateway.js';

test('a symbol without a market is rejected before anything is asked', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  for (const name of ['trades:FOO/BAR', 'book:__proto__', 'ohlcv.1m:constructor']) {
    const id = gateway.sub(name);
    const rejected = await until(() => gateway.all('rejected').find((frame) => frame.id === id));
    assert.deepEqual([rejected.name, rejected.cls, rejected.retryable], [name, 'BadSymbol', false]);
  }
  gateway.sub('ohlcv.7m:BTC/USD');
  const rejected = await until(() => gateway.all('rejected')[3]);
  assert.match(rejected.message, /7m/);
  assert.equal(exchange.sockets.size, 0);
});

const BAD = {
  'no JSON': ['{', /no JSON/],
  'an unknown op': [{ op: 'fly' }, /"fly"/],
  'an inherited op': [{ op: 'constructor' }, /"constructor"/],
  'no object': ['7', /op/],
  'an id of text': [{ op: 'sub', id: 'x', name: 'trades:BTC/USD', mode: 'stream' }, /id "x"/],
  'an unknown kind': [{ op: 'sub', id: 1, name: 'quotes:BTC/USD', mode: 'stream' }, /quotes/],
  'candles without timeframe': [{ op: 'sub', id: 1, name: 'ohlcv:BTC/USD', mode: 'stream' }, /ohlcv/],
  'an unknown mode': [{ op: 'sub', id: 1, name: 'trades:BTC/USD', mode: 'push' }, /"push"/],
  'credit of nothing': [{ op: 'credit', n: 0 }, /n 0/],
  'a long reason': [{ op: 'é'.repeat(500) }, /op/],
};

for (const [what, [frame, reason]] of Object.entries(BAD)) {
  test(`${what} closes the connection with the reason`, async (t) => {
    const { connect } = await world(t);
    const gateway = connect('kraken');
    await gateway.first('hello');
    gateway.send(frame);
    const closed = await until(() => gateway.closed);
    assert.equal(closed.code, 1008);
    assert.match(closed.reason, reason);
  });
}

test('a subscription before open, a second open and a second subscription close it', async (t) => {
  const { exchange, connect } = await world(t);
  const early = connect('kraken');
  await early.first('hello');
  early.sub('trades:BTC/USD');
  assert.match((await until(() => early.closed)).reason, /before opened/);
  const twice = connect('kraken');
  await twice.open(exchange.krakenSetup);
  twice.send({ op: 'open', setup: {} });
  assert.equal((await until(() => twice.closed)).code, 1008);
  const again = connect('kraken');
  await again.open(exchange.krakenSetup);
  again.sub('trades:BTC/USD');
  again.sub('trades:BTC/USD');
  assert.match((await until(() => again.closed)).reason, /subscribed already/);
});

test('who does not open is closed, and too large a frame as well', async (t) => {
  const { connect } = await world(t, { limits: { openMs: 200 } });
  const silent = connect('kraken');
  const large = connect('kraken');
  await large.first('hello');
  large.send('x'.repeat(300 * 1024));
  assert.equal((await until(() => large.closed)).code, 1009);
  assert.equal((await until(() => silent.closed)).code, 1008);
});

test('a bad setup is refused by name, without its secrets', async (t) => {
  const { connect } = await world(t);
  const cases = [
    [{ sandbox: 'yes' }, /sandbox/],
    [{ urls: { 'api.ws.nowhere': 'ws://127.0.0.1:1' } }, /api\.ws\.nowhere/],
    [{ urls: { '__proto__.x': 'ws://127.0.0.1:1' } }, /./],
    [{ urls: { 'api.public': 'file:///etc' } }, /api\.public/],
    [{ credentials: { apiKey: 7 } }, /apiKey/],
    [{ pollMs: 1 }, /pollMs/],
    [{ httpProxy: 'http://x' }, /httpProxy/],
  ];
  for (const [setup, message] of cases) {
    const gateway = connect('kraken');
    const refused = await gateway.open(setup);
    assert.deepEqual([refused.t, refused.cls, refused.retryable], ['refused', 'BadRequest', false]);
    assert.match(refused.message, message);
    await until(() => gateway.closed);
  }
});

test('an exchange that can not be reached is refused for now, without the credentials', async (t) => {
  const { exchange, connect } = await world(t);
  exchange.answers.set('/0/public/Assets', () => ({ error: ['EGeneral:Temporary lockout key-of-mine'] }));
  const gateway = connect('kraken');
  const refused = await gateway.open({ ...exchange.krakenSetup, credentials: { apiKey: 'key-of-mine', secret: 'c2VjcmV0' } });
  assert.equal(refused.t, 'refused');
  assert.doesNotMatch(refused.message, /key-of-mine/);
  assert.match(refused.message, /\*\*\*/);
});

test('a sandbox is refused where CCXT has none and entered where it has one', async (t) => {
  const { exchange, connect } = await world(t);
  const kraken = await connect('kraken').open({ ...exchange.krakenSetup, sandbox: true });
  assert.deepEqual([kraken.t, kraken.cls, kraken.retryable], ['refused', 'NotSupported', false]);
  const okx = connect('okx');
  assert.equal((await okx.open({ ...exchange.okxSetup, sandbox: true })).t, 'opened');
  const paths = [];
  exchange.onSubscribe = (message, socket, path) => paths.push(path);
  okx.sub('trades:BTC/USDT');
  await until(() => paths.length === 1);
  assert.equal(paths[0], '/okx/public?brokerId=9999');
});

test('the token is asked for', async (t) => {
  const { bridge, connect, get } = await world(t, { token: 'a-token' });
  const wrong = connect('kraken', { token: 'b-token' });
  await until(() => wrong.error);
  assert.match(wrong.error.message, /401/);
  assert.equal((await connect('kraken', { token: 'a-token' }).first('hello')).boot, bridge.boot);
  assert.equal((await get('/v1/exchanges')).status, 401);
  assert.equal((await get('/healthz')).status, 200);
  assert.equal((await get('/v1/exchanges', undefined, { Authorization: 'Bearer a-token' })).status, 200);
});

test('web pages are answered nothing', async (t) => {
  const { bridge, get } = await world(t);
  const Origin = 'https://a.page';
  for (const path of ['/v1/exchanges', '/healthz']) assert.equal((await get(path, undefined, { Origin })).status, 403);
  // Clients of some languages name the bridge itself.
  assert.equal((await get('/healthz', undefined, { Origin: `http://127.0.0.1:${bridge.port}` })).status, 200);
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/v1/exchanges/kraken/stream`, { headers: { Origin } });
  const error = await new Promise((resolve) => socket.on('error', resolve));
  assert.match(error.message, /403/);
});

test('a gateway that goes takes its connections to the exchange along', async (t) => {
  const { exchange, bridge, connect } = await world(t);
  const gateway = connect('kraken');
  await gateway.open(exchange.krakenSetup);
  gateway.sub('trades:BTC/USD');
  gateway.sub('book:BTC/USD');
  await until(() => exchange.sockets.size === 2);
  gateway.close();
  await until(() => exchange.sockets.size === 0 && bridge.sessions.size === 0);
});

test('heartbeats come unless there is no credit', async (t) => {
  const { connect } = await world(t, { limits: { heartbeatMs: 20, credit: 1 } });
  const gateway = connect('kraken', { credits: false });
  await gateway.first('hello');
  assert.equal(gateway.all('hb').length, 0);
  gateway.credit(1);
  await until(() => gateway.all('hb').length >= 3);
});

test('a gateway that is frozen is let go, one that only gives no credit is not', async (t) => {
  const { exchange, bridge, connect } = await world(t, { limits: { heartbeatMs: 30, credit: 8 } });
  const frozen = connect('okx');
  const poor = connect('okx', { credits: false });
  await frozen.open(exchange.okxSetup);
  await poor.open(exchange.okxSetup);
  frozen.sub('trades:BTC/USDT');
  await until(() => exchange.sockets.size === 1);
  frozen.socket._socket.pause();
  await until(() => bridge.sessions.size === 1 && exchange.sockets.size === 0);
  let pings = 0;
  poor.socket.on('ping', () => pings++);
  await until(() => pings >= 6);
  assert.deepEqual([bridge.sessions.size, poor.closed], [1, undefined]);
});

test('a gateway for which too many answers wait is let go at once', async (t) => {
  const { exchange, bridge, connect } = await world(t, { limits: { credit: 2, waitingMarks: 50 } });
  const gateway = connect('okx', { credits: false });
  await gateway.open(exchange.okxSetup);
  for (let i = 0; i < 60; i++) gateway.unsub('trades:BTC/USDT');
  const closed = await until(() => gateway.closed, 'closed', 2000);
  assert.deepEqual([closed.code, closed.reason], [1008, 'the gateway takes nothing']);
  await until(() => bridge.sessions.size === 0);
});

test('an instance that could not be made is made anew for the next subscription', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  const load = ccxt.pro.okx.prototype.loadHttpProxyAgent;
  t.after(() => delete ccxt.pro.okx.prototype.loadHttpProxyAgent);
  ccxt.pro.okx.prototype.loadHttpProxyAgent = async () => {
    throw new ccxt.NetworkError('no agent for now');
  };
  gateway.sub('trades:BTC/USDT');
  const rejected = await gateway.first('rejected');
  assert.deepEqual([rejected.cls, rejected.name, rejected.retryable], ['NetworkError', 'trades:BTC/USDT', true]);
  ccxt.pro.okx.prototype.loadHttpProxyAgent = load;
  gateway.sub('trades:BTC/USDT');
  await until(() => exchange.subscribed.length === 1);
});

test('an instance that nobody waits for any more is closed', async (t) => {
  const { exchange, connect } = await world(t);
  const gateway = connect('okx');
  await gateway.open(exchange.okxSetup);
  const { loadHttpProxyAgent, close } = ccxt.pro.okx.prototype;
  t.after(() => Object.assign(ccxt.pro.okx.prototype, { loadHttpProxyAgent, close }));
  let making;
  let closed = 0;
  const gate = new Promise((resolve) => (making = resolve));
  ccxt.pro.okx.prototype.loadHttpProxyAgent = async function () {
    await gate;
    return loadHttpProxyAgent.call(this);
  };
  ccxt.pro.okx.prototype.close = function (...args) {
    closed++;
    return close.apply(this, args);
  };
  gateway.sub('trades:BTC/USDT');
  gateway.unsub('trades:BTC/USDT');
  await gateway.first('left');
  making();
  await until(() => closed === 1);
});

test('subscriptions take turns', async (t) => {
  const { exchange, connect } = await world(t, { limits: { rowsPerFrame: 10, credit: 8 } });
  const gateway = connect('okx', { credits: false });
  await gateway.open(exchange.okxSetup);
  gateway.sub('trades:BTC/USDT');
  gateway.sub('trades:BTC/USDT:USDT');
  await until(() => exchange.subscribed.length === 2);
  const send = (instId, n) => exchange.okx('trades', instId, Array.from({ length: n }, (_, i) => ({ instId, tradeId: String(i), px: '1', sz: '1', side: 'buy', ts: '1' })));
  send('BTC-USDT', 300);
  send('BTC-USDT-SWAP', 300);
  await until(() => gateway.all('trades').length === 2);
  gateway.credit(20);
  await until(() => gateway.all('trades').length === 22);
  const symbols = gateway.all('trades').slice(4).map(({ s }) => s);
  assert.ok(symbols.every((s, i) => i === 0 || s !== symbols[i - 1]), symbols.join());
});
