package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Fault;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a client sees when the exchange's socket is cut in the middle of a stream. */
class LostConnectionTest {
  private static final String TRADES = "binance:trades:BTC/USDT";
  private static final String BARS = "binance:bars.1m:BTC/USDT";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private static final Fault NO_CONNECTIONS = new Fault.Handshake(503, Duration.ZERO);

  private BinanceSimulator exchange;
  private Gateway gateway;
  private SimulatedMarket market;

  @BeforeEach
  void start() {
    exchange =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(0), Clock.systemUTC());
    gateway = Gateway.start(exchange, "barline.quality.max-future=1h");
    market = exchange.market(Segment.SPOT, "BTCUSDT");
  }

  @AfterEach
  void stop() {
    gateway.close();
    exchange.close();
  }

  private void trade(int second) {
    market.trade("65000", "1", Side.BUY, START.plusSeconds(second));
  }

  private static JsonNode awaitTrade(GatewayClient client, int second) {
    String time = START.plusSeconds(second).toString().replace("Z", ".000Z");
    return client.await(
        m -> GatewayClient.is(m, "trade") && m.path("exchangeTime").asString().equals(time));
  }

  @Test
  void whatWasMissedIsToldAndNothingComesTwice() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES + "," + BARS, "");
      client.awaitState(TRADES, "quiet");
      trade(1);
      trade(60);
      awaitTrade(client, 60);
      exchange.begin(NO_CONNECTIONS);
      exchange.dropAll();
      JsonNode lost = client.awaitState(TRADES, "reconnecting");
      assertThat(lost.path("attempt").asInt()).isPositive();
      trade(61);
      trade(62);
      exchange.end(NO_CONNECTIONS);
      client.awaitState(TRADES, "quiet");
      market.repeatLastTrade(); // a stream that resumes may begin with what was missed last
      trade(63);
      trade(130);
      JsonNode gap = client.await("gap", TRADES);
      assertThat(gap.path("cause").asString()).isEqualTo("disconnected");
      assertThat(gap.path("missed").asLong()).isEqualTo(1);
      assertThat(gap.path("from").asString()).isEqualTo("2026-03-01T10:01:00.000Z");
      JsonNode bar =
          client.await(
              m ->
                  GatewayClient.is(m, "bar")
                      && m.path("timestamp").asString().equals("2026-03-01T10:01:00.000Z"));
      assertThat(bar.path("quality").asString()).isEqualTo("gap");
      assertThat(bar.path("trades").asInt()).isEqualTo(3);
      awaitTrade(client, 130);
      assertThat(
              client.received("trade", TRADES).stream().map(m -> m.path("id").asString()).toList())
          .doesNotHaveDuplicates()
          .hasSize(5);
      assertThat(client.received("gap", BARS)).hasSize(1);
    }
  }

  @Test
  void anInterruptionThatMissedNothingLeavesNoGap() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES + "," + BARS, "");
      client.awaitState(TRADES, "quiet");
      trade(1);
      trade(60);
      awaitTrade(client, 60);
      exchange.closeAll(1001, "maintenance");
      JsonNode lost = client.awaitState(TRADES, "reconnecting");
      assertThat(lost.path("reason").asString()).contains("1001").contains("maintenance");
      client.awaitState(TRADES, "quiet");
      trade(61);
      trade(62);
      trade(120);
      JsonNode bar =
          client.await(
              m ->
                  GatewayClient.is(m, "bar")
                      && m.path("timestamp").asString().equals("2026-03-01T10:01:00.000Z"));
      assertThat(bar.path("quality").asString()).isEqualTo("complete");
      assertThat(bar.path("trades").asInt()).isEqualTo(3);
      assertThat(client.received("gap", TRADES)).isEmpty();
    }
  }

  @Test
  void staysUpWhenEveryClientGoesAwayAndLetsGoOfTheFeed() {
    List<GatewayClient> clients = List.of(gateway.connect(), gateway.connect(), gateway.connect());
    for (GatewayClient client : clients) {
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "quiet");
    }
    clients.forEach(GatewayClient::close);
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES, "");
      trade(1);
      awaitTrade(client, 1);
    }
    assertThat(gateway.actuator("/health/liveness").body()).contains("UP");
  }

  @Test
  void aGatewayThatStopsTellsItsClients() {
    GatewayClient client = gateway.connect();
    client.subscribe(TRADES, "");
    client.awaitState(TRADES, "quiet");
    gateway.close();
    assertThat(client.awaitClose()).isEqualTo(1001);
    assertThat(exchange.counts().open()).isZero();
  }
}
