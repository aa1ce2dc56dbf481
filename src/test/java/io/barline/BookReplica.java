package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** An order book as a client keeps it, by the protocol's words alone. */
final class BookReplica {
  private final TreeMap<Decimal, Decimal> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<Decimal, Decimal> asks = new TreeMap<>();
  private long seq = -1;
  private int resets;

  /** Applies a {@code book} message. */
  void apply(JsonNode message) {
    switch (message.path("kind").asString()) {
      case "snapshot" -> {
        bids.clear();
        asks.clear();
        change(message);
      }
      case "delta" -> {
        assertThat(message.path("prevSeq").asLong()).as(message.toString()).isEqualTo(seq);
        change(message);
      }
      case "reset" -> {
        bids.clear();
        asks.clear();
        resets++;
      }
      default -> throw new AssertionError("unknown kind: " + message);
    }
    seq = message.path("seq").asLong();
    if (!bids.isEmpty() && !asks.isEmpty()) {
      assertThat(bids.firstKey()).as(message.toString()).isLessThan(asks.firstKey());
    }
  }

  private void change(JsonNode message) {
    change(bids, message.path("bids"));
    change(asks, message.path("asks"));
  }

  private static void change(Map<Decimal, Decimal> side, JsonNode levels) {
    for (JsonNode level : levels) {
      Decimal price = Decimal.parse(level.path(0).asString());
      Decimal size = Decimal.parse(level.path(1).asString());
      if (size.signum() == 0) {
        side.remove(price);
      } else {
        side.put(price, size);
      }
    }
  }

  int resets() {
    return resets;
  }

  boolean isEmpty() {
    return bids.isEmpty() && asks.isEmpty();
  }

  List<Level> bids() {
    return levels(bids);
  }

  List<Level> asks() {
    return levels(asks);
  }

  private static List<Level> levels(Map<Decimal, Decimal> side) {
    return side.entrySet().stream()
        .map(level -> new Level(level.getKey(), level.getValue()))
        .toList();
  }
}
