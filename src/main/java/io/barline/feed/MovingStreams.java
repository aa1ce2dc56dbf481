package io.barline.feed;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of a handover: found by what comes of them, and how much is kept of all. */
final class MovingStreams {
  /** So much is kept of all together at most; then the one with the most doesn't wait longer. */
  static final int MOST_KEPT = 20_000;

  private final Map<Upstream, Moving> all = new LinkedHashMap<>();
  private final Map<String, List<Moving>> bySymbol = new HashMap<>();
  private int kept;

  void add(Moving moving) {
    all.put(moving.upstream, moving);
    bySymbol.computeIfAbsent(symbol(moving), _ -> new ArrayList<>()).add(moving);
  }

  @Nullable Moving remove(Upstream upstream) {
    Moving moving = all.remove(upstream);
    if (moving != null) {
      bySymbol.getOrDefault(symbol(moving), new ArrayList<>()).remove(moving);
      kept -= moving.kept();
    }
    return moving;
  }

  private static String symbol(Moving moving) {
    return moving.upstream.instrument().symbol();
  }

  @Nullable Moving get(Upstream upstream) {
    return all.get(upstream);
  }

  /** As they are now: they may be removed meanwhile. */
  List<Moving> list() {
    return List.copyOf(all.values());
  }

  /** That of which {@code event} is; null where it is of none. */
  @Nullable Moving find(MarketEvent event) {
    String symbol =
        switch (event) {
          case Trade trade -> trade.instrument().symbol();
          case Quote quote -> quote.instrument().symbol();
          case BookDelta book -> book.instrument().symbol();
          case BookSnapshot book -> book.instrument().symbol();
          case BookReset book -> book.instrument().symbol();
          case Bar bar -> bar.instrument().symbol();
          case Ticker ticker -> ticker.instrument().symbol();
          default -> "";
        };
    for (Moving moving : bySymbol.getOrDefault(symbol, List.of())) {
      if (moving.carries(event)) {
        return moving;
      }
    }
    return null;
  }

  /** The old connection brought it, and it was passed on. */
  void passed(Moving moving, MarketEvent event) {
    int before = moving.kept();
    moving.passed(event);
    kept += moving.kept() - before;
  }

  /**
   * The new connection brought it.
   *
   * @return one of which no more can be kept, and which has to be handed over; null where none is
   */
  @Nullable Moving keep(Moving moving, MarketEvent event) {
    int before = moving.kept();
    boolean hasRoom = moving.keep(event);
    kept += moving.kept() - before;
    if (!hasRoom) {
      return moving;
    }
    return kept > MOST_KEPT ? fullest(moving) : null;
  }

  private Moving fullest(Moving one) {
    Moving fullest = one;
    for (Moving each : all.values()) {
      fullest = each.kept() > fullest.kept() ? each : fullest;
    }
    return fullest;
  }

  /** Its new connection was lost, with what is kept of it. */
  void lost(Moving moving) {
    kept -= moving.kept();
    moving.lost();
  }

  /** It is had from the new connection from now on; the answer is what the old did not bring. */
  List<MarketEvent> handOver(Moving moving) {
    kept -= moving.kept();
    return moving.handOver();
  }
}
