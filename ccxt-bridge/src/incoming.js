import { KINDS } from './kinds/index.js';

/** A frame that can't be read: the connection is closed with the sentence. */
export class BadFrame extends Error {}

const LONGEST_NAME = 200;
const shown = (value) => String(JSON.stringify(value)).slice(0, 40);

/** The gateway's message, checked. */
export function readMessage(data, isBinary) {
  if (isBinary) throw new BadFrame('a binary frame');
  let message;
  try {
    message = JSON.parse(data.toString('utf8'));
  } catch {
    throw new BadFrame('a frame that is no JSON');
  }
  const check = CHECKS[message?.op];
  if (!Object.hasOwn(CHECKS, String(message?.op))) throw new BadFrame(`op ${shown(message?.op)} is not known`);
  return check(message);
}

const CHECKS = {
  open: ({ op, setup }) => ({ op, setup }),
  sub({ op, id, name, mode }) {
    checkId(id);
    if (mode !== 'stream' && mode !== 'poll') throw new BadFrame(`mode ${shown(mode)} is not stream or poll`);
    return { op, id, name, mode, ...readName(name) };
  },
  unsub({ op, id, name }) {
    checkId(id);
    if (typeof name !== 'string') throw new BadFrame(`name ${shown(name)} is not a string`);
    return { op, id, name };
  },
  credit({ op, n }) {
    if (!Number.isInteger(n) || n < 1 || n > 1_000_000) throw new BadFrame(`n ${shown(n)} is not a whole number from 1 to 1000000`);
    return { op, n };
  },
};

function checkId(id) {
  if (!Number.isSafeInteger(id)) throw new BadFrame(`id ${shown(id)} is not a whole number`);
}

/** `ohlcv.1m:BTC/USDT:USDT` is the kind, the timeframe and the symbol. */
function readName(name) {
  if (typeof name !== 'string' || name.length > LONGEST_NAME) throw new BadFrame(`name ${shown(name)} is not a short string`);
  const [, kind, timeframe, symbol] = /^([a-z]+)(?:\.([^:]+))?:(.+)$/s.exec(name) ?? [];
  const known = kind !== undefined && Object.hasOwn(KINDS, kind);
  if (!known || (kind === 'ohlcv') !== (timeframe !== undefined)) throw new BadFrame(`name ${shown(name)} is not trades, ohlcv.<timeframe>, book or ticker, a colon and a symbol`);
  return { kind, timeframe, symbol };
}
