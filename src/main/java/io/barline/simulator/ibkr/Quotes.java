package io.barline.simulator.ibkr;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The best bid and ask of a market as they were. */
final class Quotes {
  /** Beyond this many the oldest is forgotten. */
  private static final int KEPT = 100_000;

  private final SyntheticMarket market;
  private final Deque<Best> known = new ArrayDeque<>();

  /** The best prices from {@code time} on. */
  record Best(long time, Level bid, Level ask) {
    BigDecimal price(Show show) {
      BigDecimal low = bid.price().toBigDecimal();
      BigDecimal high = ask.price().toBigDecimal();
      return switch (show) {
        case BID -> low;
        case ASK -> high;
        default -> low.add(high).divide(BigDecimal.TWO);
      };
    }
  }

  Quotes(SyntheticMarket market) {
    this.market = market;
  }

  /** They stand as they are from {@code time} on. */
  void start(long time) {
    Best first = now();
    known.add(new Best(Math.max(time, first.time()), first.bid(), first.ask()));
  }

  /** What they are now; null where they are as they were. */
  @Nullable Best changed() {
    Best last = known.peekLast();
    Best now = now();
    if (last != null && last.bid().equals(now.bid()) && last.ask().equals(now.ask())) {
      return null;
    }
    if (known.size() == KEPT) {
      known.remove();
    }
    known.add(now);
    return now;
  }

  Best now() {
    MarketBook book = market.book(1);
    Best last = known.peekLast();
    long time = market.exchangeTime(market.now());
    return new Best(
        last == null ? time : Math.max(time, last.time()),
        book.bids().getFirst(),
        book.asks().getFirst());
  }

  /**
   * Those before {@code to}, oldest first. What was before the first known one is taken from the
   * trades: each was at the best price, one step from the other side's.
   */
  List<Best> before(long to) {
    Best first = known.peek();
    long recorded = first == null ? Long.MAX_VALUE : first.time();
    List<Best> all = new ArrayList<>();
    for (MarketTrade trade : market.trades(Integer.MAX_VALUE)) {
      if (trade.time() < Math.min(to, recorded)) {
        all.add(around(trade));
      }
    }
    known.stream().filter(best -> best.time() < to).forEach(all::add);
    return all;
  }

  private Best around(MarketTrade trade) {
    BigDecimal price = trade.price().toBigDecimal();
    BigDecimal tick = market.terms().tickSize().toBigDecimal();
    Level at = new Level(trade.price(), trade.size());
    boolean isSell = trade.taker() == Side.SELL;
    Decimal across = Decimal.of(isSell ? price.add(tick) : price.subtract(tick));
    Level other = new Level(across, trade.size());
    return isSell ? new Best(trade.time(), at, other) : new Best(trade.time(), other, at);
  }
}
