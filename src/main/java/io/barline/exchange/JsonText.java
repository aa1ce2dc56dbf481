package io.barline.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.core.io.JsonStringEncoder;

/** The text of JSON strings: its escapes and UTF-8 sequences, and how it is written. */
public final class JsonText {
  private JsonText() {}

  /** {@code text} as a JSON string, quotes included. */
  public static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  /** {@code texts} as a JSON array of strings. */
  public static String array(List<String> texts) {
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (String text : texts) {
      array.add(quoted(text));
    }
    return array.toString();
  }

  /**
   * The position after the UTF-8 sequence that starts at {@code at} with a byte of 0x80 or more.
   *
   * @throws MalformedFrame if it is cut short or not well-formed (The Unicode Standard, table 3-7)
   */
  static int afterSequence(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || to - at < length) {
      throw new MalformedFrame("text is not UTF-8");
    }
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    int second = bytes[at + 1] & 0xFF;
    boolean wellFormed = second >= lowest && second <= highest;
    for (int i = 2; i < length; i++) {
      wellFormed &= (bytes[at + i] & 0xC0) == 0x80;
    }
    if (!wellFormed) {
      throw new MalformedFrame("text is not UTF-8");
    }
    return at + length;
  }

  /** The position after the escape that starts at {@code at} with a backslash. */
  static int afterEscape(byte[] bytes, int at, int to) {
    if (to - at < 2) {
      throw new MalformedFrame("text ends inside an escape");
    }
    return switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> {
        hex(bytes, at + 2, to);
        yield at + 6;
      }
      default -> throw new MalformedFrame("unknown escape");
    };
  }

  /** The UTF-8 text that a string's inside stands for, its escapes already checked. */
  static byte[] unescape(byte[] bytes, int from, int to) {
    byte[] text = new byte[to - from]; // no escape is shorter than what it stands for
    int length = 0;
    int at = from;
    while (at < to) {
      if (bytes[at] != '\\') {
        text[length++] = bytes[at++];
        continue;
      }
      byte kind = bytes[at + 1];
      if (kind != 'u') {
        text[length++] = single(kind);
        at += 2;
        continue;
      }
      int codePoint = hex(bytes, at + 2, to);
      at += 6;
      if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
        codePoint = codePoint(codePoint, bytes, at, to);
        at += 6;
      }
      length = put(codePoint, text, length);
    }
    return Arrays.copyOf(text, length);
  }

  private static byte single(byte kind) {
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> kind;
    };
  }

  private static int codePoint(int high, byte[] bytes, int at, int to) {
    if (high < 0xDC00 && to - at >= 6 && bytes[at] == '\\' && bytes[at + 1] == 'u') {
      int low = hex(bytes, at + 2, to);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        return Character.toCodePoint((char) high, (char) low);
      }
    }
    throw new MalformedFrame("half of a surrogate pair");
  }

  private static int put(int codePoint, byte[] text, int at) {
    if (codePoint < 0x80) {
      text[at] = (byte) codePoint;
      return at + 1;
    }
    int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    int rest = codePoint;
    for (int i = length - 1; i > 0; i--) {
      text[at + i] = (byte) (0x80 | (rest & 0x3F));
      rest >>= 6;
    }
    text[at] = (byte) (((0xF00 >> length) & 0xF0) | rest);
    return at + length;
  }

  private static int hex(byte[] bytes, int at, int to) {
    if (to - at < 4) {
      throw new MalformedFrame("text ends inside an escape");
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw new MalformedFrame("an escape needs four hexadecimal digits");
      }
      value = (value << 4) | digit;
    }
    return value;
  }
}
