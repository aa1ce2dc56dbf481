package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A REST interface on loopback that answers as told, to several at a time. */
final class RestServer implements AutoCloseable {
  /**
   * @param headers besides the length
   */
  record Answer(int status, String body, Map<String, String> headers) {
    Answer(int status, String body) {
      this(status, body, Map.of());
    }
  }

  final HttpClient client = HttpClient.newHttpClient();

  /** The paths that were asked for, without the leading slash, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  volatile Function<String, Answer> answers = _ -> new Answer(200, "");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  RestServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    asked.add(path);
    Answer answer = answers.apply(path);
    byte[] body = answer.body.getBytes(UTF_8);
    answer.headers.forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  RestRequest get(String path, int weight) {
    return RestRequest.get(
        URI.create("http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), path)),
        weight);
  }

  /** A way to ask it that never waits. */
  Rest rest(RestBudget budget, Bans bans, Clock clock) {
    return new Rest(
        client,
        budget,
        new WeightBucket(budget.weight(), budget.window().toNanos()),
        bans,
        PlainExchange.SETTINGS,
        clock,
        _ -> {});
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop(0);
    threads.shutdownNow();
  }
}
