package io.barline.simulator;

/** Who hears what happens on a generated market, on the exchange's thread. */
public interface MarketListener {
  /** A trade happened, whether or not streams are told of it. */
  default void happened(MarketTrade trade) {}

  /**
   * Streams are to tell a trade. Where faults are in force it may have been told before, or never
   * have happened.
   */
  void traded(MarketTrade trade);

  /**
   * Streams are to tell a trade under a wrong symbol: that of another instrument where {@code
   * listed}, or else one that does not exist.
   */
  default void misnamed(MarketTrade trade, boolean listed) {}

  /** Some levels of the book have changed; what a trade changes is told after the trade. */
  void bookChanged();

  /** All that happened at this time has been told. */
  default void settled() {}
}
