package io.barline.quality;

import io.barline.market.Decimal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The middle between the best bid and ask, as a witness of where the market is. Where they are
 * further apart than the limit, they say nothing.
 */
final class Midpoint {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final Nearness nearness;
  private final long longestAge;
  private Decimal bid = Decimal.ZERO;
  private Decimal ask = Decimal.ZERO;
  private long seen;

  Midpoint(Nearness nearness, long longestAge) {
    this.nearness = nearness;
    this.longestAge = longestAge;
  }

  void see(Decimal newBid, Decimal newAsk, long now) {
    bid = newBid;
    ask = newAsk;
    seen = now;
  }

  /** Null where nothing is known of that time. */
  @Nullable Decimal at(long now) {
    if (bid.signum() <= 0
        || ask.compareTo(bid) < 0
        || now - seen > longestAge
        || !nearness.isNear(ask, bid)) {
      return null;
    }
    return Decimal.of(bid.toBigDecimal().add(ask.toBigDecimal()).divide(TWO));
  }
}
