package io.barline.stream;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Who asks for a stream has sent a request, whatever becomes of it. */
class StreamRequestsTest {
  private static final String TOPICS = "?topics=x:trades:A";
  private static final int MANY = 50;

  @TempDir Path folder;

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  /** Asks at one door until that is too often. */
  private static void exhaust(TestGateway gateway, boolean events, String query, String... headers)
      throws Exception {
    int status = 0;
    for (int i = 0; i < MANY && status != 429; i++) {
      try (RawHandshake answer =
          events
              ? RawHandshake.events(gateway, query, headers)
              : RawHandshake.webSocket(gateway, query, headers)) {
        status = answer.status();
        assertThat(status == 429).isEqualTo(answer.hasHeader("Retry-After"));
      }
    }
    assertThat(status).isEqualTo(429);
  }

  @Test
  void refusedOnesAreCounted() throws Exception {
    String[] quota = {"--requests-per-second", "1", "--request-burst", "3"};
    String one = "X-API-Key: " + ring().create("one", "*:*:*", quota);
    String two = "X-API-Key: " + ring().create("two", "*:*:*", quota);
    try (TestGateway gateway =
        TestGateway.start(
            ring().setting(),
            "barline.access.quotas.requests=1",
            "barline.access.quotas.request-burst=3")) {
      exhaust(gateway, true, "?topics=nonsense", one);
      exhaust(gateway, false, "?flush=never", two);
      exhaust(gateway, false, ""); // who has yet to say who it is
    }
  }

  @Test
  void patternsAreCountedWhateverComesOfThem() throws Exception {
    String[] quota = {"--requests-per-second", "1", "--request-burst", "10"};
    String key = "X-API-Key: " + ring().create("dash", "*:*:*", quota);
    String patterns =
        IntStream.range(0, 100).mapToObj(i -> "x:trades:" + i + "*").collect(joining(","));
    try (TestGateway gateway = TestGateway.start(ring().setting())) {
      try (RawHandshake first = RawHandshake.events(gateway, "?topics=" + patterns, key)) {
        assertThat(first.isLetIn()).isTrue();
      }
      try (RawHandshake second = RawHandshake.events(gateway, "?topics=" + patterns, key)) {
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.hasHeader("Retry-After")).isTrue();
      }
      try (RawHandshake third = RawHandshake.events(gateway, TOPICS, key)) {
        assertThat(third.isLetIn()).isTrue();
      }
    }
  }

  @Test
  void withoutKeysThoseOfThisMachineAreNot() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            "barline.access.open=true",
            "barline.access.trusted-proxies=127.0.0.1",
            "barline.access.quotas.requests=1",
            "barline.access.quotas.request-burst=3")) {
      exhaust(gateway, true, "?topics=nonsense", "X-Forwarded-For: 192.0.2.7");
      exhaust(gateway, false, "", "X-Forwarded-For: 192.0.2.8");
      for (int i = 0; i < MANY; i++) {
        try (RawHandshake events = RawHandshake.events(gateway, TOPICS);
            RawHandshake socket = RawHandshake.webSocket(gateway, "")) {
          assertThat(events.isLetIn()).isTrue();
          assertThat(socket.isLetIn()).isTrue();
        }
      }
    }
  }

  @Test
  void allConnectionsOfAPrincipalMayComeBackAtOnce() throws Exception {
    String shown = "X-API-Key: " + ring().create("dash", "*:*:*");
    try (TestGateway gateway = TestGateway.start(ring().setting())) {
      List<RawHandshake> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(RawHandshake.webSocket(gateway, "", shown));
      }
      assertThat(all).allMatch(RawHandshake::isLetIn);
      for (RawHandshake each : all) {
        each.close();
      }
    }
  }

  @Test
  void aTicketIsNotSpentByOneTooMany() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--requests-per-second", "1", "--request-burst", "3");
    try (TestGateway gateway =
        TestGateway.start(ring().setting(), "barline.access.ticket-lifetime=10m")) {
      String ticket = ticket(gateway, key);
      exhaust(gateway, true, "?topics=nonsense", "X-API-Key: " + key);
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      int status = 429;
      while (status == 429 && System.nanoTime() < deadline) {
        try (RawHandshake answer = RawHandshake.webSocket(gateway, "?ticket=" + ticket)) {
          status = answer.status();
        }
      }
      assertThat(status).isEqualTo(101);
    }
  }

  private static String ticket(TestGateway gateway, String key) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> made =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets"))
                  .header("X-API-Key", key)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return JsonMapper.shared().readTree(made.body()).path("ticket").stringValue();
    }
  }
}
