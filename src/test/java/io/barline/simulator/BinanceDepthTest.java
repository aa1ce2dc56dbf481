package io.barline.simulator;

import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BinanceDepthTest {
  private static final int UPDATES = 40;

  @Test
  void diffsContinueTheSnapshotByTheRuleOfSpot() throws Exception {
    try (var simulator = quiet();
        var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@depth@100ms")) {
      client.expectNothing();
      SimulatedMarket market = simulator.market(Segment.SPOT, "BTCUSDT");
      var rest = new RestClient(simulator.spotRest());
      market.setTradeRate(100);
      for (int i = 1; i <= UPDATES / 2; i++) {
        market.advanceTo(START.plusMillis(i * 60L));
      }
      JsonNode snapshot = rest.get("/api/v3/depth?symbol=BTCUSDT&limit=5000");
      for (int i = UPDATES / 2; i <= UPDATES; i++) {
        market.advanceTo(START.plusMillis(i * 60L));
      }
      market.advanceTo(START.plusMillis(100L * UPDATES));
      JsonNode last = rest.get("/api/v3/depth?symbol=BTCUSDT&limit=5000");
      var book = new TestBook(snapshot);
      for (JsonNode event : eventsUntil(client, last.get("lastUpdateId").asLong())) {
        if (event.get("u").asLong() > book.id) {
          assertThat(event.get("U").asLong()).isLessThanOrEqualTo(book.id + 1);
          book.apply(event);
        }
      }
      assertThat(book).isEqualTo(new TestBook(last));
    }
  }

  @Test
  void diffsAreChainedByTheRuleOfFutures() throws Exception {
    try (var simulator = quiet();
        var client = new StreamClient(simulator.usdmPublicWs(), "/ws/btcusdt@depth@100ms")) {
      client.expectNothing();
      SimulatedMarket market = simulator.market(Segment.USDM, "BTCUSDT");
      var rest = new RestClient(simulator.usdmRest());
      JsonNode snapshot = rest.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
      market.setTradeRate(100);
      for (int i = 1; i <= UPDATES; i++) {
        market.advanceTo(START.plusMillis(i * 100L));
      }
      JsonNode last = rest.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
      var book = new TestBook(snapshot);
      boolean jumped = false;
      for (JsonNode event : eventsUntil(client, last.get("lastUpdateId").asLong())) {
        assertThat(event.get("pu").asLong()).isEqualTo(book.id);
        jumped |= event.get("U").asLong() > book.id + 1;
        book.apply(event);
      }
      assertThat(jumped).isTrue();
      assertThat(book).isEqualTo(new TestBook(last));
    }
  }

  @Test
  void quotesAreTheTouchOfTheBook() throws Exception {
    try (var simulator = quiet();
        var client =
            new StreamClient(
                simulator.spotWs(), "/stream?streams=ethusdt@bookTicker/ethusdt@depth5@100ms")) {
      client.expectNothing();
      SimulatedMarket market = simulator.market(Segment.SPOT, "ETHUSDT");
      market.setTradeRate(500);
      market.advanceTo(START.plusMillis(100));
      JsonNode quote = client.json().get("data");
      JsonNode levels = client.json().get("data");
      assertThat(levels.propertyNames()).containsExactly("lastUpdateId", "bids", "asks");
      assertThat(levels.get("bids").size()).isEqualTo(5);
      assertThat(quote.get("b")).isEqualTo(levels.get("bids").get(0).get(0));
      assertThat(quote.get("B")).isEqualTo(levels.get("bids").get(0).get(1));
      assertThat(quote.get("a")).isEqualTo(levels.get("asks").get(0).get(0));
      assertThat(quote.get("u")).isEqualTo(levels.get("lastUpdateId"));
    }
  }

  private static BinanceSimulator quiet() {
    return BinanceSimulator.start(
        SimulatorSettings.DEFAULTS.withTradesPerSecond(0), new TestClock());
  }

  private static List<JsonNode> eventsUntil(StreamClient client, long id) {
    List<JsonNode> events = new ArrayList<>();
    do {
      events.add(client.json());
    } while (events.getLast().get("u").asLong() < id);
    return events;
  }

  /** A book kept by the documented rules. */
  private static final class TestBook {
    private final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    private long id;

    TestBook(JsonNode snapshot) {
      id = snapshot.get("lastUpdateId").asLong();
      apply(snapshot.get("bids"), bids);
      apply(snapshot.get("asks"), asks);
    }

    void apply(JsonNode event) {
      apply(event.get("b"), bids);
      apply(event.get("a"), asks);
      id = event.get("u").asLong();
    }

    private static void apply(JsonNode levels, Map<BigDecimal, BigDecimal> side) {
      for (JsonNode level : levels) {
        BigDecimal price = new BigDecimal(level.get(0).asString());
        BigDecimal size = new BigDecimal(level.get(1).asString());
        if (size.signum() == 0) {
          side.remove(price);
        } else {
          side.put(price, size);
        }
      }
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
      return other instanceof TestBook book
          && id == book.id
          && bids.equals(book.bids)
          && asks.equals(book.asks);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(id);
    }

    @Override
    public String toString() {
      return id + " " + bids + " " + asks;
    }
  }
}
