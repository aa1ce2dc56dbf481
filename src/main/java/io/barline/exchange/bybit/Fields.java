package io.barline.exchange.bybit;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import io.barline.market.UtcNanos;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values as Bybit writes them: streams write times as numbers, REST as text. */
final class Fields {
  /** The year 2262, where nanoseconds end. */
  private static final long LAST_MILLIS = 9_223_372_036_854L;

  /** As many digits as a {@code long} may have. */
  private static final int MOST_DIGITS = 19;

  static final long NO_NUMBER = -1;

  private Fields() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads a time in milliseconds, as nanoseconds. */
  static long time(JsonCursor json) {
    return nanos(json.peek() == JsonCursor.Kind.STRING ? textNumber(json) : json.readLong());
  }

  /** Milliseconds as nanoseconds; 0 where there are none. */
  static long time(@Nullable Decimal millis) {
    if (millis == null) {
      return 0;
    }
    return nanos(millis.isNarrow() && millis.scale() == 0 ? millis.unscaled() : NO_NUMBER);
  }

  private static long nanos(long millis) {
    if (millis < 0 || millis > LAST_MILLIS) {
      throw new MalformedFrame("a time in milliseconds is expected");
    }
    return millis * UtcNanos.MILLISECOND;
  }

  private static long textNumber(JsonCursor json) {
    json.readString();
    return number(json);
  }

  /** The text read last as a number that is not negative, or {@link #NO_NUMBER}. */
  static long number(JsonCursor json) {
    byte[] text = json.textBytes();
    int from = json.textFrom();
    int to = json.textTo();
    if (from == to || to - from > MOST_DIGITS) {
      return NO_NUMBER;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return NO_NUMBER;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** Reads a decimal; null where the text is empty, which is how Bybit says that there is none. */
  static @Nullable Decimal decimalOrNone(JsonCursor json) {
    if (json.peek() != JsonCursor.Kind.STRING) {
      return json.readDecimal();
    }
    json.readString();
    if (json.textFrom() == json.textTo()) {
      return null;
    }
    try {
      return Decimal.parse(json.textBytes(), json.textFrom(), json.textTo());
    } catch (NumberFormatException e) {
      throw new MalformedFrame("a decimal number is expected");
    }
  }

  /** What a field that must be there held. */
  static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new MalformedFrame("field " + field + " is missing");
    }
    return value;
  }
}
