package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Serves the catalogues of a {@link PlainExchange} on loopback, or fails to, as told. */
public final class CatalogueServer implements AutoCloseable {
  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Semaphore requests = new Semaphore(0);

  public CatalogueServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    symbols("spot", "BTC/USDT", "ETH/USDT");
    symbols("linear", "BTC/USDT:USDT");
  }

  private void answer(HttpExchange exchange) throws IOException {
    Answer answer =
        answers.getOrDefault(exchange.getRequestURI().getPath(), new Answer(404, "nothing"));
    byte[] body = answer.body.getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
    requests.release();
  }

  public PlainExchange exchange() {
    return new PlainExchange(
        URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort())));
  }

  /** From now on a segment has these. */
  public void symbols(String segment, String... symbols) {
    answers.put("/" + segment, new Answer(200, String.join("\n", symbols)));
  }

  /** From now on asking for a segment is answered so. */
  public void answer(String segment, int status, String body) {
    answers.put("/" + segment, new Answer(status, body));
  }

  /** Catalogues that were asked for once, whatever came of it. */
  public Catalogues loadedOnce(Clock clock) throws InterruptedException {
    Catalogues catalogues =
        new Catalogues(List.of(exchange()), PlainExchange.SETTINGS, clock, new Random(1));
    catalogues.load("plain");
    return catalogues;
  }

  void forgetRequests() {
    requests.drainPermits();
  }

  /** Waits until so many more requests were answered. */
  void awaitRequests(int count) throws InterruptedException {
    if (!requests.tryAcquire(count, 30, TimeUnit.SECONDS)) {
      throw new AssertionError("only %d requests came".formatted(requests.availablePermits()));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
