// Tells what a WebSocket brings, a line each, until the given number of trades came: node ws.mjs <url> <topics> <count>
import WebSocket from 'ws';

const [url, topics, count] = process.argv.slice(2);
const socket = new WebSocket(url);
let left = Number(count);

socket.on('open', () => {
  console.error('extensions=' + socket.extensions);
  socket.send(JSON.stringify({ type: 'subscribe', id: 1, topics: topics.split(',') }));
});
socket.on('message', (data, binary) => {
  console.log(binary ? 'binary' : data.toString());
  if (JSON.parse(data).type === 'trade' && --left === 0) socket.close(1000);
});
socket.on('close', code => console.error('closed=' + code));
socket.on('error', error => {
  console.error(error.message);
  process.exitCode = 1;
});
