package io.barline;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client that keeps an exact record by the protocol's words alone: of each topic what it was
 * told, where it was told that something is missing, and what was filled. It checks what the
 * protocol promises of each message as it comes.
 */
final class RecordingClient implements WebSocket.Listener, AutoCloseable {
  private static final int MOST_NOTICES = 2_000;

  private final Map<String, Heard> records = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;
  private @Nullable String ended;
  private int pongs;

  /** What a client knows of a topic. */
  static final class Heard {
    final Map<String, Integer> trades = new HashMap<>();
    final Map<String, String> byId = new HashMap<>();
    final TreeMap<Long, JsonNode> bars = new TreeMap<>();
    final TreeMap<Long, Hole> holes = new TreeMap<>();
    final Map<String, Integer> statuses = new TreeMap<>();
    final Map<String, Integer> quarantines = new TreeMap<>();
    final BookReplica book = new BookReplica();

    /** The best prices; null before any were told. */
    Truth.@Nullable Book quote;

    /** What was told besides data, each with when it came. */
    final List<String> notices = new ArrayList<>();

    int repaired;
    String epoch = "";
    long seq = -1;
    String state = "";
    long firstTime = Long.MAX_VALUE;
    long newestTime;
  }

  /** A span in which something is or was missing. */
  record Hole(long from, long to, String cause, boolean filled) {
    boolean holds(long time) {
      return from <= time && time <= to;
    }
  }

  static RecordingClient connect(HttpClient http, URI gateway) {
    RecordingClient client = new RecordingClient();
    client.socket = http.newWebSocketBuilder().buildAsync(gateway, client).join();
    return client;
  }

  /** Subscribes to topics, of all but order books to every message. */
  void subscribe(List<String> topics) {
    subscribe(topics.stream().filter(topic -> topic.contains(":book.")).toList(), "");
    subscribe(
        topics.stream().filter(topic -> !topic.contains(":book.")).toList(),
        ",\"delivery\":\"lossless\"");
  }

  private void subscribe(List<String> topics, String options) {
    if (!topics.isEmpty()) {
      String list = "\"" + String.join("\",\"", topics) + "\"";
      Objects.requireNonNull(socket)
          .sendText(
              "{\"type\":\"subscribe\",\"id\":1,\"topics\":[%s]%s}".formatted(list, options), true)
          .join();
    }
  }

  /** Asks for a sign, which comes after all that was sent to it so far. */
  void ping() {
    Objects.requireNonNull(socket).sendText("{\"type\":\"ping\"}", true).join();
  }

  /** How many signs came. */
  synchronized int pongs() {
    return pongs;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      String whole = text.toString();
      text.setLength(0);
      try {
        take(ProtocolSchema.checked(whole));
      } catch (RuntimeException | AssertionError wrong) {
        broke(whole + " " + wrong);
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public synchronized @Nullable CompletionStage<?> onClose(WebSocket from, int code, String why) {
    ended = code + " " + why;
    return null;
  }

  @Override
  public synchronized void onError(WebSocket from, Throwable error) {
    ended = error.toString();
  }

  private synchronized void broke(String what) {
    if (broken.size() < 20) {
      broken.add(what);
    }
  }

  private synchronized void take(JsonNode message) {
    String type = message.path("type").asString();
    JsonNode topic = message.path("topic");
    if (type.equals("ack")) {
      if (!message.path("topics").findValues("error").isEmpty()) {
        broke(message.toString());
      }
      return;
    }
    if (topic.isMissingNode()) {
      pongs += type.equals("pong") ? 1 : 0;
      return;
    }
    Heard record = records.computeIfAbsent(topic.asString(), _ -> new Heard());
    count(record, message);
    notice(record, type, message);
    switch (type) {
      case "trade" -> trade(record, message);
      case "bar" -> bar(record, message);
      case "book" -> record.book.apply(message);
      case "gap" ->
          record.holes.put(
              message.path("gap").asLong(),
              new Hole(
                  nanos(message, "from"),
                  nanos(message, "to"),
                  message.path("cause").asString(),
                  false));
      case "gap_filled" ->
          record.holes.computeIfPresent(
              message.path("gap").asLong(),
              (_, hole) -> new Hole(hole.from, hole.to, hole.cause, true));
      case "status" -> {
        record.state = message.path("state").asString();
        record.statuses.merge(record.state, 1, Integer::sum);
      }
      case "quarantine" ->
          record.quarantines.merge(message.path("state").asString(), 1, Integer::sum);
      case "quote" -> {
        record.quote = new Truth.Book(best(message, "bid"), best(message, "ask"));
        record.newestTime = nanos(message, "receiveTime");
      }
      case "ticker" -> record.newestTime = nanos(message, "receiveTime");
      default -> broke("unknown type: " + message);
    }
  }

  private static List<Level> best(JsonNode quote, String side) {
    return List.of(
        new Level(
            Decimal.parse(quote.path(side).asString()),
            Decimal.parse(quote.path(side + "Size").asString())));
  }

  private static void notice(Heard record, String type, JsonNode message) {
    switch (type) {
      case "status", "gap", "gap_filled", "quarantine" -> {
        if (record.notices.size() < MOST_NOTICES) {
          record.notices.add(Instant.now() + " " + message);
        }
      }
      default -> {}
    }
  }

  /** All that was told besides data, topic by topic. */
  synchronized List<String> notices() {
    return records.values().stream().flatMap(record -> record.notices.stream()).toList();
  }

  /** Numbers go on without a hole. */
  private void count(Heard record, JsonNode message) {
    if (message.path("snapshot").asBoolean(false)) {
      return;
    }
    long seq = message.path("seq").asLong();
    String epoch = message.path("epoch").asString();
    if (record.seq >= 0 && (seq != record.seq + 1 || !epoch.equals(record.epoch))) {
      broke("after %s %d came %s".formatted(record.epoch, record.seq, message));
    }
    record.seq = seq;
    record.epoch = epoch;
  }

  private void trade(Heard record, JsonNode message) {
    if (message.path("snapshot").asBoolean(false)) {
      return; // the last one before this client came
    }
    long time = nanos(message, "exchangeTime");
    String key =
        Truth.key(
            time,
            message.path("price").asString(),
            message.path("size").asString(),
            message.path("side").asString());
    String id = message.path("id").asString();
    String before = record.byId.put(id + "@" + time, key);
    if (before != null && !id.isEmpty()) { // without ids, several may be of one millisecond
      broke("twice: " + message);
    }
    record.trades.merge(key, 1, Integer::sum);
    if (message.path("repaired").asBoolean(false)) {
      record.repaired++;
    } else {
      record.firstTime = Math.min(record.firstTime, time);
    }
    record.newestTime = Math.max(record.newestTime, time);
  }

  private void bar(Heard record, JsonNode message) {
    if (!message.path("final").asBoolean()) {
      return;
    }
    JsonNode before = record.bars.put(nanos(message, "timestamp"), message);
    if (message.path("snapshot").asBoolean(false)) {
      return;
    }
    int revision = message.path("revision").asInt();
    boolean follows =
        before == null ? revision == 0 : revision == before.path("revision").asInt() + 1;
    if (!follows) {
      broke("revision does not follow: " + before + " " + message);
    }
  }

  static long nanos(JsonNode message, String field) {
    return UtcNanos.of(Instant.parse(message.path(field).asString()));
  }

  /** What the protocol promises and was not kept. */
  synchronized List<String> broken() {
    return List.copyOf(broken);
  }

  /** Why the connection ended; null while it lasts. */
  synchronized @Nullable String ended() {
    return ended;
  }

  /** Looks at a topic's record; nothing changes meanwhile. */
  synchronized <T> T look(String topic, Function<Heard, T> at) {
    return at.apply(records.computeIfAbsent(topic, _ -> new Heard()));
  }

  @Override
  public void close() {
    Objects.requireNonNull(socket).abort();
  }
}
