package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barline.exchange.Access;
import io.barline.exchange.Bridge;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A link over a bridge, which is a WebSocket server on loopback. */
@Timeout(60)
class BridgeLinkTest implements Link.Listener {
  private static final String PATH = "/v1/exchanges/okx/stream";
  private static final String CREDIT = "{\"op\":\"credit\",\"n\":16}";

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Lane lane = new Lane(loops.next(), Clock.systemUTC());
  private final Sinks.Many<String> frames = Sinks.many().unicast().onBackpressureBuffer();
  private final List<HttpHeaders> headers = new CopyOnWriteArrayList<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .route(
              routes ->
                  routes.ws(
                      "/base" + PATH,
                      (in, out) -> {
                        headers.add(in.headers());
                        return out.sendString(frames.asFlux())
                            .then()
                            .and(in.receive().asString().doOnNext(sent::add).then());
                      }))
          .bindNow();

  private record At(@Nullable URI address) implements Bridge {
    @Override
    public String trouble() {
      return "the bridge ccxt is being started";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of("Authorization", "Bearer my-token");
    }
  }

  private Link open(@Nullable URI address) {
    Access.Bridged access = new Access.Bridged(new At(address), PATH, "login", false);
    return BridgeLink.open(access, lane, this, PlainExchange.SETTINGS);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:%d/base".formatted(server.port()));
  }

  @AfterEach
  void close() {
    server.disposeNow();
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  public String feed() {
    return "okx:stream#1";
  }

  @Override
  public void opened() {
    told.add("opened");
  }

  @Override
  public void received(byte[] frame, int length) {
    told.add("received");
  }

  @Override
  public void pinged() {}

  @Override
  public void refused(int status, String reason, long retryAfterSeconds) {
    told.add("refused " + status);
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    told.add("closed " + reason);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  private void send(int count, String frame) {
    int before = told.size();
    Flux.range(0, count)
        .doOnNext(_ -> frames.emitNext(frame, Sinks.EmitFailureHandler.FAIL_FAST))
        .blockLast();
    until(() -> told.size() == before + count);
  }

  @Test
  void connectsToWhereTheBridgeIsWithItsHeaders() {
    Link link = open(address());
    until(() -> told.contains("opened"));
    assertThat(headers).hasSize(1);
    assertThat(headers.getFirst().get("Authorization")).isEqualTo("Bearer my-token");
    lane.execute(() -> link.send("hello"));
    until(() -> sent.contains("hello"));
    lane.execute(() -> link.close("enough"));
    until(() -> told.contains("closed the connection to the bridge: enough"));
  }

  @Test
  void givesCreditForWhatWasConsumed() {
    open(address());
    until(() -> told.contains("opened"));
    send(15, "{\"t\":\"taken\",\"id\":1}");
    assertThat(sent).isEmpty();
    send(1, "{\"t\":\"taken\",\"id\":1}");
    until(() -> sent.equals(List.of(CREDIT)));
    send(32, "{\"t\":\"taken\",\"id\":1}");
    until(() -> sent.equals(List.of(CREDIT, CREDIT, CREDIT)));
  }

  @Test
  void heartbeatsGetNoCredit() {
    open(address());
    until(() -> told.contains("opened"));
    send(15, "{\"t\":\"taken\",\"id\":1}");
    send(40, "{\"t\":\"hb\"}");
    send(1, "{\"t\":\"taken\",\"id\":1}");
    until(() -> sent.size() == 1);
    send(15, "{\"t\":\"left\",\"id\":1}");
    assertThat(sent).hasSize(1);
  }

  @Test
  void isClosedWithTheReasonWhereThereIsNoBridge() {
    Link link = open(null);
    until(() -> !told.isEmpty());
    assertThat(told).containsExactly("closed the bridge ccxt is being started");
    link.send("nothing");
    link.close("enough");
    assertThat(told).hasSize(1);
  }

  @Test
  void isRefusedWhereTheBridgeRefuses() {
    open(URI.create("http://127.0.0.1:%d/elsewhere".formatted(server.port())));
    until(() -> told.contains("refused 404"));
  }

  @Test
  void isClosedWhereNobodyListens() {
    URI before = address();
    server.disposeNow();
    open(before);
    until(() -> told.stream().anyMatch(line -> line.startsWith("closed ")));
    assertThat(told).doesNotContain("opened");
  }
}
