package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.ConnectionLimits;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pings of the exchange, and their absence. */
class HeartbeatTest {
  private static final String TRADES = "binance:trades:BTC/USDT";

  /** An exchange that pings that often and cuts who does not answer within a second. */
  private static BinanceSimulator exchange(Duration pingInterval) {
    ConnectionLimits usual = ConnectionLimits.SPOT;
    return BinanceSimulator.start(
        SimulatorSettings.DEFAULTS
            .withTradesPerSecond(0)
            .withSpot(
                new ConnectionLimits(
                    usual.messagesPerSecond(),
                    usual.streams(),
                    usual.attempts(),
                    usual.attemptWindow(),
                    pingInterval,
                    Duration.ofSeconds(1),
                    usual.lifetime(),
                    usual.weightPerMinute())),
        Clock.systemUTC());
  }

  @Test
  void pingsAreAnsweredAndKeepASilentFeedAlive() {
    try (BinanceSimulator exchange = exchange(Duration.ofMillis(500));
        Gateway gateway = Gateway.start(exchange, "barline.exchanges.binance.silence.spot=1500ms");
        GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "quiet");
      SimulatedMarket market = exchange.market(Segment.SPOT, "BTCUSDT");
      while (exchange.counts().pongsReceived() < 6) {
        Thread.onSpinWait();
      }
      market.trade("1", "1", Side.BUY, Instant.now());
      client.await("trade", TRADES);
      assertThat(exchange.counts().attempts()).isEqualTo(1);
      assertThat(exchange.counts().closedForSilence()).isZero();
    }
  }

  @Test
  void aConnectionWithoutAnySignOfLifeIsReplaced() {
    try (BinanceSimulator exchange = exchange(Duration.ofMinutes(10));
        Gateway gateway = Gateway.start(exchange, "barline.exchanges.binance.silence.spot=500ms");
        GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES, "");
      client.awaitState(TRADES, "quiet");
      JsonNode lost = client.awaitState(TRADES, "reconnecting");
      assertThat(lost.path("reason").asString()).startsWith("heartbeat timeout");
      client.awaitState(TRADES, "quiet");
      assertThat(gateway.actuator("/health/marketdata").body()).contains("heartbeat timeout");
    }
  }

  @Test
  void anExchangeThatAcceptsAndNeverAnswersIsTriedAgain() throws Exception {
    try (BinanceSimulator exchange = exchange(Duration.ofMinutes(10));
        ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Gateway gateway =
            Gateway.start(
                exchange,
                "barline.exchanges.binance.endpoints.spot-ws=ws://127.0.0.1:" + mute.getLocalPort(),
                "barline.feed.connect-timeout=250ms");
        GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES, "");
      JsonNode lost = client.awaitState(TRADES, "reconnecting");
      assertThat(lost.path("reason").asString()).startsWith("no answer to the handshake");
      assertThat(client.awaitState(TRADES, "connecting").path("attempt").asInt()).isEqualTo(1);
    }
  }
}
