package io.barline.pipeline;

import io.barline.market.Bar;

/** Somebody who keeps bars: told of every closed bar and of every revision of one. */
@FunctionalInterface
public interface BarListener {
  /** Called on the instrument's event loop, must not block. */
  void onBar(Bar bar);
}
