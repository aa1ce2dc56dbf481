package io.barline.wire;

/**
 * A client's text as far as it is repeated to it: not for long, and nothing that is no character.
 */
final class Echo {
  private static final char UNREADABLE = '\ufffd';

  private Echo() {}

  /**
   * The text, or its beginning.
   *
   * @param most how many characters of it
   */
  static String of(String text, int most) {
    StringBuilder echo = new StringBuilder(Math.min(text.length(), most) + 1);
    int at = 0;
    while (at < text.length() && at < most) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (isReadable(character)) {
        echo.appendCodePoint(character);
      } else {
        echo.append(UNREADABLE);
      }
    }
    return at < text.length() ? echo.append('…').toString() : echo.toString();
  }

  /** What hides, turns around or breaks the line of what stands about it is not; half pairs too. */
  private static boolean isReadable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
