package io.barline.stream;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Side;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.market.Trade;
import io.barline.subscription.Demand;
import io.barline.subscription.Matching;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind the doors, without any exchange: topics {@code x:<channel>:<symbol>}, whose
 * streams are open while they are wanted. The alias of symbol {@code A} is {@code a}; symbols that
 * begin with {@code NONE} are unknown, and so is exchange {@code y}, while the catalogue of {@code
 * z} is away. The subscription named {@code mine} holds the trades of {@code A} and {@code B}, that
 * named {@code stale} those of {@code NONE} and {@code A}.
 */
final class Market implements TopicResolver, Demand, NamedTopics {
  private record Key(Topic topic, Variant variant) {}

  private final Hub hub;
  private final Executor owner;
  private final Map<Key, Integer> wanted = new HashMap<>();
  private volatile List<String> listed = List.of("A", "B");
  private final Map<String, List<String>> namedOthers = new ConcurrentHashMap<>();
  private final Queue<String> resolved = new ConcurrentLinkedQueue<>();
  private final AtomicLong generation = new AtomicLong();
  private final AtomicInteger suggested = new AtomicInteger();
  private final AtomicInteger matched = new AtomicInteger();

  Market(Hub hub, Executor owner) {
    this.hub = hub;
    this.owner = owner;
  }

  static Topic trades(String symbol) {
    return new Topic("x", new Channel.Trades(), symbol);
  }

  /** What was asked for, in order. */
  List<String> resolved() {
    return List.copyOf(resolved);
  }

  @Override
  public Resolution resolve(String topic) {
    resolved.add(topic);
    String[] parts = topic.split(":", 3);
    if (parts.length < 3) {
      return new Resolution.Refused(
          ErrorCode.BAD_TOPIC, "\"" + topic + "\" is not exchange:channel:symbol", List.of());
    }
    if (parts[0].equals("y")) {
      return new Resolution.Refused(ErrorCode.UNKNOWN_EXCHANGE, "no exchange y", List.of("x"));
    }
    if (parts[0].equals("z")) {
      return new Resolution.Refused(ErrorCode.CATALOGUE_UNAVAILABLE, "not yet", List.of());
    }
    Channel channel = Channel.of(parts[1]).orElse(null);
    if (channel == null) {
      return new Resolution.Refused(ErrorCode.UNKNOWN_CHANNEL, "no channel " + parts[1], List.of());
    }
    if (parts[2].startsWith("NONE")) {
      return new Resolution.Refused(ErrorCode.UNKNOWN_SYMBOL, "no symbol NONE", List.of());
    }
    String symbol = parts[2].equals("a") ? "A" : parts[2];
    return new Resolution.Resolved(new Topic("x", channel, symbol), instrument(symbol));
  }

  @Override
  public Resolution.Refused suggest(String topic, Resolution.Refused refused) {
    suggested.incrementAndGet();
    return new Resolution.Refused(refused.code(), refused.sentence(), List.of("A"));
  }

  /** How often it was asked what a topic may have meant. */
  int suggested() {
    return suggested.get();
  }

  /** How often it was asked what a pattern matches. */
  int matched() {
    return matched.get();
  }

  private static Instrument instrument(String symbol) {
    return new Instrument(
        "x",
        "spot",
        symbol,
        symbol,
        Instrument.Type.SPOT,
        symbol,
        "USD",
        null,
        null,
        null,
        null,
        true,
        false);
  }

  @Override
  public Matching match(String text) {
    matched.incrementAndGet();
    TopicPattern pattern = TopicPattern.of(text);
    List<Topic> topics =
        pattern.exchange().equals("x")
            ? listed.stream()
                .filter(pattern::matchesSymbol)
                .map(symbol -> new Topic("x", Channel.of(pattern.channel()).orElseThrow(), symbol))
                .toList()
            : List.of();
    return new Matching.Found(pattern, topics);
  }

  @Override
  public long generation() {
    return generation.get();
  }

  /** Lists these symbols from now on, for patterns. */
  void list(String... symbols) {
    listed = List.of(symbols);
    generation.incrementAndGet();
  }

  @Override
  public @Nullable List<String> topics(Principal principal, String name) {
    return switch (name) {
      case "mine" -> List.of("x:trades:A", "x:trades:B");
      case "stale" -> List.of("x:trades:NONE", "x:trades:A");
      default -> namedOthers.get(name);
    };
  }

  /** Has these topics subscribed to under a name. */
  void name(String name, List<String> topics) {
    namedOthers.put(name, topics);
  }

  @Override
  public synchronized Interest want(Topic topic, Variant variant) {
    if (topic.symbol().equals("NONE")) {
      throw new IllegalArgumentException("not a resolved topic: " + topic);
    }
    Key key = new Key(topic, variant);
    if (wanted.merge(key, 1, Integer::sum) == 1) {
      hub.open(topic, variant, owner);
    }
    return new Interest() {
      private boolean closed;

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          release(key);
        }
      }
    };
  }

  private synchronized void release(Key key) {
    if (wanted.merge(key, -1, Integer::sum) == 0) {
      wanted.remove(key);
      hub.close(key.topic, key.variant);
    }
    notifyAll();
  }

  /** What is wanted: the topics, with their variants where they are not plain. */
  synchronized List<String> wanted() {
    List<String> names = new ArrayList<>();
    for (Key key : wanted.keySet()) {
      names.add(
          key.topic + (key.variant.live() ? "+live" : "") + (key.variant.flat() ? "+flat" : ""));
    }
    return names.stream().sorted().toList();
  }

  /** How often a plain topic is wanted. */
  synchronized int interests(Topic topic) {
    return wanted.getOrDefault(new Key(topic, Variant.PLAIN), 0);
  }

  synchronized void awaitWanted(String... names) throws InterruptedException {
    while (!wanted().equals(List.of(names))) {
      wait(10_000);
    }
  }

  synchronized void awaitNothingWanted() throws InterruptedException {
    while (!wanted.isEmpty()) {
      wait(10_000);
    }
  }

  /** Publishes, on the owner, to a stream that is open. */
  void publish(Topic topic, Variant variant, MarketEvent event) {
    owner.execute(() -> hub.open(topic, variant, owner).publish(event));
  }

  /** Does something with a stream on its owner, and waits until it is done; not on the owner. */
  void onStream(Topic topic, Consumer<TopicStream> work) {
    CompletableFuture.runAsync(() -> work.accept(hub.open(topic, Variant.PLAIN, owner)), owner)
        .join();
  }

  /** Publishes a gap and waits until that is done; not on the owner. */
  void publishAndWait(Topic topic, String detail) {
    CompletableFuture.runAsync(
            () -> hub.open(topic, Variant.PLAIN, owner).publish(gap(topic, detail)), owner)
        .join();
  }

  void publish(Topic topic, String detail) {
    publish(topic, Variant.PLAIN, gap(topic, detail));
  }

  /** An event that tells no more than a text. */
  static Gap gap(Topic topic, String detail) {
    return new Gap(7, topic, 1, 2, Gap.Cause.DISCONNECTED, Gap.UNKNOWN, detail, 1);
  }

  /** A trade that is known by its id. */
  static Trade trade(String id) {
    return new Trade(
        instrument("A"), Trade.NO_SEQUENCE, id, Decimal.ONE, Decimal.ONE, Side.BUY, 1, 1, 1);
  }

  static FeedStatus live(Topic topic) {
    return new FeedStatus(topic, FeedStatus.State.LIVE, 0, 0, null, 1);
  }
}
