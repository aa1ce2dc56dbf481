package io.barline.exchange.hyperliquid;

import static io.barline.exchange.JsonCursor.ascii;

/** The names of fields that several messages have. */
final class Fields {
  static final byte[] COIN = ascii("coin");
  static final byte[] TIME = ascii("time");
  static final byte[] PRICE = ascii("px");
  static final byte[] SIZE = ascii("sz");

  private Fields() {}
}
