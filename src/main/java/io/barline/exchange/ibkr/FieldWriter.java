package io.barline.exchange.ibkr;

import io.barline.market.Decimal;

/** Writes fields of a message, each ended by a NUL, without the length that goes before them. */
final class FieldWriter {
  private static final char END = '\0';

  private final StringBuilder fields = new StringBuilder(128);

  FieldWriter add(int number) {
    fields.append(number).append(END);
    return this;
  }

  FieldWriter add(long number) {
    fields.append(number).append(END);
    return this;
  }

  /**
   * @throws IllegalArgumentException if {@code text} holds a NUL, which would end the field early
   */
  FieldWriter add(String text) {
    if (text.indexOf(END) >= 0) {
      throw new IllegalArgumentException("a field must not hold a NUL: " + text.replace(END, '?'));
    }
    fields.append(text).append(END);
    return this;
  }

  FieldWriter add(Decimal number) {
    fields.append(number).append(END);
    return this;
  }

  FieldWriter add(boolean flag) {
    return add(flag ? 1 : 0);
  }

  FieldWriter addEmpty() {
    fields.append(END);
    return this;
  }

  String message() {
    return fields.toString();
  }
}
