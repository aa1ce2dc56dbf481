package io.barline.market;

/** Who took liquidity: the aggressor of a trade. */
public enum Side {
  BUY("buy"),
  SELL("sell"),
  /** The exchange does not tell. */
  UNKNOWN("unknown");

  private final String code;

  Side(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
