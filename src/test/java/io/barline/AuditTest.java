package io.barline;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Fault;
import io.barline.simulator.Faulty;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Exchanges that leave out single trades on a healthy connection, and whose ids don't show it. This
 * takes up to two minutes and a half, since the subject is what becomes of a whole minute of the
 * clock that all parts have in common.
 */
@Execution(ExecutionMode.CONCURRENT)
class AuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private static final String[] QUICK = {
    "barline.exchanges.binance.enabled=false",
    "barline.feed.backoff-min=100ms",
    "barline.repair.delay=500ms",
  };

  private final Clock clock = Clock.systemUTC();

  private Market market(String exchange, String symbol, MarketControl market) {
    return new Market(
        exchange,
        symbol,
        50,
        List.of(Interval.S1, Interval.M1),
        market::trades,
        null,
        () -> market.setTradeRate(0, clock.instant()));
  }

  private static void await(String what, BooleanSupplier wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
      }
      var _ = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isPast(long time) {
    return UtcNanos.now(clock) >= time;
  }

  private static List<Hole> holes(RecordingClient client, String topic) {
    return client.look(topic, record -> List.copyOf(record.holes.values()));
  }

  private static List<Hole> differences(RecordingClient client, Market market) {
    return holes(client, market.topic("trades")).stream()
        .filter(hole -> hole.cause().equals("different"))
        .toList();
  }

  /** The connections are lost first, which is repaired; then trades are left out. */
  private void lose(RecordingClient client, Market witness, long minute, List<Faulty> exchanges)
      throws InterruptedException {
    await("a minute begins", () -> isPast(minute + 3 * UtcNanos.SECOND));
    exchanges.forEach(exchange -> exchange.begin(new Fault.Drop()));
    await("a hole is filled", () -> isRepaired(client, witness));
    await("all is well", () -> isPast(minute + 10 * UtcNanos.SECOND));
    exchanges.forEach(exchange -> exchange.begin(new Fault.Lose(10)));
    await("trades are lost", () -> isPast(minute + 25 * UtcNanos.SECOND));
    exchanges.forEach(Faulty::heal);
  }

  private static boolean isRepaired(RecordingClient client, Market market) {
    List<Hole> holes = holes(client, market.topic("trades"));
    return !holes.isEmpty() && holes.stream().allMatch(Hole::filled);
  }

  private static boolean isNoneOpen(GatewayProcess gateway) {
    try {
      return gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsLeftOutOnAHealthyConnectionIsFoundAndTold() throws Exception {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(5);
    try (BinanceSimulator binance = BinanceSimulator.start(settings, clock);
        BybitSimulator bybit = BybitSimulator.start(settings, clock);
        HyperliquidSimulator hyperliquid = HyperliquidSimulator.start(settings, clock);
        AlpacaSimulator alpaca = AlpacaSimulator.start(settings, clock);
        GatewayProcess gateway =
            GatewayProcess.start(
                "256m",
                Path.of("target", "audit-gateway.log"),
                Gateway.settings(binance, bybit, hyperliquid, alpaca, QUICK));
        RecordingClient client = RecordingClient.connect(gateway.client(), gateway.webSocket())) {
      alpaca.updateBars(0); // the first of a bar is the last
      // Of contracts REST tells the last thousand trades, of spot and of Hyperliquid fewer.
      Market linear =
          market("bybit", "BTC/USDT:USDT", bybit.market(BybitCategory.LINEAR, "BTCUSDT"));
      Market spot = market("bybit", "BTC/USDT", bybit.market(BybitCategory.SPOT, "BTCUSDT"));
      Market coin = market("hyperliquid", "BTC/USDC:USDC", hyperliquid.market("BTC"));
      Market crypto = market("alpaca", "BTC/USD", alpaca.market("BTC/USD"));
      List<Market> markets = List.of(linear, spot, coin, crypto);
      for (Market market : markets) {
        client.subscribe(
            List.of(market.topic("trades"), market.topic("bars.1s"), market.topic("bars.1m")));
        await(
            "trades flow: " + market.symbol(),
            () -> client.look(market.topic("trades"), r -> r.newestTime > 0));
      }
      long minute = Interval.M1.end(Interval.M1.start(UtcNanos.now(clock) + 2 * UtcNanos.SECOND));
      lose(client, linear, minute, List.of(bybit, hyperliquid, alpaca));
      for (Market market : markets) {
        assertThat(differences(client, market)).isEmpty();
      }
      for (Market market : markets) {
        await("it is told of " + market.symbol(), () -> !differences(client, market).isEmpty());
      }
      await("no hole is open", () -> isNoneOpen(gateway));
      await(
          "bars are replaced",
          () -> holes(client, spot.topic("bars.1m")).stream().allMatch(Hole::filled));
      for (Market market : markets) {
        market.stop().run();
        String last = Truth.key(market.trades().get().getLast());
        await(
            "the last trade",
            () -> client.look(market.topic("trades"), r -> r.trades.containsKey(last)));
      }
      long until = UtcNanos.now(clock);
      Comparison comparison = new Comparison(client, minute, until, until - 2 * UtcNanos.SECOND);
      markets.forEach(comparison::compare);
      assertThat(comparison.complaints()).isEmpty();
      assertThat(client.broken()).isEmpty();
      for (Market market : List.of(linear, crypto)) {
        assertThat(differences(client, market)).allMatch(Hole::filled);
        int repaired = client.look(market.topic("trades"), record -> record.repaired);
        assertThat(repaired).isPositive();
      }
      for (Market market : List.of(spot, coin)) {
        assertThat(differences(client, market)).noneMatch(Hole::filled);
        String source =
            client.look(
                market.topic("bars.1m"),
                record -> requireNonNull(record.bars.get(minute)).path("source").asString());
        assertThat(source).isEqualTo("exchange");
      }
    }
  }
}
