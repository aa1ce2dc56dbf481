package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatedMarket;
import io.barline.simulator.SimulatorSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A hole of more trades than a client's queue holds is repaired without closing the client. */
class LargeRepairTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TRADES = "binance:trades:BTC/USDT";
  private static final String BARS = "binance:bars.1m:BTC/USDT";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int MISSED = 20_000;

  private static void await(RecordingClient client, String what, BooleanSupplier wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(client.ended()).as(what).isNull();
      assertThat(System.nanoTime()).as(what + ": " + client.notices()).isLessThan(deadline);
      var _ = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
  }

  private static void awaitTrades(RecordingClient client, int count) throws InterruptedException {
    await(
        client,
        count + " trades",
        () -> client.look(TRADES, record -> record.byId.size()) == count);
  }

  @Test
  void aClientGetsTwentyThousandMissedTradesAndStays() throws Exception {
    SimulatorSettings quiet = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
    try (BinanceSimulator exchange = BinanceSimulator.start(quiet, Clock.systemUTC());
        Gateway gateway = Gateway.start(exchange, "barline.quality.max-future=1h");
        RecordingClient client =
            RecordingClient.connect(HttpClient.newHttpClient(), gateway.webSocket())) {
      SimulatedMarket market = exchange.market(Segment.SPOT, "BTCUSDT");
      client.subscribe(List.of(TRADES, BARS));
      await(
          client, "data flows", () -> client.look(TRADES, record -> record.state.equals("quiet")));
      market.trade("65000", "1", Side.BUY, START.minusSeconds(60));
      market.trade("65000", "1", Side.BUY, START);
      awaitTrades(client, 2);
      for (int i = 1; i <= MISSED; i++) {
        market.lostTrade("65000", "1", Side.SELL, START.plusMillis(i));
      }
      market.trade("65000", "1", Side.BUY, START.plusMillis(MISSED + 1));
      market.trade("65000", "1", Side.BUY, START.plusSeconds(60));
      awaitTrades(client, MISSED + 4);
      await(
          client,
          "the hole is filled",
          () ->
              client.look(
                  BARS, record -> record.holes.values().stream().allMatch(h -> h.filled())));
      assertThat(client.broken()).isEmpty();
      assertThat(client.ended()).isNull();
      int repaired = client.look(TRADES, record -> record.repaired);
      assertThat(repaired).isEqualTo(MISSED);
      String bar = client.look(BARS, record -> record.bars.lastEntry().getValue().toString());
      assertThat(bar)
          .contains("\"quality\":\"repaired\"")
          .contains("\"revision\":1")
          .contains("\"trades\":" + (MISSED + 2));
    }
  }
}
