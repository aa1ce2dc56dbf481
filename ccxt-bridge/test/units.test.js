import assert from 'node:assert/strict';
import { test } from 'node:test';
import ccxt from 'ccxt';
import { plain } from '../src/decimal.js';
import { Stale, faultOf } from '../src/faults.js';
import { bookFrame, tickerFrame, tradesFrame } from '../src/frames.js';
import { LIMITS } from '../src/limits.js';
import { log, timesToTell } from '../src/log.js';
import { Loop } from '../src/loop.js';
import { Pulse } from '../src/pulse.js';
import { candleRow, tradeRow } from '../src/rows.js';
import { forgetSecrets, keepSecret, keepSetup, redact } from '../src/secrets.js';

test('decimals are plain and exact', () => {
  const cases = [[1e-8, '0.00000001'], ['1e-8', '0.00000001'], ['1.5E+3', '1500'], [1e21, '1000000000000000000000'], ['.5', '0.5'], ['5.', '5'], ['-1.20e-2', '-0.0120'], ['0010.50', '10.50'], ['12345678901234567890.10', '12345678901234567890.10'], [0, '0'], [10n, '10']];
  for (const [value, expected] of cases) assert.equal(plain(value), expected);
  for (const value of [NaN, Infinity, 'NaN', '', null, undefined, 'undefined', '1e999999', '1,5', {}]) assert.equal(plain(value), undefined);
});

test('decimals of random numbers read back as the same number', () => {
  for (let i = 0; i < 20_000; i++) {
    const value = (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 40 - 20);
    const text = plain(value);
    assert.match(text, /^-?\d+(\.\d+)?$/);
    assert.equal(Number(text), value);
  }
});

test('errors of CCXT say whether to try again', () => {
  const retried = ['NetworkError', 'DDoSProtection', 'RateLimitExceeded', 'ExchangeNotAvailable', 'OnMaintenance', 'InvalidNonce', 'ChecksumError', 'RequestTimeout', 'BadResponse', 'UnsubscribeError', 'ExchangeClosedByUser'];
  const final = ['ExchangeError', 'BadSymbol', 'BadRequest', 'AuthenticationError', 'PermissionDenied', 'NotSupported', 'RestrictedLocation', 'ArgumentsRequired'];
  for (const cls of retried) assert.ok(faultOf(new ccxt[cls]('x')).retryable, cls);
  for (const cls of final) assert.ok(!faultOf(new ccxt[cls]('x')).retryable, cls);
  assert.equal(faultOf(new ccxt.BadSymbol('x')).cls, 'BadSymbol');
  assert.equal(faultOf(new Stale('x')).cls, 'Stale');
  assert.deepEqual([new ccxt.RateLimitExceeded('x'), new ccxt.DDoSProtection('x'), new ccxt.OnMaintenance('x'), new ccxt.NetworkError('x')].map((error) => faultOf(error).restMs), [30_000, 30_000, 60_000, 0]);
  assert.deepEqual([faultOf(new TypeError('x')).bug, faultOf(new TypeError('x')).retryable, faultOf(new ccxt.NetworkError('x')).bug], [true, true, false]);
});

test('passwords of addresses and secrets among the options are not told', () => {
  keepSetup({ credentials: {}, urls: { 'api.public': 'https://me:pass%2Fword@host/x' }, options: { broker: { apiKey: 'of-the-broker' }, list: [{ accessToken: 'of-the-list' }], defaultType: 'swap' } });
  assert.equal(redact('wss://someone:else@host/x failed: pass%2Fword, pass/word, of-the-broker of-the-list swap'), 'wss://***@host/x failed: ***, ***, *** *** swap');
  assert.equal(redact('see https://host/a@b and c@d'), 'see https://host/a@b and c@d');
  keepSecret({ token: 'of-the-bridge' }, Infinity);
  forgetSecrets(Infinity);
  assert.equal(redact('of-the-bridge of-the-broker'), '*** of-the-broker');
});

test('times that are no whole number do not break a frame', () => {
  for (const [ts, told] of [[undefined, 0], [null, 0], [NaN, 0], [Infinity, 0], ['2026-01-01', 0], [17.9, 17], [17, 17]]) {
    assert.equal(JSON.parse(tradesFrame('A/B', [[ts, '1', '1', 0, null]], 0, 1)).d[0][0], told);
    assert.equal(JSON.parse(tickerFrame('A/B', { ts })).d.ts, told);
    assert.equal(JSON.parse(bookFrame('A/B', 1, true, { ts, b: [], a: [] })).ts, told);
    assert.equal(tradeRow({ timestamp: ts, price: '1', amount: '1' })[0], told);
  }
});

/** What is written to stderr meanwhile. */
function written(t, act) {
  const lines = [];
  t.mock.method(process.stderr, 'write', (line) => lines.push(line));
  act();
  t.mock.restoreAll();
  return lines;
}

test('of lines of the same kind the 1st, 2nd, 4th, 8th are written', (t) => {
  const lines = written(t, () => {
    for (let i = 1; i <= 10; i++) log('flood', { exchange: 'kraken', error: i });
    log('flood', { exchange: 'okx' });
  });
  assert.deepEqual(lines, ['event=flood exchange=kraken error=1\n', 'event=flood exchange=kraken error=2 times=2\n', 'event=flood exchange=kraken error=4 times=4\n', 'event=flood exchange=kraken error=8 times=8\n', 'event=flood exchange=okx\n']);
  assert.deepEqual([0, 1, 2, 600_003, 600_004].map((now) => timesToTell('quiet', now)), [1, 2, 0, 1, 2]);
});

test('trades without price and candles that are not whole are logged', (t) => {
  const lines = written(t, () => {
    assert.equal(tradeRow({ id: '7', amount: '1', info: { much: 1 } }, 'exchange-of-trades'), undefined);
    assert.equal(candleRow([1, '1', undefined, '1', '1', '1'], 'exchange-of-candles'), undefined);
  });
  assert.match(lines[0], /^event=row_dropped exchange=exchange-of-trades what=trade row=.*7/);
  assert.doesNotMatch(lines[0], /much/);
  assert.match(lines[1], /^event=row_dropped exchange=exchange-of-candles what=candle/);
});

test('streams that never were busy are never stale', () => {
  const pulse = new Pulse(LIMITS, 0);
  for (let i = 1; i < 20; i++) pulse.arrived(i);
  assert.equal(pulse.stale(10_000_000), undefined);
});

test('busy streams are stale after a minute, then after two, until something comes', () => {
  const pulse = new Pulse(LIMITS, 0);
  for (let i = 1; i <= 50; i++) pulse.arrived(i);
  assert.equal(pulse.stale(60_049), undefined);
  assert.equal(pulse.stale(60_050), 60_000);
  assert.equal(pulse.stale(180_049), undefined);
  assert.equal(pulse.stale(180_050), 120_000);
  pulse.arrived(180_060);
  assert.equal(pulse.stale(240_060), 60_000);
});

test('slow streams are given twenty times their usual gap', () => {
  const pulse = new Pulse(LIMITS, 0);
  for (let i = 1; i <= 30; i++) pulse.arrived(i * 10_000);
  assert.equal(pulse.stale(300_000 + 199_999), undefined);
  assert.equal(pulse.stale(300_000 + 200_000), 200_000);
});

/** What a loop that meets these errors, one per turn, tells. */
async function toldOf(...errors) {
  const told = [];
  const subscription = {
    name: 'trades:BTC/USD',
    kind: { afterLoss() {} },
    limits: { ...LIMITS, backoffMs: 1, backoffMaxMs: 2 },
    live: () => told.push('live'),
    down: ({ cls }, attempt) => told.push(`down ${cls} ${attempt}`),
    end: ({ cls }) => told.push(`end ${cls}`),
  };
  const loop = new Loop(subscription);
  loop.turn = async () => {
    const next = errors.shift();
    if (next instanceof Error) throw next;
    if (next === undefined) loop.stop();
    else loop.deliver({});
  };
  await loop.run();
  return told;
}

test('a bug is tried again, and ends the subscription at the fifth in a row', async () => {
  const bug = () => new TypeError('x');
  assert.deepEqual(await toldOf(bug(), bug(), 'data', bug(), bug(), bug(), bug(), bug(), 'never'), ['down TypeError 1', 'down TypeError 2', 'live', 'down TypeError 3', 'down TypeError 4', 'down TypeError 5', 'down TypeError 6', 'end TypeError']);
});

test('what the exchange refuses for good is not tried again', async () => {
  assert.deepEqual(await toldOf(new ccxt.NetworkError('x'), new ccxt.PermissionDenied('x'), 'never'), ['down NetworkError 1', 'end PermissionDenied']);
});
