package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BinanceLiveTest {
  private static final int TRADES = 5_000;

  /** Markets trade by themselves with the clock; nothing is left out, whatever the rate. */
  @Test
  void tradesByItselfWithoutAHoleAtAHighRate() {
    var settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(5_000);
    try (var simulator = BinanceSimulator.start(settings, Clock.systemUTC());
        var client =
            new StreamClient(simulator.spotWs(), "/stream?streams=btcusdt@trade/ethusdt@trade")) {
      Map<String, Long> last = new HashMap<>();
      for (int i = 0; i < TRADES; i++) {
        JsonNode trade = client.json().get("data");
        long id = trade.get("t").asLong();
        assertThat(last.getOrDefault(trade.get("s").asString(), id - 1)).isEqualTo(id - 1);
        last.put(trade.get("s").asString(), id);
      }
      assertThat(last).containsOnlyKeys("BTCUSDT", "ETHUSDT");
      simulator.setTradeRate(0);
      SimulatedTrade newest = simulator.trades(Segment.SPOT, "ETHUSDT").getLast();
      for (long id = 0; id < newest.id(); ) {
        JsonNode trade = client.json().get("data");
        id = trade.get("s").asString().equals("ETHUSDT") ? trade.get("t").asLong() : id;
      }
    }
  }

  @Test
  void disconnectsWhoReadsTooSlowly() {
    var settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(0).withSendBufferBytes(1 << 20);
    var never = new CompletableFuture<Void>();
    try (var simulator = BinanceSimulator.start(settings, new TestClock());
        var _ = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade", never)) {
      SimulatedMarket market = simulator.market(Segment.SPOT, "BTCUSDT");
      String payload = "\"" + "x".repeat(60_000) + "\"";
      int sent = 0;
      while (simulator.counts().closedForSlowness() == 0 && sent < 2_000) {
        market.send("trade", payload);
        sent++;
      }
      assertThat(simulator.counts().closedForSlowness()).isEqualTo(1);
    }
  }
}
