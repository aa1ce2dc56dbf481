package io.barline.pipeline;

import io.barline.market.Quote;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/** The succession of one instrument's quotes: which are new and where some may be missing. */
final class QuoteSuccession {
  private @Nullable Quote last;
  private boolean interrupted;
  private long missedSince;

  enum Step {
    NEXT,
    REPEATED,
    /** It is new, and quotes since {@link #missedSince} may be missing before it. */
    MISSED
  }

  Step see(Quote quote) {
    Quote before = last;
    if (before != null
        && !interrupted
        && quote.sequence() != Trade.NO_SEQUENCE
        && quote.sequence() <= before.sequence()) {
      return Step.REPEATED;
    }
    last = quote;
    if (!interrupted || before == null) {
      return Step.NEXT;
    }
    interrupted = false;
    missedSince = timeOf(before);
    return Step.MISSED;
  }

  /** The time of the newest quote before the hole that was told last. */
  long missedSince() {
    return missedSince;
  }

  /** The connection was lost. Before the first quote nothing can be missed. */
  void interrupt() {
    interrupted = last != null;
  }

  /** The exchange's time of a quote, or else the gateway's. */
  static long timeOf(Quote quote) {
    return quote.exchangeTime() > 0 ? quote.exchangeTime() : quote.receiveTime();
  }
}
