package io.barline.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A client: it applies what a view publishes, and must always have the book's best levels. */
final class ReplicaOfView {
  final DepthView view;
  private final int depth;
  private final NavigableMap<Decimal, Decimal> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Decimal, Decimal> asks = new TreeMap<>();
  private long sequence;

  ReplicaOfView(int depth) {
    this.depth = depth;
    this.view = new DepthView(Messages.INSTRUMENT, depth);
  }

  void follow(OrderBook book) {
    MarketEvent event = view.next(book, 1);
    switch (event) {
      case BookSnapshot snapshot -> {
        bids.clear();
        asks.clear();
        apply(bids, snapshot.bids());
        apply(asks, snapshot.asks());
        sequence = snapshot.sequence();
      }
      case BookDelta delta -> {
        assertThat(delta.previous()).isEqualTo(sequence);
        assertThat(delta.bids().size() + delta.asks().size()).isPositive();
        sequence = delta.sequence();
        apply(bids, delta.bids());
        apply(asks, delta.asks());
      }
      case null -> {}
      default -> throw new AssertionError(event);
    }
    BookSnapshot best =
        Objects.requireNonNull(new DepthView(Messages.INSTRUMENT, depth).snapshot(book, 1));
    assertThat(levels(bids)).isEqualTo(best.bids());
    assertThat(levels(asks)).isEqualTo(best.asks());
    BookSnapshot newcomers = Objects.requireNonNull(view.snapshot(book, 1));
    assertThat(newcomers.bids()).isEqualTo(best.bids());
    assertThat(newcomers.asks()).isEqualTo(best.asks());
    assertThat(newcomers.sequence()).isEqualTo(sequence);
    assertThat(view.next(book, 1)).isNull();
  }

  private static void apply(NavigableMap<Decimal, Decimal> side, List<Level> changed) {
    List<Decimal> prices = new ArrayList<>();
    for (Level level : changed) {
      prices.add(level.price());
      if (level.size().signum() == 0) {
        assertThat(side.remove(level.price())).as("what leaves was there").isNotNull();
      } else {
        assertThat(side.put(level.price(), level.size())).isNotEqualTo(level.size());
      }
    }
    assertThat(prices)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(
            side.comparator() == null ? Comparator.<Decimal>naturalOrder() : side.comparator());
  }

  private static List<Level> levels(NavigableMap<Decimal, Decimal> side) {
    List<Level> levels = new ArrayList<>();
    side.forEach((price, size) -> levels.add(new Level(price, size)));
    return levels;
  }
}
