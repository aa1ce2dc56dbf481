import assert from 'node:assert/strict';
import { test } from 'node:test';
import ccxt from 'ccxt';
import { plain } from '../src/decimal.js';
import { Stale, faultOf } from '../src/faults.js';
import { LIMITS } from '../src/limits.js';
import { Loop } from '../src/loop.js';
import { Pulse } from '../src/pulse.js';

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
