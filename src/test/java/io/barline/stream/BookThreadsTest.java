package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.subscription.Resolution;
import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of an order book that comes back again and again, while another stream fills its
 * mailbox, on a real thread for each of the three.
 */
@Timeout(120)
class BookThreadsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Topic BOOK = new Topic("x", new Channel.Book(5), "A");
  private static final Topic OTHER = Market.trades("B");
  private static final Instrument INSTRUMENT =
      ((Resolution.Resolved)
              new Market(new Hub(false, CLOCK), Runnable::run).resolve(BOOK.toString()))
          .instrument();
  private static final int ROUNDS = 1_500;
  private static final int MOST_CHANGES = 60;

  /** More than half of what may wait for the client. */
  private static final int NOISE = 600;

  private final EventExecutor owner = new DefaultEventLoop();
  private final EventExecutor otherOwner = new DefaultEventLoop();
  private final EventExecutor loop = new DefaultEventLoop();
  private final Hub hub = new Hub(false, CLOCK);
  private final Market market = new Market(hub, Runnable::run);
  private final TopicStream stream = hub.open(BOOK, Variant.PLAIN, owner);
  private final TopicStream other = hub.open(OTHER, Variant.PLAIN, otherOwner);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean quiet;

  // The owner's.
  private final TreeMap<Integer, Integer> book = new TreeMap<>();
  private int changes;

  // The client's event loop's.
  private final Random random = new Random(1);
  private final BookClient client = new BookClient();
  private Connection connection = new Connection(market, hub, loop, CLOCK);
  private String delivery = "";
  private int round;
  private boolean away;
  private int recovered;

  /** How many of those messages that were missed are still to come. */
  private long promised;

  @AfterEach
  void stop() {
    quiet = true;
    for (EventExecutor each : List.of(owner, otherOwner, loop)) {
      var _ = each.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"snapshot\"", "\"lossless\"", "\"conflate\",\"every\":0"})
  void isBroughtExactlyWhatItMissedAndThenWhatIsLive(String asked) throws Exception {
    delivery = asked;
    client.countsAll = !asked.contains("conflate");
    var _ = market.want(BOOK, Variant.PLAIN);
    var _ = market.want(OTHER, Variant.PLAIN);
    hub.attach(BOOK, Variant.PLAIN, _ -> {});
    run(owner, this::open);
    run(loop, this::begin);
    end.get();
    assertThat(promised).isZero();
    assertThat(recovered).isPositive();
  }

  /** Has a task run; what it finds wrong ends the test. */
  private void run(EventExecutor on, Runnable task) {
    on.execute(
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
  }

  private void open() {
    stream.snapshots(this::wholeBook);
    stream.publish(wholeBook());
  }

  private void change(int times) {
    for (int i = 0; i < times; i++) {
      int price = 1 + changes % 7;
      int size = ++changes % 3;
      if (size == 0) {
        book.remove(price);
      } else {
        book.put(price, size);
      }
      stream.publish(
          new BookDelta(
              INSTRUMENT, 5, 0, 0, changes, List.of(level(price, size)), List.of(), 0, 1));
    }
    stream.publish(Market.live(BOOK)); // tells the number of the last change
    Map<Integer, Integer> now = Map.copyOf(book);
    run(loop, () -> step(now));
  }

  private BookSnapshot wholeBook() {
    List<Level> bids = new ArrayList<>();
    book.forEach((price, size) -> bids.add(level(price, size)));
    return new BookSnapshot(INSTRUMENT, 5, Trade.NO_SEQUENCE, bids.reversed(), List.of(), 0, 1);
  }

  private static Level level(int price, int size) {
    return new Level(Decimal.of(price, 0), Decimal.of(size, 0));
  }

  private void makeNoise() {
    for (int i = 0; i < NOISE; i++) {
      other.publish(Market.trade("t"));
    }
    run(loop, this::hearNoise);
  }

  private void hearNoise() {
    read();
    if (!quiet) {
      run(otherOwner, this::makeNoise);
    }
  }

  private void begin() {
    subscribe("\"%s\"],\"delivery\":%s".formatted(BOOK, delivery));
    subscribe("\"%s\"],\"delivery\":\"drop_oldest\",\"queue\":500".formatted(OTHER));
    run(otherOwner, this::makeNoise);
    run(owner, () -> change(1));
  }

  private void subscribe(String topics) {
    var _ = connection.send("{\"type\":\"subscribe\",\"topics\":[" + topics + "}");
  }

  /** Changes come as fast as the client reads; at the end it reads until it has all. */
  private void step(Map<Integer, Integer> now) {
    read();
    round++;
    quiet = round > ROUNDS;
    if (quiet && !away && promised == 0 && now.equals(client.book)) {
      end.complete(null);
      return;
    }
    if (away && (quiet || random.nextInt(3) == 0)) {
      comeBack();
    } else if (!away && !quiet && random.nextInt(5) == 0 && client.bookSeq > 0) {
      connection.leave();
      away = true;
    }
    int more = quiet ? 0 : random.nextInt(MOST_CHANGES);
    run(owner, () -> change(more));
  }

  private void comeBack() {
    connection = new Connection(market, hub, loop, CLOCK);
    away = false;
    promised = 0;
    subscribe("\"%s\"],\"delivery\":\"drop_oldest\",\"queue\":500".formatted(OTHER));
    var _ = connection.resume(BOOK.toString(), delivery, stream.epoch(), client.bookSeq);
  }

  private void read() {
    if (away) {
      return;
    }
    Mailbox mailbox = connection.mailbox;
    mailbox.beginTaking();
    Message message;
    while ((message = mailbox.poll()) != null) {
      String json = new String(message.json(), UTF_8);
      if (json.startsWith("{\"type\":\"ack\"")) {
        acknowledged(JSON.readTree(json).path("topics").path(0));
      } else if (json.contains(BOOK.toString())) {
        hear(message, json);
      }
    }
    mailbox.caughtUp();
    assertThat(mailbox.farewell()).isNull();
  }

  private void acknowledged(JsonNode topic) {
    if (topic.has("recovered")) {
      boolean all = topic.path("recovered").asBoolean();
      client.reconnected(all);
      promised = client.countsAll ? topic.path("replayed").asLong() : 0;
      recovered += all ? 1 : 0;
    }
  }

  private void hear(Message message, String json) {
    if (promised > 0) {
      assertThat(message).isInstanceOf(Encoded.class);
      promised--;
    }
    client.read(json);
  }
}
