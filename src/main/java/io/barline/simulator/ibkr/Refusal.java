package io.barline.simulator.ibkr;

/** A request cannot be served; the client is told by a number and a sentence. */
final class Refusal extends RuntimeException {
  static final int VALIDATION = 321;
  static final int NO_DEFINITION = 200;
  static final int NOT_SUBSCRIBED = 354;
  static final int HISTORY = 162;

  private static final long serialVersionUID = 1;

  final int code;
  final String text;

  Refusal(int code, String text) {
    super(code + " " + text, null, false, false);
    this.code = code;
    this.text = text;
  }

  static Refusal invalid(String cause) {
    return new Refusal(VALIDATION, "Error validating request:-'bW' : cause - " + cause);
  }

  static Refusal history(String cause) {
    return new Refusal(HISTORY, "Historical Market Data Service error message:" + cause);
  }
}
