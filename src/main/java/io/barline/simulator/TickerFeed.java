package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.time.Duration;

/**
 * A stream of statistics, told each period while something trades. They are of the trades since the
 * market began, for 24 hours; then they begin anew.
 */
final class TickerFeed {
  private static final long DAY = Duration.ofDays(1).toNanos();

  final MarketStream stream;
  private final long period;
  private Kline day = new Kline(0, 0, 0);
  private long lastTrade;
  private long lastSize;
  private long lastTold;

  TickerFeed(MarketStream stream, boolean futures) {
    this.stream = stream;
    this.period = (futures ? 2 : 1) * UtcNanos.SECOND;
  }

  void add(Execution trade, long quoteVolume) {
    if (trade.time() >= day.end) {
      day = new Kline(trade.time(), trade.time() + DAY, trade.price());
    }
    day.add(trade, quoteVolume);
    lastTrade = trade.time();
    lastSize = trade.size();
  }

  boolean isDue(long time) {
    return stream.isWanted() && day.count > 0 && time / period > lastTold / period;
  }

  void told(long time) {
    lastTold = time;
  }

  Kline day() {
    return day;
  }

  /** When the last trade was. */
  long lastTrade() {
    return lastTrade;
  }

  long lastSize() {
    return lastSize;
  }
}
