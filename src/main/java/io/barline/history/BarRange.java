package io.barline.history;

import io.barline.market.Bar;
import java.util.List;

/**
 * Bars of one series.
 *
 * @param bars in order of time
 * @param more whether older bars of the range were left out by the limit
 */
public record BarRange(List<Bar> bars, boolean more) {
  static final BarRange EMPTY = new BarRange(List.of(), false);

  public BarRange {
    bars = List.copyOf(bars);
  }
}
