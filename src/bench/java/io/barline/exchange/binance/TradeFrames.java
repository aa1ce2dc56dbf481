package io.barline.exchange.binance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.market.UtcNanos;

/**
 * Frames of spot's combined trade stream, each the one after the last: the id counts up by one, the
 * time by a millisecond, price, size and side vary. The bytes are changed in place, so that making
 * a frame costs a few nanoseconds and no memory.
 */
public final class TradeFrames {
  private static final long FIRST_MILLIS = 1_795_356_000_000L;
  private static final String TEXT =
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1795356000000,"
          + "\"s\":\"BTCUSDT\",\"t\":5391284120,\"p\":\"87250.01000000\",\"q\":\"0.00120000\","
          + "\"T\":1795356000000,\"m\":false,\"M\":true}}";

  private final byte[] bought = TEXT.getBytes(US_ASCII);
  private final byte[] sold = TEXT.replace("false", "true").getBytes(US_ASCII);
  private final int eventTime = end("\"E\":1795356000000");
  private final int id = end("\"t\":5391284120");
  private final int cents = end("\"p\":\"87250.01");
  private final int size = end("\"q\":\"0.00120");
  private final int time = end("\"T\":1795356000000");
  private long millis = FIRST_MILLIS;
  private int random = 1;
  private byte[] frame = bought;

  private static int end(String field) {
    return TEXT.indexOf(field) + field.length();
  }

  /** The next frame, all of the array; it is good until the next call. */
  public byte[] next() {
    millis++;
    random = random * 1_103_515_245 + 12_345;
    increase(bought);
    increase(sold);
    frame = random < 0 ? sold : bought;
    digits(frame, cents, (random >>> 8) % 1_000);
    digits(frame, size, 1 + (random >>> 16) % 999);
    return frame;
  }

  /** The last frame's trade time, nanoseconds since the epoch. */
  public long time() {
    return UtcNanos.ofMillis(millis);
  }

  private void increase(byte[] of) {
    plusOne(of, eventTime);
    plusOne(of, id);
    plusOne(of, time);
  }

  private static void plusOne(byte[] of, int end) {
    for (int at = end - 1; ++of[at] > '9'; at--) {
      of[at] = '0';
    }
  }

  /** Three digits; the third from the end of a price stands before its point. */
  private static void digits(byte[] of, int end, int value) {
    int rest = value;
    for (int at = end - 1; at >= end - 3; at--) {
      if (of[at] == '.') {
        continue;
      }
      of[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
