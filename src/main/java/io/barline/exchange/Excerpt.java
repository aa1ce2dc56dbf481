package io.barline.exchange;

import java.nio.charset.StandardCharsets;

/** The beginning of a text that came from outside, on one line, for logs and answers. */
public final class Excerpt {
  /** Most characters of a sentence. */
  private static final int LONGEST_SENTENCE = 200;

  /** What ends the fields of some exchanges' frames; shown as a bar. */
  private static final char SEPARATOR = '\0';

  private Excerpt() {}

  /** A sentence of an exchange's. */
  public static String of(String sentence) {
    String line = sentence.replaceAll("\\p{Cntrl}", " ");
    return line.length() > LONGEST_SENTENCE ? line.substring(0, LONGEST_SENTENCE) : line;
  }

  /** At most {@code most} bytes of a text; dots say that there is more. */
  public static String of(byte[] utf8, int from, int to, int most) {
    int length = Math.min(to - from, most);
    StringBuilder text = new StringBuilder(new String(utf8, from, length, StandardCharsets.UTF_8));
    for (int i = 0; i < text.length(); i++) {
      switch (Character.getType(text.charAt(i))) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            text.setCharAt(i, text.charAt(i) == SEPARATOR ? '|' : '?');
        default -> {}
      }
    }
    return text.append(to - from > length ? "..." : "").toString();
  }
}
