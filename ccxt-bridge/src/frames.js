// Frames that are written often are put together by hand: decimals are digits and times numbers, so only names and ids need JSON's care.
const SIMPLE = /^[\w-]*$/;

// Exchanges tell times as text, in fractions or not at all: what is no number would make a frame that nobody can read.
export const timeOf = (ts) => (Number.isFinite(ts) ? Math.trunc(ts) : 0);

const quoted = (text) => (SIMPLE.test(text) ? `"${text}"` : JSON.stringify(text));

export function tradesFrame(symbol, rows, from, to) {
  let text = `{"t":"trades","s":${JSON.stringify(symbol)},"d":[`;
  for (let i = from; i < to; i++) {
    const [ts, price, amount, side, id] = rows[i];
    if (i > from) text += ',';
    text += `[${timeOf(ts)},"${price}","${amount}",${side},${id === null ? 'null' : quoted(id)}]`;
  }
  return text + ']}';
}

export const candlesFrame = (s, tf, d) => JSON.stringify({ t: 'ohlcv', s, tf, d });
export const tickerFrame = (s, d) => JSON.stringify({ t: 'ticker', s, d: { ...d, ts: timeOf(d.ts) } });
export const bookFrame = (s, n, snap, { ts, b, a }) => JSON.stringify({ t: 'book', s, n, snap, ts: timeOf(ts), b, a });
export const lookedFrame = (name, agoMs) => JSON.stringify({ t: 'looked', name, agoMs });
export const gapFrame = (name, why, message, dropped) => JSON.stringify({ t: 'gap', name, why, message, dropped });
