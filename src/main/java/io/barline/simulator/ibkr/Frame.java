package io.barline.simulator.ibkr;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One message on its way to a client: fields that each end with a NUL. */
final class Frame {
  private Frame() {}

  /** {@code fields} as text, truth as 1 and 0. */
  static byte[] of(Object... fields) {
    StringBuilder text = new StringBuilder();
    for (Object field : fields) {
      append(text, field);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder text, Object field) {
    if (field instanceof Iterable<?> several) {
      several.forEach(single -> append(text, single));
    } else if (field instanceof Boolean flag) {
      text.append(flag ? "1\0" : "0\0");
    } else {
      text.append(field).append('\0');
    }
  }

  /** With its length before it. */
  static byte[] framed(byte[] payload) {
    return ByteBuffer.allocate(Integer.BYTES + payload.length)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  /** As error texts and long names have it from version 153 on. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
