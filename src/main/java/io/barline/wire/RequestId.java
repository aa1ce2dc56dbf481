package io.barline.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * What a client calls its request: a string or an integer, sent back as it came.
 *
 * @param json the id as JSON
 */
public record RequestId(String json) {
  /** Longest id in characters. */
  public static final int MAX_LENGTH = 128;

  static RequestId of(String text) {
    byte[] json = JsonBuffer.ofThread().string(text).toBytes();
    return new RequestId(new String(json, StandardCharsets.UTF_8));
  }

  static RequestId of(BigInteger number) {
    return new RequestId(number.toString());
  }
}
