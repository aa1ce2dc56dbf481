package io.barline.wire;

/** The last message of a topic that a client has seen. */
public record Cursor(String epoch, long seq) {
  /** A place that is not known any more: nothing can be told from there on. */
  public static final Cursor UNKNOWN = new Cursor("", -1);
}
