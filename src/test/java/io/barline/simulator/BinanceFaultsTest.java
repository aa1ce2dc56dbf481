package io.barline.simulator;

import static io.barline.market.Side.BUY;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BinanceFaultsTest {
  private final BinanceSimulator simulator =
      BinanceSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), new TestClock());
  private final SimulatedMarket market = simulator.market(Segment.SPOT, "BTCUSDT");

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void dropsConnectionsWithoutAWord() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      client.expectNothing();
      simulator.dropAll();
      assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(IOException.class);
      assertThat(simulator.counts().open()).isZero();
    }
  }

  @Test
  void closesConnectionsWithACode() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws")) {
      client.expectNothing();
      simulator.closeAll(1012, "Restart");
      assertThat(client.closeCode()).isEqualTo(1012);
    }
  }

  @Test
  void withholdsDataWhileMuted() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      client.expectNothing();
      simulator.mute(true);
      market.trade("1", "1", BUY, START);
      client.expectNothing();
      simulator.mute(false);
      long id = market.trade("2", "1", BUY, START).id();
      assertThat(client.json().get("t").asLong()).isEqualTo(id);
    }
  }

  @Test
  void refusesConnectionsAndRequestsOnDemand() throws Exception {
    simulator.refuse(true);
    assertThatThrownBy(() -> new StreamClient(simulator.spotWs(), "/ws"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(503));
    var rest = new RestClient(simulator.spotRest());
    assertThat(rest.response("/api/v3/ping").statusCode()).isEqualTo(503);
    simulator.refuse(false);
    assertThat(rest.response("/api/v3/ping").statusCode()).isEqualTo(200);
  }

  @Test
  void closesAndReopensItsPort() {
    try (var early = new StreamClient(simulator.spotWs(), "/ws")) {
      simulator.stopListening();
      assertThatThrownBy(() -> new StreamClient(simulator.spotWs(), "/ws"))
          .hasRootCauseInstanceOf(ClosedChannelException.class)
          .cause()
          .isInstanceOf(ConnectException.class);
      early.expectNothing();
      simulator.listen();
      new StreamClient(simulator.spotWs(), "/ws").close();
    }
  }

  @Test
  void tellsClientsWhenItIsClosed() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws")) {
      client.expectNothing();
      simulator.close();
      assertThat(client.closeCode()).isEqualTo(1001);
    }
  }
}
