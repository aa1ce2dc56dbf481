package io.barline.simulator.bybit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JDK's clients for WebSocket and HTTP. */
final class BybitClient implements AutoCloseable, WebSocket.Listener {
  static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;

  BybitClient(BybitSimulator simulator, String category) {
    socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create(simulator.ws() + "/" + category), this)
            .join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
    partial.append(part);
    if (last) {
      texts.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void subscribe(int request, String... topics) {
    send(
        "{\"req_id\":\"%d\",\"op\":\"subscribe\",\"args\":%s}"
            .formatted(request, JSON.writeValueAsString(topics)));
  }

  /** The next frame, which must come. */
  String text() {
    try {
      String text = texts.poll(10, TimeUnit.SECONDS);
      assertThat(text).as("a frame within 10 s").isNotNull();
      return text == null ? "" : text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode json() {
    return JSON.readTree(text());
  }

  /** Nothing else has been sent: the answer to a ping comes first. */
  void expectNothing() {
    send("{\"req_id\":\"nothing\",\"op\":\"ping\"}");
    assertThat(text()).contains("\"ret_msg\":\"pong\"").contains("\"req_id\":\"nothing\"");
  }

  CompletableFuture<Integer> closed() {
    return closed.orTimeout(10, TimeUnit.SECONDS);
  }

  static JsonNode get(BybitSimulator simulator, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create(simulator.rest() + path);
    var response = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    socket.abort();
  }
}
