package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A well-behaved WebSocket client. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
  /** How a connection was closed. */
  record Closed(int code, String reason) {}

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final StringBuilder parts = new StringBuilder();
  private final WebSocket socket;

  /** What a message had that the protocol does not say. */
  private volatile @Nullable AssertionError wrong;

  TestClient(TestGateway gateway) {
    this(gateway, "");
  }

  /**
   * @param query of the handshake, with its question mark
   * @param headers names and values by turns
   */
  TestClient(TestGateway gateway, String query, String... headers) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/api/v1/ws" + query), this)
            .join();
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void sendBinary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** The next message. */
  String next() throws InterruptedException {
    String message = received.poll(20, TimeUnit.SECONDS);
    assertThat(message).as("a message within 20 s").isNotNull();
    assertThat(wrong).isNull();
    return message;
  }

  /** Subscribes and returns the ack, after the hello that came before. */
  String subscribe(String... topics) throws InterruptedException {
    assertThat(next()).contains("\"type\":\"hello\"");
    send("{\"type\":\"subscribe\",\"topics\":[\"" + String.join("\",\"", topics) + "\"]}");
    return next();
  }

  Closed awaitClosed() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    parts.append(data);
    if (last) {
      received.add(seen(parts.toString()));
      parts.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private String seen(String message) {
    try {
      ProtocolSchema.checked(message);
    } catch (AssertionError e) {
      wrong = e;
    }
    return message;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(new Closed(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
    assertThat(wrong).isNull();
  }

  /** Leaves as a client should. */
  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }
}
