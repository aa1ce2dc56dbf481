package io.barline.simulator.bybit;

import io.barline.market.Level;
import io.barline.simulator.BookChanges;
import io.barline.simulator.MarketBook;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code orderbook}: a snapshot, then what changed in each period; of one level always a snapshot,
 * again after 3 seconds without a change.
 */
final class BookTopic extends BybitTopic {
  private static final long REPEAT = 3_000_000_000L;

  private final String symbol;
  private final int levels;
  private final long period;
  private final BookChanges changes;
  private long update = 40_000_000;
  private long toldAt;

  /** {@code millis} is the period. */
  BookTopic(String symbol, SyntheticMarket market, int levels, int millis) {
    super("orderbook." + levels + "." + symbol, market);
    this.symbol = symbol;
    this.levels = levels;
    this.period = millis * 1_000_000L;
    this.changes = market.changes(levels);
  }

  @Override
  void greet(SimulatorSession session, long now) {
    tell(now);
    session.publish(frame("snapshot", market.book(levels), now));
  }

  @Override
  void tick(long now) {
    if (isWanted() && now - toldAt >= period) {
      boolean told = tell(now);
      if (!told && levels == 1 && now - toldAt >= REPEAT) {
        publish(frame("snapshot", market.book(1), now));
        toldAt = now;
      }
    }
  }

  private boolean tell(long now) {
    MarketBook changed = changes.changes();
    if (changed == null) {
      return false;
    }
    update++;
    toldAt = now;
    publish(levels == 1 ? frame("snapshot", market.book(1), now) : frame("delta", changed, now));
    return true;
  }

  /** Begins anew, as after a restart of Bybit's service: with a snapshot of the number 1. */
  void restart(long now) {
    update = 1;
    toldAt = now;
    publish(frame("snapshot", changes.snapshot(), now));
  }

  /** The next message's number is {@code count} higher than it would have been. */
  void skip(int count) {
    update += count;
  }

  private String frame(String type, MarketBook book, long now) {
    return head(type, now)
        + "{\"s\":\"%s\",\"b\":%s,\"a\":%s,\"u\":%d,\"seq\":%d},\"cts\":%d}"
            .formatted(
                symbol,
                side(book.bids()),
                side(book.asks()),
                update,
                book.updateId(),
                book.time() / 1_000_000);
  }

  static String side(List<Level> levels) {
    return levels.stream()
        .map(level -> "[\"" + level.price() + "\",\"" + level.size() + "\"]")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
