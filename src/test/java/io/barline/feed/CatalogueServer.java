package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.barline.exchange.Roster;
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
  /**
   * @param headers besides the length
   * @param whole whether the body ends
   */
  private record Answer(int status, String body, Map<String, String> headers, boolean whole) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> requests = new ConcurrentHashMap<>();

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
    String path = exchange.getRequestURI().getPath();
    Answer answer = answers.getOrDefault(path, new Answer(404, "nothing", Map.of(), true));
    byte[] body = answer.body.getBytes(UTF_8);
    answer.headers.forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(answer.status, answer.whole ? body.length : body.length + 1);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
    if (answer.whole) {
      exchange.close();
    }
    requests(path.substring(1)).release();
  }

  private Semaphore requests(String segment) {
    return requests.computeIfAbsent(segment, _ -> new Semaphore(0));
  }

  public PlainExchange exchange() {
    return new PlainExchange(address());
  }

  /** The same exchange, listed only when something of it is asked for. */
  PlainExchange onDemand() {
    return new PlainExchange(address()) {
      @Override
      public boolean isOnDemand() {
        return true;
      }
    };
  }

  private URI address() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
  }

  /** From now on a segment has these. */
  public void symbols(String segment, String... symbols) {
    answer(segment, 200, String.join("\n", symbols));
  }

  /** From now on asking for a segment is answered so. */
  public void answer(String segment, int status, String body) {
    answers.put("/" + segment, new Answer(status, body, Map.of(), true));
  }

  /** From now on asking for a segment is refused so. */
  void refuse(String segment, int status, String retryAfter) {
    answers.put("/" + segment, new Answer(status, "", Map.of("Retry-After", retryAfter), true));
  }

  /** From now on the list of a segment begins and doesn't end. */
  void stall(String segment) {
    answers.put("/" + segment, new Answer(200, "BTC/USDT", Map.of(), false));
  }

  /** Catalogues that were asked for once, whatever came of it. */
  public Catalogues loadedOnce(Clock clock) throws InterruptedException {
    Catalogues catalogues =
        new Catalogues(
            Roster.of(List.of(exchange())),
            new RestInterfaces(PlainExchange.SETTINGS, clock),
            PlainExchange.SETTINGS,
            clock,
            new Random(1));
    catalogues.load("plain", "spot");
    catalogues.load("plain", "linear");
    return catalogues;
  }

  /** Has a segment's list fetched once more. */
  public void reload(Catalogues catalogues, String segment) throws InterruptedException {
    catalogues.load("plain", segment);
  }

  /** How many requests for a segment were answered since it was last looked. */
  int takeRequests(String segment) {
    return requests(segment).drainPermits();
  }

  /** Waits until so many more requests for a segment were answered. */
  void awaitRequests(String segment, int count) throws InterruptedException {
    if (!requests(segment).tryAcquire(count, 30, TimeUnit.SECONDS)) {
      throw new AssertionError("only %d requests came".formatted(takeRequests(segment)));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
