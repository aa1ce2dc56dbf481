package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generated market of one instrument, of no exchange's protocol: it trades by itself or on
 * request, keeps the truth about its trades and its order book, and tells listeners. It is used on
 * one thread only; {@link SimulatorServer} drives it and gives tests a {@link MarketControl}.
 */
public final class SyntheticMarket implements Faults.Follower, TradeFaults.Voice {
  private static final long FIRST_ID = 1_000_000;

  /** A leap of the clock is caught up on no further back than this. */
  private static final long LONGEST_STEP = Duration.ofMinutes(1).toNanos();

  private final MarketTerms terms;
  private final TradeHistory history;
  private final Book book;
  private final TradeWalk walk;
  private final Faults faults;
  private final TradeFaults tradeFaults;
  private final List<MarketListener> listeners = new ArrayList<>();
  private long nextId = FIRST_ID;
  private long now;

  /**
   * @param levels the number of levels that each side of the book has
   * @param keptTrades the most trades that are kept; older ones are forgotten
   */
  public SyntheticMarket(MarketTerms terms, long seed, int levels, int keptTrades, Faults faults) {
    this.terms = terms;
    this.history = new TradeHistory(keptTrades);
    this.book = new Book(terms, seed, levels, false);
    this.walk = new TradeWalk(terms, seed, FIRST_ID, false);
    this.faults = faults;
    this.tradeFaults = new TradeFaults(faults, terms.name(), this);
    faults.follow(this);
    moveBook(walk.bid(), walk.ask());
  }

  public MarketTerms terms() {
    return terms;
  }

  public void addListener(MarketListener listener) {
    listeners.add(listener);
  }

  /** Trades {@code perSecond} times a second on average from {@code time} on; 0 for never. */
  void run(int perSecond, long time) {
    now = Math.max(now, time);
    walk.run(perSecond, time);
  }

  boolean isRunning() {
    return walk.isRunning();
  }

  long nextTime() {
    return walk.nextTime();
  }

  /** Trades untold for {@code length} before {@code start}, as far as trades are kept. */
  void prepare(int perSecond, Duration length, long start) {
    long kept = UtcNanos.SECOND / perSecond * history.capacity();
    run(perSecond, start - Math.min(length.toNanos(), kept));
    while (walk.nextTime() <= start) {
      history.add(walk.next(nextId++));
    }
    now = Math.max(now, start);
    moveBook(walk.bid(), walk.ask());
  }

  /** Lets every trade happen that is due until {@code time}. */
  void advance(long time) {
    walk.skipTo(time - LONGEST_STEP);
    while (walk.nextTime() <= time) {
      Execution trade = walk.next(nextId++);
      now = Math.max(now, trade.time());
      happens(stamped(trade), true);
      moveBook(walk.bid(), walk.ask());
    }
    now = Math.max(now, time);
    listeners.forEach(MarketListener::settled);
  }

  /** Makes a trade that somebody wants; the book's best levels follow it. */
  MarketTrade trade(Decimal price, Decimal size, Side taker, long time, boolean told) {
    long exact = terms.price(price);
    boolean sell = taker == Side.SELL;
    Execution trade = walk.execution(nextId++, 1, exact, terms.size(size), sell, time);
    now = Math.max(now, time);
    trade = stamped(trade);
    happens(trade, told);
    moveBook(sell ? exact : exact - walk.tick(), sell ? exact + walk.tick() : exact);
    listeners.forEach(MarketListener::settled);
    return told(trade);
  }

  /** Sets the best bid and ask of the book; what crosses them is gone. */
  void quote(Level bid, Level ask, long time) {
    now = Math.max(now, time);
    touch(
        terms.price(bid.price()),
        terms.size(bid.size()),
        terms.price(ask.price()),
        terms.size(ask.size()));
    listeners.forEach(MarketListener::settled);
  }

  /** Tells the newest trade a second time. */
  void repeatLastTrade() {
    tell(history.get(history.size() - 1));
    listeners.forEach(MarketListener::settled);
  }

  /** The next trade's id is {@code count} higher than it would have been. */
  void skipIds(long count) {
    nextId += count;
  }

  /** By the exchange's clock. */
  private Execution stamped(Execution trade) {
    return faults.skew() == 0 ? trade : trade.at(trade.time() + faults.skew());
  }

  private void happens(Execution trade, boolean told) {
    history.add(trade);
    MarketTrade happened = told(trade);
    listeners.forEach(listener -> listener.happened(happened));
    if (told) {
      tradeFaults.tell(trade);
    }
  }

  @Override
  public void tell(Execution trade) {
    MarketTrade told = told(trade);
    listeners.forEach(listener -> listener.traded(told));
  }

  @Override
  public void misname(Execution trade, boolean listed) {
    MarketTrade told = told(trade);
    listeners.forEach(listener -> listener.misnamed(told, listed));
  }

  @Override
  public void invent(Execution like, long price) {
    tell(walk.execution(nextId++, 1, price, like.size(), like.buyerMaker(), now + faults.skew()));
  }

  @Override
  public void happens(Fault.Once fault) {
    if (fault instanceof Fault.SkipIds(int count)) {
      skipIds(count);
    } else if (fault instanceof Fault.Spike(String factor) && history.size() > 0) {
      tradeFaults.spike(history.get(history.size() - 1), factor, walk.tick());
      listeners.forEach(MarketListener::settled);
    }
  }

  @Override
  public void changed(long time) {
    walk.burst(faults.burst(), time);
    tradeFaults.changed();
    listeners.forEach(MarketListener::settled);
  }

  private MarketTrade told(Execution trade) {
    return new MarketTrade(
        trade.id(),
        price(trade.price()),
        size(trade.size()),
        trade.buyerMaker() ? Side.SELL : Side.BUY,
        trade.time());
  }

  private void moveBook(long bid, long ask) {
    touch(bid, walk.levelSize(), ask, walk.levelSize());
  }

  private void touch(long bid, long bidSize, long ask, long askSize) {
    if (book.touch(bid, bidSize, ask, askSize, exchangeTime(now), walk::levelSize) != 0) {
      listeners.forEach(MarketListener::bookChanged);
    }
  }

  /** The newest {@code limit} of the trades that are still known, oldest first. */
  public List<MarketTrade> trades(int limit) {
    return history.latest(trade -> true, limit).stream().map(this::told).toList();
  }

  /** The newest trade; null before the first. */
  public @Nullable MarketTrade lastTrade() {
    return history.size() == 0 ? null : told(history.get(history.size() - 1));
  }

  /**
   * The candles of the known trades that start at {@code from} or later, of trades before {@code
   * to}, oldest first; a window in which nothing traded has none.
   */
  public List<Candle> candles(Interval interval, long from, long to) {
    List<Candle> candles = new ArrayList<>();
    for (Execution trade : between(from, to)) {
      long start = interval.start(trade.time());
      if (start < from) {
        continue;
      }
      Decimal price = price(trade.price());
      if (candles.isEmpty() || start > candles.getLast().start()) {
        candles.add(Candle.empty(start, interval.end(start), price));
      }
      Decimal size = size(trade.size());
      candles.addLast(candles.removeLast().with(price, size, terms.value(price, size)));
    }
    return candles;
  }

  /**
   * As {@link #candles}, with those in which nothing traded between and behind the others: they
   * have the price of the trade before. None lies before the first known trade.
   */
  public List<Candle> filledCandles(Interval interval, long from, long to) {
    List<Candle> filled = new ArrayList<>();
    if (history.size() == 0) {
      return filled;
    }
    long first = interval.start(between(0, Long.MAX_VALUE).getFirst().time());
    for (Candle candle : candles(interval, first, to)) {
      fill(filled, interval, candle.start());
      filled.add(candle);
    }
    fill(filled, interval, to);
    filled.removeIf(candle -> candle.start() < from);
    return filled;
  }

  /** Appends empty candles up to {@code end}, unless there is none to go on from. */
  private static void fill(List<Candle> filled, Interval interval, long end) {
    while (!filled.isEmpty() && filled.getLast().end() < end) {
      Candle last = filled.getLast();
      filled.add(Candle.empty(last.end(), interval.end(last.end()), last.close()));
    }
  }

  /** By their times: those that a test makes may come out of order. */
  private List<Execution> between(long from, long to) {
    return history
        .latest(trade -> trade.time() >= from && trade.time() < to, history.size())
        .stream()
        .sorted(Comparator.comparingLong(Execution::time))
        .toList();
  }

  /** The best {@code levels} of each side. */
  public MarketBook book(int levels) {
    return new MarketBook(
        updateId(), bookTime(), book.bids.best(levels, terms), book.asks.best(levels, terms));
  }

  /** Follows the best {@code levels} of each side for one reader. */
  public BookChanges changes(int levels) {
    return new BookChanges(this, levels);
  }

  Level level(long price, long size) {
    return new Level(price(price), size(size));
  }

  private Decimal price(long unscaled) {
    return Decimal.of(unscaled, terms.tickSize().scale());
  }

  private Decimal size(long unscaled) {
    return Decimal.of(unscaled, terms.lotSize().scale());
  }

  Ladder bids() {
    return book.bids;
  }

  Ladder asks() {
    return book.asks;
  }

  long updateId() {
    return book.lastUpdateId();
  }

  long bookTime() {
    return book.time();
  }

  /** What the exchange's clock says at {@code time}; it may be wrong. */
  public long exchangeTime(long time) {
    return time + faults.skew();
  }

  /** The time until which things have happened, in nanoseconds since the epoch. */
  public long now() {
    return now;
  }
}
