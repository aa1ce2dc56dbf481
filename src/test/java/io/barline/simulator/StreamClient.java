package io.barline.simulator;

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
public final class StreamClient implements AutoCloseable, WebSocket.Listener {
  public static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();

  /** Completes with the close code, or exceptionally where the connection broke. */
  public final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private final WebSocket socket;

  private final CompletableFuture<Void> gate;

  public StreamClient(URI base, String path) {
    this(base, path, CompletableFuture.completedFuture(null));
  }

  /** Reads nothing until {@code gate} opens. */
  StreamClient(URI base, String path, CompletableFuture<Void> gate) {
    this.gate = gate;
    socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(base + path), this).join();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    var _ = gate.thenRun(() -> webSocket.request(1));
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      String text = partial.toString();
      partial.setLength(0);
      texts.add(text);
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

  public void send(String text) {
    socket.sendText(text, true).join();
  }

  void ping() {
    socket.sendPing(ByteBuffer.allocate(0)).join();
  }

  /** The next text, which must come. */
  public String text() {
    try {
      String text = texts.poll(10, TimeUnit.SECONDS);
      assertThat(text).as("a frame within 10 s").isNotNull();
      return text == null ? "" : text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public JsonNode json() {
    return JSON.readTree(text());
  }

  /** Whether all texts that have come were taken. */
  boolean isQuiet() {
    return texts.isEmpty();
  }

  /** Sends a request and takes the next frame, which must be its reply. */
  public String ask(String request) {
    send(request);
    return text();
  }

  /** Nothing else has been sent: the reply to a request comes first. */
  void expectNothing() {
    assertThat(ask("{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":99}"))
        .contains("\"id\":99");
  }

  public int closeCode() {
    return closed.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
