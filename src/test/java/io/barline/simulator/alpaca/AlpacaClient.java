package io.barline.simulator.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JDK's WebSocket client, which answers pings by itself. */
final class AlpacaClient implements AutoCloseable, WebSocket.Listener {
  static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();

  /** Completes with the close code, or exceptionally where the connection broke. */
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  final CompletableFuture<Void> pinged = new CompletableFuture<>();
  private final WebSocket socket;

  /** Connects, and takes the greeting. */
  AlpacaClient(URI base, String feed) {
    socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(base + feed), this).join();
    assertThat(text()).isEqualTo("[{\"T\":\"success\",\"msg\":\"connected\"}]");
  }

  /** Connects and logs in. */
  static AlpacaClient ready(URI base, String feed) {
    var client = new AlpacaClient(base, feed);
    assertThat(client.ask(login())).isEqualTo("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
    return client;
  }

  static String login() {
    return "{\"action\":\"auth\",\"key\":\"%s\",\"secret\":\"%s\"}"
        .formatted(AlpacaSimulator.KEY, AlpacaSimulator.SECRET);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      texts.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
    pinged.complete(null);
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

  /**
   * The code that the connection ended with, which it must do; 1006 where it ended without a close
   * frame.
   */
  int end() {
    return closed
        .handle((code, broken) -> broken == null ? code : 1006)
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  /** The next text, which must come. */
  String text() {
    try {
      String text = texts.poll(10, TimeUnit.SECONDS);
      assertThat(text).as("a frame within 10 s").isNotNull();
      return text == null ? "" : text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The events of the next frame, which must be an array. */
  JsonNode json() {
    JsonNode frame = JSON.readTree(text());
    assertThat(frame.isArray()).isTrue();
    return frame;
  }

  /** Sends a request and takes the next frame, which must be its reply. */
  String ask(String request) {
    send(request);
    return text();
  }

  /** Nothing else has been sent: the reply to a request comes first. */
  void expectNothing() {
    assertThat(ask("{\"action\":\"dance\"}")).contains("\"code\":400");
  }

  @Override
  public void close() {
    socket.abort();
  }
}
