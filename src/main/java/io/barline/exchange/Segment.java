package io.barline.exchange;

import io.barline.book.SequenceRule;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One market of an exchange.
 *
 * @param id the name in {@link io.barline.market.Instrument#segment}
 * @param channels what can be streamed of its instruments
 * @param trades how its trades are ordered and told apart
 * @param books how its order books' messages follow one another; null where it streams no books
 * @param ownBars the interval from which on bars are made of the exchange's own bars of that
 *     interval; null where all are made of trades
 * @param rest what its REST interface allows
 * @param polled those of {@code channels} that can't be streamed and are polled
 * @param samplesTrades whether only some of the trades are told, so that no bars are made of them
 */
public record Segment(
    String id,
    Set<UpstreamChannel> channels,
    TradeOrder trades,
    @Nullable SequenceRule books,
    @Nullable Interval ownBars,
    RestBudget rest,
    Set<UpstreamChannel> polled,
    boolean samplesTrades) {
  public Segment {
    channels = Set.copyOf(channels);
    polled = Set.copyOf(polled);
    if (!channels.containsAll(polled)) {
      throw new IllegalArgumentException(
          "segment %s: polled must be among %s: %s".formatted(id, channels, polled));
    }
  }

  /** One that tells all trades. */
  public Segment(
      String id,
      Set<UpstreamChannel> channels,
      TradeOrder trades,
      @Nullable SequenceRule books,
      @Nullable Interval ownBars,
      RestBudget rest,
      Set<UpstreamChannel> polled) {
    this(id, channels, trades, books, ownBars, rest, polled, false);
  }

  /** One whose channels are all streamed. */
  public Segment(
      String id,
      Set<UpstreamChannel> channels,
      TradeOrder trades,
      @Nullable SequenceRule books,
      @Nullable Interval ownBars,
      RestBudget rest) {
    this(id, channels, trades, books, ownBars, rest, Set.of());
  }

  /** Whether messages of its order books have numbers, which show whether one is missing. */
  public boolean numbersBooks() {
    return books == null || books.chain() != SequenceRule.Chain.UNNUMBERED;
  }

  /** How the trades of an instrument follow one another. */
  public enum TradeOrder {
    /** In order of numeric ids, each one more than the last: a jump is a gap. */
    CONTIGUOUS,
    /** In order of numeric ids, which may jump. */
    ASCENDING,
    /** In order of time; only equality of ids is known. */
    CHRONOLOGICAL,
    /**
     * In any order; only equality of ids is known. The newest are sent again after subscribing, so
     * that a trade which was seen before an interruption shows that none is missing after it.
     */
    REPLAYED,
    /** In any order; only equality of ids is known. */
    UNORDERED
  }
}
