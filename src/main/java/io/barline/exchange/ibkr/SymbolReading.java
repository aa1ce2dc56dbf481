package io.barline.exchange.ibkr;

/** What a symbol turned out to mean. */
sealed interface SymbolReading {
  /** That contract. */
  record Meant(Contract contract) implements SymbolReading {}

  /**
   * None.
   *
   * @param trouble what is wrong and what would be right, in a sentence
   */
  record Wrong(String trouble) implements SymbolReading {}
}
