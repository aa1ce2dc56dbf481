package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.simulator.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exchange that allows one connection counts the one that ended for a while yet. */
class CountedConnectionTest extends FourExchanges {
  /** As one that is replaced by the gateway, and as one that the exchange drops. */
  @Test
  void aLoginRefusedForTheLastConnectionIsTriedAgainUntilItIsLetIn() {
    alpaca.updateBars(0);
    alpaca.countEnded(Duration.ofSeconds(2));
    Market market = Witness.market("alpaca", "BTC/USD", 10, alpaca.market("BTC/USD"));
    try (Gateway gateway =
            Gateway.start(
                binance,
                bybit,
                hyperliquid,
                alpaca,
                "barline.exchanges.binance.enabled=false",
                "barline.exchanges.bybit.enabled=false",
                "barline.exchanges.hyperliquid.enabled=false",
                "barline.feed.backoff-min=500ms", // 20 attempts a minute are allowed
                "barline.feed.backoff-max=1s",
                "barline.fresh.min-silence=1s",
                "barline.fresh.pause-min=2s",
                "barline.repair.delay=300ms");
        Witness witness = new Witness(gateway, List.of(market))) {
      alpaca.begin(new Fault.Mute());
      witness.await("it is replaced", () -> alpaca.counts().rejected() > 0);
      alpaca.heal();
      witness.awaitTrades();
      long refused = alpaca.counts().rejected();
      alpaca.begin(new Fault.Drop());
      witness.await("it is refused again", () -> alpaca.counts().rejected() > refused);
      witness.compare();
      assertThat(gateway.get("/api/v1/exchanges/alpaca").path("feeds").findValuesAsString("mode"))
          .containsOnly("streaming");
      assertThat(witness.told(market, "failed")).isZero();
      assertThat(witness.holes(market)).isNotEmpty().allMatch(Hole::filled);
    }
  }
}
