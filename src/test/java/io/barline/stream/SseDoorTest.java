package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.RestSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseDoorTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final TestGateway GATEWAY =
      TestGateway.start(
          "barline.stream.heartbeat=500ms",
          "barline.stream.max-topics=3",
          "barline.stream.close-grace=100ms",
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
  void greetsAcknowledgesAndStreams() throws Exception {
    try (Events events = new Events(GATEWAY, "topics=x:trades:A,x:bars.1m:B&updates=live")) {
      assertThat(events.next()).startsWith("event: hello\ndata: {\"type\":\"hello\"");
      assertThat(events.next())
          .startsWith("event: ack\ndata: {")
          .contains("x:trades:A", "x:bars.1m:B");
      assertThat(GATEWAY.market().wanted()).containsExactly("x:bars.1m:B+live", "x:trades:A");
      for (int i = 1; i <= 500; i++) {
        GATEWAY.market().publish(Market.trades("A"), "n" + i);
      }
      for (int i = 1; i <= 500; i++) {
        assertThat(events.next())
            .matches("id: [-0-9a-f]{36}-" + i + "\nevent: gap\ndata: \\{.*\"n" + i + "\".*}");
      }
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void streamsANamedSubscriptionAndBeatsWhenIdle() throws Exception {
    try (Events events = new Events(GATEWAY, "subscription=mine")) {
      assertThat(events.next()).startsWith("event: hello");
      assertThat(events.next()).contains("x:trades:A", "x:trades:B");
      assertThat(events.next()).startsWith(":");
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void aTopicOfANamedSubscriptionThatIsGoneIsToldInTheAck() throws Exception {
    try (Events events = new Events(GATEWAY, "subscription=stale")) {
      assertThat(events.next()).startsWith("event: hello");
      assertThat(events.next())
          .contains("\"requested\":\"x:trades:NONE\",\"error\":{\"code\":\"unknown_symbol\"")
          .contains("\"topic\":\"x:trades:A\",\"state\":\"pending\"");
    }
    GATEWAY.market().awaitNothingWanted();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, bad_request",
    "topics=, 400, bad_request",
    "topics=nonsense, 400, bad_topic",
    "topic=x:trades:A, 400, bad_request",
    "'topics=x:trades:A&compress=true', 400, bad_request",
    "'topics=x:trades:A&updates=all', 400, bad_option",
    "'topics=x:trades:A&emptyBars=maybe', 400, bad_option",
    "topics=y:trades:A, 404, unknown_exchange",
    "'topics=x:trades:A,x:trades:NONE', 404, unknown_symbol",
    "subscription=theirs, 404, unknown_subscription",
    "topics=x:magic:A, 400, unknown_channel",
    "'topics=x:trades:A,x:trades:B,x:trades:C,x:trades:D', 409, limit_reached",
    "topics=z:trades:A, 503, catalogue_unavailable"
  })
  void refusesBeforeTheStreamBegins(@Nullable String query, int status, String code)
      throws Exception {
    HttpResponse<String> answer = get(GATEWAY, query == null ? "" : query);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains(
            "\"type\":\"/problems/" + code + "\"",
            "\"status\":" + status,
            "\"detail\":\"",
            "\"instance\":\"/api/v1/stream\"",
            "\"code\":\"" + code + "\"",
            "\"simulated\":true");
    assertThat(GATEWAY.market().wanted()).isEmpty();
  }

  @Test
  void aFailureBeforeTheStreamBeginsLeavesNoClientBehind() throws Exception {
    HttpResponse<String> answer = get(GATEWAY, "topics=x:trades:LEFT&broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"code\":\"internal\"");
    assertThat(GATEWAY.doors().clients()).isEmpty();
    assertThat(
            GATEWAY.registry().get("barline.client.connections").tag("door", "sse").gauge().value())
        .isZero();
    GATEWAY.market().awaitNothingWanted();
  }

  @Test
  void anEmptyLastEventIdIsThatOfANewcomer() throws Exception {
    double before = notRecovered();
    for (String[] header : new String[][] {{}, {"Last-Event-ID", " "}}) {
      try (Events events = new Events(GATEWAY, "topics=x:trades:A&lastEventId=", header)) {
        assertThat(events.next()).startsWith("event: hello");
        assertThat(events.next()).startsWith("event: ack").doesNotContain("recovered");
      }
    }
    try (Events events =
        new Events(GATEWAY, "topics=x:trades:A&lastEventId=unknown-1", "Last-Event-ID", "")) {
      assertThat(events.next()).startsWith("event: hello");
      assertThat(events.next()).contains("\"recovered\":false");
    }
    assertThat(notRecovered()).isEqualTo(before + 1);
    GATEWAY.market().awaitNothingWanted();
  }

  private static double notRecovered() {
    return GATEWAY.registry().counter("barline.client.resumed", "recovered", "false").count();
  }

  @Test
  void suggestsWhatMayHaveBeenMeant() throws Exception {
    assertThat(get(GATEWAY, "topics=x:trades:NONE").body())
        .contains("\"topic\":\"x:trades:NONE\"", "\"suggestions\":[\"A\"]");
  }

  @Test
  void tellsWhichParameterIsMisspelt() throws Exception {
    assertThat(get(GATEWAY, "topics=x:trades:A&update=hush").body())
        .contains(
            "there is no parameter \\\"update\\\"; did you mean \\\"updates\\\"?",
            "\"parameter\":\"update\"",
            "\"suggestions\":[\"updates\"]")
        .doesNotContain("hush");
  }

  @Test
  void answersNothingButGet() throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri(GATEWAY, "topics=x:trades:A"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).contains("\"code\":\"method_not_allowed\"", "\"number\":131");
  }

  @Test
  void aClientThatNeverReadsIsCutOff() throws Exception {
    double before = slow();
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), GATEWAY.port()));
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/stream?topics=x:trades:FLOOD HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(15), US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
      while (slow() == before) {
        GATEWAY.market().publishAndWait(Market.trades("FLOOD"), "w".repeat(20_000));
        assertThat(GATEWAY.doors().clients()).allMatch(report -> report.waitingBytes() <= 1 << 20);
      }
      GATEWAY.market().awaitNothingWanted();
      drain(in);
    }
  }

  private static double slow() {
    return GATEWAY.registry().counter("barline.client.closed", "code", "slow").count();
  }

  private static void drain(InputStream in) {
    try {
      while (in.read(new byte[8_192]) >= 0) {}
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection was not closed", e);
    } catch (IOException e) {
      // reset: closed as well
    }
  }

  @Test
  void saysGoodbyeAndTurnsNewcomersAway() throws Exception {
    try (TestGateway gateway = TestGateway.start();
        Events events = new Events(gateway, "topics=x:trades:A")) {
      assertThat(events.next()).startsWith("event: hello");
      assertThat(events.next()).startsWith("event: ack");
      gateway.doors().shutdown(Duration.ofSeconds(10));

      assertThat(events.next())
          .matches("retry: [1-4][0-9]{3}\nevent: goodbye\ndata: \\{.*\"number\":1001,.*}");
      assertThat(events.end()).isTrue();
      HttpResponse<String> refused = get(gateway, "topics=x:trades:A");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("\"code\":\"shutting_down\"");
    }
  }

  private static URI uri(TestGateway gateway, String query) {
    return URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/stream?" + query);
  }

  private static HttpResponse<String> get(TestGateway gateway, String query) throws Exception {
    return RestSchema.checked(
        HTTP.send(
            HttpRequest.newBuilder(uri(gateway, query)).build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  /** An open stream. */
  private static final class Events implements AutoCloseable {
    private final BufferedReader reader;

    /**
     * @param headers names and values by turns
     */
    Events(TestGateway gateway, String query, String... headers) throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri(gateway, query));
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      HttpResponse<InputStream> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /** The lines of the next event or comment. */
    String next() throws IOException {
      List<String> lines = new ArrayList<>();
      String line;
      while ((line = reader.readLine()) != null && !line.isEmpty()) {
        lines.add(line);
        if (line.startsWith("data: ")) {
          ProtocolSchema.checked(line.substring("data: ".length()));
        }
      }
      return String.join("\n", lines);
    }

    boolean end() throws IOException {
      return reader.readLine() == null;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
