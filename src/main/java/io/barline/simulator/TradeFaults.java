package io.barline.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What one market's streams are told in place of the trades that happen. It is used on the
 * exchange's thread only.
 */
final class TradeFaults {
  /** How a market tells its streams. */
  interface Voice {
    void tell(Execution trade);

    /**
     * Tells a trade under a wrong symbol: that of another instrument where {@code listed}, or else
     * one that does not exist.
     */
    void misname(Execution trade, boolean listed);

    /** Tells a trade like another, that never happens, at {@code price} and with its own id. */
    void invent(Execution like, long price);
  }

  private final Faults faults;
  private final Voice voice;
  private final NowAndThen misnamed;
  private final NowAndThen negative;
  private @Nullable Execution held;
  private long happened;

  TradeFaults(Faults faults, String market, Voice voice) {
    this.faults = faults;
    this.voice = voice;
    long seed = faults.seed() ^ market.hashCode() * 0x9E3779B97F4A7C15L;
    this.misnamed = new NowAndThen(seed);
    this.negative = new NowAndThen(~seed);
  }

  /** {@code trade} has happened. */
  void tell(Execution trade) {
    if (!faults.isChangingTrades()) {
      voice.tell(trade);
      return;
    }
    Fault.Lose lose = faults.find(Fault.Lose.class);
    if (lose != null && ++happened % lose.oneIn() == 0) {
      return;
    }
    Execution earlier = held;
    if (earlier != null) {
      held = null;
      say(trade);
      say(earlier);
    } else if (faults.has(Fault.Reorder.class)) {
      held = trade;
    } else {
      say(trade);
    }
  }

  private void say(Execution trade) {
    voice.tell(trade);
    if (faults.has(Fault.Duplicate.class)) {
      voice.tell(trade);
    }
    if (faults.has(Fault.WrongSymbol.class) && misnamed.comes()) {
      voice.misname(trade, false);
      voice.misname(trade, true);
    }
    if (faults.has(Fault.NegativePrice.class) && negative.comes()) {
      voice.invent(trade, -trade.price());
    }
  }

  /** Other faults are in force: what was held back is told. */
  void changed() {
    if (!faults.has(Fault.Lose.class)) {
      happened = 0;
    }
    if (!faults.has(Fault.WrongSymbol.class)) {
      misnamed.restart();
    }
    if (!faults.has(Fault.NegativePrice.class)) {
      negative.restart();
    }
    Execution waiting = held;
    if (waiting != null && !faults.has(Fault.Reorder.class)) {
      held = null;
      voice.tell(waiting);
    }
  }

  /** Tells a trade that never happened, after {@code last}; {@code tick} is the price's step. */
  void spike(Execution last, String factor, long tick) {
    BigDecimal ticks =
        BigDecimal.valueOf(last.price())
            .multiply(new BigDecimal(factor))
            .divide(BigDecimal.valueOf(tick), 0, RoundingMode.HALF_EVEN);
    voice.invent(last, Math.max(1, ticks.longValueExact()) * tick);
  }
}
