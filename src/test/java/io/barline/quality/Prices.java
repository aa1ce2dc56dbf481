package io.barline.quality;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Instant;

/** Trades of one instrument, for tests. Times are milliseconds after a full hour. */
final class Prices {
  static final long HOUR = UtcNanos.of(Instant.parse("2026-11-22T12:00:00Z"));
  static final Instrument BTC = instrument("binance", "BTC/USDT");

  private Prices() {}

  static Instrument instrument(String exchange, String symbol) {
    return new Instrument(
        exchange,
        "spot",
        symbol,
        symbol,
        Instrument.Type.SPOT,
        "",
        "",
        null,
        null,
        null,
        null,
        true,
        false);
  }

  static long at(long millis) {
    return HOUR + millis * UtcNanos.MILLISECOND;
  }

  static Trade trade(long id, String price, long millis) {
    return trade(id, Decimal.parse(price), millis);
  }

  static Trade trade(long id, Decimal price, long millis) {
    return trade(id, price, millis, millis);
  }

  static Trade trade(long id, Decimal price, long millis, long received) {
    return new Trade(BTC, id, null, price, Decimal.ONE, Side.BUY, 1, at(millis), at(received));
  }
}
