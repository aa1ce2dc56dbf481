package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.UtcNanos;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatedTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** All exchanges at once, over one connection of one client. */
class FourSourcesTest {
  private static final SimulatorSettings BUSY = SimulatorSettings.DEFAULTS;

  private BinanceSimulator binance;
  private BybitSimulator bybit;
  private HyperliquidSimulator hyperliquid;
  private AlpacaSimulator alpaca;
  private Gateway gateway;

  @BeforeEach
  void start() {
    Clock clock = Clock.systemUTC();
    binance = BinanceSimulator.start(BUSY, clock);
    bybit = BybitSimulator.start(BUSY, clock);
    hyperliquid = HyperliquidSimulator.start(BUSY, clock);
    alpaca = AlpacaSimulator.start(BUSY, clock);
    gateway =
        Gateway.start(
            binance,
            bybit,
            hyperliquid,
            alpaca,
            "barline.subscriptions.linger=0s",
            "barline.feed.refused-retry=5s");
    gateway.awaitCatalogues();
  }

  @AfterEach
  void stop() {
    gateway.close();
    alpaca.close();
    hyperliquid.close();
    bybit.close();
    binance.close();
  }

  @Test
  void oneClientGetsBarsOfOneAssetFromAllOverOneConnection() {
    Map<String, MarketControl> markets =
        Map.of(
            "bybit:bars.1s:BTC/USDT", bybit.market(BybitCategory.SPOT, "BTCUSDT"),
            "bybit:bars.1s:BTC/USDT:USDT", bybit.market(BybitCategory.LINEAR, "BTCUSDT"),
            "hyperliquid:bars.1s:BTC/USDC:USDC", hyperliquid.market("BTC"),
            "alpaca:bars.1s:BTC/USD", alpaca.market("BTC/USD"));
    try (GatewayClient client = gateway.connect()) {
      // What BTC means is known when Hyperliquid's lists are.
      client.subscribe("hyperliquid:trades:BTC/USDC:USDC", "");
      client.awaitState("hyperliquid:trades:BTC/USDC:USDC", "live");
      JsonNode ack =
          client.subscribe(
              "binance:bars.1s:BTC/USDT,bybit:bars.1s:BTCUSDT,bybit:bars.1s:BTC-PERP,"
                  + "hyperliquid:bars.1s:BTC,alpaca:bars.1s:BTC/USD",
              "");
      assertThat(ack.path("topics").findValues("error")).isEmpty();
      for (String topic : markets.keySet()) {
        assertThat(ack.path("subscriptions").findValuesAsString("topic")).contains(topic);
      }
      JsonNode bar = completeBar(client, "binance:bars.1s:BTC/USDT");
      assertIsTrue(bar, candle(binance.market(Segment.SPOT, "BTCUSDT"), start(bar)));
      markets.forEach((topic, market) -> assertIsTrue(completeBar(client, topic), market));
    }
  }

  /** One that was received, or the next. */
  private static JsonNode completeBar(GatewayClient client, String topic) {
    for (JsonNode bar : client.received("bar", topic)) {
      if (bar.path("quality").asString().equals("complete")) {
        return bar;
      }
    }
    return client.await(
        m ->
            GatewayClient.is(m, "bar")
                && m.path("topic").asString().equals(topic)
                && m.path("quality").asString().equals("complete"));
  }

  private static Instant start(JsonNode bar) {
    return Instant.parse(bar.path("timestamp").asString());
  }

  /** What a second of Binance's market was. */
  private static Candle candle(SimulatedMarket market, Instant start) {
    long from = UtcNanos.of(start);
    long to = from + UtcNanos.SECOND;
    Candle candle = Candle.empty(from, to, Decimal.ZERO);
    for (SimulatedTrade trade : market.trades()) {
      if (trade.time() >= from && trade.time() < to) {
        candle = candle.with(trade.price(), trade.size(), Decimal.ZERO);
      }
    }
    return candle;
  }

  private static void assertIsTrue(JsonNode bar, MarketControl market) {
    Instant start = start(bar);
    assertIsTrue(
        bar, market.candles(Interval.S1, start, start.plus(Duration.ofSeconds(1))).getFirst());
  }

  private static void assertIsTrue(JsonNode bar, Candle truth) {
    assertThat(
            List.of(
                decimal(bar, "open"),
                decimal(bar, "high"),
                decimal(bar, "low"),
                decimal(bar, "close"),
                decimal(bar, "volume")))
        .as(bar.toString())
        .containsExactly(truth.open(), truth.high(), truth.low(), truth.close(), truth.volume());
    assertThat(bar.path("trades").asLong()).isEqualTo(truth.trades());
    assertThat(bar.path("source").asString()).isEqualTo("trades");
  }

  private static Decimal decimal(JsonNode bar, String field) {
    return Decimal.parse(bar.path(field).asString());
  }

  @Test
  void booksOfAllEqualTheExchanges() {
    Map<String, MarketControl> markets =
        Map.of(
            "bybit:book.50:BTC/USDT", bybit.market(BybitCategory.SPOT, "BTCUSDT"),
            "bybit:book.20:BTC/USD:BTC", bybit.market(BybitCategory.INVERSE, "BTCUSD"),
            "hyperliquid:book.5:BTC/USDC:USDC", hyperliquid.market("BTC"),
            "alpaca:book.10:BTC/USD", alpaca.market("BTC/USD"));
    try (GatewayClient client = gateway.connect()) {
      String topics = String.join(",", markets.keySet());
      assertThat(client.subscribe(topics, "").path("topics").findValues("error")).isEmpty();
      markets.forEach((topic, market) -> follow(client, topic, market));
    }
  }

  /** Follows a book until it has changed, stops its market, and compares. */
  private static void follow(GatewayClient client, String topic, MarketControl market) {
    BookReplica replica = new BookReplica();
    client.received("book", topic).forEach(replica::apply);
    for (int i = 0; i < 10; i++) {
      replica.apply(client.await("book", topic));
    }
    market.setTradeRate(0, Instant.now());
    int depth = Integer.parseInt(topic.split(":", 3)[1].substring("book.".length()));
    MarketBook truth = market.book(depth);
    while (!isEqual(replica, truth)) {
      replica.apply(client.await("book", topic));
    }
    assertThat(replica.resets()).isZero();
  }

  private static boolean isEqual(BookReplica replica, MarketBook truth) {
    List<Level> bids = replica.bids();
    return bids.equals(truth.bids()) && replica.asks().equals(truth.asks());
  }

  @Test
  void aBookWithAHoleIsResetAndBegunAnewAlone() {
    String broken = "bybit:book.50:BTC/USDT";
    String sound = "bybit:book.50:ETH/USDT";
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(broken + "," + sound, "");
      client.await("book", broken);
      client.await("book", sound);
      bybit.skipBookUpdates(BybitCategory.SPOT, "BTCUSDT", 50, 2);
      JsonNode reset =
          client.await(
              m ->
                  GatewayClient.is(m, "book")
                      && m.path("topic").asString().equals(broken)
                      && m.path("kind").asString().equals("reset"));
      assertThat(reset.path("reason").asString()).contains("expected update");
      assertThat(client.await("book", broken).path("kind").asString()).isEqualTo("snapshot");
      client.await("book", sound);
      assertThat(client.received("book", sound))
          .noneMatch(message -> message.path("kind").asString().equals("reset"));
    }
  }

  @Test
  void booksOfAllComeBackAfterTheirConnectionsWereCut() {
    Map<String, BookReplica> books = new HashMap<>();
    for (String topic :
        List.of(
            "binance:book.20:BTC/USDT",
            "bybit:book.50:BTC/USDT",
            "hyperliquid:book.5:BTC/USDC:USDC",
            "alpaca:book.10:BTC/USD")) {
      books.put(topic, new BookReplica());
    }
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(String.join(",", books.keySet()), "");
      follow(client, books, 0);
      binance.dropAll();
      bybit.dropAll();
      hyperliquid.dropAll();
      alpaca.dropAll();
      follow(client, books, 1);
    }
  }

  /** Keeps the books until each is there after so many resets. */
  private static void follow(GatewayClient client, Map<String, BookReplica> books, int resets) {
    while (!books.values().stream().allMatch(b -> b.resets() == resets && !b.isEmpty())) {
      JsonNode message = client.await(m -> GatewayClient.is(m, "book"));
      Objects.requireNonNull(books.get(message.path("topic").asString())).apply(message);
    }
  }

  @Test
  void quotesAreMadeOfTheBookWhereThereAreNone() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe("bybit:quotes:BTC/USDT,hyperliquid:quotes:BTC/USDC:USDC", "");
      for (String topic : List.of("bybit:quotes:BTC/USDT", "hyperliquid:quotes:BTC/USDC:USDC")) {
        JsonNode quote =
            client.received("quote", topic).stream()
                .findFirst()
                .orElseGet(() -> client.await("quote", topic));
        assertThat(decimal(quote, "bid")).isLessThan(decimal(quote, "ask"));
        assertThat(decimal(quote, "bidSize").signum()).isPositive();
      }
    }
  }

  @Test
  void tickersAreWhole() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe("bybit:ticker:BTC/USDT:USDT,binance:ticker:BTC/USDT", "");
      JsonNode first = client.await("ticker", "bybit:ticker:BTC/USDT:USDT");
      JsonNode second = client.await("ticker", "bybit:ticker:BTC/USDT:USDT");
      List<String> told = new ArrayList<>(first.propertyNames());
      told.remove("snapshot"); // marks what was told to a newcomer, and is not the ticker's
      assertThat(second.propertyNames()).containsAll(told);
      assertThat(decimal(second, "high")).isGreaterThanOrEqualTo(decimal(second, "low"));
      JsonNode ofBinance =
          client.received("ticker", "binance:ticker:BTC/USDT").stream()
              .findFirst()
              .orElseGet(() -> client.await("ticker", "binance:ticker:BTC/USDT"));
      assertThat(decimal(ofBinance, "bid")).isLessThan(decimal(ofBinance, "ask"));
    }
  }

  @Test
  void stocksArePolledWhereStreamingIsRefusedAndStreamedAgainLater() {
    alpaca.refuseStreaming(406);
    try (GatewayClient client = gateway.connect()) {
      client.subscribe("alpaca:quotes:AAPL,alpaca:trades:AAPL", "");
      JsonNode live = client.awaitState("alpaca:quotes:AAPL", "live");
      assertThat(live.path("reason").asString()).startsWith("REST, every");
      client.await("quote", "alpaca:quotes:AAPL");
      JsonNode feeds = gateway.get("/api/v1/exchanges/alpaca").path("feeds");
      assertThat(feeds.findValuesAsString("mode")).contains("streaming", "polling");
      assertThat(feeds.findValuesAsString("state")).contains("failed", "live");
      assertThat(feeds.toString()).contains("406").doesNotContain(AlpacaSimulator.SECRET);
      client.await("gap", "alpaca:trades:AAPL");

      alpaca.refuseStreaming(0);
      client.await(
          m ->
              GatewayClient.is(m, "status")
                  && m.path("topic").asString().equals("alpaca:quotes:AAPL")
                  && m.path("state").asString().equals("live")
                  && m.path("reason").isMissingNode());
      client.await("quote", "alpaca:quotes:AAPL");
    }
  }
}
