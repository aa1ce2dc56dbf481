package io.barline.exchange;

import io.barline.market.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks a JSON text in place, from one value to the next, and allocates nothing but the decimals
 * that it is asked for and the text of strings with escapes. One cursor serves one thread, frame
 * after frame.
 *
 * <p>It accepts exactly RFC 8259, nested at most {@link #MAX_DEPTH} deep, in well-formed UTF-8, and
 * never reads outside the range that it was given. Whatever else it meets is a {@link
 * MalformedFrame}, after which {@link #reset} starts anew. Whatever moves the position is in this
 * class, so that it stays in one place; the forms of escapes and numbers are beside it.
 *
 * <pre>{@code
 * json.reset(frame, from, to);
 * json.beginObject();
 * while (json.nextField()) {
 *   if (json.textIs(PRICE)) {
 *     price = json.readDecimal();
 *   } else {
 *     json.skip();
 *   }
 * }
 * json.finish();
 * }</pre>
 */
public final class JsonCursor {
  /** How deep arrays and objects may nest. */
  public static final int MAX_DEPTH = 32;

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private byte[] bytes = {};
  private int to;
  private int at;
  private int depth;

  /** Bit n tells whether the container at depth n + 1 had an element yet. */
  private int begun;

  /** The last string or field name, without its quotes and escapes. */
  private byte[] text = {};

  private int textFrom;
  private int textTo;

  /** What a value is, told by its first byte. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /** The bytes of a name, for {@link #textIs}. */
  public static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /** Starts at the value that {@code bytes} holds from {@code from} to {@code to} (exclusive). */
  public void reset(byte[] bytes, int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException("%d to %d of %d".formatted(from, to, bytes.length));
    }
    this.bytes = bytes;
    this.to = to;
    text = bytes;
    textFrom = from;
    textTo = from;
    seek(from);
  }

  /** Where the next value starts, for {@link #seek}. */
  public int position() {
    skipSpace();
    return at;
  }

  /**
   * Goes to a value whose {@link #position} was noted. The place in what encloses it is forgotten:
   * read that value, then seek again.
   */
  public void seek(int position) {
    at = position;
    depth = 0;
    begun = 0;
  }

  /** What the next value is. */
  public Kind peek() {
    skipSpace();
    return switch (current()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> throw new MalformedFrame("a value is expected");
    };
  }

  public void beginObject() {
    begin('{', "an object is expected");
  }

  public void beginArray() {
    begin('[', "an array is expected");
  }

  /** Goes to the next field and reads its name; false where the object ends. */
  public boolean nextField() {
    if (!next('}')) {
      return false;
    }
    readString();
    skipSpace();
    expect(':', "a colon is expected");
    return true;
  }

  /** Goes to the next element; false where the array ends. */
  public boolean nextElement() {
    return next(']');
  }

  /** Whether the field name or string read last is {@code expected}, given in UTF-8. */
  public boolean textIs(byte[] expected) {
    return Arrays.equals(text, textFrom, textTo, expected, 0, expected.length);
  }

  /** The only character of the field name or string read last, or -1 where it has more or none. */
  public int letter() {
    return textTo - textFrom == 1 ? text[textFrom] : -1;
  }

  /** The field name or string read last. */
  public String text() {
    return new String(text, textFrom, textTo - textFrom, StandardCharsets.UTF_8);
  }

  /** Holds the field name or string read last, in UTF-8 and without escapes. */
  public byte[] textBytes() {
    return text;
  }

  /** Where it starts in {@link #textBytes}. */
  public int textFrom() {
    return textFrom;
  }

  /** Where it ends, exclusive. */
  public int textTo() {
    return textTo;
  }

  /** Reads a string, which {@link #text} and its like then tell. */
  public void readString() {
    skipSpace();
    expect('"', "a string is expected");
    int i = at; // a local variable, for the loop's sake
    while (i < to && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    if (i < to && bytes[i] == '"') {
      text = bytes;
      textFrom = at;
      textTo = i;
      at = i + 1;
    } else {
      readSlowly(i);
    }
  }

  /** Reads on at {@code i}, inside a string, where something else than plain ASCII is. */
  private void readSlowly(int i) {
    boolean escaped = false;
    int next = i;
    while (next < to && bytes[next] != '"') {
      byte b = bytes[next];
      if (b == '\\') {
        escaped = true;
        next = JsonText.afterEscape(bytes, next, to);
      } else if (b < 0) {
        next = JsonText.afterSequence(bytes, next, to);
      } else if (b >= ' ') {
        next++;
      } else {
        throw new MalformedFrame("a string holds a control character");
      }
    }
    if (next >= to) {
      throw new MalformedFrame("text ends inside a string");
    }
    text = escaped ? JsonText.unescape(bytes, at, next) : bytes;
    textFrom = escaped ? 0 : at;
    textTo = escaped ? text.length : next;
    at = next + 1;
  }

  /** Reads a string. */
  public String readText() {
    readString();
    return text();
  }

  /** Reads an id or a count: a {@link #readLong} that is not negative. */
  public long readCount() {
    long value = readLong();
    if (value < 0) {
      throw new MalformedFrame("a number is negative: " + value);
    }
    return value;
  }

  /** Reads a whole number, written without fraction and exponent, that fits a {@code long}. */
  public long readLong() {
    skipSpace();
    int from = at;
    boolean negative = current() == '-';
    if (negative) {
      at++;
    }
    int first = at;
    long value = 0;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      value = 10 * value + bytes[at++] - '0';
    }
    boolean whole = at == to || (bytes[at] != '.' && bytes[at] != 'e' && bytes[at] != 'E');
    if (at == first || !whole || (at - first > 1 && bytes[first] == '0')) {
      throw new MalformedFrame("a whole number is expected");
    }
    if (at - first > 18) { // it may not fit
      return readLongest(from);
    }
    return negative ? -value : value;
  }

  private long readLongest(int from) {
    try {
      return Long.parseLong(
          new String(bytes, from, Math.min(at - from, 21), StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw new MalformedFrame("a number is too large");
    }
  }

  /** Reads an exact decimal, written as a number or as a string. */
  public Decimal readDecimal() {
    skipSpace();
    if (current() == '"') {
      readString();
      return decimal(text, textFrom, textTo);
    }
    int from = at;
    at = JsonNumber.end(bytes, from, to);
    return decimal(bytes, from, at);
  }

  private static Decimal decimal(byte[] ascii, int from, int to) {
    try {
      return Decimal.parse(ascii, from, to);
    } catch (NumberFormatException e) {
      throw new MalformedFrame("a decimal number is expected");
    }
  }

  /** Reads a decimal; null where there is none: null, or an empty string. */
  public @Nullable Decimal readDecimalOrNull() {
    skipSpace();
    if (current() == 'n') {
      literal(NULL);
      return null;
    }
    if (current() != '"') {
      return readDecimal();
    }
    readString();
    return textFrom == textTo ? null : decimal(text, textFrom, textTo);
  }

  public boolean readBoolean() {
    skipSpace();
    if (current() == 't') {
      literal(TRUE);
      return true;
    }
    literal(FALSE);
    return false;
  }

  public void readNull() {
    skipSpace();
    literal(NULL);
  }

  /** Passes the next value, whatever it is, and checks it. What {@link #text} told is lost. */
  public void skip() {
    skipSpace();
    switch (current()) {
      case '"' -> readString();
      case '{' -> {
        beginObject();
        while (nextField()) {
          skip();
        }
      }
      case '[' -> {
        beginArray();
        while (nextElement()) {
          skip();
        }
      }
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> at = JsonNumber.end(bytes, at, to);
    }
  }

  /** A cursor of its own for the next value, which this one passes. */
  JsonCursor part() {
    int from = position();
    skip();
    JsonCursor part = new JsonCursor();
    part.reset(bytes, from, at);
    return part;
  }

  /** Checks that nothing follows the value. */
  public void finish() {
    skipSpace();
    if (at < to || depth > 0) {
      throw new MalformedFrame("the end is expected");
    }
  }

  private void begin(char bracket, String otherwise) {
    skipSpace();
    expect(bracket, otherwise);
    if (depth == MAX_DEPTH) {
      throw new MalformedFrame("nested too deeply");
    }
    begun &= ~(1 << depth);
    depth++;
  }

  private boolean next(char bracket) {
    skipSpace();
    int bit = 1 << (depth - 1);
    if (current() == bracket) {
      at++;
      depth--;
      return false;
    }
    if ((begun & bit) != 0) {
      expect(',', "a comma or the end is expected");
      skipSpace();
    }
    begun |= bit;
    return true;
  }

  private void literal(byte[] word) {
    if (to - at < word.length
        || !Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
      throw new MalformedFrame("true, false or null is expected");
    }
    at += word.length;
  }

  private void expect(char expected, String otherwise) {
    if (current() != expected) {
      throw new MalformedFrame(otherwise);
    }
    at++;
  }

  private byte current() {
    if (at >= to) {
      throw new MalformedFrame("text ends too early");
    }
    return bytes[at];
  }

  private void skipSpace() {
    while (at < to && bytes[at] <= ' ' && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
