package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What health says while data comes by REST that should be streamed. */
class DegradedHealthTest extends FourExchanges {
  private static final String TRADES = "alpaca:trades:BTC/USD";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Gateway gateway(String... settings) {
    String[] all = new String[settings.length + 4];
    all[0] = "barline.exchanges.binance.enabled=false";
    all[1] = "barline.exchanges.bybit.enabled=false";
    all[2] = "barline.exchanges.hyperliquid.enabled=false";
    all[3] = "barline.exchanges.alpaca.poll-every=200ms";
    System.arraycopy(settings, 0, all, 4, settings.length);
    return Gateway.start(binance, bybit, hyperliquid, alpaca, all);
  }

  private static JsonNode health(Gateway gateway) {
    return JsonMapper.shared().readTree(gateway.actuator("/health/marketdata").body());
  }

  private static JsonNode await(Gateway gateway, String status) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode health = health(gateway);
    while (!health.path("status").asString().equals(status)) {
      assertThat(System.nanoTime()).as("not %s: %s", status, health).isLessThan(deadline);
      health = health(gateway);
    }
    return health.path("details");
  }

  /** The details of the feed that is in that mode. */
  private static JsonNode feed(JsonNode details, String mode) {
    for (JsonNode feed : details.path("feeds")) {
      if (feed.path("mode").asString().equals(mode)) {
        return feed;
      }
    }
    throw new AssertionError("no feed is " + mode + ": " + details);
  }

  private static void awaitMode(Gateway gateway, String mode) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!health(gateway).toString().contains("\"mode\":\"" + mode + "\"")) {
      assertThat(System.nanoTime()).as("no feed is %s", mode).isLessThan(deadline);
    }
  }

  private static void assertPolled(JsonNode details, String reason) {
    assertThat(details.at("/troubled/count").asInt()).isEqualTo(1);
    JsonNode stream = details.at("/troubled/streams/0");
    assertThat(stream.path("stream").asString()).isEqualTo(TRADES);
    assertThat(stream.path("reason").asString())
        .startsWith("had from REST, every PT0.2S, since a better place can't be had: ")
        .contains(reason);
  }

  @Test
  void isDegradedWhileALoginIsRefusedAndItIsPolled() {
    alpaca.refuseStreaming(406);
    try (Gateway gateway = gateway("barline.feed.refused-retry=10s");
        GatewayClient client = gateway.connect()) {
      gateway.awaitCatalogues();
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "live");
      JsonNode details = await(gateway, "DEGRADED");
      assertPolled(details, "406");
      assertThat(feed(details, "polling").path("state").asString()).isEqualTo("live");
      JsonNode refused = feed(details, "streaming");
      assertThat(refused.path("state").asString()).isEqualTo("failed");
      assertThat(refused.path("lastError").asString()).contains("406");
      assertThat(refused.has("nextRetry")).isTrue();
      alpaca.refuseStreaming(0);
      JsonNode well = await(gateway, "UP");
      assertThat(well.has("troubled")).isFalse();
      assertThat(well.path("feeds").toString())
          .contains("\"streaming\"")
          .doesNotContain("polling")
          .doesNotContain("nextRotation"); // it has no maximum age
      JsonNode feed = gateway.get("/api/v1/exchanges/alpaca").path("feeds").path(0);
      assertThat(feed.has("nextRotation")).isFalse();
      assertThat(feed.path("limits").has("maxAge")).isFalse();
    }
  }

  @Test
  void isDegradedWhileTheSocketComesToNothing() {
    alpaca.begin(new Fault.HalfOpen());
    try (Gateway gateway =
            gateway("barline.feed.ack-timeout=500ms", "barline.feed.refused-retry=1h");
        GatewayClient client = gateway.connect()) {
      gateway.awaitCatalogues();
      client.subscribe(TRADES, "");
      awaitMode(gateway, "polling");
      client.awaitState(TRADES, "live");
      JsonNode details = await(gateway, "DEGRADED");
      assertPolled(details, "not ready within PT0.5S");
      JsonNode failed = feed(details, "streaming");
      assertThat(failed.path("lastError").asString()).contains("not ready within PT0.5S");
      assertThat(failed.has("nextRetry")).isTrue();
    }
  }

  @Test
  void isDegradedWhileTheConnectionHasNoRoom() {
    try (Gateway gateway = gateway("barline.exchanges.alpaca.limits.streams-per-connection=1");
        GatewayClient client = gateway.connect()) {
      gateway.awaitCatalogues();
      client.subscribe("alpaca:trades:ETH/USD", "");
      client.awaitState("alpaca:trades:ETH/USD", "live");
      await(gateway, "UP");
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "live");
      assertPolled(await(gateway, "DEGRADED"), "with 1 streams each, and all are taken");
    }
  }
}
