package io.barline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Topic;
import io.barline.wire.CloseCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.WebsocketClientSpec;

/** Compressed connections and the other options of one, over real sockets. */
@Timeout(60)
class CompressionTest {
  private static final TestGateway GATEWAY =
      TestGateway.start("barline.stream.max-message=1KB", "barline.stream.queue-messages=512");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void starts() {
    assertThat(GATEWAY.port()).isPositive();
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void aWebSocketThatOffersAndAsksIsCompressed() throws Exception {
    try (Client client = new Client("?compression=true", true)) {
      assertThat(client.next()).contains("\"type\":\"hello\"");
      assertThat(client.extensions()).contains("permessage-deflate");
      Topic topic = Market.trades("DEFLATED");
      client.send("{\"type\":\"subscribe\",\"topics\":[\"" + topic + "\"]}");
      assertThat(client.next()).contains("\"type\":\"ack\"");
      double before = bytes();
      List<String> told = new ArrayList<>();
      for (int length : new int[] {0, 1, 300, 70_000, 300_000}) {
        told.add("y".repeat(length) + "é");
        GATEWAY.market().publish(topic, told.getLast());
      }
      for (String detail : told) {
        assertThat(client.next()).contains("\"detail\":\"" + detail + "\"");
      }
      assertThat(bytes() - before).isLessThan(20_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', true", "?compression=false, true", "?compression=true, false"})
  void othersAreNot(@Nullable String query, boolean offers) throws Exception {
    try (Client client = new Client(query == null ? "" : query, offers)) {
      assertThat(client.next()).contains("\"type\":\"hello\"");
      assertThat(client.extensions()).isEmpty();
      client.send("{\"type\":\"ping\",\"id\":1}");
      assertThat(client.next()).contains("pong");
    }
  }

  @Test
  void anOfferOfASmallWindowIsDeclined() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), GATEWAY.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              """
              GET /api/v1/ws?compression=true HTTP/1.1\r
              Host: localhost\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r
              \r
              """
                  .getBytes(US_ASCII));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(lines.readLine()).contains("101");
      for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
        assertThat(line.toLowerCase(Locale.ROOT)).doesNotContain("extensions");
      }
    }
  }

  @Test
  void whatClientsSendMayNotGrowBeyondTheLimitWhenInflated() throws Exception {
    try (Client client = new Client("?compression=true", true)) {
      assertThat(client.next()).contains("hello");
      client.send("{\"type\":\"ping\",\"id\":1,\"x\":\"" + "0".repeat(900) + "\"}");
      assertThat(client.next()).contains("pong");
      client.send("0".repeat(3_000));
      assertThat(client.next()).contains("too_large");
      client.send("0".repeat(3_000_000)); // compressed it is no longer than a frame may be
      assertThat(client.closeCode()).isIn(CloseCode.TOO_BIG.number(), 1006);
    }
    assertThat(GATEWAY.registry().counter("barline.client.closed", "code", "too_big").count())
        .isEqualTo(1);
  }

  @Test
  void serverSentEventsAreOneGzipStreamThatIsReadAsItComes() throws Exception {
    Topic topic = Market.trades("GZIP");
    HttpResponse<InputStream> response = open(topic + "&compression=true", "br, GZIP;q=0.5");
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.headers().firstValue("Vary")).contains("Accept-Encoding");
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(inflated(response.body()), UTF_8))) {
      await(events, "event: ack");
      for (int i = 1; i <= 100; i++) {
        GATEWAY.market().publish(topic, "n" + i + "x".repeat(1_000));
        await(events, "\"detail\":\"n" + i + "x");
      }
    }
  }

  @Test
  void aGzipStreamEndsAsOne() throws Exception {
    try (TestGateway gateway = TestGateway.start()) {
      HttpResponse<InputStream> response =
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/api/v1/stream?topics=x:trades:A&compression=true"
                              .formatted(gateway.port())))
                  .header("Accept-Encoding", "gzip")
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      InputStream body = new GZIPInputStream(response.body());
      gateway.doors().shutdown(Duration.ofSeconds(10));
      assertThat(new String(body.readAllBytes(), UTF_8)).contains("event: ack", "event: goodbye");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', gzip", "&compression=true, 'gzip;q=0, deflate'", "&compression=false, gzip"})
  void otherEventsArePlain(@Nullable String query, String accepted) throws Exception {
    HttpResponse<InputStream> response =
        open(Market.trades("PLAIN") + (query == null ? "" : query), accepted);
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      assertThat(events.readLine()).isEqualTo("event: hello");
    }
  }

  @Test
  void aClientChoosesItsQueue() throws Exception {
    try (Client client = new Client("?queue=65536&flush=0", false)) {
      assertThat(client.next()).contains("\"queueMessages\":65536,");
    }
    for (String query : List.of("&queue=128", "&queue=128&delivery=conflate")) {
      try (BufferedReader events = events(query)) {
        await(events, "\"queueMessages\":128,");
        await(events, "event: ack");
      }
    }
    try (BufferedReader events = events("&delivery=drop_oldest&topicQueue=7")) {
      await(events, "\"queueMessages\":512,");
      await(events, "\"delivery\":\"drop_oldest\",\"queue\":7");
    }
    try (BufferedReader events = events("&delivery=batch&count=3&topicQueue=9&queue=128")) {
      await(events, "\"queueMessages\":128,");
      await(events, "\"count\":3,\"every\":1000,\"queue\":9");
    }
    try (Client client = new Client("", false)) {
      assertThat(client.next()).contains("\"queueMessages\":512,");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "queue=63, queue, 'queue is 64 to 65536 messages, not 63'",
    "queue=65537, queue, 'queue is 64 to 65536 messages, not 65537'",
    "flush=6, flush, 'flush is 0 to 5 ms, not 6'",
    "flush=x, flush, 'flush is 0 to 5 ms, not x'",
    "compression=on, compression, 'compression is true or false, not \\\"on\\\"'"
  })
  void aBadOptionIsAProblemAtEachDoor(String query, String parameter, String sentence)
      throws Exception {
    for (String path : List.of("stream?topics=x:trades:A&", "ws?")) {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/api/v1/%s%s".formatted(GATEWAY.port(), path, query)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .contains("\"code\":\"bad_option\"", "\"parameter\":\"" + parameter + "\"", sentence);
    }
  }

  private static double bytes() {
    return GATEWAY.registry().counter("barline.client.bytes").count();
  }

  private static BufferedReader events(String query) throws Exception {
    return new BufferedReader(
        new InputStreamReader(open(Market.trades("Q") + query, "identity").body(), UTF_8));
  }

  private static HttpResponse<InputStream> open(String query, String accepted) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/stream?topics=%s".formatted(GATEWAY.port(), query)))
            .header("Accept-Encoding", accepted)
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Inflates what came; the JDK's stream promises more than that, for which readers would wait. */
  private static InputStream inflated(InputStream body) throws IOException {
    return new FilterInputStream(new GZIPInputStream(body)) {
      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static void await(BufferedReader events, String part) throws Exception {
    String line;
    do {
      line = events.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
    } while (!line.contains(part));
  }

  /** Reactor Netty's WebSocket client, which can compress. */
  private static final class Client implements AutoCloseable {
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final Sinks.Many<String> sent = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicReference<String> extensions = new AtomicReference<>("");
    private final Disposable connection;

    Client(String query, boolean compresses) {
      connection =
          reactor.netty.http.client.HttpClient.newConnection()
              .websocket(
                  WebsocketClientSpec.builder()
                      .compress(compresses)
                      .maxFramePayloadLength(1 << 20)
                      .build())
              .uri("ws://127.0.0.1:" + GATEWAY.port() + "/api/v1/ws" + query)
              .handle(
                  (in, out) -> {
                    extensions.set(in.headers().get(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, ""));
                    in.receiveCloseStatus().subscribe(status -> closed.add(status.code()));
                    Flux<Void> reading =
                        in.aggregateFrames(1 << 20)
                            .receive()
                            .asString()
                            .doOnNext(received::add)
                            .thenMany(Flux.empty());
                    return out.sendObject(sent.asFlux().map(TextWebSocketFrame::new))
                        .then()
                        .and(reading);
                  })
              .subscribe(_ -> {}, _ -> closed.add(1006), () -> closed.add(1006));
    }

    String extensions() {
      return extensions.get();
    }

    void send(String json) {
      sent.tryEmitNext(json).orThrow();
    }

    String next() throws InterruptedException {
      String message = received.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("a message within 20 s").isNotNull();
      return message;
    }

    int closeCode() throws InterruptedException {
      Integer code = closed.poll(20, TimeUnit.SECONDS);
      assertThat(code).as("closed within 20 s").isNotNull();
      return code;
    }

    @Override
    public void close() {
      connection.dispose();
    }
  }
}
