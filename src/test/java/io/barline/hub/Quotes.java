package io.barline.hub;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.UtcNanos;

/** Quotes to publish. */
final class Quotes {
  static final Instrument BTC =
      new Instrument(
          "binance",
          "spot",
          "BTC/USDT",
          "BTCUSDT",
          Instrument.Type.SPOT,
          "BTC",
          "USDT",
          null,
          null,
          null,
          null,
          true,
          false);

  private Quotes() {}

  /** A quote whose prices and receive time tell {@code number}. */
  static Quote at(long number) {
    Decimal price = Decimal.of(number, 0);
    return new Quote(
        BTC,
        number,
        price,
        Decimal.ONE,
        price,
        Decimal.ONE,
        0,
        UtcNanos.ofMillis(1_000_000 + number));
  }
}
