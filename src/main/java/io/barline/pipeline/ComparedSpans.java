package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holes that only the comparison of a span with what the exchange tells of it shows. */
final class ComparedSpans {
  private final Pipeline.Shared shared;
  private final TradeSuccession trades;
  private final BarSeries series;
  private final HoleNotices notices;
  private final OpenHoles open;
  private final FoundTrades found;

  ComparedSpans(
      Pipeline.Shared shared,
      TradeSuccession trades,
      BarSeries series,
      HoleNotices notices,
      OpenHoles open,
      FoundTrades found) {
    this.shared = shared;
    this.trades = trades;
    this.series = series;
    this.notices = notices;
    this.open = open;
    this.found = found;
  }

  /** Whether trades from {@code from} to before {@code to} may still be found. */
  boolean touch(long from, long to) {
    return open.touch(from, to);
  }

  /**
   * What the exchange tells of a span afterwards is not what it streamed.
   *
   * @param to the end of the span, exclusive
   * @param before the newest trade before the span; null where none is known
   * @param next the first trade after the span; null where none came yet
   * @param detail how the two differ, in a sentence
   */
  void different(
      long from, long to, @Nullable Trade before, @Nullable Trade next, String detail, long now) {
    Trade last = before == null ? trades.last() : before;
    if (last == null) {
      return;
    }
    TradeHole hole = open.open(last, from, Gap.Cause.DIFFERENT, detail);
    bound(hole, to, next, now);
    notices.missed(hole, to - 1, hole.missed(detail), now);
    series.gap(hole.id, from, to - 1);
    if (before != null && trades.recalls(before)) {
      open.searches.want(hole);
    } else {
      open.giveUp(hole, "the trades of that minute can't be told from those that were seen");
    }
  }

  private static void bound(TradeHole hole, long to, @Nullable Trade next, long now) {
    hole.until = to - 1;
    hole.next = next;
    hole.since = now;
  }

  /**
   * A span of which nobody knows whether anything was missed in it: its windows are kept until
   * {@link #looked}, or until they are released. The parameters are those of {@link #different}.
   */
  TradeHole look(long from, long to, Trade before, @Nullable Trade next, long now) {
    TradeHole span =
        new TradeHole(
            shared.gaps().nextId(),
            before,
            from,
            Gap.Cause.DIFFERENT,
            "the exchange tells trades that it did not stream");
    bound(span, to, next, now);
    series.retain(span.id, from, to - 1);
    return span;
  }

  /** All trades of a span; what that says of it. */
  PipelineCounts.Audit looked(TradeHole span, List<Trade> answer, long now) {
    boolean acceptable = found.take(span, answer);
    if (span.found.isEmpty()) {
      series.release(span.id);
      return acceptable ? PipelineCounts.Audit.SAME : PipelineCounts.Audit.SKIPPED;
    }
    if (acceptable) {
      open.fill(span, GapFilled.By.TRADES, now);
    } else {
      open.adopt(span);
      series.gap(span.id, span.from, span.until);
      open.giveUp(span, FoundTrades.NOT_ACCEPTABLE, now);
    }
    return PipelineCounts.Audit.DIFFERENT;
  }
}
