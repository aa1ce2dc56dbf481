package io.barline.exchange;

import java.nio.charset.StandardCharsets;

/** A REST body that is not what the exchange documents. */
public final class MalformedAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Most bytes of a body that are told. */
  private static final int LONGEST_SHOWN = 160;

  public MalformedAnswer(String message) {
    super(message);
  }

  /**
   * Tells what is wrong, and how the body begins.
   *
   * @param what was asked for
   */
  public MalformedAnswer(String what, String reason, byte[] body) {
    super("%s: %s: %s".formatted(what, Excerpt.of(reason), beginning(body)));
  }

  private static String beginning(byte[] body) {
    int length = Math.min(body.length, LONGEST_SHOWN);
    return Excerpt.of(new String(body, 0, length, StandardCharsets.UTF_8));
  }
}
