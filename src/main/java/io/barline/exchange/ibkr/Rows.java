package io.barline.exchange.ibkr;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One side of a book, as the rows in which it is told. */
final class Rows {
  private static final int INSERT = 0;
  private static final int UPDATE = 1;
  private static final int DELETE = 2;

  /** More than any depth that is offered. */
  private static final int MOST = 500;

  private final List<Level> rows = new ArrayList<>();
  private final Comparator<Level> best;

  /**
   * @param highestFirst whether the best price is the highest
   */
  Rows(boolean highestFirst) {
    Comparator<Level> byPrice = Comparator.comparing(Level::price);
    this.best = highestFirst ? byPrice.reversed() : byPrice;
  }

  void clear() {
    rows.clear();
  }

  /** Does what a message says; false, and nothing, where that does not fit the rows. */
  boolean change(int operation, int place, Level row) {
    return switch (operation) {
      case INSERT -> insert(place, row);
      case UPDATE -> isThere(place) && rows.set(place, row) != null;
      case DELETE -> isThere(place) && rows.remove(place) != null;
      default -> false;
    };
  }

  private boolean insert(int place, Level row) {
    boolean fits = place >= 0 && place <= rows.size() && rows.size() < MOST;
    if (fits) {
      rows.add(place, row);
    }
    return fits;
  }

  private boolean isThere(int place) {
    return place >= 0 && place < rows.size();
  }

  /** The best {@code most} levels: rows of one price together, those without a size left out. */
  List<Level> levels(int most) {
    List<Level> sorted = new ArrayList<>(rows);
    sorted.removeIf(row -> row.size().signum() <= 0);
    sorted.sort(best);
    List<Level> levels = new ArrayList<>(sorted.size());
    for (Level row : sorted) {
      Level last = levels.isEmpty() ? null : levels.getLast();
      if (last != null && last.price().equals(row.price())) {
        levels.set(levels.size() - 1, new Level(row.price(), sum(last.size(), row.size())));
      } else if (levels.size() < most) {
        levels.add(row);
      } else {
        break;
      }
    }
    return List.copyOf(levels);
  }

  private static Decimal sum(Decimal one, Decimal other) {
    return Decimal.of(one.toBigDecimal().add(other.toBigDecimal()));
  }
}
