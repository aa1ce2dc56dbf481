package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.simulator.Fault;
import io.barline.simulator.bybit.BybitCategory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An exchange refuses one symbol, or cuts the connection off that asked for it: that topic fails,
 * with its reason, and the others go on.
 */
class RefusedSymbolTest extends FourExchanges {
  private static final String REFUSED = "bybit:trades:ETH/USDT";
  private static final String CUT_OFF = "hyperliquid:trades:ETH/USDC:USDC";

  @Test
  void onlyItsTopicIsConcerned() {
    Market spot =
        Witness.market("bybit", "BTC/USDT", 50, bybit.market(BybitCategory.SPOT, "BTCUSDT"));
    Market coin = Witness.market("hyperliquid", "BTC/USDC:USDC", 20, hyperliquid.market("BTC"));
    List<Market> markets = List.of(spot, coin);
    try (Gateway gateway =
            Gateway.start(
                binance,
                bybit,
                hyperliquid,
                alpaca,
                "barline.exchanges.binance.enabled=false",
                "barline.exchanges.alpaca.enabled=false");
        Witness witness = new Witness(gateway, markets)) {
      bybit.begin(new Fault.Reject("ETHUSDT"));
      hyperliquid.begin(new Fault.Reject("ETH"));
      witness.subscribe(REFUSED);
      witness.subscribe(CUT_OFF);
      witness.await(REFUSED + " has failed", () -> isTold(witness, REFUSED, "publicTrade.ETHUSDT"));
      witness.await(
          CUT_OFF + " has failed", () -> isTold(witness, CUT_OFF, "cut the connection off"));
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market)).allMatch(Hole::filled);
        assertThat(witness.told(market, "stale")).isZero();
        assertThat(witness.told(market, "failed")).isZero();
      }
      assertThat(witness.told(spot, "reconnecting")).isZero();
      assertThat(witness.resets(spot)).isZero();
    }
  }

  private static boolean isTold(Witness witness, String topic, String reason) {
    return witness.notices(topic).stream()
        .anyMatch(notice -> notice.contains("\"state\":\"failed\"") && notice.contains(reason));
  }
}
