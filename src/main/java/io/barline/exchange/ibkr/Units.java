package io.barline.exchange.ibkr;

import io.barline.market.Decimal;
import java.math.BigDecimal;

/**
 * The unit of sizes: servers told those of stocks in round lots of 100 shares, live ones until
 * version 159 and those of the past until 175. Here they are shares always.
 */
final class Units {
  private static final int LIVE_IN_SHARES = 159;
  private static final int PAST_IN_SHARES = 175;
  private static final BigDecimal LOT = BigDecimal.valueOf(100);

  private Units() {}

  static Decimal live(Decimal size, Contract contract, int serverVersion) {
    return serverVersion < LIVE_IN_SHARES ? lots(size, contract) : size;
  }

  static Decimal past(Decimal size, Contract contract, int serverVersion) {
    return serverVersion < PAST_IN_SHARES ? lots(size, contract) : size;
  }

  private static Decimal lots(Decimal size, Contract contract) {
    return contract.secType().equals(Kind.STK.name()) && size.signum() > 0
        ? Decimal.of(size.toBigDecimal().multiply(LOT))
        : size;
  }
}
