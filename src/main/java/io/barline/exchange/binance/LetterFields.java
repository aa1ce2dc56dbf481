package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;

/**
 * Where the values of an object's one-letter fields start: Binance names nearly everything so, in
 * any order, and the same letter means different things in different events.
 */
final class LetterFields {
  private static final long MICROS_FROM = 1_000_000_000_000_000L;

  private static final byte[] PREVIOUS = ascii("pu");

  private final JsonCursor json;
  private final int[] starts = new int['z' - 'A' + 1];

  /** Bit n tells whether the letter {@code 'A' + n} was seen. */
  private long seen;

  /** Where the value of {@code pu} starts, the one longer name that is needed. */
  private int previous = Envelope.ABSENT;

  LetterFields(JsonCursor json) {
    this.json = json;
  }

  void clear() {
    seen = 0;
    previous = Envelope.ABSENT;
  }

  /** Notes the next value, that of the field whose name was read last, and passes it. */
  void noteNamed() {
    if (isPrevious()) {
      previous = json.position();
    }
    note(json.letter());
  }

  /** Whether the name that was read last is {@code pu}. */
  boolean isPrevious() {
    return json.textIs(PREVIOUS);
  }

  /** Notes the next value, that of the field {@code letter}, and passes it. */
  private void note(int letter) {
    int index = letter - 'A';
    if (index >= 0 && index < starts.length) {
      starts[index] = json.position();
      seen |= 1L << index;
    }
    json.skip();
  }

  /** Reads all fields of the object that follows. */
  void readObject() {
    clear();
    json.beginObject();
    while (json.nextField()) {
      noteNamed();
    }
  }

  boolean has(char letter) {
    return ((seen >>> (letter - 'A')) & 1) != 0;
  }

  boolean isTrue(char letter) {
    goTo(letter);
    return json.readBoolean();
  }

  /** An id or a count: a number that is not negative. */
  long count(char letter) {
    goTo(letter);
    long value = json.readLong();
    if (value < 0) {
      throw new MalformedFrame("field " + letter + " is negative");
    }
    return value;
  }

  Decimal decimal(char letter) {
    goTo(letter);
    return json.readDecimal();
  }

  /** Reads a string, which the cursor then tells. */
  void string(char letter) {
    goTo(letter);
    json.readString();
  }

  /** The field {@code pu}, or {@code absent} where there is none. */
  long previous(long absent) {
    if (previous == Envelope.ABSENT) {
      return absent;
    }
    json.seek(previous);
    return json.readLong();
  }

  /** A time in nanoseconds: Binance sends milliseconds, or microseconds where asked to. */
  long time(char letter) {
    long value = count(letter);
    boolean micros = value >= MICROS_FROM;
    long unit = micros ? 1_000 : 1_000_000;
    if (value > Long.MAX_VALUE / unit) {
      throw new MalformedFrame("field " + letter + " is no time");
    }
    return value * unit;
  }

  /** Puts the cursor before the value of {@code letter}. */
  void goTo(char letter) {
    if (!has(letter)) {
      throw new MalformedFrame("field " + letter + " is missing");
    }
    json.seek(starts[letter - 'A']);
  }
}
