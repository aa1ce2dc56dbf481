package io.barline.wire;

/** What a client wants for a window in which nothing traded. */
public enum EmptyBars {
  NONE("none"),
  /** A bar whose prices are the previous close and whose volume is 0. */
  FLAT("flat");

  private final String code;

  EmptyBars(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
