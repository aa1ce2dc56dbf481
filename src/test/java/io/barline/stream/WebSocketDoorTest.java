package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RestSchema;
import io.barline.wire.CloseCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebSocketDoorTest {
  private static final TestGateway GATEWAY =
      TestGateway.start(
          "barline.stream.heartbeat=500ms",
          "barline.stream.max-message=1KB",
          "barline.stream.close-grace=20s",
          "barline.stream.queue-messages=4096",
          "barline.stream.queue-bytes=1MB");

  @BeforeAll
  static void starts() {
    assertThat(GATEWAY.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void greetsAcknowledgesAndStreamsInOrder() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      assertThat(client.next())
          .contains("\"type\":\"hello\"", "\"heartbeat\":500", "\"simulated\":true");
      client.send("{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"x:trades:ORDER\"]}");
      assertThat(client.next()).contains("\"type\":\"ack\",\"id\":\"s\"", "x:trades:ORDER");
      for (int i = 1; i <= 2_000; i++) {
        GATEWAY.market().publish(Market.trades("ORDER"), "n" + i);
      }
      for (int i = 1; i <= 2_000; i++) {
        assertThat(client.next())
            .contains("\"seq\":" + i + ",\"simulated\":true", "\"detail\":\"n" + i + "\"");
      }
      assertThat(GATEWAY.doors().clients())
          .anyMatch(report -> report.door().equals("ws") && report.topics() == 1);
    }
  }

  @Test
  void writesMessagesOfAnyLength() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      client.subscribe("x:trades:LENGTH");
      for (int length : new int[] {0, 1, 200, 65_000, 65_536, 200_000}) {
        GATEWAY.market().publish(Market.trades("LENGTH"), "y".repeat(length));
        assertThat(client.next()).contains("\"detail\":\"" + "y".repeat(length) + "\"");
      }
    }
  }

  @Test
  void beatsWhenIdle() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      assertThat(client.next()).contains("hello");
      assertThat(client.next()).contains("\"type\":\"heartbeat\",\"time\":\"");
      client.send("{\"type\":\"ping\",\"id\":1}");
      assertThat(Stream.of(client.next(), client.next()).toList())
          .anyMatch(message -> message.contains("\"type\":\"pong\",\"id\":1"));
    }
  }

  @Test
  void whatCannotBeReadIsAnsweredAndTheConnectionGoesOn() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      assertThat(client.next()).contains("hello");
      client.send("nonsense");
      assertThat(client.next()).contains("\"type\":\"error\"", "not valid JSON");
      client.sendBinary(new byte[] {1, 2, 3});
      assertThat(client.next()).contains("\"code\":\"bad_request\"", "binary");
      client.send("{\"type\":\"ping\",\"x\":" + "[".repeat(400) + "]".repeat(400) + "}");
      assertThat(client.next()).contains("\"code\":\"bad_request\"", "deep");
      client.send("x".repeat(2_000));
      assertThat(client.next()).contains("\"code\":\"too_large\"", "1024 bytes");
      client.send("{\"type\":\"ping\",\"id\":\"still there\"}");
      assertThat(client.next()).contains("pong", "still there");
    }
  }

  @Test
  void oneThatSendsMuchAtOnceDoesNotKeepTheOthersWaiting() throws Exception {
    try (TestGateway gateway = TestGateway.start("test.loops=1");
        RawClient greedy = new RawClient(gateway);
        RawClient other = new RawClient(gateway)) {
      assertThat(greedy.read().text()).contains("hello");
      assertThat(other.read().text()).contains("hello");
      String topics =
          IntStream.range(0, 20)
              .mapToObj(i -> "\"x:trades:" + i + "\"")
              .collect(Collectors.joining(","));
      CountDownLatch block = gateway.accepted().blockLoop();
      greedy.send(("{\"type\":\"subscribe\",\"topics\":[" + topics + "]}"), 200);
      other.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:OTHER\"]}");
      block.countDown();
      assertThat(other.read().text()).contains("ack", "x:trades:OTHER");
      for (int i = 0; i < 200; i++) {
        assertThat(greedy.read().text()).contains("ack");
      }
      List<String> resolved = gateway.market().resolved();
      assertThat(resolved).hasSize(200 * 20 + 1);
      assertThat(resolved.indexOf("x:trades:OTHER")).isLessThan(10 * 20);
    }
  }

  @Test
  void closesOneThatSendsNothingButNonsense() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      for (int i = 0; i < ClientSession.MAX_FAULTS; i++) {
        client.send("nonsense");
      }
      TestClient.Closed closed = client.awaitClosed();
      assertThat(closed.code()).isEqualTo(CloseCode.PROTOCOL_VIOLATION.number());
      assertThat(closed.reason()).contains("could not be understood");
      assertThat(client.received).hasSizeGreaterThanOrEqualTo(ClientSession.MAX_FAULTS);
    }
  }

  @Test
  void closesWhatIsTooBigToRead() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.send("x".repeat(10_000));
      RawClient.Frame frame;
      do {
        frame = client.read();
      } while (frame.opcode() == 1);
      assertThat(frame.opcode()).isEqualTo(8);
      assertThat(frame.closeCode()).isEqualTo(CloseCode.TOO_BIG.number());
    }
  }

  @Test
  void survivesWhatIsNotAWebSocket() throws Exception {
    try (RawClient client = new RawClient(GATEWAY)) {
      client.write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8});
      client.readToEnd();
    }
    HttpResponse<String> plain =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + GATEWAY.port() + "/api/v1/ws"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    RestSchema.checked(plain);
    assertThat(plain.statusCode()).isEqualTo(426);
    assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
    assertThat(plain.body())
        .contains("\"code\":\"upgrade_required\"", "ws://<host>:<port>/api/v1/ws");
  }

  @Test
  void refusesAMisspeltParameterAndIgnoresOthers() throws Exception {
    try (TestGateway gateway = TestGateway.start();
        RawHandshake misspelt = RawHandshake.webSocket(gateway, "?compress=true");
        RawHandshake other = RawHandshake.webSocket(gateway, "?client=7&_=8")) {
      assertThat(misspelt.status()).isEqualTo(400);
      assertThat(other.isLetIn()).isTrue();
    }
  }

  @Test
  void releasesWhatAClientHadHoweverItLeaves() throws Exception {
    TestClient polite = new TestClient(GATEWAY);
    polite.subscribe("x:trades:P");
    TestClient rude = new TestClient(GATEWAY);
    rude.subscribe("x:trades:R");
    try (RawClient broken = new RawClient(GATEWAY)) {
      broken.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:S\"]}");
      assertThat(broken.read().text()).contains("hello");
      assertThat(broken.read().text()).contains("ack");
      assertThat(GATEWAY.market().wanted()).contains("x:trades:P", "x:trades:R", "x:trades:S");
      polite.leave();
      rude.close();
    }
    GATEWAY.market().awaitNothingWanted();
    assertThat(polite.awaitClosed().code()).isEqualTo(1000);
  }

  @Test
  void aClientThatNeverReadsIsClosedAndNobodyElseNotices() throws Exception {
    double slowBefore = slowlyClosed();
    try (RawClient slow = new RawClient(GATEWAY);
        TestClient fast = new TestClient(GATEWAY)) {
      slow.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:FLOOD\"]}");
      assertThat(slow.read().text()).contains("hello");
      assertThat(slow.read().text()).contains("ack");
      fast.subscribe("x:trades:FLOOD");

      String padding = "z".repeat(1_000);
      int sent = 0;
      int most = 200_000;
      while (waitsAsSlow() == 0 && sent < most) {
        for (int i = 0; i < 100; i++) {
          GATEWAY.market().publish(Market.trades("FLOOD"), padding + sent++);
        }
        for (int i = sent - 100; i < sent; i++) {
          assertThat(fast.next()).contains(padding + i + "\"");
        }
        assertThat(GATEWAY.doors().clients())
            .allMatch(
                report -> report.waitingBytes() <= 1 << 20 && report.waitingMessages() <= 4096);
      }
      assertThat(sent).isLessThan(most);
      assertThat(GATEWAY.doors().clients()).allMatch(report -> report.waitingMessages() < 100);

      RawClient.Frame last = slow.read(); // late, but within the grace
      while (last.opcode() == 1) {
        last = slow.read();
      }
      assertThat(last.opcode()).isEqualTo(8);
      assertThat(last.closeCode()).isEqualTo(CloseCode.SLOW.number());
      slow.readToEnd();
      GATEWAY.market().publish(Market.trades("FLOOD"), "after");
      assertThat(fast.next()).contains("after");
    }
    GATEWAY.market().awaitNothingWanted();
    assertThat(slowlyClosed()).isEqualTo(slowBefore + 1);
  }

  private static long waitsAsSlow() {
    return GATEWAY.doors().closing();
  }

  private static double slowlyClosed() {
    return GATEWAY.registry().counter("barline.client.closed", "code", "slow").count();
  }

  @Test
  void countsConnections() throws Exception {
    try (TestClient client = new TestClient(GATEWAY)) {
      client.next();
      assertThat(
              GATEWAY
                  .registry()
                  .get("barline.client.connections")
                  .tag("door", "ws")
                  .gauge()
                  .value())
          .isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void saysGoodbyeAndTurnsNewcomersAway() throws Exception {
    try (TestGateway gateway = TestGateway.start();
        TestClient client = new TestClient(gateway)) {
      client.subscribe("x:trades:A");
      gateway.market().publish(Market.trades("A"), "last");
      assertThat(client.next()).contains("last");
      gateway.doors().shutdown(Duration.ofSeconds(10));

      assertThat(client.awaitClosed().code()).isEqualTo(1001);
      assertThat(client.awaitClosed().reason())
          .matches("going away; reconnect after [1-4][0-9]{3} ms");
      assertThat(gateway.doors().clients()).isEmpty();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> new TestClient(gateway))
          .cause()
          .asInstanceOf(InstanceOfAssertFactories.throwable(IOException.class))
          .isInstanceOf(WebSocketHandshakeException.class)
          .extracting(e -> ((WebSocketHandshakeException) e).getResponse().statusCode())
          .isEqualTo(503);
    }
  }

  @Test
  void doesNotWaitForEverForAClientThatDoesNotRead() throws Exception {
    try (TestGateway gateway = TestGateway.start("barline.stream.queue-messages=65536");
        RawClient stuck = new RawClient(gateway)) {
      stuck.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"]}");
      assertThat(stuck.read().text()).contains("hello");
      assertThat(stuck.read().text()).contains("ack");
      while (gateway.doors().clients().getFirst().waitingMessages() == 0) {
        gateway.market().publishAndWait(Market.trades("A"), "w".repeat(50_000));
      }
      gateway.doors().shutdown(Duration.ofMillis(50));
      stuck.readToEnd();
      gateway.market().awaitNothingWanted();
    }
  }
}
