package io.barline.wire;

/** Which versions of a bar a client wants. */
public enum Updates {
  /** Closed bars, and closed bars that were revised. */
  FINAL("final"),
  /** Each change of the open bar too. */
  LIVE("live");

  private final String code;

  Updates(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
