package io.barline.simulator.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.Fault;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KrakenSimulatorTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);

  private final TestClock clock = new TestClock();
  private final KrakenSimulator kraken = KrakenSimulator.start(MANUAL, clock);
  private final MarketControl market = kraken.market("BTC/USD");

  @AfterEach
  void close() {
    kraken.close();
  }

  private void pass(Duration time) {
    clock.advance(time);
    kraken.settle();
  }

  /** One that was told the status. */
  private StreamClient client() {
    StreamClient client = new StreamClient(kraken.ws(), "");
    assertThat(client.text())
        .startsWith("{\"channel\":\"status\",\"type\":\"update\"")
        .contains("\"system\":\"online\",\"api_version\":\"v2\"");
    return client;
  }

  private static String request(String method, String params, String... symbols) {
    return "{\"method\":\"%s\",\"params\":{\"channel\":%s,\"symbol\":[\"%s\"]},\"req_id\":7}"
        .formatted(method, params, String.join("\",\"", symbols));
  }

  /** One that is subscribed to {@code params}, for example {@code "book","depth":10}. */
  private StreamClient client(String params) {
    StreamClient client = client();
    assertThat(client.ask(request("subscribe", params, "BTC/USD"))).contains("\"success\":true");
    return client;
  }

  private static void expectNothing(StreamClient client) {
    assertThat(client.ask("{\"method\":\"ping\",\"req_id\":99}"))
        .startsWith("{\"method\":\"pong\",\"req_id\":99,\"time_in\":\"2026-11-22T14:2");
  }

  @Test
  void answersForEachSymbol() {
    try (StreamClient client = client()) {
      assertThat(client.ask(request("subscribe", "\"trade\"", "BTC/USD", "XBT/USD", "ETH/USD")))
          .isEqualTo(
              "{\"method\":\"subscribe\",\"req_id\":7,\"result\":{\"channel\":\"trade\",\"snapshot\":true,\"symbol\":\"BTC/USD\"},\"success\":true,\"time_in\":\"2026-11-22T14:20:00.000000Z\",\"time_out\":\"2026-11-22T14:20:00.000000Z\"}");
      assertThat(client.text())
          .startsWith(
              "{\"error\":\"Currency pair not supported"
                  + " XBT/USD\",\"method\":\"subscribe\",\"req_id\":7,\"success\":false,\"symbol\":\"XBT/USD\"");
      assertThat(client.text()).contains("\"symbol\":\"ETH/USD\"");
      assertThat(kraken.isSubscribed("trade", "BTC/USD")).isTrue();
      assertThat(kraken.isSubscribed("trade", "BTC/EUR")).isFalse();
      assertThat(kraken.counts().rejected()).isEqualTo(1);
      assertThat(client.ask(request("subscribe", "\"trade\"", "BTC/USD")))
          .contains("Already subscribed");
      assertThat(client.ask(request("unsubscribe", "\"trade\"", "BTC/USD")))
          .contains("\"result\":{\"channel\":\"trade\",\"symbol\":\"BTC/USD\"},\"success\":true");
      assertThat(kraken.isSubscribed("trade", "BTC/USD")).isFalse();
      assertThat(client.ask(request("unsubscribe", "\"trade\"", "BTC/USD")))
          .contains("Subscription Not Found");
      assertThat(client.ask(request("subscribe", "\"book\",\"depth\":11", "BTC/USD")))
          .contains("Subscription depth not supported");
      assertThat(client.ask("no json")).contains("Malformed request");
    }
  }

  @Test
  void tradesBeginWithTheNewest() {
    for (int i = 0; i < 60; i++) {
      market.trade("65000.5", "0.01", Side.BUY, clock.instant());
    }
    try (StreamClient client = client("\"trade\"")) {
      JsonNode snapshot = client.json();
      assertThat(snapshot.path("type").asString()).isEqualTo("snapshot");
      assertThat(snapshot.path("data")).hasSize(50);
      assertThat(snapshot.path("data").get(49).path("trade_id").asLong()).isEqualTo(1_000_059);
      market.trade("65000", "0.25", Side.SELL, clock.instant());
      assertThat(client.text())
          .isEqualTo(
              "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"side\":\"sell\",\"price\":65000.0,\"qty\":0.25000000,\"ord_type\":\"market\",\"trade_id\":1000060,\"timestamp\":\"2026-11-22T14:20:00.000000Z\"}]}");
    }
    try (StreamClient client = client("\"trade\",\"snapshot\":false")) {
      expectNothing(client);
    }
  }

  @Test
  void aBookIsASnapshotAndWhatChanges() {
    try (StreamClient client = client("\"book\",\"depth\":25")) {
      Map<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
      Map<BigDecimal, BigDecimal> asks = new TreeMap<>();
      apply(client.json(), "snapshot", bids, asks);
      for (String price : List.of("65040", "64900", "65010.1", "65010.1", "60000")) {
        market.trade(price, "1", Side.BUY, clock.instant());
        apply(client.json(), "update", bids, asks);
      }
      kraken.loseBookChange("BTC/USD");
      market.trade("61000", "1", Side.BUY, clock.instant());
      market.trade("61000.1", "1", Side.BUY, clock.instant());
      JsonNode update = client.json().path("data").get(0);
      change(bids, update.path("bids"));
      change(asks, update.path("asks"));
      assertThat(update.path("checksum").asLong()).isNotEqualTo(checksum(bids, asks));
    }
  }

  private void apply(
      JsonNode frame,
      String type,
      Map<BigDecimal, BigDecimal> bids,
      Map<BigDecimal, BigDecimal> asks) {
    assertThat(frame.path("type").asString()).isEqualTo(type);
    JsonNode entry = frame.path("data").get(0);
    assertThat(entry.has("timestamp")).isEqualTo(type.equals("update"));
    change(bids, entry.path("bids"));
    change(asks, entry.path("asks"));
    MarketBook truth = market.book(25);
    assertThat(levels(bids)).isEqualTo(truth.bids());
    assertThat(levels(asks)).isEqualTo(truth.asks());
    assertThat(entry.path("checksum").asLong()).isEqualTo(checksum(bids, asks));
  }

  /** As a client keeps its book: 25 levels, whatever is behind them is cut. */
  private static void change(Map<BigDecimal, BigDecimal> side, JsonNode changes) {
    for (JsonNode level : changes) {
      BigDecimal price = level.path("price").asDecimal();
      BigDecimal size = level.path("qty").asDecimal();
      if (size.signum() == 0) {
        side.remove(price);
      } else {
        side.put(price, size);
      }
    }
    side.keySet().retainAll(side.keySet().stream().limit(25).toList());
  }

  private static List<Level> levels(Map<BigDecimal, BigDecimal> side) {
    List<Level> levels = new ArrayList<>();
    side.forEach((price, size) -> levels.add(new Level(Decimal.of(price), Decimal.of(size))));
    return levels;
  }

  private static long checksum(Map<BigDecimal, BigDecimal> bids, Map<BigDecimal, BigDecimal> asks) {
    return BookChecksum.of(
        new MarketBook(0, 0, levels(bids), levels(asks)), KrakenInstrument.DEFAULTS.getFirst());
  }

  @Test
  void tickersAreWhole() {
    market.trade("65000", "1", Side.BUY, clock.instant());
    try (StreamClient client = client("\"ticker\"")) {
      assertThat(client.json().path("type").asString()).isEqualTo("snapshot");
      market.trade("65650", "3", Side.BUY, clock.instant());
      JsonNode ticker = client.json().path("data").get(0);
      assertThat(ticker.path("last").asDecimal()).isEqualByComparingTo("65650");
      assertThat(ticker.path("volume").asDecimal()).isEqualByComparingTo("4");
      assertThat(ticker.path("vwap").asDecimal()).isEqualByComparingTo("65487.5");
      assertThat(ticker.path("change").asDecimal()).isEqualByComparingTo("650");
      assertThat(ticker.path("change_pct").asDecimal()).isEqualByComparingTo("1");
      assertThat(ticker.path("ask").asDecimal()).isGreaterThan(ticker.path("bid").asDecimal());
    }
  }

  @Test
  void candlesFollowTheTrades() {
    market.trade("65000", "1", Side.BUY, clock.instant());
    try (StreamClient client = client("\"ohlc\",\"interval\":1")) {
      assertThat(client.json().path("data").get(0).path("volume").asInt()).isEqualTo(1);
      market.trade("65010", "1", Side.BUY, clock.instant());
      assertThat(client.text())
          .isEqualTo(
              "{\"channel\":\"ohlc\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"open\":65000.0,\"high\":65010.0,\"low\":65000.0,\"close\":65010.0,\"trades\":2,\"volume\":2.00000000,\"vwap\":65005.0,\"interval_begin\":\"2026-11-22T14:20:00.000000000Z\",\"interval\":1,\"timestamp\":\"2026-11-22T14:21:00.000000Z\"}]}");
      market.trade("65020", "1", Side.BUY, clock.instant().plusSeconds(60));
      JsonNode next = client.json().path("data").get(0);
      assertThat(next.path("open").asDecimal()).isEqualByComparingTo("65020");
      assertThat(next.path("interval_begin").asString()).startsWith("2026-11-22T14:21:00");
    }
  }

  @Test
  void heartbeatsFillTheSilence() {
    try (StreamClient idle = client();
        StreamClient client = client("\"trade\"")) {
      pass(Duration.ofMillis(900));
      market.trade("65000", "1", Side.BUY, clock.instant());
      assertThat(client.text()).contains("\"trade\"");
      pass(Duration.ofMillis(900));
      expectNothing(client);
      pass(Duration.ofMillis(100));
      assertThat(client.text()).isEqualTo("{\"channel\":\"heartbeat\"}");
      kraken.mute(true);
      market.trade("65000", "1", Side.BUY, clock.instant());
      pass(Duration.ofSeconds(1));
      assertThat(client.text()).isEqualTo("{\"channel\":\"heartbeat\"}");
      expectNothing(client);
      expectNothing(idle);
    }
  }

  @Test
  void faultsAreThoseOfAnyExchange() {
    kraken.begin(new Fault.Reject("ETH/USD"));
    kraken.begin(new Fault.AckOnly());
    try (StreamClient client = client()) {
      assertThat(client.ask(request("subscribe", "\"trade\"", "ETH/USD")))
          .contains("Currency pair not supported ETH/USD");
      assertThat(client.ask(request("subscribe", "\"trade\"", "BTC/USD")))
          .contains("\"success\":true");
      market.trade("65000", "1", Side.BUY, clock.instant());
      expectNothing(client);
      kraken.heal();
    }
    try (StreamClient client = client("\"trade\",\"snapshot\":false")) {
      market.repeatLastTrade();
      assertThat(client.text()).contains("\"trade_id\":1000000");
      kraken.closeAll(1012, "restart");
      assertThat(client.closeCode()).isEqualTo(1012);
    }
  }
}
