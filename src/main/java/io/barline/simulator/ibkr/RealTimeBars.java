package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import org.jspecify.annotations.Nullable;

/** Bars of five seconds, each told when it is over. */
final class RealTimeBars extends Subscription {
  private static final BarSize SIZE = BarSize.parse("5 secs");
  private static final long LENGTH = 5 * UtcNanos.SECOND;

  /** A leap of the clock is caught up on no further back than this. */
  private static final long LONGEST_CATCH_UP = 12 * LENGTH;

  private final Show show;
  private final boolean regular;
  private long start;

  RealTimeBars(
      IbkrConnection connection, int reqId, IbkrMarket market, Show show, boolean regular) {
    super(connection, reqId, RequestKind.REAL_TIME_BARS, market);
    this.show = show;
    this.regular = regular;
    this.start = SIZE.start(connection.exchange.clockTime(), market.zone());
  }

  @Override
  void begin() {}

  @Override
  void ticked(long now) {
    start = Math.max(start, SIZE.start(now - LONGEST_CATCH_UP, market.zone()));
    while (start + LENGTH <= now) {
      if (market.hours(regular).contains(start)) {
        tell(market.bars.at(start, start + LENGTH, SIZE, show));
      }
      start += LENGTH;
    }
  }

  private void tell(@Nullable PriceBar bar) {
    if (bar == null || (bar.count() == 0 && !connection.exchange.tellsEmptyBars())) {
      return;
    }
    publish(
        50,
        3,
        reqId,
        bar.start() / UtcNanos.SECOND,
        bar.open().toPlainString(),
        bar.high().toPlainString(),
        bar.low().toPlainString(),
        bar.close().toPlainString(),
        bar.count() < 0 ? "-1" : connection.size(market, bar.volume()),
        bar.wap().toPlainString(),
        bar.count());
  }
}
