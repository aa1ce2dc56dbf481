import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeExchange } from './fakes/exchange.js';
import { Gateway, until } from './fakes/gateway.js';

const INDEX = new URL('../index.js', import.meta.url).pathname;

function start(t, args = [], env = {}) {
  const cache = mkdtempSync(join(tmpdir(), 'bridge-test-'));
  const child = spawn(process.execPath, [INDEX, '--port', '0', ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, CCXT_BRIDGE_CACHE: cache, ...env } });
  const run = { child, out: '', err: '', exited: once(child, 'exit') };
  child.stdout.on('data', (data) => (run.out += data));
  child.stderr.on('data', (data) => (run.err += data));
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(cache, { recursive: true, force: true });
  });
  run.ready = until(() => /^READY (\d+)\n/.exec(run.out)?.[1], 'READY');
  run.ready.catch(() => {});
  return run;
}

const endings = { SIGTERM: (child) => child.kill('SIGTERM'), 'the end of its stdin': (child) => child.stdin.end() };

for (const [what, end] of Object.entries(endings)) {
  test(`${what} ends it: sessions are closed with 1001, stdout had the READY line alone`, async (t) => {
    const exchange = await FakeExchange.start();
    t.after(() => exchange.close());
    const run = start(t, ['--supervised']);
    const gateway = new Gateway(Number(await run.ready), 'okx');
    t.after(() => gateway.close());
    await gateway.open(exchange.okxSetup);
    gateway.sub('trades:BTC/USDT');
    await until(() => exchange.subscribed.length === 1);
    end(run.child);
    assert.equal((await until(() => gateway.closed)).code, 1001);
    assert.deepEqual(await run.exited, [0, null]);
    assert.match(run.out, /^READY \d+\n$/);
    await until(() => exchange.sockets.size === 0);
  });
}

test('the end of stdin means nothing where it is not supervised', async (t) => {
  const run = start(t);
  const port = await run.ready;
  run.child.stdin.end();
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
  assert.equal(run.child.exitCode, null);
});

test('without a token it does not listen to other machines', async (t) => {
  const run = start(t, ['--host', '0.0.0.0'], { CCXT_BRIDGE_TOKEN: '' });
  assert.deepEqual(await run.exited, [2, null]);
  assert.match(run.err, /CCXT_BRIDGE_TOKEN/);
});

test('bad arguments are named', async (t) => {
  const run = start(t, ['--port', '99999']);
  assert.deepEqual(await run.exited, [2, null]);
  assert.match(run.err, /99999/);
});

test('too much memory ends it after one line', async (t) => {
  const run = start(t, [], { CCXT_BRIDGE_MAX_RSS_MB: '10' });
  assert.deepEqual(await run.exited, [1, null]);
  assert.match(run.err, /event=exit why=memory rss=\d+ maxRss=10485760/);
});
