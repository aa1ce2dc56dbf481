package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The whole path: a simulated exchange's socket on one side, clients' sockets on the other. */
class SocketToSocketTest {
  private static final String TRADES = "binance:trades:BTC/USDT";
  private static final String BARS = "binance:bars.1s:BTC/USDT";
  private static final String QUOTES = "binance:quotes:BTC/USDT:USDT";

  /** Lets the time of the exchange jump, as no real one does. */
  private static final String JUMPS = "barline.quality.max-future=1h";

  private static BinanceSimulator exchange;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    exchange =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(0), Clock.systemUTC());
    gateway = Gateway.start(exchange, "barline.subscriptions.linger=0s", JUMPS);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    exchange.close();
  }

  private static Instant at(String seconds) {
    return Instant.parse("2026-03-01T10:00:%sZ".formatted(seconds));
  }

  private static SimulatedMarket market(Segment segment, String symbol) {
    return exchange.market(segment, symbol);
  }

  @Test
  void carriesTradesQuotesAndBarsOverOneConnection() {
    SimulatedMarket spot = market(Segment.SPOT, "BTCUSDT");
    SimulatedMarket perpetual = market(Segment.USDM, "BTCUSDT");
    try (GatewayClient client = gateway.connect()) {
      JsonNode hello = client.await(message -> GatewayClient.is(message, "hello"));
      assertThat(hello.path("simulated").asBoolean()).isFalse();
      client.subscribe(String.join(",", TRADES, BARS, QUOTES), ",\"delivery\":\"lossless\"");
      client.awaitStates("quiet", QUOTES, TRADES);
      perpetual.quote("65000.1", "2", "65000.2", "3.5", at("01"));
      JsonNode quote = client.await("quote", QUOTES);
      assertThat(quote.path("bid").asString()).isEqualTo("65000.1");
      assertThat(quote.path("askSize").asString()).isEqualTo("3.5");

      spot.trade("65000.10", "0.5", Side.BUY, at("01.100"));
      JsonNode first = client.await("trade", TRADES);
      assertThat(first.path("price").asString()).isEqualTo("65000.1");
      assertThat(first.path("side").asString()).isEqualTo("buy");
      assertThat(first.path("exchangeTime").asString()).isEqualTo("2026-03-01T10:00:01.100Z");
      spot.trade("65001", "1", Side.BUY, at("05.000"));
      spot.trade("64999.5", "0.25", Side.SELL, at("05.400"));
      spot.trade("65000.5", "0.75", Side.BUY, at("05.999"));
      spot.trade("65000", "1", Side.SELL, at("06.000"));
      JsonNode bar =
          client.await(
              m ->
                  GatewayClient.is(m, "bar")
                      && m.path("timestamp").asString().equals("2026-03-01T10:00:05.000Z"));
      assertThat(bar.path("open").asString()).isEqualTo("65001");
      assertThat(bar.path("high").asString()).isEqualTo("65001");
      assertThat(bar.path("low").asString()).isEqualTo("64999.5");
      assertThat(bar.path("close").asString()).isEqualTo("65000.5");
      assertThat(bar.path("volume").asString()).isEqualTo("2");
      assertThat(bar.path("quoteVolume").asString()).isEqualTo("130001.25");
      assertThat(bar.path("buyVolume").asString()).isEqualTo("1.75");
      assertThat(bar.path("trades").asInt()).isEqualTo(3);
      assertThat(bar.path("quality").asString()).isEqualTo("complete");
      assertThat(bar.path("final").asBoolean()).isTrue();
      assertThat(client.received("bar", BARS).getFirst().path("quality").asString())
          .isEqualTo("partial");
      assertThatSequencesHaveNoHoles(client);
    }
  }

  private static void assertThatSequencesHaveNoHoles(GatewayClient client) {
    for (String topic : List.of(TRADES, BARS, QUOTES)) {
      List<Long> seqs =
          client.received().stream()
              .filter(m -> m.path("topic").asString().equals(topic) && !m.has("snapshot"))
              .map(m -> m.path("seq").asLong())
              .toList();
      for (int i = 1; i < seqs.size(); i++) {
        assertThat(seqs.get(i)).as(topic).isEqualTo(seqs.get(i - 1) + 1);
      }
    }
  }

  @Test
  void closesTheBarOfAQuietInstrumentByTheClock() {
    SimulatedMarket market = market(Segment.COINM, "ETHUSD_PERP");
    try (GatewayClient client = gateway.connect()) {
      client.subscribe("binance:bars.1s:ETH/USD:ETH", "");
      client.awaitState("binance:bars.1s:ETH/USD:ETH", "quiet");
      market.trade("3000", "1", Side.BUY, Instant.now());
      JsonNode bar = client.await("bar", "binance:bars.1s:ETH/USD:ETH");
      assertThat(bar.path("close").asString()).isEqualTo("3000");
    }
  }

  @Test
  void aStandingSubscriptionHoldsTheFeedWithoutAnyClientAndStreamsByItsName() {
    SimulatedMarket market = market(Segment.USDM, "ETHUSDT");
    var created =
        gateway.post(
            "/api/v1/subscriptions",
            "{\"name\":\"eth\",\"exchange\":\"binance\",\"symbols\":[\"ETH/USDT:USDT\"],\"channels\":[\"trades\",\"bars.1m\"]}");
    assertThat(created.statusCode()).isEqualTo(201);
    try (GatewayClient watcher = gateway.connect()) {
      watcher.send("{\"type\":\"subscribe\",\"id\":1,\"subscription\":\"eth\"}");
      watcher.await(m -> GatewayClient.is(m, "ack"));
      watcher.awaitState("binance:trades:ETH/USDT:USDT", "quiet");
    }
    market.trade("3100.01", "4", Side.SELL, at("00.001"));
    market.trade("3100.02", "2", Side.SELL, at("00.002").plusSeconds(60));
    market.trade("3100.03", "1", Side.SELL, at("00.003").plusSeconds(120));
    try (GatewayClient late = gateway.connect()) {
      late.send("{\"type\":\"subscribe\",\"id\":1,\"subscription\":\"eth\"}");
      late.await(m -> GatewayClient.is(m, "trade") && m.path("price").asString().equals("3100.03"));
    }
    JsonNode bars =
        gateway.get(
            "/api/v1/bars/binance?symbol=ETH/USDT:USDT&interval=1m&from=2026-03-01T10:00:00Z&to=2026-03-01T10:02:00Z");
    assertThat(bars.path("bars").size()).isEqualTo(2);
    assertThat(bars.path("bars").get(1).path("volume").asString()).isEqualTo("2");
    assertThat(bars.path("bars").get(1).path("quality").asString()).isEqualTo("complete");
  }

  @Test
  void aliasesResolveAndAnswersAreUnified() {
    try (GatewayClient client = gateway.connect()) {
      JsonNode ack = client.subscribe("binance:trades:btcusdt,binance:trades:BTC-PERP", "");
      assertThat(ack.path("topics").get(0).path("topic").asString()).isEqualTo(TRADES);
      assertThat(ack.path("topics").get(1).path("topic").asString())
          .isEqualTo("binance:trades:BTC/USDT:USDT");
    }
  }

  @Test
  void showsFeedsInHealthAndMetrics() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe("binance:trades:SOL/USDT", "");
      client.awaitState("binance:trades:SOL/USDT", "quiet");
      String health = gateway.actuator("/health/marketdata").body();
      assertThat(health).contains("\"binance:spot#", "\"state\":\"live\"", "heartbeatAgeMs");
      String metrics = gateway.actuator("/prometheus").body();
      assertThat(metrics)
          .contains(
              "barline_feed_connections{",
              "barline_pipeline_trades_total{",
              "barline_bars_closed_total{",
              "barline_history_bars ",
              "barline_feed_latency_seconds");
    }
    assertThat(gateway.actuator("/health/readiness").body()).contains("UP");
    assertThat(gateway.actuator("/health/liveness").body()).contains("UP");
  }
}
