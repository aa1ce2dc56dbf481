package io.barline.exchange.ibkr;

/**
 * The messages that are sent, for server versions 157 to 193. Request ids are those of the
 * connection, never used twice.
 */
final class Requests {
  private static final int VERSION_OF_ISSUERS = 176;
  private static final int BAR_SECONDS = 5;

  private Requests() {}

  /** Logs in as one client. */
  static String start(int clientId) {
    return new FieldWriter().add(71).add(2).add(clientId).addEmpty().message();
  }

  /** Asks for the time, in seconds: the one thing that is always answered, and at once. */
  static String currentTime() {
    return new FieldWriter().add(49).add(1).message();
  }

  /** Lets delayed data come where there is no live data to be had. */
  static String allowDelayed() {
    return new FieldWriter().add(59).add(1).add(3).message();
  }

  static String details(int id, Contract contract, int serverVersion) {
    FieldWriter fields = new FieldWriter().add(9).add(8).add(id);
    contract.write(fields);
    fields.add(false).addEmpty().addEmpty(); // expired ones, a kind of id and an id
    if (serverVersion >= VERSION_OF_ISSUERS) {
      fields.addEmpty();
    }
    return fields.message();
  }

  /**
   * Quotes and, where {@code ticks} has 233, trades.
   *
   * @param ticks generic ticks, with commas between them
   */
  static String marketData(int id, Contract contract, String ticks) {
    FieldWriter fields = new FieldWriter().add(1).add(11).add(id);
    contract.write(fields);
    return fields
        .add(false) // no delta-neutral contract
        .add(ticks)
        .add(false) // no snapshot
        .add(false) // nor one that costs a fee
        .addEmpty()
        .message();
  }

  static String cancelMarketData(int id) {
    return new FieldWriter().add(2).add(1).add(id).message();
  }

  /** Every trade, told at once: without a version. */
  static String ticks(int id, Contract contract) {
    FieldWriter fields = new FieldWriter().add(97).add(id);
    contract.write(fields);
    return fields.add("AllLast").add(0).add(false).message();
  }

  static String cancelTicks(int id) {
    return new FieldWriter().add(98).add(id).message();
  }

  static String depth(int id, Contract contract, int rows) {
    FieldWriter fields = new FieldWriter().add(10).add(5).add(id);
    contract.write(fields);
    return fields.add(rows).add(isSmart(contract)).addEmpty().message();
  }

  static String cancelDepth(int id, Contract contract) {
    return new FieldWriter().add(11).add(1).add(id).add(isSmart(contract)).message();
  }

  /** Whether rows of all exchanges are put together. */
  private static boolean isSmart(Contract contract) {
    return contract.exchange().equals("SMART");
  }

  /** Bars of five seconds, each once it is over. */
  static String bars(int id, Contract contract, String whatToShow) {
    FieldWriter fields = new FieldWriter().add(50).add(3).add(id);
    contract.write(fields);
    return fields.add(BAR_SECONDS).add(whatToShow).add(false).addEmpty().message();
  }

  static String cancelBars(int id) {
    return new FieldWriter().add(51).add(1).add(id).message();
  }

  /** Bars of five seconds of the last minutes, kept up to date. */
  static String keptUp(int id, Contract contract, String whatToShow) {
    FieldWriter fields = new FieldWriter().add(20).add(id);
    contract.write(fields);
    return fields
        .add(false) // expired ones
        .addEmpty() // up to now
        .add("5 secs")
        .add("300 S")
        .add(false) // outside of regular hours too
        .add(whatToShow)
        .add(2) // times in seconds since the epoch
        .add(true)
        .addEmpty()
        .message();
  }

  static String cancelKeptUp(int id) {
    return new FieldWriter().add(25).add(1).add(id).message();
  }
}
