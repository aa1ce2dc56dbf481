package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads sides of books: {@code [["87250.00000000","4.10200000"],...]}, price and size. */
final class Sides {
  private final JsonCursor json;
  private Level[] levels = new Level[64];

  Sides(JsonCursor json) {
    this.json = json;
    Arrays.fill(levels, new Level(Decimal.ZERO, Decimal.ZERO));
  }

  /** The side that the cursor stands before. */
  List<Level> read() {
    int count = 0;
    json.beginArray();
    while (json.nextElement()) {
      if (count == levels.length) {
        levels = Arrays.copyOf(levels, 2 * count);
      }
      levels[count++] = level();
    }
    return count == 0
        ? List.of()
        : Collections.unmodifiableList(Arrays.asList(Arrays.copyOf(levels, count)));
  }

  private Level level() {
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
}
