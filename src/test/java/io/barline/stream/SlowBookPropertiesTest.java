package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.subscription.Suggestions;
import io.barline.wire.Delivery;
import io.barline.wire.EmptyBars;
import io.barline.wire.Updates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** However slowly a client reads, what it makes of its messages is right, or it knows better. */
class SlowBookPropertiesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final Topic TOPIC = new Topic("x", new Channel.Book(5), "A");
  private static final Instrument INSTRUMENT =
      new Instrument(
          "x",
          "spot",
          "A",
          "A",
          Instrument.Type.SPOT,
          "A",
          "USD",
          null,
          null,
          null,
          null,
          true,
          false);

  enum Step {
    CHANGE,
    BURST,
    LOSE,
    BECOME_READY,
    TELL_STATUS,
    RUN_OWNER,
    FLUSH,
    READ,
    SWITCH
  }

  @Property(tries = 400)
  void whatTheClientHasIsRightOrKnownNotToBe(@ForAll("steps") List<Step> steps) {
    checkThat(steps.stream().filter(step -> step != Step.SWITCH).toList(), new Delivery.Snapshot());
  }

  @Property(tries = 100)
  void eachChangeReachesALosslessClient(@ForAll("steps") List<Step> steps) {
    BookClient client =
        checkThat(
            steps.stream().filter(step -> step != Step.SWITCH).toList(), new Delivery.Lossless());
    assertThat(client.lagged).isZero();
  }

  @Property(tries = 200)
  void aConflatedBookIsWholeAndNeverChanged(@ForAll("steps") List<Step> steps) {
    BookClient client =
        checkThat(
            steps.stream().filter(step -> step != Step.SWITCH).toList(), new Delivery.Conflate(0));
    assertThat(client.deltas).isZero();
  }

  @Property(tries = 400)
  void switchingLeavesTheBookRight(@ForAll("steps") List<Step> steps) {
    checkThat(steps, new Delivery.Snapshot());
  }

  private static BookClient checkThat(List<Step> steps, Delivery delivery) {
    Gateway gateway = new Gateway(delivery);
    gateway.take(Step.BECOME_READY);
    steps.forEach(gateway::take);
    gateway.settle();
    if (gateway.client.countsAll) {
      gateway.client.assertExplained();
    }
    assertThat(gateway.client.book).isEqualTo(gateway.ready ? gateway.book : null);
    assertThat(gateway.subscriptions.count()).isEqualTo(1);
    return gateway.client;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            Tuple.of(20, Step.CHANGE),
            Tuple.of(3, Step.BURST),
            Tuple.of(1, Step.LOSE),
            Tuple.of(2, Step.BECOME_READY),
            Tuple.of(3, Step.TELL_STATUS),
            Tuple.of(6, Step.RUN_OWNER),
            Tuple.of(6, Step.FLUSH),
            Tuple.of(3, Step.READ),
            Tuple.of(1, Step.SWITCH))
        .list()
        .ofMaxSize(300);
  }

  /** A stream with its book, and a client whose socket takes a batch only when told to. */
  private static final class Gateway {
    final Queue<Runnable> owner = new ArrayDeque<>();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Hub hub = new Hub(false, CLOCK);
    final Market market = new Market(hub, owner::add);
    final Outlet outlet =
        new Outlet(
            Door.SSE,
            ConnectionOptions.presets(Settings.small(1 << 16)),
            channel.eventLoop(),
            UnpooledByteBufAllocator.DEFAULT,
            new FlushPacer(channel.eventLoop(), 0, () -> 0),
            new ClientMetrics(new SimpleMeterRegistry(), CLOCK),
            () -> 0);
    final Subscriptions subscriptions =
        new Subscriptions(
            Principal.LOCAL,
            market,
            market,
            hub,
            new Intakes(outlet.mailbox(), channel.eventLoop(), () -> 0),
            3);
    final BookClient client = new BookClient();
    final TreeMap<Integer, Integer> book = new TreeMap<>();
    final TopicStream stream;
    Sinks.@Nullable Empty<Void> write;
    boolean ready;
    int changes;

    int switches;

    Gateway(Delivery delivery) {
      outlet.flatMap(this::write).repeat(() -> !outlet.isDone()).subscribe();
      subscribe(delivery);
      stream = hub.open(TOPIC, Variant.PLAIN, owner::add);
      stream.snapshots(() -> ready ? snapshot() : null);
      subscriptions.attach();
    }

    private void subscribe(Delivery delivery) {
      client.countsAll &= !(delivery instanceof Delivery.Conflate);
      subscriptions.add(
          TOPIC.toString(),
          new TopicOptions(Updates.FINAL, EmptyBars.NONE, delivery, Map.of()),
          new Suggestions(market));
    }

    private Mono<Void> write(ByteBuf batch) {
      for (String event : batch.toString(UTF_8).split("\n\n", 0)) {
        client.read(event.substring(event.indexOf("data: ") + 6));
      }
      batch.release();
      Sinks.Empty<Void> end = Sinks.empty();
      write = end;
      return end.asMono();
    }

    void take(Step step) {
      switch (step) {
        case CHANGE -> change();
        case BURST -> {
          for (int i = 0; i < BookFlow.MOST_WAITING; i++) {
            change();
          }
        }
        case LOSE -> {
          ready = false;
          stream.publish(new BookReset(INSTRUMENT, 5, "lost", 1));
        }
        case BECOME_READY -> {
          if (!ready) {
            ready = true;
            stream.publish(snapshot());
          }
        }
        case TELL_STATUS -> stream.publish(Market.live(TOPIC));
        case RUN_OWNER -> runOwner();
        case FLUSH -> channel.runPendingTasks();
        case SWITCH ->
            subscribe(
                switch (switches++ % 4) {
                  case 0 -> new Delivery.Conflate(0);
                  case 1 -> new Delivery.Lossless();
                  case 2 -> new Delivery.Conflate(0);
                  default -> new Delivery.Snapshot();
                });
        case READ -> {
          Sinks.Empty<Void> written = write;
          write = null;
          if (written != null) {
            written.tryEmitEmpty();
          }
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

    private void runOwner() {
      Runnable task;
      while ((task = owner.poll()) != null) {
        task.run();
      }
    }

    /** Lets the client read all that there is for it. */
    void settle() {
      do {
        take(Step.RUN_OWNER);
        take(Step.FLUSH);
        take(Step.READ);
        take(Step.RUN_OWNER);
        take(Step.FLUSH);
      } while (write != null || !owner.isEmpty());
      // What tells the number of the last message, so that nothing can be missing at the end.
      stream.publish(Market.live(TOPIC));
      take(Step.FLUSH);
      assertThat(outlet.mailbox().farewell()).isNull();
      assertThat(outlet.mailbox().messages()).isZero();
    }
  }
}
