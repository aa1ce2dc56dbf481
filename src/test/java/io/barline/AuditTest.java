package io.barline;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Fault;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * An exchange that leaves out single trades on a healthy connection, and whose ids don't show it.
 * This takes more than a minute, since the subject is what becomes of a whole minute of the clock
 * that all parts have in common.
 */
class AuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** The exchange's clock is behind so far that a minute begins soon after the gateway started. */
  private final Clock clock =
      Clock.offset(
          Clock.systemUTC(),
          Duration.ofSeconds(-Math.floorMod(LocalTime.now(ZoneOffset.UTC).getSecond() - 40, 60)));

  private Market market(String symbol, MarketControl market) {
    return new Market(
        "bybit",
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

  @Test
  void whatIsLeftOutOnAHealthyConnectionIsFoundAndTold() throws Exception {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(5);
    try (BinanceSimulator binance = BinanceSimulator.start(settings, clock);
        BybitSimulator bybit = BybitSimulator.start(settings, clock);
        Gateway gateway =
            Gateway.start(
                binance,
                "barline.exchanges.binance.enabled=false",
                "barline.exchanges.bybit.enabled=true",
                "barline.exchanges.bybit.endpoints.ws=" + bybit.ws(),
                "barline.exchanges.bybit.endpoints.rest=" + bybit.rest());
        RecordingClient client =
            RecordingClient.connect(HttpClient.newHttpClient(), gateway.webSocket())) {
      gateway.awaitCatalogues();
      // Of contracts REST tells the last thousand trades, of spot too few to find any.
      Market linear = market("BTC/USDT:USDT", bybit.market(BybitCategory.LINEAR, "BTCUSDT"));
      Market spot = market("BTC/USDT", bybit.market(BybitCategory.SPOT, "BTCUSDT"));
      for (Market market : List.of(linear, spot)) {
        client.subscribe(
            List.of(market.topic("trades"), market.topic("bars.1s"), market.topic("bars.1m")));
        await("trades flow", () -> client.look(market.topic("trades"), r -> r.newestTime > 0));
      }
      long minute = Interval.M1.end(Interval.M1.start(UtcNanos.now(clock) + 2 * UtcNanos.SECOND));
      await("a minute begins", () -> isPast(minute + 5 * UtcNanos.SECOND));
      bybit.begin(new Fault.Lose(10));
      await("trades are lost", () -> isPast(minute + 20 * UtcNanos.SECOND));
      bybit.heal();
      assertThat(holes(client, linear.topic("trades"))).isEmpty();
      for (Market market : List.of(linear, spot)) {
        await("it is told", () -> !holes(client, market.topic("trades")).isEmpty());
      }
      await(
          "no hole is open",
          () ->
              gateway.get("/api/v1/gaps?state=open").path("gaps").isEmpty()
                  && holes(client, spot.topic("bars.1m")).stream().allMatch(Hole::filled));
      for (Market market : List.of(linear, spot)) {
        market.stop().run();
        String last = Truth.key(market.trades().get().getLast());
        await(
            "the last trade",
            () -> client.look(market.topic("trades"), r -> r.trades.containsKey(last)));
      }
      long until = UtcNanos.now(clock);
      Comparison comparison = new Comparison(client, minute, until, until - 2 * UtcNanos.SECOND);
      comparison.compare(linear);
      comparison.compare(spot);
      assertThat(comparison.complaints()).isEmpty();
      assertThat(client.broken()).isEmpty();
      assertThat(holes(client, linear.topic("trades")))
          .allMatch(hole -> hole.cause().equals("different") && hole.filled());
      int repaired = client.look(linear.topic("trades"), record -> record.repaired);
      assertThat(repaired).isPositive();
      assertThat(holes(client, spot.topic("trades")))
          .allMatch(hole -> hole.cause().equals("different") && !hole.filled());
      String source =
          client.look(
              spot.topic("bars.1m"),
              record -> requireNonNull(record.bars.get(minute)).path("source").asString());
      assertThat(source).isEqualTo("exchange");
    }
  }
}
