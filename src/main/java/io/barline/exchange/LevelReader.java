package io.barline.exchange;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads sides of order books. A level is an array that begins with price and size, {@code
 * ["87250.00","4.102"]}, or an object with fields for them, {@code {"px":"87250.0","sz":"4.1"}}.
 */
public final class LevelReader {
  private final JsonCursor json;
  private final byte @Nullable [] priceName;
  private final byte @Nullable [] sizeName;
  private Level[] levels = new Level[64];

  /** Reads levels that are arrays. */
  public LevelReader(JsonCursor json) {
    this(json, null, null);
  }

  /** Reads levels that are objects, with the price and the size in the fields of those names. */
  public static LevelReader ofObjects(JsonCursor json, String price, String size) {
    return new LevelReader(json, ascii(price), ascii(size));
  }

  private LevelReader(JsonCursor json, byte @Nullable [] priceName, byte @Nullable [] sizeName) {
    this.json = json;
    this.priceName = priceName;
    this.sizeName = sizeName;
    Arrays.fill(levels, new Level(Decimal.ZERO, Decimal.ZERO));
  }

  /** Reads a side, an array of levels, in its order. */
  public List<Level> readSide() {
    int count = 0;
    json.beginArray();
    while (json.nextElement()) {
      if (count == levels.length) {
        levels = Arrays.copyOf(levels, 2 * count);
      }
      levels[count++] = readLevel();
    }
    return count == 0
        ? List.of()
        : Collections.unmodifiableList(Arrays.asList(Arrays.copyOf(levels, count)));
  }

  /** Reads one level. */
  public Level readLevel() {
    return priceName == null || sizeName == null ? pair() : object(priceName, sizeName);
  }

  private Level pair() {
    json.beginArray();
    Decimal price = next();
    Decimal size = next();
    while (json.nextElement()) {
      json.skip();
    }
    return new Level(price, size);
  }

  private Decimal next() {
    if (!json.nextElement()) {
      throw new MalformedFrame("a level needs a price and a size");
    }
    return json.readDecimal();
  }

  private Level object(byte[] priceField, byte[] sizeField) {
    Decimal price = null;
    Decimal size = null;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(priceField)) {
        price = json.readDecimal();
      } else if (json.textIs(sizeField)) {
        size = json.readDecimal();
      } else {
        json.skip();
      }
    }
    if (price == null || size == null) {
      throw new MalformedFrame("a level needs a price and a size");
    }
    return new Level(price, size);
  }
}
