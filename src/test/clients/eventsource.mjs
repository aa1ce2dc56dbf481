// Tells what an EventSource brings, a line each, until the given number of trades came: node eventsource.mjs <url> <count>
import { EventSource } from 'eventsource';

const [url, count] = process.argv.slice(2);
const source = new EventSource(url);
let left = Number(count);

for (const type of ['hello', 'ack', 'status', 'trade', 'bar', 'error', 'lag', 'gap', 'goodbye']) {
  source.addEventListener(type, event => {
    if (event.data === undefined) return; // the connection was lost: it connects again by itself
    console.log(event.data);
    if (type === 'trade' && --left === 0) source.close();
  });
}
