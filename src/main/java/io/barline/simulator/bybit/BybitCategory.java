package io.barline.simulator.bybit;

import java.util.Locale;

/** Bybit's markets, which the address of a connection and a parameter of REST tell apart. */
public enum BybitCategory {
  SPOT,
  LINEAR,
  INVERSE;

  /** The name in addresses. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
