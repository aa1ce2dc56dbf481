package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Books;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.CloseCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each delivery over real sockets, to clients that read and to one that stops. */
@Timeout(60)
class DeliveryTest {
  private static final TestGateway GATEWAY =
      TestGateway.start(
          "barline.stream.queue-messages=1024",
          "barline.stream.queue-bytes=2MB",
          "barline.stream.max-topic-queue=2000");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String PADDING = "p".repeat(5_000);
  private static final int FLOOD = 4_000;

  @BeforeAll
  static void starts() {
    assertThat(GATEWAY.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void batchesComeFullOrInTime() throws Exception {
    Topic topic = Market.trades("BATCH");
    try (TestClient client = new TestClient(GATEWAY)) {
      String ack = subscribe(client, topic, "\"batch\",\"count\":3,\"every\":50");
      assertThat(ack).contains("\"delivery\":\"batch\",\"count\":3,\"every\":50,\"queue\":1000}");
      for (int i = 1; i <= 4; i++) {
        trade(topic, "t" + i);
      }
      assertThat(client.next())
          .startsWith(
              "{\"type\":\"batch\",\"topic\":\"x:trades:BATCH\",\"count\":3,\"messages\":[{")
          .contains("\"seq\":1,", "\"seq\":2,", "\"seq\":3,")
          .endsWith("}]}");
      assertThat(client.next()).contains("\"count\":1,\"messages\":[{\"type\":\"trade\"", "\"t4\"");
    }
  }

  @Test
  void whatIsNoDataEndsABatch() throws Exception {
    Topic topic = Market.trades("ENDS");
    try (TestClient client = new TestClient(GATEWAY)) {
      subscribe(client, topic, "\"batch\",\"every\":60000");
      trade(topic, "t1");
      GATEWAY.market().publish(topic, "news");
      assertThat(client.next()).contains("\"type\":\"batch\"", "\"t1\"");
      assertThat(client.next()).contains("\"type\":\"gap\"", "news");
    }
  }

  @ParameterizedTest
  @CsvSource({"conflate, 1", "drop_oldest, 3"})
  void aClientThatReadsGetsTheLatest(String delivery, int last) throws Exception {
    Topic topic = Market.trades("L" + delivery);
    try (TestClient client = new TestClient(GATEWAY)) {
      subscribe(client, topic, "\"" + delivery + "\"");
      for (int i = 1; i <= last; i++) {
        trade(topic, "t" + i);
        assertThat(client.next()).contains("\"seq\":" + i + ",", "\"t" + i + "\"");
      }
    }
  }

  @Test
  void conflationWaitsForItsTimeAndThenTellsTheLatest() throws Exception {
    Topic topic = Market.trades("EVERY");
    try (TestClient client = new TestClient(GATEWAY)) {
      subscribe(client, topic, "\"conflate\",\"every\":300");
      trade(topic, "t1");
      assertThat(client.next()).contains("\"t1\"");
      long since = System.nanoTime();
      for (int i = 2; i <= 20; i++) {
        trade(topic, "t" + i);
      }
      assertThat(client.next()).contains("\"t20\"");
      assertThat(System.nanoTime() - since).isGreaterThan(200_000_000);
    }
  }

  @Test
  void aConflatedBookIsWholeEachTime() throws Exception {
    Topic topic = new Topic("x", new Channel.Book(5), "WHOLE");
    try (TestClient client = new TestClient(GATEWAY)) {
      subscribe(client, topic, "\"conflate\",\"every\":20");
      GATEWAY
          .market()
          .onStream(
              topic,
              stream -> {
                stream.snapshots(() -> Books.snapshot(9));
                stream.publish(Books.snapshot(1));
                for (int i = 2; i <= 9; i++) {
                  stream.publish(Books.delta(i));
                }
              });
      assertThat(client.next()).contains("\"kind\":\"snapshot\"", "\"seq\":1,");
      assertThat(client.next())
          .contains("\"kind\":\"snapshot\"", "\"seq\":9,", "\"snapshot\":true", "[[\"9\",\"1\"]]");
    }
  }

  @Test
  void switchingKeepsTheStreamAndWhatWaited() throws Exception {
    Topic topic = Market.trades("SWITCH");
    try (TestClient client = new TestClient(GATEWAY)) {
      subscribe(client, topic, "\"batch\",\"every\":60000");
      trade(topic, "t1");
      trade(topic, "t2");
      client.send(
          "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"delivery\":\"lossless\"}"
              .formatted(topic));
      String batch = client.next();
      assertThat(batch).contains("\"type\":\"batch\"", "\"t1\"", "\"t2\"");
      assertThat(client.next()).contains("\"ack\"", "\"delivery\":\"lossless\"");
      trade(topic, "t3");
      String after = client.next();
      assertThat(after).contains("\"type\":\"trade\"", "\"seq\":3,", "\"t3\"");
      assertThat(after)
          .contains(batch.substring(batch.indexOf("\"epoch\""), batch.indexOf(",\"seq\"")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delivery=batch&count=2&every=50",
        "delivery=drop_oldest",
        "delivery=conflate&every=1",
        "delivery=lossless"
      })
  void eachDeliveryAsServerSentEvents(String query) throws Exception {
    Topic topic = Market.trades("S" + query.hashCode());
    try (BufferedReader events = open(topic, query)) {
      awaitLine(events, "event: ack");
      trade(topic, "t1");
      trade(topic, "t2");
      String data = awaitLine(events, "\"t2\"");
      assertThat(data)
          .startsWith(
              query.contains("batch") ? "data: {\"type\":\"batch\"" : "data: {\"type\":\"trade\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'delivery=some', delivery",
    "'delivery=conflate&every=-1', every",
    "'delivery=drop_oldest&topicQueue=2001', topicQueue",
    "'delivery=drop_oldest&queue=10', queue",
    "'delivery=conflate&topicQueue=10', topicQueue",
    "'topicQueue=10', topicQueue",
    "'delivery=batch&count=x', count",
    "'every=5', every"
  })
  void aBadOptionIsAProblemThatNamesIt(String query, String parameter) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(request(Market.trades("A"), query), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"code\":\"bad_option\"", "\"number\":103")
        .contains("\"parameter\":\"" + parameter + "\"");
  }

  @Test
  void aDeliveryThatDoesNotFitIsAProblem() throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            request(new Topic("x", new Channel.Book(5), "A"), "delivery=batch"),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"bad_option\"", "of an order book is snapshot");
  }

  @Test
  void aSlowConflatingClientHasOneMessageWaitAndGetsTheLatest() throws Exception {
    Topic topic = Market.trades("SLOWC");
    try (RawClient slow = slow(topic, "\"conflate\"")) {
      long waits = flood(topic);
      assertThat(waits).isEqualTo(1);
      String text = "";
      while (!text.contains("\"t" + FLOOD + PADDING + "\"")) {
        RawClient.Frame frame = slow.read();
        assertThat(frame.opcode()).isEqualTo(1);
        text = frame.text();
      }
    }
  }

  @Test
  void aSlowClientIsToldHowManyOfTheOldestWereDropped() throws Exception {
    Topic topic = Market.trades("SLOWD");
    try (RawClient slow = slow(topic, "\"drop_oldest\",\"queue\":10")) {
      assertThat(flood(topic)).isBetween(10L, 11L);
      long missed = 0;
      int heard = 0;
      String text = "";
      while (!text.contains("\"t" + FLOOD + PADDING + "\"")) {
        RawClient.Frame frame = slow.read();
        assertThat(frame.opcode()).isEqualTo(1);
        text = frame.text();
        if (text.contains("\"type\":\"lag\"")) {
          missed += Long.parseLong(text.substring(text.indexOf("missed") + 8, text.length() - 1));
        } else {
          heard++;
        }
      }
      assertThat(heard + missed).isEqualTo(FLOOD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"batch\",\"count\":10,\"queue\":10", "\"lossless\""})
  void aSlowClientThatMayMissNothingIsClosed(String delivery) throws Exception {
    Topic topic = Market.trades("SLOWB" + delivery.length());
    try (RawClient slow = slow(topic, delivery)) {
      flood(topic);
      RawClient.Frame last = slow.read();
      while (last.opcode() == 1) {
        last = slow.read();
      }
      assertThat(last.closeCode()).isEqualTo(CloseCode.SLOW.number());
    }
  }

  /** Publishes more than the sockets hold; how many messages wait then. */
  private static long flood(Topic topic) {
    long most = 0;
    for (int i = 1; i <= FLOOD; i++) {
      String id = "t" + i + PADDING;
      GATEWAY.market().onStream(topic, stream -> stream.publish(Market.trade(id)));
      for (ClientReport report : GATEWAY.doors().clients()) {
        most = Math.max(most, report.waitingMessages());
        assertThat(report.waitingBytes()).isLessThanOrEqualTo(2 << 20);
      }
    }
    return most;
  }

  private static RawClient slow(Topic topic, String delivery) throws IOException {
    RawClient client = new RawClient(GATEWAY);
    client.send(
        "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"delivery\":%s}".formatted(topic, delivery));
    assertThat(client.read().text()).contains("hello");
    assertThat(client.read().text()).contains("ack");
    return client;
  }

  private static String subscribe(TestClient client, Topic topic, String delivery)
      throws InterruptedException {
    assertThat(client.next()).contains("hello");
    client.send(
        "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"delivery\":%s}".formatted(topic, delivery));
    return client.next();
  }

  private static void trade(Topic topic, String id) {
    GATEWAY.market().onStream(topic, stream -> stream.publish(Market.trade(id)));
  }

  private static HttpRequest request(Topic topic, String query) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d/api/v1/stream?topics=%s&%s"
                    .formatted(GATEWAY.port(), topic, query)))
        .build();
  }

  private static BufferedReader open(Topic topic, String query) throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(request(topic, query), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  private static String awaitLine(BufferedReader events, String part) throws IOException {
    String line;
    do {
      line = events.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
    } while (!line.contains(part));
    return line;
  }
}
