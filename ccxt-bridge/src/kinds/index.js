import { Book } from './book.js';
import { Candles } from './candles.js';
import { Ticker } from './ticker.js';
import { Trades } from './trades.js';

/**
 * What can be subscribed. A kind of one subscription knows: `watch` (CCXT's method), `read` (what is new in CCXT's cache), `clear` (that
 * cache), `afterLoss`, `fetch` and `page` (polling), `segment` and `bound` (what waits for credit).
 */
export const KINDS = { trades: Trades, ohlcv: Candles, ticker: Ticker, book: Book };
