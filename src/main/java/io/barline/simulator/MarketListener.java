package io.barline.simulator;

/** Who hears what happens on a generated market, on the exchange's thread. */
public interface MarketListener {
  /** A trade happened; trades that a test withholds are not told. */
  void traded(MarketTrade trade);

  /** Some levels of the book have changed; what a trade changes is told after the trade. */
  void bookChanged();

  /** All that happened at this time has been told. */
  default void settled() {}
}
