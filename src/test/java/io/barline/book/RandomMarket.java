package io.barline.book;

import io.barline.book.SequenceRule.Chain;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An exchange's book that changes at random, all its past, and the messages that tell of it. */
final class RandomMarket {
  /** The whole book after an update: sizes by price. */
  private record State(NavigableMap<Integer, Integer> bids, NavigableMap<Integer, Integer> asks) {}

  private final Chain chain;
  private final SplittableRandom random;
  private final NavigableMap<Long, State> past = new TreeMap<>();
  private final List<Long> sentUpTo = new ArrayList<>();
  private int middle = 1_000;
  private long clock = 100;

  RandomMarket(Chain chain, SplittableRandom random) {
    this.chain = chain;
    this.random = random;
    past.put(clock, new State(new TreeMap<>(), new TreeMap<>()));
    sentUpTo.add(clock);
    for (int i = 0; i < 30; i++) {
      update();
    }
    sentUpTo.add(past.lastKey());
  }

  /** The last update. */
  long last() {
    return past.lastKey();
  }

  /** The last update that a message told of. */
  long sent() {
    return sentUpTo.getLast();
  }

  /** A number that a snapshot may have now: other markets share the counter of linked deltas. */
  long newest() {
    return chain == Chain.LINKED && random.nextBoolean() ? clock : last();
  }

  /** Changes the book; the message that tells of it, or null while more changes are gathered. */
  @Nullable BookDelta next() {
    boolean gathers = chain == Chain.OVERLAPPING || chain == Chain.LINKED;
    int updates = gathers ? random.nextInt(3) : 1;
    for (int i = 0; i < updates; i++) {
      update();
    }
    long previous = sentUpTo.getLast();
    if (last() == previous || (gathers && random.nextInt(3) == 0)) {
      return null;
    }
    long first = Objects.requireNonNull(past.higherKey(previous));
    if (chain == Chain.OVERLAPPING) {
      first -= random.nextInt(3);
    }
    sentUpTo.add(last());
    State before = Objects.requireNonNull(past.lowerEntry(first)).getValue();
    List<Level> bids = new ArrayList<>();
    List<Level> asks = new ArrayList<>();
    for (State state : past.tailMap(first, true).values()) {
      changes(before.bids, state.bids, past.lastEntry().getValue().bids, bids);
      changes(before.asks, state.asks, past.lastEntry().getValue().asks, asks);
    }
    boolean numbered = chain != Chain.UNNUMBERED;
    return new BookDelta(
        Messages.INSTRUMENT,
        1_000,
        gathers ? first : Trade.NO_SEQUENCE,
        chain == Chain.LINKED ? previous : Trade.NO_SEQUENCE,
        numbered ? last() : Trade.NO_SEQUENCE,
        bids,
        asks,
        clock,
        clock);
  }

  /** Adds the present size of each price that changed between two states. */
  private static void changes(
      NavigableMap<Integer, Integer> before,
      NavigableMap<Integer, Integer> after,
      NavigableMap<Integer, Integer> now,
      List<Level> changed) {
    for (int price = 900; price < 1_100; price++) {
      if (before.getOrDefault(price, 0).intValue() != after.getOrDefault(price, 0)) {
        Level level = level(price, now.getOrDefault(price, 0));
        if (!changed.contains(level)) {
          changed.add(level);
        }
      }
    }
  }

  private void update() {
    clock += chain == Chain.LINKED ? random.nextInt(1, 4) : 1;
    State state =
        new State(
            new TreeMap<>(past.lastEntry().getValue().bids),
            new TreeMap<>(past.lastEntry().getValue().asks));
    if (random.nextInt(5) == 0) {
      middle += Math.clamp(random.nextInt(-1, 2), 920 - middle, 1_080 - middle);
      state.bids.tailMap(middle, true).clear();
      state.asks.headMap(middle, true).clear();
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      boolean bid = random.nextBoolean();
      int distance = random.nextInt(1, 13);
      int size = random.nextInt(3);
      NavigableMap<Integer, Integer> side = bid ? state.bids : state.asks;
      int price = bid ? middle - distance : middle + distance;
      if (size == 0) {
        side.remove(price);
      } else {
        side.put(price, size);
      }
    }
    past.put(clock, state);
    clock += chain == Chain.LINKED ? random.nextInt(3) : 0;
  }

  /** The book at an update, to {@code most} levels a side. */
  BookSnapshot snapshot(long sequence, int most) {
    State state = past.floorEntry(sequence).getValue();
    return new BookSnapshot(
        Messages.INSTRUMENT,
        most,
        chain == Chain.UNNUMBERED ? Trade.NO_SEQUENCE : sequence,
        levels(state.bids.descendingMap(), most),
        levels(state.asks, most),
        sequence,
        sequence);
  }

  private static List<Level> levels(NavigableMap<Integer, Integer> side, int most) {
    List<Level> levels = new ArrayList<>();
    side.forEach(
        (price, size) -> {
          if (levels.size() < most) {
            levels.add(level(price, size));
          }
        });
    return levels;
  }

  private static Level level(int price, int size) {
    return new Level(Decimal.of(price, 1), Decimal.of(size, 0));
  }
}
