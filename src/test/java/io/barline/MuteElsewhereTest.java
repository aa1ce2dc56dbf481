package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.market.UtcNanos;
import io.barline.simulator.Fault;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.bybit.BybitCategory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Exchanges whose ids tell nothing of what is missing answer pings and send no data: it is found
 * out, told and mended, and nothing of that time is lost in silence.
 */
class MuteElsewhereTest extends FourExchanges {
  /** The ten trades that Hyperliquid's REST tells are of a third of a second. */
  MuteElsewhereTest() {
    super(
        SimulatorSettings.DEFAULTS.withTradesPerSecond(5),
        SimulatorSettings.DEFAULTS.withTradesPerSecond(30));
  }

  @Test
  void whatIsWithheldIsToldAndNothingIsLostInSilence() {
    alpaca.updateBars(0);
    Market linear =
        Witness.market("bybit", "BTC/USDT:USDT", 50, bybit.market(BybitCategory.LINEAR, "BTCUSDT"));
    Market coin = Witness.market("hyperliquid", "BTC/USDC:USDC", 20, hyperliquid.market("BTC"));
    Market crypto = Witness.market("alpaca", "BTC/USD", 10, alpaca.market("BTC/USD"));
    List<Market> markets = List.of(linear, coin, crypto);
    List<Simulator> mute = List.of(bybit, hyperliquid, alpaca);
    try (Gateway gateway =
            Gateway.start(
                binance,
                bybit,
                hyperliquid,
                alpaca,
                "barline.exchanges.binance.enabled=false",
                "barline.fresh.min-silence=3s",
                "barline.fresh.first-data=3s",
                "barline.fresh.proof=1s",
                "barline.fresh.pause-min=2s",
                "barline.repair.delay=300ms");
        Witness witness = new Witness(gateway, markets)) {
      long began = UtcNanos.now(clock);
      mute.forEach(exchange -> exchange.begin(new Fault.Mute()));
      witness.await("trades are withheld", () -> UtcNanos.now(clock) > began + 2 * UtcNanos.SECOND);
      for (Market market : markets) {
        String topic = market.topic("trades");
        witness.await(topic + " is stale", () -> witness.told(topic, "stale") > 0);
      }
      mute.forEach(Simulator::heal);
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market)).isNotEmpty();
      }
      for (Market market : List.of(linear, crypto)) { // REST tells enough of what they traded
        assertThat(witness.holes(market)).allMatch(Hole::filled);
        assertThat(witness.repaired(market)).isPositive();
      }
      assertThat(alpaca.counts().mostOpen()).isEqualTo(1);
    }
  }
}
