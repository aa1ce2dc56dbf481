package io.barline.exchange.alpaca;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;

/**
 * The fields of one object, whose names are short, in any order: where each value starts, so that
 * it is read when its kind is known. A name is told as its letters' ASCII codes in one number.
 */
final class Fields {
  private static final int MOST = 24;

  private final JsonCursor json;
  private final int[] names = new int[MOST];
  private final int[] starts = new int[MOST];
  private int size;

  Fields(JsonCursor json) {
    this.json = json;
  }

  /** The number that stands for a name of one to four ASCII letters. */
  static int name(String letters) {
    int name = 0;
    for (int i = 0; i < letters.length(); i++) {
      name = (name << 8) | letters.charAt(i);
    }
    return name;
  }

  /** Reads all fields of the object at that position; those with longer names are left out. */
  void read(int position) {
    size = 0;
    json.seek(position);
    json.beginObject();
    while (json.nextField()) {
      int name = nameRead();
      int start = json.position();
      json.skip();
      if (name != 0 && size < MOST) {
        names[size] = name;
        starts[size++] = start;
      }
    }
  }

  private int nameRead() {
    int from = json.textFrom();
    int length = json.textTo() - from;
    if (length > 4) {
      return 0;
    }
    int name = 0;
    for (int i = 0; i < length; i++) {
      name = (name << 8) | json.textBytes()[from + i];
    }
    return name;
  }

  boolean has(int name) {
    return find(name) >= 0;
  }

  Decimal decimal(int name) {
    goTo(name);
    return json.readDecimal();
  }

  /** An id or a count: a number that is not negative. */
  long count(int name) {
    goTo(name);
    long value = json.readLong();
    if (value < 0) {
      throw new MalformedFrame("field " + shown(name) + " is negative");
    }
    return value;
  }

  /** Reads a string, which the cursor then tells. */
  void string(int name) {
    goTo(name);
    json.readString();
  }

  /** A time in nanoseconds since the epoch. */
  long time(int name) {
    string(name);
    return Timestamps.read(json.textBytes(), json.textFrom(), json.textTo());
  }

  /** Puts the cursor before the value. */
  void goTo(int name) {
    int at = find(name);
    if (at < 0) {
      throw new MalformedFrame("field " + shown(name) + " is missing");
    }
    json.seek(starts[at]);
  }

  private int find(int name) {
    for (int i = 0; i < size; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }

  private static String shown(int name) {
    StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int letter = (name >>> shift) & 0xFF;
      if (letter != 0) {
        text.append((char) letter);
      }
    }
    return text.toString();
  }
}
