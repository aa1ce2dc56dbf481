package io.barline.simulator.bybit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BybitSimulatorTest {
  private static final Instant START = Instant.parse("2026-11-22T14:20:00Z");
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);

  /** A clock that stands still until it is told otherwise. */
  private static final class TestClock extends Clock {
    private volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final TestClock clock = new TestClock();
  private final BybitSimulator bybit = BybitSimulator.start(MANUAL, clock);
  private final MarketControl linear = bybit.market(BybitCategory.LINEAR, "BTCUSDT");
  private final MarketControl spot = bybit.market(BybitCategory.SPOT, "BTCUSDT");

  @AfterEach
  void close() {
    bybit.close();
  }

  private void pass(Duration time) {
    clock.now = clock.now.plus(time);
    bybit.settle();
  }

  private BybitClient client(String category, String... topics) {
    BybitClient client = new BybitClient(bybit, category);
    if (topics.length > 0) {
      client.subscribe(1, topics);
      assertThat(client.json().path("success").asBoolean()).isTrue();
    }
    return client;
  }

  @Test
  void refusesWhoAsksTooOften() throws Exception {
    bybit.limitRequests(1);
    assertThat(get("/v5/market/time").statusCode()).isEqualTo(200);
    assertThat(get("/v5/market/time").statusCode()).isEqualTo(403);
    assertThat(get("/v5/market/time").body()).isEqualTo("access too frequent");
    pass(Duration.ofSeconds(5));
    assertThat(get("/v5/market/time").statusCode()).isEqualTo(200);
    bybit.limitRequests(600);
    bybit.refuseRest(403);
    assertThat(get("/v5/market/time").body()).isEqualTo("access too frequent");
    bybit.refuseRest(0);
    assertThat(get("/v5/market/time").statusCode()).isEqualTo(200);
    bybit.limitConnectionAttempts(1);
    try (BybitClient first = client("spot")) {
      assertThatThrownBy(() -> client("linear")).hasMessageContaining("HandshakeException");
      pass(Duration.ofMinutes(5));
      client("linear").close();
      first.subscribe(1, "publicTrade.BTCUSDT");
    }
    assertThat(bybit.counts().refused()).isEqualTo(1);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return BybitClient.HTTP.send(
        HttpRequest.newBuilder(URI.create(bybit.rest() + path)).build(), BodyHandlers.ofString());
  }

  @Test
  void acceptsInTheWordsOfTheCategory() {
    try (BybitClient spotClient = client("spot");
        BybitClient linearClient = client("linear")) {
      spotClient.subscribe(7, "publicTrade.BTCUSDT");
      assertThat(spotClient.text())
          .contains("\"success\":true,\"ret_msg\":\"subscribe\"")
          .contains("\"req_id\":\"7\",\"op\":\"subscribe\"");
      linearClient.subscribe(8, "publicTrade.BTCPERP");
      assertThat(linearClient.text())
          .contains("\"success\":true,\"ret_msg\":\"\"")
          .contains("\"req_id\":\"8\"");
    }
  }

  @Test
  void oneBadTopicSpoilsTheWholeRequest() {
    try (BybitClient spotClient = client("spot");
        BybitClient linearClient = client("linear")) {
      spotClient.subscribe(7, "publicTrade.BTCUSDT", "orderbook.50.NOSUCH");
      assertThat(spotClient.text())
          .contains("\"success\":false,\"ret_msg\":\"Invalid symbol :[orderbook.50.NOSUCH]\"")
          .doesNotContain("req_id");
      linearClient.subscribe(8, "publicTrade.BTCUSDT", "orderbook.500.BTCUSDT");
      assertThat(linearClient.text())
          .contains("\"ret_msg\":\"error:handler not found,topic:orderbook.500.BTCUSDT\"")
          .contains("\"req_id\":\"8\"");
      assertThat(bybit.isSubscribed(BybitCategory.SPOT, "publicTrade.BTCUSDT")).isFalse();
      assertThat(bybit.isSubscribed(BybitCategory.LINEAR, "publicTrade.BTCUSDT")).isFalse();
      assertThat(bybit.counts().rejected()).isEqualTo(2);
    }
  }

  @Test
  void refusesTopicsTwiceAndMoreThanTenOnSpot() {
    try (BybitClient client = client("linear", "publicTrade.BTCUSDT");
        BybitClient spotClient = client("spot")) {
      client.subscribe(2, "publicTrade.BTCUSDT");
      assertThat(client.text()).contains("error:already subscribed,topic:publicTrade.BTCUSDT");
      String[] many = new String[11];
      for (int i = 0; i < many.length; i++) {
        many[i] = "kline." + List.copyOf(BybitMarket.INTERVALS.keySet()).get(i) + ".BTCUSDT";
      }
      spotClient.subscribe(3, many);
      assertThat(spotClient.text()).contains("\"success\":false").contains("args size >10");
    }
  }

  @Test
  void tellsTradesOfTheCategoryOnly() {
    try (BybitClient client = client("linear", "publicTrade.BTCUSDT");
        BybitClient spotClient = client("spot", "publicTrade.BTCUSDT")) {
      var trade = linear.trade("65010.5", "0.012", Side.SELL, START);
      spot.lostTrade("65000", "1", Side.BUY, START);
      JsonNode frame = client.json();
      assertThat(frame.path("type").asString()).isEqualTo("snapshot");
      JsonNode told = frame.path("data").get(0);
      assertThat(told.path("S").asString()).isEqualTo("Sell");
      assertThat(told.path("p").asString()).isEqualTo("65010.5");
      assertThat(told.path("v").asString()).isEqualTo("0.012");
      assertThat(told.path("T").asLong()).isEqualTo(START.toEpochMilli());
      assertThat(told.path("i").asString()).hasSize(36);
      spotClient.expectNothing();
      assertThat(linear.trades()).containsExactly(trade);
      spot.trade("65000", "1", Side.BUY, START);
      assertThat(spotClient.json().path("data").get(0).path("i").asString())
          .isEqualTo("2290000000001000001");
    }
  }

  @Test
  void splitsManyTradesOfOneTime() {
    bybit.setTradeRate(3_000);
    try (BybitClient client = client("linear", "publicTrade.BTCUSDT")) {
      pass(Duration.ofSeconds(1));
      int told = 0;
      int largest = 0;
      while (told < linear.trades().size()) {
        int size = client.json().path("data").size();
        largest = Math.max(largest, size);
        told += size;
      }
      assertThat(told).isEqualTo(linear.trades().size()).isGreaterThan(1_024);
      assertThat(largest).isEqualTo(1_024);
    }
  }

  @Test
  void aBookIsASnapshotAndWhatChanges() {
    try (BybitClient client = client("linear", "orderbook.50.BTCUSDT")) {
      JsonNode snapshot = client.json();
      assertThat(snapshot.path("type").asString()).isEqualTo("snapshot");
      Map<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
      Map<BigDecimal, String> asks = new TreeMap<>();
      merge(bids, snapshot.path("data").path("b"));
      merge(asks, snapshot.path("data").path("a"));
      long update = snapshot.path("data").path("u").asLong();
      String[] prices = {"65040", "64900", "65010.1"};
      for (String price : prices) {
        linear.trade(price, "1", Side.BUY, clock.now);
        pass(Duration.ofMillis(20));
        JsonNode delta = client.json();
        assertThat(delta.path("type").asString()).isEqualTo("delta");
        assertThat(delta.path("cts").asLong()).isPositive();
        assertThat(delta.path("data").path("u").asLong()).isEqualTo(++update);
        merge(bids, delta.path("data").path("b"));
        merge(asks, delta.path("data").path("a"));
        MarketBook truth = linear.book(50);
        assertThat(levels(bids)).isEqualTo(truth.bids());
        assertThat(levels(asks)).isEqualTo(truth.asks());
      }
      pass(Duration.ofSeconds(5));
      client.expectNothing();
      bybit.restartBook(BybitCategory.LINEAR, "BTCUSDT", 50);
      JsonNode restarted = client.json();
      assertThat(restarted.path("type").asString()).isEqualTo("snapshot");
      assertThat(restarted.path("data").path("u").asLong()).isEqualTo(1);
    }
  }

  private static void merge(Map<BigDecimal, String> side, JsonNode changes) {
    for (JsonNode level : changes) {
      BigDecimal price = new BigDecimal(level.get(0).asString());
      if (level.get(1).asString().equals("0")) {
        assertThat(side.remove(price)).isNotNull();
      } else {
        side.put(price, level.get(1).asString());
      }
    }
  }

  private static List<Level> levels(Map<BigDecimal, String> side) {
    List<Level> levels = new ArrayList<>();
    side.forEach((price, size) -> levels.add(new Level(Decimal.of(price), Decimal.parse(size))));
    return levels;
  }

  @Test
  void aBookOfOneLevelIsToldWholeAndAgainAfterThreeSeconds() {
    try (BybitClient client = client("spot", "orderbook.1.BTCUSDT")) {
      long first = client.json().path("data").path("u").asLong();
      spot.quote("64999", "2", "65001", "3", clock.now);
      pass(Duration.ofMillis(10));
      JsonNode changed = client.json();
      assertThat(changed.path("type").asString()).isEqualTo("snapshot");
      assertThat(changed.path("data").path("u").asLong()).isEqualTo(first + 1);
      assertThat(changed.path("data").path("b").toString()).isEqualTo("[[\"64999\",\"2\"]]");
      pass(Duration.ofMillis(2_900));
      client.expectNothing();
      pass(Duration.ofMillis(100));
      assertThat(client.json().path("data")).isEqualTo(changed.path("data"));
    }
  }

  @Test
  void tickersOfContractsTellWhatChanged() {
    linear.trade("65010", "1", Side.BUY, START);
    spot.trade("65000", "1", Side.BUY, START);
    try (BybitClient client = client("linear", "tickers.BTCUSDT");
        BybitClient spotClient = client("spot", "tickers.BTCUSDT")) {
      JsonNode whole = client.json();
      assertThat(whole.path("type").asString()).isEqualTo("snapshot");
      assertThat(whole.path("data").has("bid1Price")).isTrue();
      assertThat(spotClient.json().path("data").has("bid1Price")).isFalse();
      linear.trade("65010", "2", Side.BUY, START);
      pass(Duration.ofMillis(100));
      JsonNode delta = client.json();
      assertThat(delta.path("type").asString()).isEqualTo("delta");
      assertThat(delta.path("data").path("volume24h").asString()).isEqualTo("3");
      assertThat(delta.path("data").has("lastPrice")).isFalse();
    }
  }

  @Test
  void barsAreToldOpenAndClosed() {
    try (BybitClient client = client("inverse", "kline.1.BTCUSD")) {
      MarketControl inverse = bybit.market(BybitCategory.INVERSE, "BTCUSD");
      inverse.trade("50000", "100", Side.BUY, START);
      pass(Duration.ofSeconds(1));
      assertThat(client.json().path("data").get(0).path("confirm").asBoolean()).isFalse();
      pass(Duration.ofSeconds(59));
      JsonNode closed = client.json().path("data").get(0);
      assertThat(closed.path("confirm").asBoolean()).isTrue();
      assertThat(closed.path("volume").asString()).isEqualTo("100");
      assertThat(closed.path("turnover").asString()).isEqualTo("0.002");
      pass(Duration.ofSeconds(60));
      JsonNode empty = client.json().path("data").get(0);
      assertThat(empty.path("start").asLong()).isEqualTo(START.toEpochMilli() + 60_000);
      assertThat(empty.path("volume").asString()).isEqualTo("0");
    }
  }

  @Test
  void barsByRestAreNewestFirstAndSumTheTrades() throws Exception {
    linear.trade("65000", "1", Side.BUY, START);
    linear.trade("65002", "2", Side.BUY, START.plusSeconds(130));
    clock.now = START.plusSeconds(150);
    String path = "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1";
    JsonNode list = BybitClient.get(bybit, path).path("result").path("list");
    assertThat(list.size()).isEqualTo(3);
    List<Candle> truth = linear.candles(Interval.M1, START, clock.now.plusSeconds(1));
    assertThat(list.get(0).get(4).asString()).isEqualTo(truth.getLast().close().toString());
    assertThat(list.get(1).get(5).asString()).isEqualTo("0");
    assertThat(list.get(2).get(0).asString()).isEqualTo(Long.toString(START.toEpochMilli()));
    JsonNode one = BybitClient.get(bybit, path + "&limit=1").path("result").path("list");
    assertThat(one.size()).isEqualTo(1);
    assertThat(one.get(0)).isEqualTo(list.get(0));
  }

  @Test
  void listsContractsInPagesAndSpotWhole() throws Exception {
    bybit.setPageSize(2);
    String path = "/v5/market/instruments-info?limit=1000&category=";
    JsonNode first = BybitClient.get(bybit, path + "linear").path("result");
    assertThat(first.path("list").size()).isEqualTo(2);
    String cursor = first.path("nextPageCursor").asString();
    JsonNode second = BybitClient.get(bybit, path + "linear&cursor=" + cursor).path("result");
    assertThat(second.path("list").get(0).path("symbol").asString()).isEqualTo("BTCPERP");
    assertThat(second.path("nextPageCursor").asString()).isEmpty();
    JsonNode encodedTwice =
        BybitClient.get(bybit, path + "linear&cursor=" + cursor.replace("%", "%25"));
    assertThat(encodedTwice.path("retCode").asInt()).isEqualTo(10001);
    assertThat(BybitClient.get(bybit, path + "spot").path("result").path("list").size())
        .isEqualTo(2);
  }

  @Test
  void tellsRecentTradesAndBooksByRest() throws Exception {
    for (int i = 0; i < 70; i++) {
      spot.trade("65000", "1", Side.BUY, START);
    }
    String query = "?category=spot&symbol=BTCUSDT&limit=1000";
    JsonNode trades = BybitClient.get(bybit, "/v5/market/recent-trade" + query).path("result");
    assertThat(trades.path("list").size()).isEqualTo(60);
    assertThat(trades.path("list").get(0).path("execId").asString())
        .isEqualTo("2290000000001000069");
    JsonNode book = BybitClient.get(bybit, "/v5/market/orderbook" + query).path("result");
    assertThat(book.path("b").size()).isEqualTo(1_000);
    assertThat(BybitClient.get(bybit, "/v5/market/time").path("retCode").asInt()).isZero();
    assertThat(
            BybitClient.get(bybit, "/v5/market/kline?category=spot&symbol=NO&interval=1")
                .path("retMsg")
                .asString())
        .isEqualTo("params error: Symbol Is Invalid");
  }

  @Test
  void aClientThatNeverPingsIsCut() {
    bybit.setIdleTimeout(Duration.ofSeconds(30));
    try (BybitClient silent = client("linear");
        BybitClient alive = client("linear")) {
      pass(Duration.ofSeconds(20));
      alive.expectNothing();
      pass(Duration.ofSeconds(20));
      assertThat(silent.closed().join()).isEqualTo(1000);
      alive.expectNothing();
      assertThat(bybit.counts().closedForSilence()).isEqualTo(1);
    }
  }

  @Test
  void dataMayComeBeforeTheAnswer() {
    bybit.setAcksLate(true);
    try (BybitClient client = client("linear")) {
      client.subscribe(4, "orderbook.1.BTCUSDT");
      assertThat(client.json().path("topic").asString()).isEqualTo("orderbook.1.BTCUSDT");
      assertThat(client.json().path("req_id").asString()).isEqualTo("4");
    }
  }

  @Test
  void misbehavesOnRequest() throws IOException, InterruptedException {
    try (BybitClient client = client("linear", "publicTrade.BTCUSDT")) {
      bybit.mute(true);
      linear.trade("65000", "1", Side.BUY, START);
      client.expectNothing();
      bybit.mute(false);
      linear.repeatLastTrade();
      assertThat(client.json().path("data").size()).isEqualTo(1);
      bybit.refuse(true);
      assertThatThrownBy(() -> client("linear")).isInstanceOf(CompletionException.class);
      bybit.refuse(false);
      assertThatThrownBy(() -> client("option")).isInstanceOf(CompletionException.class);
      try (BybitClient other = client("spot")) {
        bybit.closeAll(1012, "restart");
        assertThat(other.closed().join()).isEqualTo(1012);
      }
      try (BybitClient cut = client("inverse")) {
        bybit.dropAll();
        assertThatThrownBy(() -> cut.closed().join()).isInstanceOf(CompletionException.class);
      }
    }
  }

  @Test
  void sameSeedsMakeTheSameMarkets() {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(10);
    try (BybitSimulator one = BybitSimulator.start(settings, clock);
        BybitSimulator two = BybitSimulator.start(settings, clock);
        BybitSimulator other = BybitSimulator.start(settings.withSeed(7), clock)) {
      var trades = one.market(BybitCategory.SPOT, "ETHUSDT").trades();
      assertThat(trades).hasSizeGreaterThan(1_000);
      assertThat(two.market(BybitCategory.SPOT, "ETHUSDT").trades()).isEqualTo(trades);
      assertThat(other.market(BybitCategory.SPOT, "ETHUSDT").trades()).isNotEqualTo(trades);
    }
  }
}
