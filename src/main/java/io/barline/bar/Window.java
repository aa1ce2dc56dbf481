package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import org.jspecify.annotations.Nullable;

/** One window of an interval: what was traded in it, and what was last told of it. */
final class Window {
  final long start;
  final long end;
  final Accumulator traded = new Accumulator();

  /** The previous close, where the window was empty and a flat bar was sent. */
  @Nullable Decimal flatPrice;

  /** The close before it, as known when it closed; null where none was. */
  @Nullable Decimal closeBefore;

  /** Whether a bar of it was sent and all of it was revised away. */
  boolean voided;

  /** The exchange's own bar, where that was sent in place of what was traded. */
  @Nullable Bar replacement;

  /** Whether it was sent as partial since the time was last told. */
  boolean justPartial;

  /** Whether it is to be sent again. */
  boolean changed;

  /** How often its closed bar was sent. */
  int sent;

  /** As last sent; null before. */
  Bar.@Nullable Quality sentQuality;

  Window(long start, long end) {
    this.start = start;
    this.end = end;
  }

  boolean holds(long time) {
    return start <= time && time < end;
  }

  /** The last price, or the one before where nothing was traded. */
  Decimal close() {
    if (replacement != null) {
      return replacement.close();
    }
    return flatPrice != null && traded.isEmpty() ? flatPrice : traded.close();
  }

  boolean isFlat() {
    return traded.isEmpty() && replacement == null;
  }
}
