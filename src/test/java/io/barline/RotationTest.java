package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.ConnectionLimits;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Connections are replaced while everything flows, and no client notices. */
class RotationTest {
  private static final Duration LIFETIME = Duration.ofSeconds(8);

  private BinanceSimulator binance;
  private BybitSimulator bybit;
  private HyperliquidSimulator hyperliquid;
  private AlpacaSimulator alpaca;

  @BeforeEach
  void start() {
    Clock clock = Clock.systemUTC();
    SimulatorSettings settings =
        SimulatorSettings.DEFAULTS.withSpot(ConnectionLimits.SPOT.withLifetime(LIFETIME));
    binance = BinanceSimulator.start(settings, clock);
    bybit = BybitSimulator.start(SimulatorSettings.DEFAULTS, clock);
    hyperliquid = HyperliquidSimulator.start(SimulatorSettings.DEFAULTS, clock);
    alpaca = AlpacaSimulator.start(SimulatorSettings.DEFAULTS, clock);
  }

  private Gateway gatewayWith(String maxAge) {
    Gateway gateway =
        Gateway.start(
            binance,
            bybit,
            hyperliquid,
            alpaca,
            "barline.exchanges.binance.max-age=" + maxAge,
            "barline.exchanges.bybit.max-age=" + maxAge,
            "barline.exchanges.hyperliquid.max-age=" + maxAge,
            "barline.feed.handover-grace=500ms");
    gateway.awaitCatalogues();
    return gateway;
  }

  @AfterEach
  void stop() {
    alpaca.close();
    hyperliquid.close();
    bybit.close();
    binance.close();
  }

  @Test
  void noClientNoticesThatConnectionsAreReplacedBeforeTheyAreTooOld() {
    try (Gateway gateway = gatewayWith(LIFETIME.toSeconds() + "s")) {
      follow(gateway, "binance", "BTC/USDT", 2);
      follow(gateway, "bybit", "BTC/USDT", 2);
      follow(gateway, "hyperliquid", "BTC/USDC:USDC", 2);
    }
  }

  @Test
  void aConnectionIsReplacedWhenTheExchangeAnnouncesItsEnd() {
    try (Gateway gateway = gatewayWith("24h");
        GatewayClient client = gateway.connect()) {
      String topic = "binance:trades:BTC/USDT";
      client.subscribe(topic, "");
      client.awaitState(topic, "live");
      binance.announceShutdown();
      while (rotations(gateway, "binance") < 1) {
        client.await("trade", topic);
      }
      binance.setTradeRate(0);
      check(client, topic);
      assertThat(binance.counts().open()).isEqualTo(1);
    }
  }

  /** Listens until the connections were replaced so often, and checks what came. */
  private static void follow(Gateway gateway, String exchange, String symbol, int times) {
    String trades = exchange + ":trades:" + symbol;
    String bars = exchange + ":bars.1s:" + symbol;
    String book = exchange + ":book.20:" + symbol;
    BookReplica replica = new BookReplica();
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(String.join(",", trades, bars, book), "");
      client.awaitStates("live", trades, book);
      while (rotations(gateway, exchange) < times) {
        client.await("bar", bars);
      }
      client.await("bar", bars);
      check(client, trades);
      client.received("book", book).forEach(replica::apply);
      assertThat(replica.resets()).isZero();
      assertUntroubled(client, book);
      assertThat(
              client.received("bar", bars).stream()
                  .filter(bar -> bar.path("revision").asInt() == 0) // the partial one is repaired
                  .map(bar -> bar.path("quality").asString())
                  .dropWhile(quality -> quality.equals("partial"))) // since before the subscription
          .containsOnly("complete");
    }
  }

  /** Once data has flowed nothing else is told of it. */
  private static void assertUntroubled(GatewayClient client, String topic) {
    assertThat(
            client.received("status", topic).stream()
                .map(status -> status.path("state").asString())
                .dropWhile(state -> !state.equals("live")))
        .containsOnly("live");
  }

  private static void check(GatewayClient client, String trades) {
    assertThat(client.received("gap", trades)).isEmpty();
    assertUntroubled(client, trades);
    List<String> ids =
        client.received("trade", trades).stream().map(m -> m.path("id").asString()).toList();
    assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
    if (trades.startsWith("binance")) {
      long first = Long.parseLong(ids.getFirst());
      assertThat(ids)
          .isEqualTo(LongStream.range(first, first + ids.size()).mapToObj(Long::toString).toList());
    }
  }

  private static long rotations(Gateway gateway, String exchange) {
    return gateway
        .get("/api/v1/exchanges/" + exchange)
        .path("feeds")
        .findValues("rotations")
        .stream()
        .mapToLong(JsonNode::asLong)
        .min()
        .orElse(0);
  }
}
