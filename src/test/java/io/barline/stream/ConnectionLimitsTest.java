package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places for connections are counted, at both doors alike, and come back. */
class ConnectionLimitsTest {
  private static final String TOPICS = "?topics=x:trades:A";

  @TempDir Path folder;

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  private static void assertFull(TestGateway gateway, String... headers) throws Exception {
    try (RawHandshake socket = RawHandshake.webSocket(gateway, "", headers);
        RawHandshake events = RawHandshake.events(gateway, TOPICS, headers)) {
      for (RawHandshake refused : new RawHandshake[] {socket, events}) {
        assertThat(refused.status()).as(refused.head()).isEqualTo(429);
        assertThat(refused.hasHeader("Retry-After")).isTrue();
      }
    }
  }

  /** Waits until there is a place, as the end of a connection is noticed a moment later. */
  private static RawHandshake awaitPlace(TestGateway gateway, boolean events, String... headers)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      RawHandshake attempt =
          events
              ? RawHandshake.events(gateway, TOPICS, headers)
              : RawHandshake.webSocket(gateway, "", headers);
      if (attempt.isLetIn()) {
        return attempt;
      }
      assertThat(attempt.status()).isEqualTo(429);
      attempt.close();
      assertThat(System.nanoTime()).as("a place within 20 s").isLessThan(deadline);
    }
  }

  /** With one of each kind there, nobody else is let in; with one gone, one is. */
  private static void assertTwoPlaces(TestGateway gateway, String... headers) throws Exception {
    try (RawHandshake socket = awaitPlace(gateway, false, headers);
        RawHandshake events = awaitPlace(gateway, true, headers)) {
      assertFull(gateway, headers);
      socket.hangUp();
      try (RawHandshake next = awaitPlace(gateway, true, headers)) {
        assertFull(gateway, headers);
        next.hangUp();
        events.hangUp();
      }
    }
    try (RawHandshake socket = awaitPlace(gateway, false, headers);
        RawHandshake other = awaitPlace(gateway, false, headers)) {
      assertThat(socket.status()).isEqualTo(other.status());
      assertFull(gateway, headers);
    }
  }

  @Test
  void ofAll() throws Exception {
    try (TestGateway gateway = TestGateway.start("barline.access.connections=2")) {
      assertTwoPlaces(gateway);
    }
  }

  @Test
  void ofAPrincipal() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--max-connections", "2", "--request-burst", "100000");
    String other = ring().create("other", "*:*:*", "--max-connections", "2");
    try (TestGateway gateway = TestGateway.start(ring().setting())) {
      try (RawHandshake neighbour = RawHandshake.events(gateway, TOPICS, "X-API-Key: " + other)) {
        assertThat(neighbour.isLetIn()).isTrue();
        assertTwoPlaces(gateway, "X-API-Key: " + key);
      }
    }
  }

  @Test
  void ofAnAddress() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            "barline.access.open=true",
            "barline.access.connections-per-address=2",
            "barline.access.quotas.request-burst=100000",
            "barline.access.trusted-proxies=127.0.0.1")) {
      try (RawHandshake neighbour =
          RawHandshake.events(gateway, TOPICS, "X-Forwarded-For: 192.0.2.8")) {
        assertThat(neighbour.isLetIn()).isTrue();
        assertTwoPlaces(gateway, "X-Forwarded-For: 192.0.2.7");
      }
    }
  }

  @Test
  void aHandshakeThatFailsTakesNone() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--max-connections", "2", "--request-burst", "100000");
    String shown = "X-API-Key: " + key;
    try (TestGateway gateway =
        TestGateway.start(ring().setting(), "barline.access.connections=3")) {
      for (int i = 0; i < 10; i++) {
        assertFails(RawHandshake.send(gateway, "GET", "/api/v1/ws", shown));
        assertFails(
            RawHandshake.send(
                gateway,
                "GET",
                "/api/v1/ws",
                shown,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 99"));
        assertFails(RawHandshake.webSocket(gateway, "?flush=never", shown));
        assertFails(RawHandshake.webSocket(gateway, "?broken", shown));
        assertFails(RawHandshake.events(gateway, "?topics=nonsense", shown));
        assertFails(RawHandshake.events(gateway, TOPICS + "&broken", shown));
      }
      assertTwoPlaces(gateway, shown);
    }
  }

  private static void assertFails(RawHandshake handshake) throws Exception {
    try (handshake) {
      assertThat(handshake.isLetIn()).as(handshake.head()).isFalse();
      assertThat(handshake.status()).as(handshake.head()).isNotEqualTo(429);
    }
  }
}
