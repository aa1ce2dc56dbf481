package io.barline;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client of the gateway that is nothing but the JDK's WebSocket. It keeps everything that it
 * received, in order.
 */
final class GatewayClient implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LinkedBlockingQueue<JsonNode> arriving = new LinkedBlockingQueue<>();
  private final List<JsonNode> received = new ArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private volatile String closeReason = "";
  private @Nullable WebSocket socket;

  /** What a message had that the protocol does not say; such a message is not among the others. */
  private volatile @Nullable AssertionError wrong;

  static GatewayClient connect(HttpClient client, URI uri) {
    GatewayClient connected = new GatewayClient();
    connected.socket = client.newWebSocketBuilder().buildAsync(uri, connected).join();
    return connected;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        arriving.add(ProtocolSchema.checked(text.toString()));
      } catch (AssertionError e) {
        wrong = e;
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeReason = reason;
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  void send(String json) {
    Objects.requireNonNull(socket).sendText(json, true).join();
  }

  /** Subscribes and waits for the answer. */
  JsonNode subscribe(String topics, String options) {
    String list = "\"" + topics.replace(",", "\",\"") + "\"";
    send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[%s]%s}".formatted(list, options));
    return await(message -> is(message, "ack"));
  }

  static boolean is(JsonNode message, String type) {
    return message.path("type").asString().equals(type);
  }

  /** The next message that fits; those before it are kept in {@link #received}. */
  JsonNode await(Predicate<JsonNode> wanted) {
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        JsonNode next = arriving.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        throwWhatIsWrong();
        if (next == null) {
          throw new AssertionError(
              "did not come within %s; came: %s".formatted(PATIENCE, received));
        }
        received.add(next);
        if (wanted.test(next)) {
          return next;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next message of a type on a topic. */
  JsonNode await(String type, String topic) {
    return await(message -> is(message, type) && message.path("topic").asString().equals(topic));
  }

  /** Waits until the topic's feed is in that state. */
  JsonNode awaitState(String topic, String state) {
    return await(
        message ->
            is(message, "status")
                && message.path("topic").asString().equals(topic)
                && message.path("state").asString().equals(state));
  }

  /** Waits until each of the topics' feeds was in that state, in whatever order. */
  void awaitStates(String state, String... topics) {
    for (String topic : topics) {
      boolean was =
          received("status", topic).stream()
              .anyMatch(status -> status.path("state").asString().equals(state));
      if (!was) {
        awaitState(topic, state);
      }
    }
  }

  /** Everything that was looked at so far, in order. */
  List<JsonNode> received() {
    return received;
  }

  List<JsonNode> received(String type, String topic) {
    return received.stream()
        .filter(m -> is(m, type) && m.path("topic").asString().equals(topic))
        .toList();
  }

  /** The code that the gateway closed with. */
  int awaitClose() {
    try {
      return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the gateway did not close the connection", e);
    }
  }

  /** What the gateway said when it closed; known with the code. */
  String closeReason() {
    return closeReason;
  }

  private void throwWhatIsWrong() {
    AssertionError error = wrong;
    if (error != null) {
      throw error;
    }
  }

  @Override
  public void close() {
    Objects.requireNonNull(socket).abort();
    throwWhatIsWrong();
  }
}
