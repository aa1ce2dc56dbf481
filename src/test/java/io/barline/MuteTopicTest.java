package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a client sees of an exchange that pings and answers, and sends no data. */
class MuteTopicTest {
  private static final String QUOTES = "binance:quotes:BTC/USDT";
  private static final String TRADES = "binance:trades:BTC/USDT";

  private BinanceSimulator exchange;
  private Gateway gateway;

  @BeforeEach
  void start() {
    exchange =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(20), Clock.systemUTC());
    gateway =
        Gateway.start(
            exchange,
            "barline.fresh.min-silence=1s",
            "barline.fresh.first-data=2s",
            "barline.fresh.proof=1s",
            "barline.fresh.pause-min=2s");
  }

  @AfterEach
  void stop() {
    gateway.close();
    exchange.close();
  }

  private String awaitHealth(String expected) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String health = "";
    while (!health.contains(expected)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(expected + " is not in " + health);
      }
      health = gateway.actuator("/health/marketdata").body();
    }
    return health;
  }

  @Test
  void whatIsWithheldIsToldAndMended() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(QUOTES, "");
      client.awaitState(QUOTES, "live");
      exchange.mute(true);
      JsonNode quiet = client.awaitState(QUOTES, "quiet");
      assertThat(quiet.path("reason").asString())
          .startsWith("nothing came for ")
          .endsWith("asking the exchange");
      JsonNode stale = client.awaitState(QUOTES, "stale");
      assertThat(stale.path("reason").asString()).contains("the exchange has other prices");
      client.awaitState(QUOTES, "recovering");
      assertThat(awaitHealth("the exchange has other prices")).contains("DEGRADED");
      client.awaitState(QUOTES, "stale");
      awaitASecondConnection();
      exchange.mute(false);
      client.awaitState(QUOTES, "live");
      client.await("quote", QUOTES);
      awaitHealth("\"UP\"");
      assertThat(exchange.counts().attempts()).isGreaterThan(1);
    }
  }

  @Test
  void aStreamThatComesBackBeforeItsConnectionIsReplacedIsLiveAtOnce() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "live");
      exchange.mute(true);
      client.awaitState(TRADES, "quiet");
      client.awaitState(TRADES, "recovering");
      exchange.mute(false);
      client.awaitState(TRADES, "live");
      client.await("trade", TRADES);
      assertThat(client.received("status", TRADES).toString()).doesNotContain("reconnecting");
    }
  }

  private void awaitASecondConnection() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (exchange.counts().attempts() < 2) {
      assertThat(System.nanoTime()).as("the connection was not replaced").isLessThan(deadline);
      gateway.get("/api/v1/exchanges");
    }
  }
}
