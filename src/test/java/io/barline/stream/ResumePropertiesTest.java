package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.ReplaySettings;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.subscription.Resolution;
import io.barline.wire.Encoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Wherever a client loses its connection: it gets exactly what it missed, or is told otherwise. */
class ResumePropertiesTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Topic QUOTES = new Topic("x", new Channel.Quotes(), "A");
  private static final Topic BOOK = new Topic("x", new Channel.Book(5), "A");
  private static final Instrument INSTRUMENT = instrument();
  private static final long MAX_AGE = 120_000;

  private long millis = 1_000_000_000;
  private final InstantSource source = () -> Instant.ofEpochMilli(millis);
  private final Clock clock = source.withZone(ZoneOffset.UTC);

  private static Instrument instrument() {
    Market market = new Market(new Hub(false, Clock.systemUTC()), Runnable::run);
    return ((Resolution.Resolved) market.resolve("x:quotes:A")).instrument();
  }

  /** What is published, and how long after what came before. */
  record Step(MarketEvent event, int after) {}

  private Hub hub(int maxMessages) {
    return new Hub(
        false,
        clock,
        new ReplaySettings(
            Duration.ofMillis(MAX_AGE),
            maxMessages,
            DataSize.ofMegabytes(64),
            10,
            DataSize.ofMegabytes(1)));
  }

  @Property(tries = 400)
  void aClientGetsExactlyWhatItMissedOrThePresent(
      @ForAll("events") @Size(max = 40) List<Step> events,
      @ForAll @IntRange(min = 1, max = 30) int window,
      @ForAll boolean neighbour,
      @ForAll("deliveries") String delivery) {
    for (int lost = 0; lost <= events.size(); lost++) {
      for (int back = lost; back <= events.size(); back += 1 + (back - lost) / 3) {
        Run run = new Run(window, neighbour, delivery);
        run.play(events, lost, back);
      }
    }
  }

  /** Those by which each message comes to a client that reads. */
  @Provide
  Arbitrary<String> deliveries() {
    return Arbitraries.of(
        "\"lossless\"",
        "\"drop_oldest\",\"queue\":1",
        "\"drop_oldest\",\"queue\":4",
        "\"batch\",\"count\":1,\"queue\":1",
        "\"batch\",\"count\":3,\"queue\":3",
        "\"batch\",\"count\":2,\"queue\":5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"lossless\"",
        "\"drop_oldest\",\"queue\":10",
        "\"batch\",\"count\":10,\"queue\":25"
      })
  void muchThatWasMissedComesAsFastAsTheClientReads(String delivery) {
    Run run = new Run(3_000, true, delivery);
    List<Step> events = Collections.nCopies(3_000, new Step(quote(1), 0));
    run.play(events, 1, 2_900);
    assertThat(run.mostWaiting).isLessThanOrEqualTo(300);
  }

  /** One client that loses its connection once. */
  private final class Run {
    final Hub hub;
    final Market market;
    final TopicStream stream;
    final List<MarketEvent> published = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    final int window;
    final boolean neighbour;
    final String delivery;
    int mostWaiting;

    Run(int window, boolean neighbour, String delivery) {
      this.window = window;
      this.neighbour = neighbour;
      this.delivery = delivery;
      hub = hub(window);
      market = new Market(hub, Runnable::run);
      var _ = market.want(QUOTES, Variant.PLAIN);
      stream = hub.open(QUOTES, Variant.PLAIN, Runnable::run);
    }

    void play(List<Step> events, int lost, int back) {
      if (neighbour) {
        hub.attach(QUOTES, Variant.PLAIN, _ -> {});
      }
      Connection first = new Connection(market, hub, Runnable::run, clock);
      var _ = first.subscribe(QUOTES.toString());
      events.subList(0, lost).forEach(this::publish);
      long deserted = millis;
      first.leave();
      events.subList(lost, back).forEach(this::publish);
      Connection second = new Connection(market, hub, Runnable::run, clock);
      var _ = second.resume(QUOTES.toString(), delivery, stream.epoch(), lost);
      List<String> read = new ArrayList<>();
      for (Step event : events.subList(back, events.size())) {
        mostWaiting = Math.max(mostWaiting, second.mailbox.messages());
        read.addAll(second.read());
        publish(event);
      }
      read.addAll(second.readAll());
      assertThat(second.mailbox.farewell()).isNull();
      second.leave(); // ends the last batch
      read.addAll(second.read());
      read = unpacked(read);
      JsonNode answer = MAPPER.readTree(read.getFirst()).get("topics").get(0);
      boolean recovered = answer.get("recovered").asBoolean();
      assertThat(recovered).isEqualTo(isKept(lost, back, deserted));
      List<String> messages = read.subList(1, read.size());
      if (recovered) {
        assertThat(answer.get("replayed").asLong()).isEqualTo(back - lost);
        assertThat(messages).isEqualTo(expected(lost));
      } else {
        assertThat(answer.has("replayed")).isFalse();
        List<String> snapshots =
            messages.stream().filter(message -> message.contains("\"snapshot\":true")).toList();
        assertThat(messages.subList(0, snapshots.size())).isEqualTo(snapshots);
        assertThat(messages.subList(snapshots.size(), messages.size())).isEqualTo(expected(back));
        long data = lastData(back);
        if (data > 0) {
          assertThat(snapshots.getLast()).contains("\"type\":\"quote\"", "\"seq\":" + data + ",");
        }
      }
    }

    /** What is in batches as it would come without. */
    private static List<String> unpacked(List<String> messages) {
      List<String> all = new ArrayList<>();
      for (String message : messages) {
        if (message.startsWith("{\"type\":\"batch\"")) {
          String content = message.substring(message.indexOf('[') + 1, message.length() - 2);
          all.addAll(List.of(content.split("(?<=}),(?=\\{\"type\":\"quote\")")));
        } else {
          all.add(message);
        }
      }
      return all;
    }

    private void publish(Step step) {
      millis += step.after;
      published.add(step.event);
      times.add(millis);
      stream.publish(step.event);
    }

    /** Whether all that was missed is new enough, and not too much. */
    private boolean isKept(int lost, int back, long deserted) {
      if (back == lost) {
        return true;
      }
      long at = times.get(back - 1);
      return back - lost <= window
          && times.get(lost) >= at - MAX_AGE
          && (neighbour || at - deserted <= MAX_AGE);
    }

    private long lastData(int before) {
      for (int i = before; i > 0; i--) {
        if (published.get(i - 1) instanceof Quote) {
          return i;
        }
      }
      return 0;
    }

    /** All that follow that number, as they are. */
    private List<String> expected(int after) {
      Encoder encoder = new Encoder(QUOTES, stream.epoch(), false);
      List<String> expected = new ArrayList<>();
      for (int i = after; i < published.size(); i++) {
        byte[] json = encoder.encode(i + 1, lastData(i), published.get(i)).json();
        expected.add(new String(json, UTF_8));
      }
      return expected;
    }
  }

  @Provide
  Arbitrary<List<Step>> events() {
    Arbitrary<MarketEvent> event =
        Arbitraries.of(
            quote(1),
            quote(2),
            Market.gap(QUOTES, "down"),
            Market.live(QUOTES),
            new FeedStatus(QUOTES, FeedStatus.State.STALE, 0, 0, null, 1));
    Arbitrary<Integer> after =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 2_000)),
            Tuple.of(1, Arbitraries.integers().between(2_000, 130_000)));
    return Combinators.combine(event, after).as(Step::new).list();
  }

  private static Quote quote(long price) {
    Decimal decimal = Decimal.of(price, 0);
    return new Quote(INSTRUMENT, price, decimal, Decimal.ONE, decimal, Decimal.ONE, 0, 1);
  }

  enum BookStep {
    CHANGE,
    BURST,
    LOSE,
    BECOME_READY,
    TELL_STATUS,
    READ,
    DISCONNECT,
    DISCONNECT_IN_THE_MIDST
  }

  @Property(tries = 500)
  void aBookClientThatComesBackHasTheBookOfOneThatNeverLeft(
      @ForAll @Size(max = 200) List<BookStep> steps,
      @ForAll @IntRange(min = 1, max = 200) int window) {
    BookRun run = new BookRun(hub(window));
    steps.forEach(run::take);
    run.settle();
    assertThat(run.client.book).isEqualTo(run.ready ? run.book : null);
    assertThat(run.witness.book).isEqualTo(run.client.book);
  }

  /** A book, one client that stays, and one that loses its connection now and then. */
  private final class BookRun {
    final Hub hub;
    final Market market;
    final TopicStream stream;
    final TreeMap<Integer, Integer> book = new TreeMap<>();
    final BookClient client = new BookClient();
    final BookClient witness = new BookClient();
    Connection connection;
    boolean ready;
    int changes;

    BookRun(Hub hub) {
      this.hub = hub;
      market = new Market(hub, Runnable::run);
      var _ = market.want(BOOK, Variant.PLAIN);
      stream = hub.open(BOOK, Variant.PLAIN, Runnable::run);
      stream.snapshots(() -> ready ? snapshot() : null);
      hub.attach(BOOK, Variant.PLAIN, message -> witness.read(new String(message.json(), UTF_8)));
      connection = connect();
    }

    private Connection connect() {
      Connection next = new Connection(market, hub, Runnable::run, clock);
      if (client.bookSeq > 0) {
        var _ = next.resume(BOOK.toString(), stream.epoch(), client.bookSeq);
      } else {
        var _ = next.subscribe(BOOK.toString());
      }
      return next;
    }

    void take(BookStep step) {
      switch (step) {
        case CHANGE -> change();
        case BURST -> {
          for (int i = 0; i < BookFlow.MOST_WAITING + 6; i++) {
            change();
          }
        }
        case LOSE -> {
          if (ready) {
            ready = false;
            stream.publish(new BookReset(INSTRUMENT, 5, "lost", 1));
          }
        }
        case BECOME_READY -> {
          if (!ready) {
            ready = true;
            stream.publish(snapshot());
          }
        }
        case TELL_STATUS -> stream.publish(Market.live(BOOK));
        case READ -> read(connection.read());
        case DISCONNECT -> reconnect();
        case DISCONNECT_IN_THE_MIDST -> {
          List<String> waiting = Messages.taken(connection.mailbox);
          read(waiting.subList(0, waiting.size() / 2));
          reconnect();
        }
      }
    }

    private void reconnect() {
      connection.leave();
      connection = connect();
    }

    private void read(List<String> messages) {
      for (String message : messages) {
        if (message.startsWith("{\"type\":\"ack\"")) {
          client.reconnected(message.contains("\"recovered\":true"));
        } else {
          client.read(message);
        }
      }
    }

    private void change() {
      if (ready) {
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
    }

    private MarketEvent snapshot() {
      List<Level> bids = new ArrayList<>();
      book.forEach((price, size) -> bids.add(level(price, size)));
      return new BookSnapshot(INSTRUMENT, 5, Trade.NO_SEQUENCE, bids.reversed(), List.of(), 0, 1);
    }

    private static Level level(int price, int size) {
      return new Level(Decimal.of(price, 0), Decimal.of(size, 0));
    }

    void settle() {
      List<String> read;
      do {
        read = connection.read();
        read(read);
      } while (!read.isEmpty());
      assertThat(connection.mailbox.farewell()).isNull();
    }
  }
}
