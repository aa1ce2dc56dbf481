package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to one principal is of no use to another, and what is for one use not for two. */
class ForeignRightsTest {
  private static final Topic TRADES = Market.trades("A");
  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @AfterEach
  void hangUp() {
    http.close();
  }

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  /** A stream of events. */
  private record Events(BufferedReader lines) implements AutoCloseable {
    /** One event. */
    record Event(String id, String type, String text) {}

    Event next() throws IOException {
      String id = "";
      String type = "";
      String text = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          text = line.substring(6);
        } else if (line.isEmpty() && !type.isEmpty()) {
          return new Event(id, type, text);
        }
      }
      throw new IOException("the stream has ended");
    }

    Event next(String type) throws IOException {
      Event event = next();
      while (!event.type.equals(type)) {
        event = next();
      }
      return event;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private Events events(TestGateway gateway, String key, String... lastId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/stream?topics=%s"
                        .formatted(gateway.port(), TRADES)))
            .header("X-API-Key", key);
    for (String id : lastId) {
      request.header("Last-Event-ID", id);
    }
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new Events(new BufferedReader(new InputStreamReader(answer.body(), UTF_8)));
  }

  private static void publish(TestGateway gateway, String trade) {
    gateway.market().onStream(TRADES, stream -> stream.publish(Market.trade(trade)));
  }

  @Test
  void theIdOfSomebodyElsesEventIsNone() throws Exception {
    String alice = ring().create("alice", "*:*:*");
    String bob = ring().create("bob", "*:*:*");
    try (TestGateway gateway = TestGateway.start(ring().setting());
        var _ = gateway.market().want(TRADES, Variant.PLAIN)) {
      String ofAlice;
      try (Events hers = events(gateway, alice)) {
        assertThat(hers.next("ack").text).doesNotContain("recovered");
        publish(gateway, "one");
        Events.Event first = hers.next("trade");
        assertThat(first.text).contains("\"id\":\"one\"");
        ofAlice = first.id;
        publish(gateway, "two");
        publish(gateway, "three");
        assertNothingOf(gateway, bob, ofAlice); // while she is there
      }
      publish(gateway, "three");
      assertNothingOf(gateway, bob, ofAlice); // and once she has gone, or is about to
      try (Events again = events(gateway, alice, ofAlice)) {
        assertThat(again.next("ack").text).contains("\"recovered\":true,\"replayed\":");
        assertThat(again.next("trade").text).contains("\"id\":\"two\"");
      }
    }
  }

  /** As a newcomer gets it: the last trade, and what follows. */
  private void assertNothingOf(TestGateway gateway, String key, String id) throws Exception {
    try (Events his = events(gateway, key, id);
        Events newcomers = events(gateway, key)) {
      assertThat(his.next("ack").text).contains("\"recovered\":false").doesNotContain("replayed");
      assertThat(newcomers.next("ack").text).doesNotContain("recovered");
      String last = his.next("trade").text;
      assertThat(last).contains("\"id\":\"three\"", "\"snapshot\":true");
      assertThat(newcomers.next("trade").text).isEqualTo(last);
      publish(gateway, "three");
      assertThat(his.next("trade").text).isEqualTo(newcomers.next("trade").text);
    }
  }

  @Test
  void aConnectionStaysWhoseItIs() throws Exception {
    String alice = ring().create("alice", "x:trades:A");
    String bob = ring().create("bob", "x:quotes:*", "--max-connections", "1");
    try (TestGateway gateway = TestGateway.start(ring().setting());
        TestClient client = new TestClient(gateway, "", "X-API-Key", alice)) {
      assertThat(client.subscribe("x:trades:A")).contains("\"topic\":\"x:trades:A\"");
      client.send("{\"type\":\"auth\",\"id\":1,\"token\":\"" + bob + "\"}");
      assertThat(client.next())
          .contains("\"id\":1,\"code\":\"unauthorized\"", "belongs to key:alice")
          .doesNotContain("bob");
      client.send("{\"type\":\"auth\",\"id\":2,\"ticket\":\"" + ticket(gateway, bob) + "\"}");
      assertThat(client.next()).contains("\"id\":2,\"code\":\"unauthorized\"");
      client.send("{\"type\":\"subscribe\",\"id\":3,\"topics\":[\"x:quotes:A\"]}");
      assertThat(client.next())
          .contains("\"id\":3", "not_entitled")
          .contains("\"subscriptions\":[{\"topic\":\"x:trades:A\"");
      assertThat(gateway.market().wanted()).containsExactly("x:trades:A");
      publish(gateway, "one");
      assertThat(client.next()).contains("\"id\":\"one\"");
      try (TestClient his = new TestClient(gateway, "", "X-API-Key", bob)) {
        assertThat(his.next()).contains("key:bob");
      }
    }
  }

  private String ticket(TestGateway gateway, String key) throws Exception {
    HttpResponse<String> made =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets"))
                .header("X-API-Key", key)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Matcher found = TICKET.matcher(made.body());
    assertThat(found.find()).as(made.body()).isTrue();
    return found.group(1);
  }

  @Test
  void ofTwoWhoUseOneTicketAtOnceOneGetsIn() throws Exception {
    String key = ring().create("alice", "*:*:*", "--max-connections", "1000");
    try (TestGateway gateway =
            TestGateway.start(ring().setting(), "barline.access.failures-per-minute=10000");
        ExecutorService users = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 30; round++) {
        String ticket = ticket(gateway, key);
        CyclicBarrier together = new CyclicBarrier(4);
        List<Callable<Integer>> uses = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          uses.add(
              () -> {
                together.await();
                try (RawHandshake use = RawHandshake.webSocket(gateway, "?ticket=" + ticket)) {
                  return use.status();
                }
              });
          uses.add(
              () -> {
                together.await();
                try (RawHandshake use =
                    RawHandshake.events(gateway, "?topics=x:trades:A&ticket=" + ticket)) {
                  return use.status();
                }
              });
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> use : users.invokeAll(uses)) {
          statuses.add(use.get());
        }
        assertThat(statuses)
            .as("in round %d", round)
            .containsOnlyOnce(statuses.contains(101) ? 101 : 200)
            .filteredOn(status -> status == 401)
            .hasSize(3);
      }
    }
  }
}
