package io.barline.simulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON as UTF-8 bytes, written without garbage. */
final class JsonBuffer {
  private byte[] bytes = new byte[512];
  private int length;

  JsonBuffer clear() {
    length = 0;
    return this;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Text that is ASCII and needs no escape. */
  JsonBuffer raw(String ascii) {
    int count = ascii.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  /** Bytes that are JSON already. */
  JsonBuffer raw(byte[] json) {
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** A quoted string. */
  JsonBuffer string(String text) {
    raw("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        raw("\\").raw(String.valueOf(c));
      } else if (c < ' ') {
        raw("\\u00").raw(c < 16 ? "0" : "1").raw(Integer.toHexString(c & 15));
      } else if (c < 128) {
        raw(String.valueOf(c));
      } else {
        int end = Character.isHighSurrogate(c) ? Math.min(i + 2, text.length()) : i + 1;
        raw(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
    return raw("\"");
  }

  JsonBuffer bool(boolean value) {
    return raw(value ? "true" : "false");
  }

  JsonBuffer number(long value) {
    if (value < 0) {
      return raw(Long.toString(value));
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    ensure(digits);
    digits(value, digits);
    return this;
  }

  /**
   * The number {@code unscaled * 10^-scale} in quotes, with {@code digits} decimals, at least
   * {@code scale} of them.
   */
  JsonBuffer decimal(long unscaled, int scale, int digits) {
    long power = 1;
    for (int i = 0; i < scale; i++) {
      power *= 10;
    }
    long size = Math.abs(unscaled);
    raw(unscaled < 0 ? "\"-" : "\"").number(size / power);
    if (digits > 0) {
      raw(".");
      ensure(digits);
      digits(size % power, scale);
      for (int i = scale; i < digits; i++) {
        bytes[length++] = '0';
      }
    }
    return raw("\"");
  }

  /** The same of a number of any size. */
  JsonBuffer decimal(BigInteger unscaled, int scale, int digits) {
    if (unscaled.bitLength() < Long.SIZE) {
      return decimal(unscaled.longValueExact(), scale, digits);
    }
    String text = new BigDecimal(unscaled, scale).setScale(Math.max(scale, digits)).toPlainString();
    return raw("\"").raw(text).raw("\"");
  }

  private void digits(long value, int count) {
    long rest = value;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
