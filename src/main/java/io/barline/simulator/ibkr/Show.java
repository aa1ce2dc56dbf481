package io.barline.simulator.ibkr;

/** What bars are made of. */
enum Show {
  TRADES,
  AGGTRADES,
  MIDPOINT,
  BID,
  ASK,
  BID_ASK;

  static Show parse(String name) {
    for (Show show : values()) {
      if (show.name().equals(name)) {
        return show;
      }
    }
    throw Refusal.invalid("What to show field is missing or incorrect.");
  }

  boolean isTrades() {
    return this == TRADES || this == AGGTRADES;
  }
}
