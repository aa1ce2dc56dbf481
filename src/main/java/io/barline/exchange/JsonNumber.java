package io.barline.exchange;

/** Numbers in JSON, of the form of RFC 8259, section 6, or written as strings. */
public final class JsonNumber {
  /** What {@link #inText} tells of a text that is no such number. */
  public static final long NONE = -1;

  /** As many digits as a {@code long} may have. */
  private static final int MOST_DIGITS = 19;

  private JsonNumber() {}

  /** The text that {@code json} read last as a whole number of digits alone, or {@link #NONE}. */
  public static long inText(JsonCursor json) {
    byte[] text = json.textBytes();
    int from = json.textFrom();
    int to = json.textTo();
    if (from == to || to - from > MOST_DIGITS) {
      return NONE;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return NONE;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /**
   * Where the number ends that starts at {@code from}; it ends before {@code to} at the latest.
   *
   * @throws MalformedFrame if none starts there
   */
  static int end(byte[] bytes, int from, int to) {
    int at = from;
    if (at < to && bytes[at] == '-') {
      at++;
    }
    if (at < to && bytes[at] == '0') {
      at++;
    } else {
      at = afterDigits(bytes, at, to);
    }
    if (at < to && bytes[at] == '.') {
      at = afterDigits(bytes, at + 1, to);
    }
    if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      at = afterDigits(bytes, at, to);
    }
    return at;
  }

  private static int afterDigits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw new MalformedFrame("a value or a digit is expected");
    }
    return at;
  }
}
