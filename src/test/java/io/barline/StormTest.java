package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.ConnectionLimits;
import io.barline.simulator.SimulatedInstrument;
import io.barline.simulator.SimulatorCounts;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Twenty connections die together, again and again, and the exchange's limits hold. */
class StormTest {
  private static final int CONNECTIONS = 20;

  @Test
  void theLimitsHoldWhenAllConnectionsDieTogether() {
    List<SimulatedInstrument> instruments = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      instruments.add(
          SimulatedInstrument.spot("C" + (char) ('A' + i), "USDT", "0.01", "0.001", "100", "1"));
    }
    ConnectionLimits limits =
        ConnectionLimits.SPOT
            .withAttempts(25, Duration.ofSeconds(3))
            .withWeightPerMinute(4_800)
            .withMessagesPerSecond(5);
    try (BinanceSimulator exchange =
            BinanceSimulator.start(
                SimulatorSettings.DEFAULTS.withTradesPerSecond(5).withSpot(limits),
                Clock.systemUTC(),
                instruments);
        Gateway gateway =
            Gateway.start(
                exchange,
                "barline.exchanges.binance.limits.streams-per-connection=1",
                "barline.exchanges.binance.limits.connection-attempts=25",
                "barline.exchanges.binance.limits.attempt-window=3s",
                "barline.exchanges.binance.snapshot-levels.spot=1000");
        GatewayClient client = gateway.connect()) {
      Map<String, BookReplica> books = new HashMap<>();
      for (SimulatedInstrument each : instruments) {
        books.put("binance:book.5:" + each.base() + "/USDT", new BookReplica());
      }
      client.subscribe(String.join(",", books.keySet()), "");
      follow(client, books, 0);
      for (int storm = 1; storm <= 3; storm++) {
        exchange.dropAll();
        follow(client, books, storm);
      }
      SimulatorCounts counts = exchange.counts();
      assertThat(counts.attempts()).isGreaterThanOrEqualTo(4 * CONNECTIONS);
      assertThat(counts.refused()).isZero();
      assertThat(counts.closedForMessages()).isZero();
      assertThat(counts.mostMessagesPerSecond()).isLessThanOrEqualTo(5);
      assertThat(counts.restRefused()).isZero();
      assertThat(counts.open()).isEqualTo(CONNECTIONS);
    }
  }

  /** Keeps the books until each is there after so many resets. */
  private static void follow(GatewayClient client, Map<String, BookReplica> books, int resets) {
    while (!books.values().stream().allMatch(b -> b.resets() >= resets && !b.isEmpty())) {
      JsonNode message = client.await(m -> GatewayClient.is(m, "book"));
      Objects.requireNonNull(books.get(message.path("topic").asString())).apply(message);
    }
  }
}
