package io.barline.exchange;

/** The form of numbers in JSON: RFC 8259, section 6. */
final class JsonNumber {
  private JsonNumber() {}

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
