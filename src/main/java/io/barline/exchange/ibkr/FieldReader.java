package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Excerpt;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, one after another: text, each ended by a NUL, the last one too. A
 * field is named by its place, the first is 1.
 *
 * <pre>{@code 15 NUL 1 NUL DU1234567 NUL}</pre>
 */
final class FieldReader {
  private static final int MOST_SHOWN = 40;
  private static final char UNDECODED = '\uFFFD';
  private static final String UNSET_INTEGER = "2147483647";
  private static final String UNSET_LONG = "9223372036854775807";
  private static final String UNSET_DOUBLE = "1.7976931348623157E308";

  private final byte[] frame;
  private final int to;
  private int next;
  private int place;

  /** Where the field that was read last lies. */
  private int start;

  private int end;

  /**
   * @throws MalformedFrame if the last field has no end
   */
  FieldReader(byte[] frame, int from, int to) {
    if (from < to && frame[to - 1] != 0) {
      throw new MalformedFrame(
          "the last field has no end: " + Excerpt.of(frame, from, to, MOST_SHOWN));
    }
    this.frame = frame;
    this.to = to;
    this.next = from;
  }

  boolean hasNext() {
    return next < to;
  }

  private void advance() {
    place++;
    if (next >= to) {
      throw new MalformedFrame("field " + place + " is missing");
    }
    start = next;
    int at = next;
    while (frame[at] != 0) {
      at++;
    }
    end = at;
    next = at + 1;
  }

  /** Passes over {@code fields} of them. */
  void skip(int fields) {
    for (int i = 0; i < fields; i++) {
      advance();
    }
  }

  /** Text in UTF-8, or, where it is none, in Latin-1. */
  String text() {
    advance();
    if (start == end) {
      return "";
    }
    String text = new String(frame, start, end - start, UTF_8);
    return text.indexOf(UNDECODED) < 0 ? text : new String(frame, start, end - start, ISO_8859_1);
  }

  /** Text in which characters may be written as <code>&#92;u00e9</code>. */
  String unescaped() {
    String text = text();
    int escape = text.indexOf("\\u");
    if (escape < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int done = 0;
    while (escape >= 0) {
      int code = hexadecimal(text, escape + 2);
      if (code >= 0) {
        plain.append(text, done, escape).append((char) code);
        done = escape + 6;
      }
      escape = text.indexOf("\\u", code >= 0 ? done : escape + 2);
    }
    return plain.append(text, done, text.length()).toString();
  }

  /** The value of four digits, or -1 where they are not there. */
  private static int hexadecimal(String text, int from) {
    if (from + 4 > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }

  int integer() {
    long number = number();
    if (number != (int) number) {
      throw malformed("no whole number of 32 bits");
    }
    return (int) number;
  }

  /** The number, or {@code unset} where the field is empty. */
  int integerOr(int unset) {
    if (next < to && frame[next] == 0) {
      advance();
      return unset;
    }
    return integer();
  }

  long number() {
    advance();
    int at = start;
    boolean negative = at < end && frame[at] == '-';
    if (negative) {
      at++;
    }
    if (at == end || end - at > 19) {
      throw malformed("no whole number");
    }
    long number = 0; // negated, as there is one more negative number than positive ones
    for (; at < end; at++) {
      int digit = frame[at] - '0';
      if (digit < 0 || digit > 9 || number < (Long.MIN_VALUE + digit) / 10) {
        throw malformed("no whole number");
      }
      number = number * 10 - digit;
    }
    if (!negative && number == Long.MIN_VALUE) {
      throw malformed("no whole number");
    }
    return negative ? number : -number;
  }

  /** Null where the field is empty, or holds one of the numbers that stand for no value. */
  @Nullable Decimal decimal() {
    advance();
    if (start == end || isUnset()) {
      return null;
    }
    try {
      return Decimal.parse(frame, start, end);
    } catch (NumberFormatException broken) {
      return grouped();
    }
  }

  private boolean isUnset() {
    return switch (frame[end - 1]) {
      case '8' -> holds(UNSET_DOUBLE) || holds("1.7976931348623157E+308");
      case '7' -> holds(UNSET_INTEGER) || holds(UNSET_LONG);
      case 'y' -> holds("Infinity") || holds("-Infinity");
      case 'N' -> holds("NaN");
      default -> false;
    };
  }

  private boolean holds(String ascii) {
    if (ascii.length() != end - start) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (frame[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A number with commas between its thousands. */
  private Decimal grouped() {
    byte[] digits = new byte[end - start];
    int size = 0;
    for (int i = start; i < end; i++) {
      if (frame[i] != ',') {
        digits[size++] = frame[i];
      }
    }
    if (size == 0 || size == digits.length || frame[start] == ',' || frame[end - 1] == ',') {
      throw malformed("no decimal number");
    }
    try {
      return Decimal.parse(digits, 0, size);
    } catch (NumberFormatException broken) {
      throw malformed("no decimal number");
    }
  }

  boolean flag() {
    advance();
    if (end - start != 1 || (frame[start] != '0' && frame[start] != '1')) {
      throw malformed("neither 0 nor 1");
    }
    return frame[start] == '1';
  }

  private MalformedFrame malformed(String what) {
    return new MalformedFrame(
        "field %d is %s: \"%s\"".formatted(place, what, Excerpt.of(frame, start, end, MOST_SHOWN)));
  }
}
