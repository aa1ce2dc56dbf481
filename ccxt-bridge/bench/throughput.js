import { fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

// Trades per second from a fake kraken through the real bridge process into a consumer with credits.
// node bench/throughput.js [seconds] [trades per frame]…    the memory of each minute is told besides
const seconds = Number(process.argv[2] ?? 20);
const sizes = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [1, 20];
const here = new URL('.', import.meta.url).pathname;

for (const perFrame of sizes) await measure(perFrame);

async function measure(perFrame) {
  const cache = await mkdtemp(join(tmpdir(), 'bridge-bench-'));
  const rest = await fakeRest();
  const exchange = fork(join(here, 'exchange.js'), [String(perFrame), String(seconds)]);
  const bridge = spawn(process.execPath, [...process.execArgv, join(here, '../index.js'), '--port', '0', '--supervised'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, CCXT_BRIDGE_CACHE: cache } });
  const giveUp = setTimeout(() => process.exit(1), (seconds + 60) * 1000);
  try {
    const { port: exchangePort } = await told(exchange);
    const bridgePort = await ready(bridge);
    const setup = { urls: { 'api.ws.publicV2': `ws://127.0.0.1:${exchangePort}/v2`, 'api.public': `http://127.0.0.1:${rest.address().port}` } };
    const got = consume(bridgePort, setup);
    const { sent } = await told(exchange);
    await settled(got);
    const took = (got.last - got.first) / 1000;
    const rate = Math.round(got.count / took);
    const health = await (await fetch(`http://127.0.0.1:${bridgePort}/healthz`)).json();
    console.log(`memory by minute, lowest to highest MB: ${got.minutes.map(([low, high]) => `${low}-${high}`).join(' ')}`);
    console.log(`${perFrame}/frame: ${rate} trades/s over ${took.toFixed(1)} s, sent ${sent}, received ${got.count}, told as dropped ${got.dropped}, lost untold ${sent - got.count - got.dropped}, out of order ${got.disorder}, bridge CPU ${(100 * (await cpuSeconds(bridge.pid)) / took).toFixed(0)} %, peak RSS ${Math.round(got.rss / 1e6)} MB, frames ${got.frames}, lag ${health.lagMs} ms`);
  } finally {
    clearTimeout(giveUp);
    bridge.stdin.end();
    exchange.disconnect();
    rest.close();
    await new Promise((resolve) => bridge.once('exit', resolve));
    await rm(cache, { recursive: true, force: true });
  }
}

function consume(port, setup) {
  const got = { count: 0, dropped: 0, disorder: 0, frames: 0, rss: 0, minutes: [] };
  const begun = performance.now();
  let newest = 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/exchanges/kraken/stream`, { perMessageDeflate: false });
  const send = (message) => socket.send(JSON.stringify(message));
  const health = setInterval(async () => {
    const { rss } = await (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
    got.rss = Math.max(got.rss, rss);
    const minute = Math.floor((performance.now() - begun) / 60_000);
    const [low, high] = (got.minutes[minute] ??= [Infinity, 0]);
    got.minutes[minute] = [Math.min(low, Math.round(rss / 1e6)), Math.max(high, Math.round(rss / 1e6))];
  }, 1000);
  socket.on('close', () => clearInterval(health));
  got.close = () => socket.terminate();
  socket.on('message', (data) => {
    const frame = JSON.parse(data);
    if (frame.t === 'hello') send({ op: 'open', setup });
    if (frame.t === 'opened') send({ op: 'sub', id: 1, name: 'trades:BTC/USD', mode: 'stream' });
    if (frame.t === 'gap') got.dropped += frame.dropped;
    if (frame.t === 'refused' || frame.t === 'down') console.error(frame);
    if (frame.t === 'trades') {
      got.first ??= performance.now();
      got.last = performance.now();
      got.count += frame.d.length;
      got.frames++;
      for (const [, , , , id] of frame.d) {
        if (Number(id) <= newest) got.disorder++;
        newest = Number(id);
      }
    }
    if (frame.t !== 'hb') send({ op: 'credit', n: 1 });
  });
  return got;
}

async function settled(got) {
  let before = -1;
  while (before !== got.count) {
    before = got.count;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
  got.close();
}

function told(child) {
  return new Promise((resolve) => child.once('message', resolve));
}

function ready(bridge) {
  return new Promise((resolve) => createInterface({ input: bridge.stdout }).once('line', (line) => resolve(Number(line.split(' ')[1]))));
}

async function cpuSeconds(pid) {
  const [utime, stime] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ').slice(11, 13);
  return (Number(utime) + Number(stime)) / 100;
}

function fakeRest() {
  const pair = { altname: 'XBTUSD', wsname: 'XBT/USD', base: 'XXBT', quote: 'ZUSD', pair_decimals: 1, lot_decimals: 8, leverage_buy: [], leverage_sell: [], fees: [[0, 0.4]], fees_maker: [[0, 0.25]], ordermin: '0.00005', costmin: '0.5', tick_size: '0.1', status: 'online' };
  const asset = (altname) => ({ aclass: 'currency', altname, decimals: 10, display_decimals: 5, status: 'enabled' });
  const answers = { '/0/public/AssetPairs': { XXBTZUSD: pair }, '/0/public/Assets': { XXBT: asset('XBT'), ZUSD: asset('USD') } };
  const server = createServer((request, response) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ error: [], result: answers[request.url.split('?')[0]] })));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
