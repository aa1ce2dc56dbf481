package io.barline.wire;

/** The kinds of message that the gateway sends about a topic. */
public enum MessageType {
  TRADE("trade"),
  QUOTE("quote"),
  BAR("bar"),
  STATUS("status"),
  GAP("gap");

  private final String code;

  MessageType(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
