import { WebSocketServer } from 'ws';

// The fake kraken of throughput.js: trades of one symbol at full speed, as far as the socket takes them.
const perFrame = Number(process.argv[2]);
const seconds = Number(process.argv[3]);
const HIGH_WATER = 1024 * 1024;
const BATCH = 200;
// CCXT sorts the trades of a frame by time and then by id, as text: ids of one length keep their order.
const FIRST_ID = 1_000_000_000;

const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
sockets.on('listening', () => process.send({ port: sockets.address().port }));
process.on('disconnect', () => process.exit(0));

sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { method, req_id } = JSON.parse(data);
    if (method === 'ping') socket.send(JSON.stringify({ method: 'pong', req_id }));
    if (method === 'subscribe') fire(socket);
  });
});

function fire(socket) {
  const end = Date.now() + seconds * 1000;
  let id = 0;
  const step = () => {
    if (Date.now() >= end) return process.send({ sent: id });
    if (socket.bufferedAmount > HIGH_WATER) return setTimeout(step, 1);
    for (let i = 0; i < BATCH; i++) {
      const data = [];
      for (let j = 0; j < perFrame; j++) data.push(trade(++id));
      socket.send(`{"channel":"trade","type":"update","data":[${data.join()}]}`);
    }
    setImmediate(step);
  };
  step();
}

const trade = (id) => `{"symbol":"BTC/USD","side":"${id % 2 ? 'buy' : 'sell'}","price":${60000 + (id % 1000) / 10},"qty":0.0${1 + (id % 9)},"ord_type":"market","trade_id":${FIRST_ID + id},"timestamp":"2026-11-22T12:00:00.000000Z"}`;
