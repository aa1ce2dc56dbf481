package io.barline.exchange.ibkr;

/** The types of ticks that are read, of some fifty. */
final class Ticks {
  static final int BID_SIZE = 0;
  static final int BID = 1;
  static final int ASK = 2;
  static final int ASK_SIZE = 3;
  static final int RT_VOLUME = 48;
  static final int HALTED = 49;
  static final int DELAYED_BID = 66;
  static final int DELAYED_ASK = 67;
  static final int DELAYED_BID_SIZE = 69;
  static final int DELAYED_ASK_SIZE = 70;
  static final int RT_TRADE_VOLUME = 77;
  static final int DELAYED_HALTED = 90;

  private Ticks() {}
}
