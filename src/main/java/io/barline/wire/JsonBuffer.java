package io.barline.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.market.Decimal;
import java.util.Arrays;

/**
 * Writes JSON into bytes that are used again for the next message. For one thread.
 *
 * <p>Keys are made once with {@link #key}; the comma before each is left out after an opening
 * bracket.
 */
final class JsonBuffer {
  private static final int KEPT_BYTES = 64 * 1024;
  private static final int LONGEST_LONG = 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private static final ThreadLocal<JsonBuffer> OF_THREAD = ThreadLocal.withInitial(JsonBuffer::new);

  private final byte[] digits = new byte[LONGEST_LONG];
  private final IsoTime time = new IsoTime();
  private byte[] bytes = new byte[512];
  private int length;

  /** The current thread's buffer, empty. */
  static JsonBuffer ofThread() {
    JsonBuffer buffer = OF_THREAD.get();
    buffer.length = 0;
    return buffer;
  }

  /** What {@link #key(byte[])} writes before a field's value. */
  static byte[] key(String name) {
    return (",\"" + name + "\":").getBytes(UTF_8);
  }

  /** A copy of what was written. */
  byte[] toBytes() {
    byte[] copy = Arrays.copyOf(bytes, length);
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[KEPT_BYTES];
    }
    return copy;
  }

  JsonBuffer key(byte[] key) {
    byte last = length == 0 ? 0 : bytes[length - 1];
    int skipped = last == '{' || last == '[' ? 1 : 0;
    return raw(key, skipped);
  }

  /** The comma between two elements of an array. */
  JsonBuffer next() {
    return bytes[length - 1] == '[' ? this : raw(',');
  }

  JsonBuffer raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  JsonBuffer raw(byte[] json) {
    return raw(json, 0);
  }

  private JsonBuffer raw(byte[] json, int from) {
    room(json.length - from);
    System.arraycopy(json, from, bytes, length, json.length - from);
    length += json.length - from;
    return this;
  }

  JsonBuffer flag(boolean value) {
    return ascii(value ? "true" : "false");
  }

  @SuppressWarnings("deprecation") // the one way to copy ASCII without an array in between
  private JsonBuffer ascii(String text) {
    room(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  /** A string whose characters are known to need no escapes: names of states and the like. */
  JsonBuffer code(String text) {
    return raw('"').ascii(text).raw('"');
  }

  /** Any string, escaped; half of a surrogate pair becomes U+FFFD. */
  JsonBuffer string(String text) {
    raw('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        escape(c);
      } else if (c < 0x80) {
        raw(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        raw(text.substring(i, i + 2).getBytes(UTF_8));
        i++;
      } else {
        raw(String.valueOf(Character.isSurrogate(c) ? '\uFFFD' : c).getBytes(UTF_8));
      }
    }
    return raw('"');
  }

  private void escape(char c) {
    raw('\\');
    if (c >= 0x20) {
      raw(c);
    } else {
      ascii("u00").raw((char) HEX[c >> 4]).raw((char) HEX[c & 15]);
    }
  }

  JsonBuffer number(long value) {
    if (value == Long.MIN_VALUE) { // has no absolute value
      return ascii(Long.toString(value));
    }
    room(LONGEST_LONG + 1);
    if (value < 0) {
      bytes[length++] = '-';
    }
    int from = digitsOf(Math.abs(value));
    System.arraycopy(digits, from, bytes, length, LONGEST_LONG - from);
    length += LONGEST_LONG - from;
    return this;
  }

  /** A decimal as a JSON string in canonical plain form. */
  JsonBuffer decimal(Decimal value) {
    raw('"');
    if (!value.isNarrow() || value.unscaled() == Long.MIN_VALUE) {
      return ascii(value.toString()).raw('"');
    }
    int scale = value.scale();
    room(LONGEST_LONG + scale + 4);
    long unscaled = value.unscaled();
    if (unscaled < 0) {
      bytes[length++] = '-';
    }
    int from = digitsOf(Math.abs(unscaled));
    int whole = LONGEST_LONG - from - scale;
    if (whole <= 0) {
      bytes[length++] = '0';
    } else {
      System.arraycopy(digits, from, bytes, length, whole);
      length += whole;
      from += whole;
    }
    if (scale > 0) {
      bytes[length++] = '.';
      for (int zeros = -whole; zeros > 0; zeros--) {
        bytes[length++] = '0';
      }
      System.arraycopy(digits, from, bytes, length, LONGEST_LONG - from);
      length += LONGEST_LONG - from;
    }
    bytes[length++] = '"';
    return this;
  }

  /** Nanoseconds since the epoch as an ISO-8601 string with 3, 6 or 9 fraction digits. */
  JsonBuffer time(long nanos) {
    room(IsoTime.LONGEST + 2);
    bytes[length++] = '"';
    length = time.write(nanos, bytes, length);
    bytes[length++] = '"';
    return this;
  }

  /** Writes the digits to the end of {@link #digits}; where they begin. */
  private int digitsOf(long value) {
    int at = LONGEST_LONG;
    long rest = value;
    do {
      long tenth = rest / 10;
      digits[--at] = (byte) ('0' + (rest - tenth * 10));
      rest = tenth;
    } while (rest != 0);
    return at;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
