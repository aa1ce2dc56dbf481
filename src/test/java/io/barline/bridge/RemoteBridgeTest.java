package io.barline.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.barline.bridge.BridgeReport.State;
import io.barline.exchange.Bridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bridge that somebody else runs is looked at; here it is a server on loopback. */
@Timeout(60)
class RemoteBridgeTest {
  private final List<String> listed = new CopyOnWriteArrayList<>();
  private final AtomicInteger lists = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile String boot = "one";
  private volatile String health = "";
  private volatile int status = 200;
  private volatile @Nullable String wanted = "Bearer my-token";
  private volatile boolean nonsense;
  private HttpServer server;
  private @Nullable RemoteBridge bridge;

  RemoteBridgeTest() throws IOException {
    this.server = serve(0);
  }

  private HttpServer serve(int port) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    String body = "";
    int code = 404;
    if (path.endsWith("/healthz")) {
      looks.incrementAndGet();
      body = health.isEmpty() ? "{\"boot\":\"%s\",\"subs\":37}".formatted(boot) : health;
      code = status;
    } else if (path.endsWith("/v1/exchanges")) {
      lists.incrementAndGet();
      body = "the list of " + boot;
      code = wanted == null || wanted.equals(token) ? 200 : 401;
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void close() {
    if (bridge != null) {
      bridge.close();
    }
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  private RemoteBridge look(String token, String path) {
    RemoteBridge made = new RemoteBridge("far", at(path), token, this::list, Duration.ofMillis(20));
    bridge = made;
    made.start();
    return made;
  }

  private void list(Bridge from, byte[] body) {
    if (nonsense) {
      throw new IllegalStateException("no exchanges");
    }
    listed.add(new String(body, UTF_8));
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  private void untilRunning() {
    until(() -> bridge != null && bridge.report().state() == State.RUNNING);
  }

  /** Waits until it was looked at wholly since. */
  private void awaitALook() {
    int before = looks.get();
    until(() -> looks.get() > before + 1);
  }

  @Test
  void sendsItsTokenAndAsksForTheListOnce() {
    RemoteBridge far = look(" my-token ", "");
    assertThat(far.address()).isEqualTo(at(""));
    assertThat(far.headers()).containsEntry("Authorization", "Bearer my-token");
    untilRunning();
    awaitALook();
    assertThat(listed).containsExactly("the list of one");
    assertThat(lists).hasValue(1);
    assertThat(far.report().figures()).containsEntry("subs", 37);
    assertThat(far.report().lastError()).isNull();
    assertThat(far.trouble()).isEqualTo("the bridge far answers");
  }

  @Test
  void asksForTheListAgainWhenItHasBegunAnew() {
    look("my-token", "");
    untilRunning();
    boot = "two";
    until(() -> listed.size() == 2);
    assertThat(listed).containsExactly("the list of one", "the list of two");
  }

  @Test
  void looksBelowTheAddressThatItHas() {
    look("my-token", "/behind/");
    untilRunning();
    assertThat(listed).hasSize(1);
  }

  @Test
  void sendsNoTokenWhereThereIsNone() {
    wanted = null;
    RemoteBridge far = look(" ", "");
    assertThat(far.headers()).isEmpty();
    untilRunning();
  }

  @Test
  void aTokenThatIsRefusedIsTold() {
    RemoteBridge far = look("another", "");
    until(() -> far.trouble().contains("/v1/exchanges answered 401"));
    until(() -> far.report().state() == State.AWAY);
    assertThat(listed).isEmpty();
    wanted = null;
    untilRunning();
    assertThat(listed).hasSize(1);
  }

  @Test
  void isAwayAndBackAgain() throws IOException {
    RemoteBridge far = look("my-token", "");
    untilRunning();
    int port = server.getAddress().getPort();
    server.stop(0);
    until(() -> far.report().state() == State.AWAY);
    assertThat(far.trouble()).contains("does not answer");
    until(() -> far.report().figures().isEmpty());
    server = serve(port);
    untilRunning();
    assertThat(listed).hasSize(1);
  }

  @Test
  void oneThatHasNeverAnsweredIsAway() {
    server.stop(0);
    RemoteBridge far = look("my-token", "");
    until(() -> far.report().state() == State.AWAY);
    assertThat(far.address()).isNotNull();
  }

  @Test
  void oneThatIsUnwellIsAwayThoughItListsItsExchanges() {
    status = 503;
    RemoteBridge far = look("my-token", "");
    until(() -> far.trouble().contains("/healthz answered 503"));
    assertThat(listed).hasSize(1);
    status = 200;
    untilRunning();
  }

  @Test
  void aListThatMakesNoSenseIsToldAndAskedForAgain() {
    nonsense = true;
    RemoteBridge far = look("my-token", "");
    until(() -> far.trouble().contains("lists something else than exchanges: no exchanges"));
    nonsense = false;
    untilRunning();
    assertThat(listed).hasSize(1);
  }

  @Test
  void somethingElseThanABridgeIsNotTakenForOne() {
    for (String answer : List.of("{}", "null", "[]", "<html>")) {
      health = answer;
      RemoteBridge far = look("my-token", "");
      until(() -> far.report().state() == State.AWAY);
      awaitALook();
      assertThat(far.report().state()).as(answer).isEqualTo(State.AWAY);
      far.close();
    }
    assertThat(listed).isEmpty();
  }
}
