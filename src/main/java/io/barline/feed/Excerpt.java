package io.barline.feed;

import java.nio.charset.StandardCharsets;

/** The beginning of an answer, fit for a line of a log. */
final class Excerpt {
  private static final int LONGEST = 160;

  private Excerpt() {}

  /** A colon and what {@code body} begins with, or nothing where it is empty. */
  static String of(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 4 * LONGEST), StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < LONGEST; i++) {
      char c = text.charAt(i);
      boolean printable = (c >= ' ' && c <= '~') || Character.isLetterOrDigit(c);
      shown.append(printable ? c : '.');
    }
    return shown.isEmpty() ? "" : ": " + shown;
  }
}
