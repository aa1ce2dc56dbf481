package io.barline.pipeline;

import io.barline.market.Gap;

/** What one source of an instrument goes through; hears what happens to that source. */
sealed interface Flow permits TradeFlow, QuoteFlow, ExchangeBarFlow, BookFlow, TickerFlow {
  /** The exchange confirmed the subscription; {@code now} is the gateway's time. */
  default void confirmed(long now) {}

  /** What comes next may come after a hole: {@link Pipeline#interrupted}. */
  default void interrupted(Gap.Cause cause, String reason, long now) {}

  /** Whether all of it comes page by page from now on: {@link Pipeline#paged}. */
  default void paged(boolean on) {}

  /** What happened before {@code at}, the gateway's time, has come. */
  default void looked(long at) {}

  /** Whether the source is polled from now on, so that of what happens only samples are seen. */
  default void sampled(boolean polled) {}
}
