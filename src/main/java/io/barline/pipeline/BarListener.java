package io.barline.pipeline;

import io.barline.market.Bar;

/** Hears of every closed bar and every revision of one, on the instrument's event loop. */
@FunctionalInterface
public interface BarListener {
  void onBar(Bar bar);
}
