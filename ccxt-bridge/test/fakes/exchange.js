import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** A peer that speaks kraken's v2 and okx's v5 frames and a little of their REST: what stands between is CCXT's own code. */
export class FakeExchange {
  sockets = new Set();
  subscribed = []; // every subscribe message, in order
  requests = []; // REST paths
  answers = new Map(); // REST path -> function giving the body
  onSubscribe = () => {};
  onMessage = () => {}; // whatever came, subscriptions too

  static async start() {
    const fake = new FakeExchange();
    fake.server = createServer((request, response) => fake.#rest(request, response));
    const sockets = new WebSocketServer({ server: fake.server, perMessageDeflate: false });
    sockets.on('connection', (socket, request) => fake.#connected(socket, request.url));
    await new Promise((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.port = fake.server.address().port;
    return fake;
  }

  get krakenSetup() {
    return { urls: { 'api.ws.publicV2': `ws://127.0.0.1:${this.port}/kraken/v2`, 'api.public': `http://127.0.0.1:${this.port}` } };
  }

  get okxSetup() {
    return { urls: { 'api.ws': `ws://127.0.0.1:${this.port}/okx`, 'api.rest': `http://127.0.0.1:${this.port}` } };
  }

  send(frame) {
    const text = JSON.stringify(frame);
    for (const socket of this.sockets) socket.send(text);
  }

  /** Trades with ids from `first` to `last`, `perFrame` in each. */
  krakenTrades(first, last, { symbol = 'BTC/USD', perFrame = 1, type = 'update' } = {}) {
    for (let id = first; id <= last; id += perFrame) {
      const data = [];
      for (let i = id; i < id + perFrame && i <= last; i++) data.push(krakenTrade(i, symbol));
      this.send({ channel: 'trade', type, data });
    }
  }

  okx(channel, instId, data, more = {}) {
    this.send({ arg: { channel, instId }, ...more, data });
  }

  drop() {
    for (const socket of this.sockets) socket.terminate();
  }

  async close() {
    this.drop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #connected(socket, path) {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const text = data.toString();
      if (text === 'ping') return socket.send('pong');
      const message = JSON.parse(text);
      this.onMessage(message, socket);
      if (message.method === 'ping') return socket.send(JSON.stringify({ method: 'pong', req_id: message.req_id }));
      if (message.op === 'unsubscribe') for (const arg of message.args) socket.send(JSON.stringify({ event: 'unsubscribe', arg }));
      if (message.method !== 'subscribe' && message.op !== 'subscribe') return;
      this.subscribed.push(message);
      if (message.op === 'subscribe') for (const arg of message.args) socket.send(JSON.stringify({ event: 'subscribe', arg }));
      this.onSubscribe(message, socket, path);
    });
  }

  #rest(request, response) {
    const url = new URL(request.url, 'http://fake');
    this.requests.push(request.url);
    const answer = this.answers.get(url.pathname) ?? REST[url.pathname];
    const body = answer?.(url.searchParams);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: ['no such path'] }));
  }
}

export function krakenTrade(id, symbol = 'BTC/USD') {
  return { symbol, side: id % 2 === 0 ? 'buy' : 'sell', price: 60000 + id / 100, qty: 0.0001, ord_type: 'market', trade_id: id, timestamp: new Date(1_795_354_000_000 + id).toISOString() };
}

const krakenPair = (base, quote, name) => ({ altname: base + quote, wsname: name, aclass_base: 'currency', base, aclass_quote: 'currency', quote, lot: 'unit', cost_decimals: 5, pair_decimals: 1, lot_decimals: 8, lot_multiplier: 1, leverage_buy: [], leverage_sell: [], fees: [[0, 0.4]], fees_maker: [[0, 0.25]], fee_volume_currency: 'ZUSD', margin_call: 80, margin_stop: 40, ordermin: '0.00005', costmin: '0.5', tick_size: '0.1', status: 'online' });

const krakenAsset = (altname) => ({ aclass: 'currency', altname, decimals: 10, display_decimals: 5, status: 'enabled' });

const okxInstrument = (instType, instId, more) => ({ instType, instId, uly: '', instFamily: '', baseCcy: '', quoteCcy: '', settleCcy: '', ctVal: '', ctMult: '', ctValCcy: '', optType: '', stk: '', listTime: '1611916828000', expTime: '', lever: '10', tickSz: '0.1', lotSz: '0.00000001', minSz: '0.00001', ctType: '', alias: '', state: 'live', maxLmtSz: '9999', maxMktSz: '1000', ...more });

const okxInstruments = {
  SPOT: [okxInstrument('SPOT', 'BTC-USDT', { baseCcy: 'BTC', quoteCcy: 'USDT' })],
  SWAP: [okxInstrument('SWAP', 'BTC-USDT-SWAP', { uly: 'BTC-USDT', instFamily: 'BTC-USDT', settleCcy: 'USDT', ctVal: '0.01', ctMult: '1', ctValCcy: 'BTC', ctType: 'linear', lotSz: '1', minSz: '1' })],
};

const REST = {
  '/0/public/AssetPairs': () => ({ error: [], result: { XXBTZUSD: krakenPair('XXBT', 'ZUSD', 'XBT/USD'), XETHZUSD: krakenPair('XETH', 'ZUSD', 'ETH/USD') } }),
  '/0/public/Assets': () => ({ error: [], result: { XXBT: krakenAsset('XBT'), XETH: krakenAsset('ETH'), ZUSD: krakenAsset('USD') } }),
  '/api/v5/public/instruments': (query) => ({ code: '0', msg: '', data: okxInstruments[query.get('instType')] ?? [] }),
};
