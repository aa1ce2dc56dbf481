package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BinanceLimitsTest {
  private static final String REQUEST = "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}";

  private final TestClock clock = new TestClock();

  private BinanceSimulator start(ConnectionLimits limits) {
    return BinanceSimulator.start(
        SimulatorSettings.DEFAULTS.withTradesPerSecond(0).withSpot(limits), clock);
  }

  @Test
  void closesWhoSendsMoreThanFiveMessagesASecondPingsIncluded() {
    try (var simulator = start(ConnectionLimits.SPOT);
        var client = new StreamClient(simulator.spotWs(), "/ws")) {
      for (int i = 0; i < 3; i++) {
        client.ask(REQUEST);
      }
      client.ping();
      client.ask(REQUEST);
      clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 5; i++) {
        client.ask(REQUEST);
      }
      assertThat(simulator.counts().mostMessagesPerSecond()).isEqualTo(5);
      client.send(REQUEST);
      assertThat(client.closeCode()).isEqualTo(1008);
      assertThat(simulator.counts().closedForMessages()).isEqualTo(1);
      assertThat(simulator.counts().pingsReceived()).isEqualTo(1);
    }
  }

  @Test
  void closesWhoSubscribesToMoreStreamsThanAllowed() {
    try (var simulator = start(ConnectionLimits.SPOT.withStreams(2));
        var client = new StreamClient(simulator.spotWs(), "/ws/a@trade/b@trade")) {
      client.expectNothing();
      client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"c@trade\"],\"id\":1}");
      assertThat(client.closeCode()).isEqualTo(1008);
      assertThat(simulator.counts().closedForStreams()).isEqualTo(1);
      assertThat(simulator.counts().mostStreams()).isEqualTo(3);
    }
  }

  @Test
  void refusesConnectionAttemptsBeyondTheLimitUntilTheWindowIsOver() {
    var limits = ConnectionLimits.SPOT.withAttempts(2, Duration.ofMinutes(5));
    try (var simulator = start(limits)) {
      new StreamClient(simulator.spotWs(), "/ws").close();
      clock.advance(Duration.ofMinutes(1));
      new StreamClient(simulator.spotWs(), "/ws").close();
      assertThatThrownBy(() -> new StreamClient(simulator.spotWs(), "/ws"))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refusal -> {
                assertThat(refusal.getResponse().statusCode()).isEqualTo(429);
                assertThat(refusal.getResponse().headers().firstValue("Retry-After"))
                    .contains("241");
              });
      clock.advance(Duration.ofMinutes(5));
      new StreamClient(simulator.spotWs(), "/ws").close();
      assertThat(simulator.counts().attempts()).isEqualTo(4);
      assertThat(simulator.counts().refused()).isEqualTo(1);
    }
  }

  @Test
  void pingsAndCountsPongs() {
    var limits = ConnectionLimits.SPOT.withPings(Duration.ofMillis(20), Duration.ofMinutes(1));
    try (var simulator = start(limits.withMessagesPerSecond(1_000_000));
        var client = new StreamClient(simulator.spotWs(), "/ws")) {
      while (simulator.counts().pongsReceived() < 3) {
        client.ask(REQUEST);
      }
      assertThat(simulator.counts().pingsSent()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void closesWhoAnswersNoPing() throws Exception {
    var limits = ConnectionLimits.SPOT.withPings(Duration.ofMillis(5), Duration.ofMillis(50));
    try (var simulator = start(limits);
        var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.spotWs().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              """
              GET /ws HTTP/1.1\r
              Host: localhost\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              Sec-WebSocket-Version: 13\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] all = socket.getInputStream().readAllBytes();
      assertThat(new String(all, StandardCharsets.ISO_8859_1)).contains("101", "Pong timeout");
      assertThat(simulator.counts().closedForSilence()).isEqualTo(1);
      assertThat(simulator.counts().pongsReceived()).isZero();
    }
  }

  @Test
  void endsConnectionsThatHaveLivedLongEnough() {
    try (var simulator = start(ConnectionLimits.SPOT);
        var client = new StreamClient(simulator.spotWs(), "/ws")) {
      client.ask(REQUEST);
      clock.advance(Duration.ofHours(24).minusSeconds(864));
      simulator.settle();
      assertThat(client.json().get("e").asString()).isEqualTo("serverShutdown");
      client.ask(REQUEST);
      clock.advance(Duration.ofSeconds(864));
      simulator.settle();
      assertThat(client.closeCode()).isEqualTo(1001);
    }
  }
}
