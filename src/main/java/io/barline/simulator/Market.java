package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One instrument's market: it makes trades or is given them, keeps the truth about them, and tells
 * its streams. It is used on one thread only.
 */
final class Market implements Faults.Follower, TradeFaults.Voice {
  private static final long FIRST_ID = 1_000_000;
  private static final int BOOK_LEVELS = 50;

  /** A leap of the clock is caught up on no further back than this. */
  private static final long LONGEST_STEP = Duration.ofMinutes(1).toNanos();

  final SimulatedInstrument instrument;
  final TradeHistory history;
  final Book book;
  final List<KlineSeries> klines = new ArrayList<>();
  private final TradeWalk walk;
  private final EventWriter writer;
  private final Faults faults;
  private final TradeFaults tradeFaults;
  private final MarketStream trades;
  private final MarketStream aggTrades;
  private final MarketStream quotes;
  private final TickerFeed ticker;
  private final List<DepthFeed> depths = new ArrayList<>();
  private final List<PartialDepthFeed> partialDepths = new ArrayList<>();
  private long nextId = FIRST_ID;
  private long now;
  private boolean traded;

  Market(
      SimulatedInstrument instrument,
      long seed,
      int keptTrades,
      StreamDirectory streams,
      Faults faults) {
    this.instrument = instrument;
    this.faults = faults;
    this.tradeFaults = new TradeFaults(faults, instrument.terms().name(), this);
    this.history = new TradeHistory(keptTrades);
    boolean futures = instrument.segment().isFutures();
    this.book = new Book(instrument.terms(), seed, BOOK_LEVELS, futures);
    this.walk = new TradeWalk(instrument.terms(), seed, FIRST_ID, futures);
    this.writer = new EventWriter(instrument);
    String name = instrument.streamSymbol();
    this.trades = streams.fed(name + "@trade");
    this.aggTrades = streams.fed(name + "@aggTrade");
    this.quotes = streams.fed(name + "@bookTicker");
    this.ticker = new TickerFeed(streams.fed(name + "@ticker"), instrument.segment().isFutures());
    for (var interval : instrument.segment().intervals()) {
      var stream = streams.fed(name + "@kline_" + interval.code());
      klines.add(new KlineSeries(interval, stream, this::tellClosed));
    }
    List<Integer> periods = instrument.segment().depthPeriods();
    for (int millis : periods) {
      String suffix = millis == periods.getFirst() ? "" : "@" + millis + "ms";
      long period = UtcNanos.ofMillis(millis);
      depths.add(new DepthFeed(streams.fed(name + "@depth" + suffix), period));
      for (int levels : new int[] {5, 10, 20}) {
        var stream = streams.fed(name + "@depth" + levels + suffix);
        partialDepths.add(new PartialDepthFeed(stream, levels, period));
      }
    }
    moveBook(walk.bid(), walk.ask());
    faults.follow(this);
  }

  /** Trades {@code perSecond} times a second from {@code time} on; 0 leaves it to others. */
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

  /** Lets everything happen that is due until {@code time}. */
  void advance(long time) {
    listen();
    now = Math.max(now, time);
    walk.skipTo(time - LONGEST_STEP);
    while (walk.nextTime() <= time) {
      record(walk.next(nextId++));
      traded = true;
    }
    settle(time);
  }

  /** As {@link #advance}, but without the longest step: for the time before anybody listens. */
  void prepare(int perSecond, Duration length, long start) {
    long before = Math.min(length.toNanos(), keptSpan(perSecond));
    run(perSecond, start - before);
    while (walk.nextTime() <= start) {
      record(walk.next(nextId++));
      traded = true;
    }
    settle(start);
  }

  private long keptSpan(int perSecond) {
    return UtcNanos.SECOND / perSecond * history.capacity();
  }

  /** Makes a trade that somebody wants; {@code told} is whether its streams tell it. */
  Execution trade(long price, long size, boolean buyerMaker, long time, boolean told) {
    listen();
    Execution trade = stamped(walk.execution(nextId++, 1, price, size, buyerMaker, time));
    now = Math.max(now, time);
    keep(trade);
    if (told) {
      tradeFaults.tell(trade);
    }
    moveBook(buyerMaker ? price : price - walk.tick(), buyerMaker ? price + walk.tick() : price);
    settle(now);
    return trade;
  }

  void quote(long bid, long bidSize, long ask, long askSize, long time) {
    listen();
    now = Math.max(now, time);
    note(book.touch(bid, bidSize, ask, askSize, clockTime(), walk::levelSize));
    settle(now);
  }

  /** The next trade's id is {@code count} higher than it would have been. */
  void skipIds(long count) {
    nextId += count;
  }

  private void record(Execution walked) {
    Execution trade = stamped(walked);
    keep(trade);
    tradeFaults.tell(trade);
  }

  /** By the exchange's clock. */
  private Execution stamped(Execution trade) {
    return faults.skew() == 0 ? trade : trade.at(trade.time() + faults.skew());
  }

  private long clockTime() {
    return now + faults.skew();
  }

  @Override
  public void happens(Fault.Once fault) {
    if (fault instanceof Fault.SkipIds(int count)) {
      skipIds(count);
    } else if (fault instanceof Fault.Spike(String factor) && history.size() > 0) {
      tradeFaults.spike(history.get(history.size() - 1), factor, walk.tick());
    }
  }

  @Override
  public void changed(long time) {
    walk.burst(faults.burst(), time);
    tradeFaults.changed();
  }

  @Override
  public void invent(Execution like, long price) {
    tell(walk.execution(nextId++, 1, price, like.size(), like.buyerMaker(), clockTime()));
  }

  @Override
  public void misname(Execution trade, boolean listed) {
    tell(trade, new EventWriter(instrument, listed ? otherSymbol() : "NOSUCHUSDT"));
  }

  private String otherSymbol() {
    String suffix = instrument.segment() == Segment.COINM ? "USD_PERP" : "USDT";
    return (instrument.symbol().startsWith("ETH") ? "BTC" : "ETH") + suffix;
  }

  private void keep(Execution trade) {
    history.add(trade);
    long quoteVolume = quoteVolume(instrument, trade);
    for (KlineSeries series : klines) {
      series.add(trade, quoteVolume);
    }
    ticker.add(trade, quoteVolume);
  }

  static long quoteVolume(SimulatedInstrument instrument, Execution trade) {
    if (instrument.segment() != Segment.COINM) {
      return Math.multiplyExact(trade.price(), trade.size());
    }
    long coins = Math.multiplyExact(trade.size(), instrument.contractSize());
    for (int i = -8 - instrument.priceScale() + instrument.sizeScale(); i < 0; i++) {
      coins = Math.multiplyExact(coins, 10);
    }
    return coins / trade.price();
  }

  @Override
  public void tell(Execution trade) {
    tell(trade, writer);
  }

  private void tell(Execution trade, EventWriter named) {
    for (boolean micros : UNITS) {
      if (trades.wants(micros)) {
        trades.publish(named.trade(trade, clockTime(), micros), micros);
      }
      if (aggTrades.wants(micros)) {
        aggTrades.publish(named.aggTrade(trade, clockTime(), micros), micros);
      }
    }
  }

  private static final boolean[] UNITS = {false, true};

  private void listen() {
    for (DepthFeed feed : depths) {
      feed.listen(book, now);
    }
  }

  private void moveBook(long bid, long ask) {
    note(book.touch(bid, walk.levelSize(), ask, walk.levelSize(), clockTime(), walk::levelSize));
  }

  private void note(long changeId) {
    if (changeId == 0) {
      return;
    }
    for (DepthFeed feed : depths) {
      feed.changed(changeId);
    }
    for (boolean micros : UNITS) {
      if (quotes.wants(micros)) {
        quotes.publish(writer.bookTicker(book, clockTime(), micros), micros);
      }
    }
  }

  /** What follows from the trades until {@code time}, and from its passing. */
  private void settle(long time) {
    now = Math.max(now, time);
    if (traded) {
      traded = false;
      moveBook(walk.bid(), walk.ask());
    }
    for (KlineSeries series : klines) {
      series.closeUntil(clockTime());
      Kline bar = series.stream.isWanted() ? series.due(now, period(series)) : null;
      if (bar != null) {
        tell(series, bar, false);
      }
    }
    tellDepth();
    tellTicker();
  }

  private void tellTicker() {
    if (ticker.isDue(now)) {
      for (boolean micros : UNITS) {
        if (ticker.stream.wants(micros)) {
          ticker.stream.publish(writer.ticker(ticker, book, clockTime(), micros), micros);
        }
      }
      ticker.told(now);
    }
  }

  private long period(KlineSeries series) {
    return instrument.segment().klinePeriod(series.interval);
  }

  /** Futures keep silent about bars without a trade. */
  private void tellClosed(KlineSeries series) {
    Kline bar = series.current();
    if (bar != null && (bar.count > 0 || !instrument.segment().isFutures())) {
      tell(series, bar, true);
    }
  }

  private void tell(KlineSeries series, Kline bar, boolean closed) {
    for (boolean micros : UNITS) {
      if (series.stream.wants(micros)) {
        series.stream.publish(
            writer.kline(bar, series.interval, closed, clockTime(), micros), micros);
      }
    }
  }

  private void tellDepth() {
    for (DepthFeed feed : depths) {
      if (feed.isDue(now)) {
        for (boolean micros : UNITS) {
          if (feed.stream.wants(micros)) {
            feed.stream.publish(writer.depth(feed, book, clockTime(), micros), micros);
          }
        }
        feed.remember(book, now);
      }
    }
    for (PartialDepthFeed feed : partialDepths) {
      if (feed.isDue(book, now)) {
        for (boolean micros : UNITS) {
          if (feed.stream.wants(micros)) {
            feed.stream.publish(writer.partialDepth(feed, book, clockTime(), micros), micros);
          }
        }
        feed.told(book, now);
      }
    }
  }

  EventWriter writer() {
    return writer;
  }
}
