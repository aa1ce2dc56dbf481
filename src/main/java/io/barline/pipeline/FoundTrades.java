package io.barline.pipeline;

import io.barline.market.Trade;
import java.util.List;

/** Takes the trades that an exchange tells of a hole afterwards. */
final class FoundTrades {
  static final String FORGOTTEN =
      "too many trades came since to tell those that were seen from those that were missed";
  static final String NOT_ACCEPTABLE = "the exchange told a trade that can't be accepted";

  private final Admission admission;
  private final TradeSuccession trades;

  FoundTrades(Admission admission, TradeSuccession trades) {
    this.admission = admission;
    this.trades = trades;
  }

  /** Whether all of them may count. */
  boolean take(TradeHole hole, List<Trade> answer) {
    boolean acceptable = true;
    for (Trade trade : answer) {
      if (!hole.spans(trade.exchangeTime())) {
        continue;
      }
      if (!admission.admits(trade, true)) {
        acceptable = false;
        hole.lacking = NOT_ACCEPTABLE;
      } else if (trades.isForgotten(trade)) {
        acceptable = false;
        hole.lacking = FORGOTTEN;
      } else if (trades.restore(trade, hole.newestFound, hole.next)) {
        hole.found.add(trade);
        hole.newestFound = trade;
        hole.known++;
        hole.rebuilt = true;
      }
    }
    return acceptable;
  }
}
