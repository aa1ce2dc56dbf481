package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Chaos;
import io.barline.simulator.Fault;
import io.barline.simulator.Faulty;
import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorCounts;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything goes wrong at random on four exchanges for {@code -Dbarline.soak} (115 s by default;
 * {@code PT4H} for a night). In the end what a client recorded is what really happened, or it was
 * told what is missing.
 */
@Execution(ExecutionMode.CONCURRENT)
class SoakTest {
  private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("barline.soak", "PT115S"));
  private static final long SEED = Long.getLong("barline.soak.seed", 20_261_122L);

  private static final Duration TO_HEAL = Duration.ofMinutes(3);
  private static final int TRADES_PER_SECOND = 10;
  private static final SimulatorSettings.ChaosPace PACE =
      new SimulatorSettings.ChaosPace(true, SEED, Duration.ofSeconds(4), Duration.ofSeconds(4));

  /** Bars of the exchange itself come so late. */
  private static final long BARS_TAKE = 6 * UtcNanos.SECOND;

  /** What may be added by what is bounded but not yet full: bars and holes that are kept. */
  private static final long GROWTH = 16L << 20;

  /**
   * The share of trades that may be missing in the end, where the exchange tells few of the past.
   */
  private static final double MOST_MISSING = 0.6;

  private static final List<Interval> ALL = List.of(Interval.S1, Interval.S5, Interval.M1);

  private final Clock clock = Clock.systemUTC();

  @Test
  void whatAClientRecordedIsWhatHappened() throws IOException, InterruptedException {
    int kept = (int) (TRADES_PER_SECOND * (LENGTH.toSeconds() + 600) * 3);
    SimulatorSettings settings =
        SimulatorSettings.DEFAULTS
            .withTradesPerSecond(TRADES_PER_SECOND)
            .withSeed(SEED)
            .withKeptTrades(kept);
    Path log = Path.of("target", "soak-gateway.log");
    try (BinanceSimulator binance = BinanceSimulator.start(settings, clock);
        BybitSimulator bybit = BybitSimulator.start(settings, clock);
        HyperliquidSimulator hyperliquid = HyperliquidSimulator.start(settings, clock);
        AlpacaSimulator alpaca = AlpacaSimulator.start(settings, clock);
        GatewayProcess gateway =
            GatewayProcess.start(
                "256m", log, Gateway.settings(binance, bybit, hyperliquid, alpaca, QUICK));
        RecordingClient client = RecordingClient.connect(gateway.client(), gateway.webSocket())) {
      alpaca.updateBars(0);
      List<Market> markets = markets(binance, bybit, hyperliquid, alpaca);
      Map<String, Faulty> others =
          Map.of("bybit", bybit, "hyperliquid", hyperliquid, "alpaca", alpaca);
      client.subscribe(topics(markets));
      await(() -> allLive(client, markets), "all topics are live", client);
      long from = UtcNanos.now(clock);
      pass(Duration.ofSeconds(10));
      long before = gateway.bytesInUse();
      long halfway;
      try (Chaos _ = Chaos.start(Map.of("binance", binance), PACE);
          Chaos _ = Chaos.start(others, PACE, fault -> !isSilent(fault))) {
        pass(LENGTH.dividedBy(2));
        halfway = gateway.bytesInUse();
        pass(LENGTH.dividedBy(2));
      }
      await(() -> isHealed(client, gateway, markets), "all is healed", client);
      await(() -> allLive(client, markets), "all topics are live", client);
      markets.forEach(market -> market.stop().run());
      long until = UtcNanos.now(clock);
      await(() -> hasAll(client, markets), "the last trades have come", client);
      for (Market market : markets) {
        await(
            () -> Comparison.isCurrent(client, market),
            "prices and book are those of " + market.topic("book"),
            client);
      }
      await(() -> isHealed(client, gateway, markets), "all is healed", client);
      long after = gateway.bytesInUse();
      LOG.info(
          "soak={} seed={} heap_before={} heap_halfway={} heap_after={}",
          LENGTH,
          SEED,
          before,
          halfway,
          after);
      Comparison comparison = new Comparison(client, from, until, until - BARS_TAKE);
      markets.forEach(comparison::compare);
      Files.write(Path.of("target", "soak-notices.log"), client.notices());
      assertThat(client.broken()).isEmpty();
      assertThat(client.ended()).isNull();
      assertThat(comparison.complaints()).isEmpty();
      markets.forEach(market -> assertRepaired(comparison, market));
      assertThat(comparison.compared(Interval.M1)).as("bars of a minute").isPositive();
      assertThat(after - before).as("growth of the heap").isLessThan(GROWTH);
      assertThat(after - halfway).as("growth in the second half").isLessThan(GROWTH / 2);
      assertWithinLimits(binance);
      assertWithinLimits(bybit.counts(), 500, 600);
      assertWithinLimits(hyperliquid.counts(), 30, 1_200);
      assertWithinLimits(alpaca.counts(), 20, 200);
      assertThat(hyperliquid.counts().mostMessagesPerMinute()).isLessThanOrEqualTo(2_000);
      assertThat(hyperliquid.counts().mostOpen()).isLessThanOrEqualTo(10);
    }
  }

  /** Where ids show each trade, and REST tells each, only those told with a wrong price may be. */
  private static void assertRepaired(Comparison comparison, Market market) {
    double most = market.exchange().equals("binance") ? 0.05 : MOST_MISSING;
    assertThat(comparison.missing(market))
        .as("missing of %s", market.topic("trades"))
        .isLessThanOrEqualTo(most);
  }

  private static void assertWithinLimits(BinanceSimulator binance) {
    assertThat(binance.counts().closedForMessages()).isZero();
    assertThat(binance.counts().mostMessagesPerSecond()).isLessThanOrEqualTo(10);
    assertThat(binance.counts().mostAttempts()).isLessThanOrEqualTo(300);
    assertThat(binance.mostRestWeight(Segment.SPOT)).isLessThanOrEqualTo(6_000);
    assertThat(binance.mostRestWeight(Segment.USDM)).isLessThanOrEqualTo(2_400);
    assertThat(binance.mostRestWeight(Segment.COINM)).isLessThanOrEqualTo(2_400);
  }

  /** As each exchange limits them, in its own windows. */
  private static void assertWithinLimits(SimulatorCounts counts, int attempts, int weight) {
    assertThat(counts.mostAttempts()).isLessThanOrEqualTo(attempts);
    assertThat(counts.mostRestWeight()).isLessThanOrEqualTo(weight);
  }

  /**
   * Whether trades are withheld on a connection that goes on. Where ids don't count up, that is
   * found by comparing a minute with the exchange's bar of it, unless something else of the minute
   * is known to be missing for good, of which there is hardly any here: {@link AuditTest}.
   */
  private static boolean isSilent(Fault fault) {
    return fault instanceof Fault.Lose || fault instanceof Fault.Mute;
  }

  /** Short waits, so that much happens in little time. */
  private static final String[] QUICK = {
    "barline.feed.backoff-min=100ms",
    "barline.feed.backoff-max=2s",
    "barline.feed.stable-after=3s",
    "barline.feed.connect-timeout=2s",
    "barline.feed.ack-timeout=2s",
    "barline.feed.refused-retry=5s",
    "barline.repair.delay=500ms",
    "barline.repair.give-up-after=40s",
    "barline.stream.queue-messages=200000",
    "barline.stream.queue-bytes=64MB",
    "barline.history.max-bars=20000",
  };

  private static List<Market> markets(
      BinanceSimulator binance,
      BybitSimulator bybit,
      HyperliquidSimulator hyperliquid,
      AlpacaSimulator alpaca) {
    return List.of(
        market("BTC/USDT", binance.market(Segment.SPOT, "BTCUSDT")),
        market("BTC/USDT:USDT", binance.market(Segment.USDM, "BTCUSDT")),
        market("BTC/USD:BTC", binance.market(Segment.COINM, "BTCUSD_PERP")),
        market("bybit", "BTC/USDT", 50, ALL, bybit.market(BybitCategory.SPOT, "BTCUSDT")),
        market("bybit", "BTC/USDT:USDT", 50, ALL, bybit.market(BybitCategory.LINEAR, "BTCUSDT")),
        market("hyperliquid", "BTC/USDC:USDC", 5, ALL, hyperliquid.market("BTC")),
        market(
            "alpaca",
            "BTC/USD",
            10,
            List.of(Interval.S1, Interval.S5, Interval.M1),
            alpaca.market("BTC/USD")));
  }

  private static Market market(String symbol, SimulatedMarket market) {
    return new Market(
        "binance",
        symbol,
        20,
        ALL,
        () ->
            market.trades().stream()
                .map(t -> new MarketTrade(t.id(), t.price(), t.size(), t.taker(), t.time()))
                .toList(),
        levels -> {
          market.advanceTo(Instant.now()); // once stopped, it tells its last changes only so
          var book = market.book(levels);
          return new Truth.Book(book.bids(), book.asks());
        },
        () -> market.setTradeRate(0));
  }

  private static Market market(
      String exchange, String symbol, int depth, List<Interval> bars, MarketControl market) {
    return new Market(
        exchange,
        symbol,
        depth,
        bars,
        market::trades,
        levels -> {
          var book = market.book(levels);
          return new Truth.Book(book.bids(), book.asks());
        },
        () -> market.setTradeRate(0, Instant.now()));
  }

  private static List<String> topics(List<Market> markets) {
    List<String> topics = new ArrayList<>();
    for (Market market : markets) {
      topics.add(market.topic("trades"));
      topics.add(market.topic("quotes"));
      topics.add(market.topic("book." + market.depth()));
      market.bars().forEach(interval -> topics.add(bars(market, interval)));
    }
    return topics;
  }

  private static String bars(Market market, Interval interval) {
    return market.topic("bars." + interval.code());
  }

  /** All but what begins with the first minute that is over. */
  private static boolean allLive(RecordingClient client, List<Market> markets) {
    return topics(markets).stream()
        .filter(topic -> !topic.contains("bars.1m"))
        .allMatch(topic -> client.look(topic, record -> record.state.equals("live")));
  }

  /** Data flows everywhere, and no hole is being searched for. */
  private static boolean isHealed(
      RecordingClient client, GatewayProcess gateway, List<Market> markets) {
    boolean flows =
        topics(markets).stream()
            .allMatch(
                topic ->
                    client.look(topic, r -> r.state.equals("live") || r.state.equals("quiet")));
    try {
      return flows && gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The newest trade of each market is known, or told to be missing. */
  private static boolean hasAll(RecordingClient client, List<Market> markets) {
    return markets.stream()
        .allMatch(
            market -> {
              MarketTrade last = market.trades().get().getLast();
              return client.look(
                  market.topic("trades"),
                  record ->
                      record.trades.containsKey(Truth.key(last))
                          || Comparison.isMissing(record.holes.values(), last.time()));
            });
  }

  private static void pass(Duration time) throws InterruptedException {
    // The one test whose subject is time itself.
    var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void await(BooleanSupplier wanted, String what, RecordingClient client)
      throws InterruptedException {
    long deadline = System.nanoTime() + TO_HEAL.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline || client.ended() != null) {
        throw new AssertionError(
            "not within %s: %s; client ended: %s".formatted(TO_HEAL, what, client.ended()));
      }
      pass(Duration.ofMillis(200));
    }
  }
}
