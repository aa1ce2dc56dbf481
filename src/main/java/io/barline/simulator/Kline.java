package io.barline.simulator;

import java.math.BigInteger;

/** One bar of a kline stream: exact sums of the trades in {@code [start, end)}. */
final class Kline {
  static final long NO_ID = -1;

  /** Beyond this, sums of quote volume are moved from a long to a big number. */
  private static final long FOLD = 1L << 61;

  final long start;
  final long end;
  long open;
  long high;
  long low;
  long close;
  long firstId = NO_ID;
  long lastId = NO_ID;
  long count;
  long volume;
  long takerVolume;
  private BigInteger quote = BigInteger.ZERO;
  private long quotePart;
  private BigInteger takerQuote = BigInteger.ZERO;
  private long takerQuotePart;

  /** A bar in which nothing traded yet: all its prices are {@code price}. */
  Kline(long start, long end, long price) {
    this.start = start;
    this.end = end;
    this.open = price;
    this.high = price;
    this.low = price;
    this.close = price;
  }

  /** Adds a trade; ids, not the order of the calls, decide which is first and last. */
  void add(Execution trade, long quoteVolume) {
    if (count == 0) {
      open = trade.price();
      high = trade.price();
      low = trade.price();
      close = trade.price();
      firstId = trade.firstId();
      lastId = trade.lastId();
    } else {
      high = Math.max(high, trade.price());
      low = Math.min(low, trade.price());
      if (trade.firstId() < firstId) {
        firstId = trade.firstId();
        open = trade.price();
      }
      if (trade.lastId() > lastId) {
        lastId = trade.lastId();
        close = trade.price();
      }
    }
    count += trade.count();
    volume += trade.size();
    quotePart += quoteVolume;
    if (!trade.buyerMaker()) {
      takerVolume += trade.size();
      takerQuotePart += quoteVolume;
    }
    if (quotePart > FOLD) {
      fold();
    }
  }

  private void fold() {
    quote = quote.add(BigInteger.valueOf(quotePart));
    quotePart = 0;
    takerQuote = takerQuote.add(BigInteger.valueOf(takerQuotePart));
    takerQuotePart = 0;
  }

  BigInteger quoteVolume() {
    return quote.add(BigInteger.valueOf(quotePart));
  }

  BigInteger takerQuoteVolume() {
    return takerQuote.add(BigInteger.valueOf(takerQuotePart));
  }
}
