package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import org.junit.jupiter.api.Test;

class VigilTest {
  private static final Instrument COIN =
      new Instrument(
          "hyperliquid",
          "main",
          "BTC",
          "BTC/USDC:USDC",
          Instrument.Type.LINEAR,
          "BTC",
          "USDC",
          "USDC",
          null,
          null,
          null,
          true,
          false);

  private final Vigil vigil = new Vigil();

  private boolean arrives(long id, long second) {
    long time = second * UtcNanos.SECOND;
    return vigil.arrived(
        new Trade(COIN, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, time, time), time);
  }

  /** Some exchanges' ids are hashes. */
  @Test
  void takesLaterTradesAsNewWhateverTheirIds() {
    assertThat(arrives(900, 1)).isTrue();
    assertThat(arrives(5, 2)).isTrue();
    assertThat(arrives(7, 3)).isTrue();
    assertThat(vigil.pace.last()).isEqualTo(3 * UtcNanos.SECOND);
  }

  @Test
  void takesNoTradesThatAreSentAgainAsNew() {
    assertThat(arrives(5, 2)).isTrue();
    assertThat(arrives(900, 1)).isFalse();
    assertThat(arrives(5, 2)).isFalse();
    assertThat(vigil.pace.last()).isEqualTo(2 * UtcNanos.SECOND);
  }

  @Test
  void isSuspectUntilTheExchangeSaysThatThereIsNothing() {
    vigil.rung = Vigil.Rung.SUSPECT;
    assertThat(vigil.isSuspect()).as("nothing came yet").isFalse();
    var _ = arrives(1, 1);
    assertThat(vigil.isSuspect()).isFalse();
    vigil.rung = Vigil.Rung.SUSPECT;
    assertThat(vigil.isSuspect()).isTrue();
    vigil.proven = true;
    assertThat(vigil.isSuspect()).isFalse();
  }
}
