package io.barline.pipeline;

import io.barline.market.Gap;
import io.barline.market.Quote;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/** The succession of one instrument's quotes: which are new and where some may be missing. */
final class QuoteSuccession {
  private @Nullable Quote last;
  private boolean interrupted;
  private boolean polled;
  private long missedSince;
  private Gap.Cause cause = Gap.Cause.DISCONNECTED;
  private String reason = "";

  enum Step {
    NEXT,
    REPEATED,
    /** It is new, and quotes since {@link #missedSince} may be missing before it. */
    MISSED
  }

  Step see(Quote quote) {
    Quote before = last;
    if (before != null && !interrupted && isRepeated(quote, before)) {
      return Step.REPEATED;
    }
    return next(quote);
  }

  /** As {@link #see}, of what is known not to be repeated, whatever its number. */
  Step next(Quote quote) {
    Quote before = last;
    last = quote;
    if (!interrupted || before == null) {
      return Step.NEXT;
    }
    interrupted = false;
    missedSince = timeOf(before);
    return Step.MISSED;
  }

  private static boolean isRepeated(Quote quote, Quote before) {
    if (quote.sequence() != Trade.NO_SEQUENCE) {
      return quote.sequence() <= before.sequence();
    }
    return quote.exchangeTime() == before.exchangeTime()
        && quote.bid().equals(before.bid())
        && quote.bidSize().equals(before.bidSize())
        && quote.ask().equals(before.ask())
        && quote.askSize().equals(before.askSize());
  }

  /** The time of the newest quote before the hole that was told last. */
  long missedSince() {
    return missedSince;
  }

  /**
   * The connection or the order book behind was lost. Before the first quote nothing can be missed;
   * nor where they are polled, since only samples were promised. What came first is the cause.
   */
  void interrupt(Gap.Cause by, String why) {
    if (!interrupted) {
      cause = by;
      reason = why;
    }
    interrupted = last != null && !polled;
  }

  /** What made the hole that was told last. */
  Gap.Cause missedBy() {
    return cause;
  }

  /** The same in a sentence. */
  String missedWhy() {
    return reason;
  }

  boolean isPolled() {
    return polled;
  }

  /** Whether quotes are polled from now on. */
  void poll(boolean on) {
    polled = on;
    interrupted &= !on;
  }

  /** The exchange's time of a quote, or else the gateway's. */
  static long timeOf(Quote quote) {
    return quote.exchangeTime() > 0 ? quote.exchangeTime() : quote.receiveTime();
  }
}
