package io.barline.simulator.ibkr;

/** What a client asks for with message 20. */
record HistoryRequest(
    int reqId,
    Contract contract,
    String end,
    BarSize size,
    String duration,
    boolean regular,
    Show show,
    int dateFormat,
    boolean kept) {

  static HistoryRequest read(int reqId, Fields fields) {
    Contract contract = Contract.read(fields);
    fields.skip(1);
    HistoryRequest request =
        new HistoryRequest(
            reqId,
            contract,
            fields.text(),
            BarSize.parse(fields.text()),
            fields.text(),
            fields.flag(),
            Show.parse(fields.text()),
            fields.integer(),
            fields.flag());
    if (request.kept && !request.end.isEmpty()) {
      throw Refusal.invalid("End Date/Time must be empty to keep data up to date.");
    }
    return request;
  }

  /** All but its number: equal for identical requests. */
  String what() {
    return "%s %s %s %s %s %s %s".formatted(contract, end, size, duration, regular, show, kept);
  }
}
