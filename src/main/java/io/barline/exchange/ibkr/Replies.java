package io.barline.exchange.ibkr;

/** The ids of the messages that are read; others are passed over. */
final class Replies {
  static final int TICK_PRICE = 1;
  static final int TICK_SIZE = 2;
  static final int ERROR = 4;
  static final int NEXT_ID = 9;
  static final int CONTRACT_DETAILS = 10;
  static final int DEPTH = 12;
  static final int DEPTH_OF_MAKERS = 13;
  static final int ACCOUNTS = 15;
  static final int HISTORY = 17;
  static final int TICK_GENERIC = 45;
  static final int TICK_STRING = 46;
  static final int CURRENT_TIME = 49;
  static final int BAR = 50;
  static final int DETAILS_END = 52;
  static final int MARKET_DATA_TYPE = 58;
  static final int HISTORY_UPDATE = 90;
  static final int REROUTED_DATA = 91;
  static final int REROUTED_DEPTH = 92;
  static final int TICK_BY_TICK = 99;

  /** The server version from which on {@link #ERROR} has no version of its own. */
  static final int ERROR_WITHOUT_VERSION = 194;

  /** The server version from which on {@link #HISTORY} does not tell the span that it is of. */
  static final int HISTORY_WITHOUT_SPAN = 196;

  private Replies() {}
}
