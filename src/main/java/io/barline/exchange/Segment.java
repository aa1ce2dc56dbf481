package io.barline.exchange;

import java.util.Set;

/**
 * One market of an exchange.
 *
 * @param id the name in {@link io.barline.market.Instrument#segment}
 * @param channels what can be streamed of its instruments
 * @param trades how its trades are ordered and told apart
 */
public record Segment(String id, Set<UpstreamChannel> channels, TradeOrder trades) {
  public Segment {
    channels = Set.copyOf(channels);
  }

  /** How the trades of an instrument follow one another. */
  public enum TradeOrder {
    /** In order of numeric ids, each one more than the last: a jump is a gap. */
    CONTIGUOUS,
    /** In order of numeric ids, which may jump. */
    ASCENDING,
    /** In any order: only equality of ids is known. */
    UNORDERED
  }
}
