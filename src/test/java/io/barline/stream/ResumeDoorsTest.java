package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that come back, over real sockets. */
class ResumeDoorsTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TestGateway GATEWAY = TestGateway.start();

  @BeforeAll
  static void starts() {
    assertThat(GATEWAY.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 150, 2_000, 20_001})
  void aWebSocketThatIsCutInTheMidstOfAFrameGoesOnWhereItWas(int cutAt) throws Exception {
    Topic topic = Market.trades("CUT" + cutAt);
    try (var _ = GATEWAY.market().want(topic, Variant.PLAIN)) {
      JsonNode first;
      try (RawClient client = new RawClient(GATEWAY)) {
        client.send("{\"type\":\"subscribe\",\"topics\":[\"" + topic + "\"]}");
        assertThat(client.read().text()).contains("hello");
        assertThat(client.read().text()).contains("ack");
        publish(topic, 1, 200);
        first = MAPPER.readTree(client.read().text());
        assertThat(first.get("seq").asLong()).isEqualTo(1);
        client.readAndCut(cutAt);
      }
      publish(topic, 201, 250);
      try (TestClient client = new TestClient(GATEWAY)) {
        JsonNode ack = resume(client, topic, first.get("epoch").asString(), 1);
        assertThat(ack.get("recovered").asBoolean()).isTrue();
        assertThat(ack.get("replayed").asLong()).isEqualTo(249);
        publish(topic, 251, 300);
        assertThat(seqs(client, 299)).isEqualTo(numbers(2, 300));
      }
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void moreThanAMailboxHoldsIsReplayedAsFastAsTheClientReads() throws Exception {
    Topic topic = Market.trades("MUCH");
    try (TestGateway gateway =
            TestGateway.start(
                "barline.stream.queue-messages=64", "barline.stream.queue-bytes=64KB");
        var _ = gateway.market().want(topic, Variant.PLAIN);
        TestClient keeper = new TestClient(gateway)) {
      keeper.subscribe(topic.toString());
      for (int i = 1; i <= 60; i++) {
        gateway.market().publishAndWait(topic, "first");
      }
      JsonNode first = MAPPER.readTree(keeper.next());
      keeper.leave();
      for (int i = 61; i <= 3_000; i++) {
        gateway.market().publishAndWait(topic, "x".repeat(200));
      }
      try (TestClient client = new TestClient(gateway)) {
        assertThat(client.next()).contains("hello");
        client.send(
            "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":1}}}"
                .formatted(topic, topic, first.get("epoch").asString()));
        assertThat(client.next()).contains("\"recovered\":true,\"replayed\":2999");
        assertThat(seqs(client, 2_999)).isEqualTo(numbers(2, 3_000));
        assertThat(client.closed).isNotDone();
      }
    }
  }

  @Test
  void aHerdThatComesBackAtOnceMissesNothing() throws Exception {
    Topic topic = Market.trades("HERD");
    int many = 200;
    try (var _ = GATEWAY.market().want(topic, Variant.PLAIN)) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        TestClient client = new TestClient(GATEWAY);
        client.subscribe(topic.toString());
        clients.add(client);
      }
      publish(topic, 1, 20);
      String epoch = "";
      for (TestClient client : clients) {
        JsonNode last = MAPPER.readTree("{}");
        for (int i = 0; i < 20; i++) {
          last = MAPPER.readTree(client.next());
        }
        assertThat(last.get("seq").asLong()).isEqualTo(20);
        epoch = last.get("epoch").asString();
        client.close();
      }
      publish(topic, 21, 120);
      List<TestClient> back = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        TestClient client = new TestClient(GATEWAY);
        client.send(
            "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":20}}}"
                .formatted(topic, topic, epoch));
        back.add(client);
        GATEWAY.market().publish(topic, "meanwhile");
      }
      for (TestClient client : back) {
        assertThat(client.next()).contains("hello");
        assertThat(client.next()).contains("\"recovered\":true");
        assertThat(seqs(client, 100 + many)).isEqualTo(numbers(21, 120 + many));
        client.close();
      }
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void requestsAreAnsweredInOrder() throws Exception {
    Topic topic = Market.trades("ORDER");
    try (var _ = GATEWAY.market().want(topic, Variant.PLAIN);
        TestClient client = new TestClient(GATEWAY)) {
      for (int i = 0; i < 50; i++) {
        client.send(
            "{\"type\":\"subscribe\",\"id\":%d,\"topics\":[\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"e\",\"seq\":1}}}"
                .formatted(3 * i, topic, topic));
        client.send("{\"type\":\"ping\",\"id\":" + (3 * i + 1) + "}");
        client.send(
            "{\"type\":\"unsubscribe\",\"id\":%d,\"topics\":[\"%s\"]}".formatted(3 * i + 2, topic));
      }
      assertThat(client.next()).contains("hello");
      for (int i = 0; i < 150; i++) {
        assertThat(client.next()).contains("\"id\":" + i + ",");
      }
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 60, 1_000, 9_999})
  void anEventSourceThatIsCutInTheMidstOfAnEventGoesOnWhereItWas(int cutAt) throws Exception {
    Topic one = Market.trades("ONE" + cutAt);
    Topic two = Market.trades("TWO" + cutAt);
    String url = "/api/v1/stream?topics=" + one + "," + two;
    try (var _ = GATEWAY.market().want(one, Variant.PLAIN);
        var _ = GATEWAY.market().want(two, Variant.PLAIN)) {
      String lastId;
      List<Long> ones = new ArrayList<>();
      List<Long> twos = new ArrayList<>();
      try (Events events = new Events(url, null)) {
        assertThat(events.next()).startsWith("event: hello");
        assertThat(events.next()).startsWith("event: ack");
        publish(two, 1, 1);
        publish(one, 1, 100);
        events.cut(cutAt, one, ones, twos);
        lastId = events.lastId;
      }
      publish(two, 2, 3);
      publish(one, 101, 150);
      try (Events events = new Events(url, lastId)) {
        assertThat(events.next()).startsWith("event: hello");
        String ack = events.next();
        if (lastId.isEmpty()) {
          assertThat(ack).doesNotContain("recovered");
        } else {
          assertThat(ack).contains("\"recovered\":true");
        }
        assertThat(ack.contains("\"replayed\":2")).isEqualTo(!twos.isEmpty());
        if (!ones.isEmpty()) {
          publish(one, 151, 160);
          while (ones.size() < 160 || twos.size() < 3) {
            events.take(one, ones, twos);
          }
          assertThat(ones).isEqualTo(numbers(1, 160));
          assertThat(twos).isEqualTo(numbers(1, 3));
        }
      }
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "5c5b0000-0000-4000-8000-000000000000-17", "-", "%20x"})
  void anIdThatIsNotKnownIsNotRecovered(String id) throws Exception {
    try (Events events = new Events("/api/v1/stream?topics=x:trades:A&lastEventId=" + id, null)) {
      assertThat(events.next()).startsWith("event: hello");
      assertThat(events.next()).contains("\"recovered\":false");
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void anEventSourceWithAPatternGoesOnWhereItWas() throws Exception {
    GATEWAY.market().list("PA", "PB");
    Topic one = Market.trades("PA");
    String url = "/api/v1/stream?topics=x:trades:P*";
    try (var _ = GATEWAY.market().want(one, Variant.PLAIN);
        var _ = GATEWAY.market().want(Market.trades("PB"), Variant.PLAIN)) {
      String lastId;
      try (Events events = new Events(url, null)) {
        assertThat(events.next()).startsWith("event: hello");
        assertThat(events.next()).contains("\"matched\":2");
        publish(one, 1, 1);
        assertThat(events.next()).contains("n1");
        lastId = events.lastId;
      }
      publish(one, 2, 3);
      try (Events events = new Events(url, lastId)) {
        assertThat(events.next()).startsWith("event: hello");
        assertThat(events.next())
            .contains(
                "\"topic\":\"x:trades:PA\",\"state\":\"pending\",\"recovered\":true,\"replayed\":2")
            .contains("\"topic\":\"x:trades:PB\",\"state\":\"pending\",\"recovered\":false");
        assertThat(events.next()).contains("n2");
        assertThat(events.next()).contains("n3");
      }
    } finally {
      GATEWAY.market().list("A", "B");
    }
    GATEWAY.market().awaitNothingWanted();
  }

  private static void publish(Topic topic, int from, int to) {
    for (int i = from; i <= to; i++) {
      GATEWAY.market().publishAndWait(topic, "n" + i);
    }
  }

  private static JsonNode resume(TestClient client, Topic topic, String epoch, long seq)
      throws InterruptedException {
    assertThat(client.next()).contains("hello");
    client.send(
        "{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"resume\":{\"%s\":{\"epoch\":\"%s\",\"seq\":%d}}}"
            .formatted(topic, topic, epoch, seq));
    return MAPPER.readTree(client.next()).get("topics").get(0);
  }

  private static List<Long> seqs(TestClient client, int count) throws InterruptedException {
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonNode message = MAPPER.readTree(client.next());
      assertThat(message.has("snapshot")).isFalse();
      seqs.add(message.get("seq").asLong());
    }
    return seqs;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  /** The body of an answer: each chunk after a line with its length. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;

    Chunks(InputStream in) throws IOException {
      this.in = in;
      assertThat(line()).contains(" 200 ");
      for (String header = line(); !header.isEmpty(); header = line()) {
        assertThat(header).contains(": ");
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        assertThat(c).isNotNegative();
        line.append((char) c);
      }
      return line.toString().strip();
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        String length = line();
        left = Integer.parseInt(length, 16);
      }
      int c = in.read();
      left--;
      if (left == 0) {
        assertThat(line()).isEmpty();
      }
      return c;
    }

    /** No more than is there: a reader must not wait for what comes later. */
    @Override
    public int read(byte[] to, int at, int most) throws IOException {
      to[at] = (byte) read();
      return 1;
    }
  }

  /** What a browser's EventSource does, and no more. */
  private static final class Events implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), GATEWAY.port());
    private final BufferedReader in;
    private String lastId = "";

    Events(String url, @Nullable String lastEventId) throws IOException {
      socket.setSoTimeout(20_000);
      String header =
          lastEventId == null || lastEventId.isEmpty()
              ? ""
              : "Last-Event-ID: " + lastEventId + "\r\n";
      socket
          .getOutputStream()
          .write(
              ("GET " + url + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                  .getBytes(US_ASCII));
      InputStream raw = new BufferedInputStream(socket.getInputStream());
      in = new BufferedReader(new InputStreamReader(new Chunks(raw), UTF_8), 1);
    }

    /** The lines of the next event. */
    String next() throws IOException {
      StringBuilder event = new StringBuilder();
      String id = lastId;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (!line.startsWith(":")) {
          event.append(line).append('\n');
        }
      }
      lastId = id;
      return event.toString();
    }

    void take(Topic one, List<Long> ones, List<Long> twos) throws IOException {
      String event = next();
      if (!event.isEmpty()) {
        JsonNode message = MAPPER.readTree(event.substring(event.indexOf("data: ") + 6));
        assertThat(message.has("snapshot")).isFalse();
        List<Long> seqs = message.get("topic").asString().equals(one.toString()) ? ones : twos;
        seqs.add(message.get("seq").asLong());
      }
    }

    /** Takes the events that are whole after so many characters, and drops the connection. */
    void cut(int characters, Topic one, List<Long> ones, List<Long> twos) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.length() < characters) {
        text.append((char) in.read());
      }
      String[] events = text.toString().split("\n\n", -1);
      for (int i = 0; i < events.length - 1; i++) {
        JsonNode message = MAPPER.readTree(events[i].substring(events[i].indexOf("data: ") + 6));
        List<Long> seqs = message.get("topic").asString().equals(one.toString()) ? ones : twos;
        seqs.add(message.get("seq").asLong());
        int id = events[i].indexOf("id: ") + 4;
        lastId = events[i].substring(id, events[i].indexOf('\n', id));
      }
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
