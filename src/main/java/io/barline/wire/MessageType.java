package io.barline.wire;

/** The kinds of message that the gateway sends about a topic. */
public enum MessageType {
  TRADE("trade"),
  QUOTE("quote"),
  BOOK("book"),
  BAR("bar"),
  TICKER("ticker"),
  STATUS("status"),
  GAP("gap"),
  GAP_FILLED("gap_filled"),
  QUARANTINE("quarantine");

  private final String code;

  MessageType(String code) {
    this.code = code;
  }

  /** Whether it tells of the market, not of how its data comes. */
  public boolean isData() {
    return switch (this) {
      case TRADE, QUOTE, BOOK, BAR, TICKER -> true;
      case STATUS, GAP, GAP_FILLED, QUARANTINE -> false;
    };
  }

  public String code() {
    return code;
  }
}
