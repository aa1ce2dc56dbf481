package io.barline.simulator.ibkr;

/** What clients ask for. */
public enum RequestKind {
  MARKET_DATA,
  TICK_BY_TICK,
  REAL_TIME_BARS,
  DEPTH,
  /** Those kept up to date stay active. */
  HISTORY,
  CONTRACT_DETAILS,
  MATCHING_SYMBOLS,
  HEAD_TIMESTAMP,
  DEPTH_EXCHANGES,
  MARKET_DATA_TYPE,
  CURRENT_TIME,
  NEXT_ID,
  MANAGED_ACCOUNTS,
  CANCEL;

  /** Whether it takes a market-data line. */
  boolean takesLine() {
    return this == MARKET_DATA || this == REAL_TIME_BARS;
  }

  /** Whether a session elsewhere ends its data. */
  boolean isLive() {
    return takesLine() || this == TICK_BY_TICK || this == DEPTH;
  }
}
