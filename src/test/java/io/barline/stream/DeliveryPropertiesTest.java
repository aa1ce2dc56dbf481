package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Delivery;
import io.barline.wire.Message;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** However messages come and are taken, a client gets what its delivery promises. */
class DeliveryPropertiesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Topic TOPIC = Market.trades("A");
  private static final int MOST_MESSAGES = 64;

  enum Step {
    TELL_DATA,
    BURST,
    TELL_STATUS,
    TAKE_ONE,
    TAKE_ALL,
    WAIT,
    SWITCH,
    END
  }

  @Property(tries = 300)
  void conflation(@ForAll("steps") List<Step> steps) {
    for (int every : new int[] {0, 7}) {
      Client client = run(steps, new Delivery.Conflate(every));
      assertThat(client.told).isZero();
      assertThat(client.leastPause).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(every));
    }
  }

  @Property(tries = 300)
  void dropOldest(@ForAll("steps") List<Step> steps) {
    run(steps, new Delivery.DropOldest(5));
    run(steps, new Delivery.DropOldest(1_000));
  }

  @Property(tries = 300)
  void batch(@ForAll("steps") List<Step> steps) {
    run(steps, new Delivery.Batch(3, 7, 10));
    run(steps, new Delivery.Batch(1, 1, 1_000));
    run(steps, new Delivery.Batch(1_000, 40, 1_000));
  }

  @Property(tries = 100)
  void lossless(@ForAll("steps") List<Step> steps) {
    run(steps, new Delivery.Lossless());
  }

  @Property(tries = 500)
  void switching(@ForAll("steps") List<Step> steps) {
    Client client = new Client(new Delivery.Conflate(7));
    steps.forEach(client::take);
    client.settle();
    client.check();
  }

  @Property(tries = 100)
  void whoReadsIsNeverClosed(@ForAll("steps") List<Step> steps) {
    for (Delivery delivery :
        List.of(
            new Delivery.Lossless(),
            new Delivery.Conflate(0),
            new Delivery.Conflate(7),
            new Delivery.DropOldest(1),
            new Delivery.Batch(1, 1, 1),
            new Delivery.Batch(3, 7, 3),
            new Delivery.Batch(MOST_MESSAGES, 40, MOST_MESSAGES),
            new Delivery.Batch(1_000, 40, 1_000))) {
      Client client = new Client(delivery);
      client.attentive = true;
      steps.forEach(client::take);
      client.settle();
      assertThat(client.mailbox.farewell()).isNull();
      client.check();
    }
  }

  private static Client run(List<Step> steps, Delivery delivery) {
    Client client = new Client(delivery);
    steps.stream().filter(step -> step != Step.SWITCH).forEach(client::take);
    client.settle();
    client.check();
    return client;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            Tuple.of(24, Step.TELL_DATA),
            Tuple.of(2, Step.BURST),
            Tuple.of(3, Step.TELL_STATUS),
            Tuple.of(10, Step.TAKE_ONE),
            Tuple.of(4, Step.TAKE_ALL),
            Tuple.of(6, Step.WAIT),
            Tuple.of(2, Step.SWITCH))
        .list()
        .ofMaxSize(150)
        .flatMap(
            steps ->
                Arbitraries.of(true, false)
                    .map(
                        ends -> {
                          List<Step> all = new ArrayList<>(steps);
                          if (ends && !all.isEmpty()) {
                            all.add(all.size() * 3 / 4, Step.END);
                          }
                          return all;
                        }));
  }

  /** One subscription, and what is known of what it has to deliver. */
  private static final class Client {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Hub hub = new Hub(false, CLOCK);
    final TopicStream stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);
    final Mailbox mailbox = new Mailbox(MOST_MESSAGES, 1_000_000, () -> {});
    long time = 1_000_000_000;
    final Subscription subscription;
    Delivery delivery;
    int switches;
    boolean ended;
    long seq;

    /** Whether it takes all that it can after each message. */
    boolean attentive;

    /** Why the mailbox was closed, and how much could wait then; null while it is open. */
    @Nullable String closing;

    int mostWaiting;

    /** Of how many messages of one batching subscription's could wait then. */
    int mostInBatches;

    /** How each message was to be delivered; those that may be left out, and how. */
    final Map<Long, Delivery> sent = new TreeMap<>();

    /** How often the delivery had been changed when each was published. */
    final Map<Long, Integer> periods = new HashMap<>();

    final TreeSet<Long> statuses = new TreeSet<>();

    /** The last conflated states before something else, and the very last message. */
    final TreeSet<Long> lastStates = new TreeSet<>();

    final List<Long> heard = new ArrayList<>();
    long told;
    long leastPause = Long.MAX_VALUE;
    long lastData = Long.MIN_VALUE / 2;

    Client(Delivery delivery) {
      channel.freezeTime();
      this.delivery = delivery;
      subscription =
          new Subscription(
              TOPIC,
              Variant.PLAIN,
              () -> {},
              hub,
              delivery,
              new Intakes(mailbox, channel.eventLoop(), () -> time));
      subscription.attach();
    }

    void take(Step step) {
      switch (step) {
        case TELL_DATA -> data();
        case BURST -> {
          for (int i = 0; i < 12; i++) {
            data();
          }
        }
        case TELL_STATUS -> {
          settleState();
          if (!ended) {
            statuses.add(seq + 1);
          }
          publish(Market.live(TOPIC));
        }
        case TAKE_ONE -> takeOne();
        case TAKE_ALL -> takeAll();
        case WAIT -> waitFor(3);
        case SWITCH -> {
          if (!ended) {
            settleState();
            delivery =
                switch (switches++ % 6) {
                  case 0 -> new Delivery.Lossless();
                  case 1 -> new Delivery.Batch(3, 7, 30);
                  case 2 -> new Delivery.DropOldest(5);
                  case 3 -> new Delivery.Batch(4, 9, 30);
                  case 4 -> new Delivery.Conflate(0);
                  default -> new Delivery.Conflate(7);
                };
            subscription.deliver(delivery);
          }
        }
        case END -> {
          settleState();
          subscription.end();
          ended = true;
        }
      }
      assertThat(mailbox.messages()).isLessThanOrEqualTo(MOST_MESSAGES + 2);
    }

    private void data() {
      publish(Market.trade("t"));
    }

    private void publish(MarketEvent event) {
      seq++;
      if (!ended) {
        sent.put(seq, delivery);
        periods.put(seq, switches);
      }
      stream.publish(event);
      Farewell farewell = mailbox.farewell();
      if (farewell != null && closing == null) {
        closing = farewell.sentence();
        measure();
      }
      if (attentive) {
        takeAll();
      }
    }

    /** What waits at most, each delivery by its own rule. */
    private void measure() {
      long last = heard.isEmpty() ? 0 : heard.getLast();
      Map<Integer, Integer> rings = new HashMap<>();
      Map<Integer, Integer> batches = new HashMap<>();
      boolean state = false;
      for (Map.Entry<Long, Delivery> message : sent.entrySet()) {
        int period = requireNonNull(periods.get(message.getKey()));
        boolean data = !statuses.contains(message.getKey());
        if (message.getKey() <= last) {
          continue;
        }
        boolean another = true;
        if (data && message.getValue() instanceof Delivery.Conflate) {
          another = !state;
        } else if (data && message.getValue() instanceof Delivery.DropOldest(int queue)) {
          another = rings.merge(period, 1, Integer::sum) <= queue;
        } else if (data && message.getValue() instanceof Delivery.Batch) {
          mostInBatches = Math.max(mostInBatches, batches.merge(period, 1, Integer::sum));
        }
        state = data && message.getValue() instanceof Delivery.Conflate;
        mostWaiting += another ? 1 : 0;
      }
    }

    private void settleState() {
      if (seq > 0 && !ended && delivery instanceof Delivery.Conflate) {
        lastStates.add(seq);
      }
    }

    private void waitFor(int millis) {
      time += TimeUnit.MILLISECONDS.toNanos(millis);
      channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }

    private void takeAll() {
      while (takeOne()) {}
    }

    private boolean takeOne() {
      mailbox.beginTaking();
      if (mailbox.farewell() != null) {
        mailbox.clear();
        return false;
      }
      Message message = mailbox.poll();
      if (message == null) {
        return false;
      }
      JsonNode json = JSON.readTree(new String(message.json(), UTF_8));
      switch (json.path("type").asString()) {
        case "lag" -> told += json.path("missed").asLong();
        case "batch" -> {
          assertThat(json.path("messages").size()).isEqualTo(json.path("count").asInt());
          json.path("messages").forEach(element -> heard.add(element.path("seq").asLong()));
        }
        case "trade" -> {
          heard.add(json.path("seq").asLong());
          // Statuses in between have what is pending written first.
          if (statuses.isEmpty() && !ended) {
            leastPause = Math.min(leastPause, time - lastData);
            lastData = time;
          }
        }
        default -> heard.add(json.path("seq").asLong());
      }
      return true;
    }

    void settle() {
      if (seq > 0 && !ended) {
        lastStates.add(seq);
      }
      takeAll();
      for (int i = 0; i < 5; i++) {
        waitFor(10);
        takeAll();
      }
    }

    void check() {
      assertThat(heard).isSorted().doesNotHaveDuplicates();
      assertThat(channel.runScheduledPendingTasks()).as("no timer is left").isEqualTo(-1);
      String why = closing;
      if (why != null) {
        boolean finished = why.contains("of a topic");
        assertThat(finished ? mostInBatches : mostWaiting)
            .as("nobody is closed but who did not read: %s", why)
            .isGreaterThan(finished ? numberIn(why) : MOST_MESSAGES);
        return;
      }
      assertThat(mailbox.messages()).isZero();
      assertThat(mailbox.bytes()).isZero();
      assertThat(sent.keySet()).containsAll(heard);
      assertThat(heard).containsAll(statuses).containsAll(lastStates);
      long dropped = 0;
      for (Map.Entry<Long, Delivery> message : sent.entrySet()) {
        if (!heard.contains(message.getKey())) {
          assertThat(message.getValue())
              .isInstanceOfAny(Delivery.Conflate.class, Delivery.DropOldest.class);
          dropped += message.getValue() instanceof Delivery.DropOldest ? 1 : 0;
        }
      }
      assertThat(told).isEqualTo(dropped);
    }

    private static int numberIn(String sentence) {
      return Integer.parseInt(sentence.replaceAll("[^0-9]", ""));
    }
  }
}
