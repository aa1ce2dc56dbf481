package io.barline.simulator.ibkr;

import java.util.Arrays;

/** The fields of a client's message, read one by one. */
final class Fields {
  private final String[] values;
  private int next;

  Fields(String message) {
    // What follows the last NUL is empty.
    String[] split = message.split("\0", -1);
    values = message.endsWith("\0") ? Arrays.copyOf(split, split.length - 1) : split;
  }

  boolean isOver() {
    return next >= values.length;
  }

  String text() {
    if (isOver()) {
      throw Refusal.invalid("The message ends too early.");
    }
    return values[next++];
  }

  /** 0 where it is empty. */
  int integer() {
    String text = text();
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Refusal.invalid("Unable to parse data in field: " + text);
    }
  }

  boolean flag() {
    return integer() != 0;
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      var _ = text();
    }
  }
}
