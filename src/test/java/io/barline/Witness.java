package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatedMarket;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Records what a gateway tells of some markets, and compares it with what happened there. */
final class Witness implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TO_SETTLE = Duration.ofSeconds(10);
  private static final List<Interval> BARS = List.of(Interval.S1, Interval.S5);

  private final Gateway gateway;
  private final List<Market> markets;
  private final RecordingClient client;
  private final Map<String, Map<String, Integer>> before = new HashMap<>();
  private final long from;

  /** Begins to listen; returns when all topics are live and trades flow. */
  Witness(Gateway gateway, List<Market> markets) {
    this.gateway = gateway;
    this.markets = markets;
    this.client = RecordingClient.connect(HttpClient.newHttpClient(), gateway.webSocket());
    client.subscribe(markets.stream().flatMap(market -> topics(market).stream()).toList());
    await("all topics are live", () -> markets.stream().allMatch(this::isLive));
    this.from = now();
    for (Market market : markets) {
      for (String topic : topics(market)) {
        before.put(topic, client.look(topic, record -> Map.copyOf(record.statuses)));
      }
    }
    awaitTrades();
  }

  /** Trades, short bars and the order book of a market of an exchange. */
  static Market market(String exchange, String symbol, int depth, MarketControl market) {
    return new Market(
        exchange,
        symbol,
        depth,
        BARS,
        market::trades,
        levels -> {
          var book = market.book(levels);
          return new Truth.Book(book.bids(), book.asks());
        },
        () -> market.setTradeRate(0, Clock.systemUTC().instant()));
  }

  /** The same of Binance, whose order book is not compared. */
  static Market market(String symbol, SimulatedMarket market) {
    return new Market(
        "binance",
        symbol,
        20,
        BARS,
        () ->
            market.trades().stream()
                .map(t -> new MarketTrade(t.id(), t.price(), t.size(), t.taker(), t.time()))
                .toList(),
        null,
        () -> market.setTradeRate(0));
  }

  private static long now() {
    return UtcNanos.now(Clock.systemUTC());
  }

  private static List<String> topics(Market market) {
    List<String> topics = new ArrayList<>();
    topics.add(market.topic("trades"));
    topics.add(book(market));
    market.bars().forEach(interval -> topics.add(bars(market, interval)));
    return topics;
  }

  private static String book(Market market) {
    return market.topic("book." + market.depth());
  }

  private static String bars(Market market, Interval interval) {
    return market.topic("bars." + interval.code());
  }

  private <T> T trades(Market market, Function<RecordingClient.Heard, T> at) {
    return client.look(market.topic("trades"), at);
  }

  /** What was told to be missing of a market's trades. */
  List<Hole> holes(Market market) {
    return trades(market, record -> List.copyOf(record.holes.values()));
  }

  /** How many of a market's trades were brought back. */
  int repaired(Market market) {
    return trades(market, record -> record.repaired);
  }

  /** How often a market's order book had to begin anew. */
  int resets(Market market) {
    return client.look(book(market), record -> record.book.resets());
  }

  /** How often any of a market's topics was told to be in that state since all flowed. */
  int told(Market market, String state) {
    return topics(market).stream().mapToInt(topic -> told(topic, state)).sum();
  }

  /** The same of one topic. */
  int told(String topic, String state) {
    return client.look(topic, record -> record.statuses.getOrDefault(state, 0))
        - before.getOrDefault(topic, Map.of()).getOrDefault(state, 0);
  }

  /** Listens to one more topic, which is not compared. */
  void subscribe(String topic) {
    client.subscribe(List.of(topic));
  }

  /** What was told of a topic besides data. */
  List<String> notices(String topic) {
    return client.look(topic, record -> List.copyOf(record.notices));
  }

  /** The qualities of the closed bars that began later than a second after it began to listen. */
  List<String> qualities(Market market) {
    List<String> qualities = new ArrayList<>();
    for (Interval interval : market.bars()) {
      qualities.addAll(
          client.look(
              bars(market, interval),
              record ->
                  record.bars.tailMap(from + UtcNanos.SECOND).values().stream()
                      .map(bar -> bar.path("quality").asString())
                      .toList()));
    }
    return qualities;
  }

  void await(String what, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within %s: %s; %s".formatted(PATIENCE, what, client.notices()));
      }
      pass(20);
    }
  }

  private static void pass(long millis) {
    try {
      var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until each market told a trade of after now. */
  void awaitTrades() {
    long time = now();
    for (Market market : markets) {
      await(market.topic("trades") + " flow", () -> trades(market, r -> r.newestTime > time));
    }
  }

  /** Waits until all topics are told to be live. */
  void awaitLive() {
    await("all topics are live", () -> markets.stream().allMatch(this::isLive));
  }

  private boolean isLive(Market market) {
    return topics(market).stream()
        .allMatch(topic -> client.look(topic, record -> record.state.equals("live")));
  }

  private boolean isNoneOpen() {
    return gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty();
  }

  private boolean hasTheLast(Market market) {
    MarketTrade last = market.trades().get().getLast();
    return trades(
        market,
        record ->
            record.trades.containsKey(Truth.key(last))
                || Comparison.isMissing(record.holes.values(), last.time()));
  }

  /** Lets all rest once it is mended, and compares the whole record with what happened. */
  void compare() {
    awaitTrades();
    await("all topics are live", () -> markets.stream().allMatch(this::isLive));
    await("no hole is open", this::isNoneOpen);
    markets.forEach(market -> market.stop().run());
    long until = now();
    await("the last trades", () -> markets.stream().allMatch(this::hasTheLast));
    await("no hole is open", this::isNoneOpen);
    int before = client.pongs();
    client.ping();
    await("the client has heard all of that", () -> client.pongs() > before);
    // Bars close and books come a little later than the last trade.
    long deadline = System.nanoTime() + TO_SETTLE.toNanos();
    List<String> complaints = complaints(until);
    while (!complaints.isEmpty() && System.nanoTime() < deadline) {
      pass(500);
      complaints = complaints(until);
    }
    assertThat(complaints).isEmpty();
    assertThat(client.broken()).isEmpty();
    assertThat(client.ended()).isNull();
  }

  private List<String> complaints(long until) {
    Comparison comparison = new Comparison(client, from, until, until);
    markets.forEach(comparison::compare);
    return comparison.complaints();
  }

  @Override
  public void close() {
    client.close();
  }
}
