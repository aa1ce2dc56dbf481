package io.barline.exchange;

import io.barline.market.Interval;

/** What can be streamed from an exchange. */
public sealed interface UpstreamChannel {
  record Trades() implements UpstreamChannel {}

  record Quotes() implements UpstreamChannel {}

  /** The exchange's own bars. */
  record Klines(Interval interval) implements UpstreamChannel {}
}
