package io.barline.pipeline;

import io.barline.market.Trade;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which trades were seen, for exchanges whose ids do not ascend. Beyond the capacity the first that
 * were seen are forgotten.
 */
final class SeenTrades {
  /** How many are remembered. */
  static final int REMEMBERED = 10_000;

  /** How many are while trades of a hole may be told: it has no more than about half as many. */
  static final int REMEMBERED_WHILE_OPEN = 100_000;

  private final Map<Id, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
          boolean full = size() > capacity;
          if (full) {
            forgotten = Math.max(forgotten, eldest.getKey().time);
          }
          return full;
        }
      };

  /** The newest time of those that are not remembered any more. */
  private long forgotten = Long.MIN_VALUE;

  private int capacity = REMEMBERED;

  /** Some exchanges' ids are unique only together with the time. */
  private record Id(long sequence, @Nullable String text, long time) {
    static Id of(Trade trade) {
      return new Id(trade.sequence(), trade.textId(), trade.exchangeTime());
    }
  }

  /** Whether a trade can be known again at all. */
  static boolean isIdentified(Trade trade) {
    return trade.sequence() != Trade.NO_SEQUENCE || trade.textId() != null;
  }

  /** Remembers an identified trade; whether it was not seen before. */
  boolean add(Trade trade) {
    return seen.putIfAbsent(Id.of(trade), Boolean.TRUE) == null;
  }

  boolean holds(Trade trade) {
    return seen.containsKey(Id.of(trade));
  }

  /** Whether some of that time are not remembered any more. */
  boolean hasForgotten(long time) {
    return time <= forgotten;
  }

  /** Whether more are to be remembered, so that what is found can be told from what was seen. */
  void rememberMore(boolean more) {
    capacity = more ? REMEMBERED_WHILE_OPEN : REMEMBERED;
    Iterator<Id> eldest = seen.keySet().iterator();
    for (int excess = seen.size() - capacity; excess > 0; excess--) {
      forgotten = Math.max(forgotten, eldest.next().time);
      eldest.remove();
    }
  }
}
