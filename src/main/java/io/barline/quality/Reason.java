package io.barline.quality;

/** Why an event was not accepted; {@link #code} is its name in metrics. */
public enum Reason {
  WRONG_SYMBOL("wrong_symbol"),
  PRICE_NOT_POSITIVE("price_not_positive"),
  /** Of a trade. */
  SIZE_NOT_POSITIVE("size_not_positive"),
  /** Of a quote, a bar or a ticker. */
  SIZE_NEGATIVE("size_negative"),
  /** The best bid is above the best ask. */
  CROSSED_QUOTE("crossed_quote"),
  /** Before any exchange that Barline knows, too far ahead of its clock, or off the interval. */
  TIME_IMPLAUSIBLE("time_implausible");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
