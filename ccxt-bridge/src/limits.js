/** Times (ms) and sizes that the bridge works by; tests give their own. */
export const LIMITS = Object.freeze({
  openMs: 10_000, // a WebSocket that does not say `open`
  heartbeatMs: 5000,
  heartbeats: 3, // without a sign of life from the gateway
  credit: 64,
  rowsPerFrame: 512,
  bufferedBytes: 8 * 1024 * 1024,
  frameBytes: 256 * 1024,
  waitingTrades: 200_000,
  waitingCandles: 1000,
  waitingMarks: 1000, // of all subscriptions, and what is said of the session
  sweepMs: 100, // CCXT's caches are read so often even if nothing wakes us
  quietMs: 5000, // asked for so long and not refused: live
  backoffMs: 500,
  backoffMaxMs: 30_000,
  soundMs: 30_000, // without a fault: it begins with the shortest pause again
  bugs: 5, // in a row, then the subscription ends
  staleMs: 60_000,
  staleFactor: 20,
  staleArrivals: 20,
  snapshotMs: 10_000, // a book that was asked for anew
  renewMs: 60_000, // between two closings of one connection for the sake of a stream on it, doubled each time
  renewMaxMs: 30 * 60_000,
  leaveMs: 5000, // an exchange that does not answer an unsubscription
  marketsMs: 6 * 3600_000,
  marketsRetryMs: 60_000, // between two loads: after one that failed, or for symbols that are not there
  venueIdleMs: 15 * 60_000, // an exchange that nobody uses or asks
  levels: 100,
  pollMs: 2000,
  tradesLimit: 50_000,
});
