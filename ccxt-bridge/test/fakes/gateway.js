import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startBridge } from '../../src/bridge.js';
import { FakeExchange } from './exchange.js';

const DEADLINE_MS = 10_000;

/** Waits until the condition gives something true, and gives that. */
export async function until(condition, what = condition.toString(), deadlineMs = DEADLINE_MS) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) assert.fail(`not within ${deadlineMs} ms: ${what}`);
    await pause(5);
  }
}

/** The gateway's side of one WebSocket. */
export class Gateway {
  frames = [];
  closed = undefined;
  #id = 0;

  constructor(port, exchange, { token, credits = true } = {}) {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    this.credits = credits;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/v1/exchanges/${exchange}/stream`, { headers, perMessageDeflate: false });
    this.socket.on('message', (data) => this.#receive(data.toString()));
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    this.socket.on('error', (error) => (this.error = error));
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async open(setup = {}) {
    await until(() => this.all('hello').length === 1, 'hello');
    this.send({ op: 'open', setup });
    return until(() => this.frames.find(({ t }) => t === 'opened' || t === 'refused'), 'opened or refused');
  }

  sub(name, mode = 'stream') {
    const id = ++this.#id;
    this.send({ op: 'sub', id, name, mode });
    return id;
  }

  unsub(name) {
    const id = ++this.#id;
    this.send({ op: 'unsub', id, name });
    return id;
  }

  credit(n) {
    this.send({ op: 'credit', n });
  }

  all(t) {
    return this.frames.filter((frame) => frame.t === t);
  }

  first(t) {
    return until(() => this.frames.find((frame) => frame.t === t), t);
  }

  get rows() {
    return this.all('trades').flatMap(({ d }) => d);
  }

  get ids() {
    return this.rows.map((row) => row[4]);
  }

  /** Types of the frames from a place on, repeated ones once. */
  order(from = 0) {
    const types = this.frames.slice(from).map(({ t }) => t).filter((t) => t !== 'hb');
    return types.filter((t, i) => t !== types[i - 1]);
  }

  close() {
    this.socket.terminate();
  }

  #receive(text) {
    const frame = JSON.parse(text);
    this.frames.push(frame);
    if (this.credits && frame.t !== 'hb' && this.socket.readyState === WebSocket.OPEN) this.credit(1);
  }
}

/** A fake exchange, a bridge in this process and what connects to it; all of it ends with the test. */
export async function world(t, { limits = {}, ...options } = {}) {
  const cache = await mkdtemp(join(tmpdir(), 'bridge-test-'));
  const exchange = await FakeExchange.start();
  const bridge = await startBridge({ cache, limits: { backoffMs: 20, backoffMaxMs: 100, ...limits }, ...options });
  const gateways = [];
  t.after(async () => {
    for (const gateway of gateways) gateway.close();
    await bridge.close();
    await exchange.close();
    await rm(cache, { recursive: true, force: true });
  });
  const connect = (id, how) => {
    const gateway = new Gateway(bridge.port, id, how);
    gateways.push(gateway);
    return gateway;
  };
  const get = (path, setup, headers = {}) => {
    const header = setup === undefined ? {} : { 'Ccxt-Setup': Buffer.from(JSON.stringify(setup)).toString('base64url') };
    return fetch(`http://127.0.0.1:${bridge.port}${path}`, { headers: { ...header, ...headers } });
  };
  return { cache, exchange, bridge, connect, get };
}
