package io.barline.exchange;

import org.jspecify.annotations.Nullable;

/**
 * A frame that is not what the exchange documents: broken JSON, or a field that is missing or of
 * the wrong kind. It carries no stack trace, since it says something of the frame and nothing of
 * the code.
 */
public final class MalformedFrame extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedFrame(String message) {
    super(message, null, false, false);
  }

  /** What a field that must be there held; null where it was not. */
  public static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new MalformedFrame("field " + field + " is missing");
    }
    return value;
  }
}
