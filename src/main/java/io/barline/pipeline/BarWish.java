package io.barline.pipeline;

import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exchange's bars of one interval that begin within {@code [from, to)}, and who wants them. */
final class BarWish {
  final Interval interval;
  final long from;
  final long to;

  /** Whether they were asked for. */
  boolean asked;

  private final List<Claim> claims = new ArrayList<>();

  /**
   * A hole, or a window that is not whole, that these bars would fill.
   *
   * @param hole null for a window in which the subscription began
   * @param id that of {@link io.barline.bar.BarSeries#retain}
   * @param told the topic that was told of the hole; null for none
   * @param reason why its trades can't be had
   */
  record Claim(@Nullable TradeHole hole, long id, @Nullable Outlet told, String reason) {
    /** It won't be filled, for that reason. */
    void unfilled(String why) {
      if (told != null) {
        told.unfilled(id, why);
      }
    }
  }

  BarWish(Interval interval, long from, long to) {
    this.interval = interval;
    this.from = from;
    this.to = to;
  }

  List<Claim> claims() {
    return claims;
  }

  boolean isAbout(Interval of, long start, long end) {
    return interval == of && from == start && to == end;
  }

  boolean holds(Interval of, long start, long end) {
    return interval == of && from <= start && to >= end;
  }
}
