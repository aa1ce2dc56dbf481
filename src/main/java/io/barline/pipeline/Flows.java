package io.barline.pipeline;

import io.barline.book.SequenceRule;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.UpstreamChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The flows of one instrument, by the source that each takes. */
final class Flows {
  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private TradeFlow trades;
  private final QuoteFlow quotes;
  private final TickerFlow tickers;

  // One for each source; an instrument has hardly ever more than one.
  private final List<ExchangeBarFlow> exchangeBars = new ArrayList<>(1);
  private final List<BookFlow> books = new ArrayList<>(1);

  Flows(Instrument instrument, Pipeline.Shared shared, OpenStreams streams) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = new Admission(instrument, shared);
    this.streams = streams;
    this.trades = newTrades();
    this.quotes =
        new QuoteFlow(instrument, shared, admission, streams, quote -> trades.witness(quote));
    this.tickers = new TickerFlow(instrument, shared, admission, streams);
  }

  private TradeFlow newTrades() {
    return new TradeFlow(instrument, shared, admission, streams);
  }

  TradeFlow trades() {
    return trades;
  }

  QuoteFlow quotes() {
    return quotes;
  }

  TickerFlow tickers() {
    return tickers;
  }

  /** That of the exchange's own bars, begun if it was not there. */
  ExchangeBarFlow bars(UpstreamChannel.Klines source) {
    ExchangeBarFlow open = bars(source.interval());
    if (open != null) {
      return open;
    }
    ExchangeBarFlow flow = new ExchangeBarFlow(instrument, source, shared, admission, streams);
    exchangeBars.add(flow);
    return flow;
  }

  @Nullable ExchangeBarFlow bars(Interval interval) {
    for (int i = 0; i < exchangeBars.size(); i++) {
      if (exchangeBars.get(i).source().interval() == interval) {
        return exchangeBars.get(i);
      }
    }
    return null;
  }

  /**
   * That of a book, begun if it was not there.
   *
   * @throws IllegalArgumentException if no books are kept of the instrument
   */
  BookFlow book(UpstreamChannel.Book source) {
    BookFlow open = book(source.depth());
    if (open != null) {
      return open;
    }
    SequenceRule rule = shared.books();
    if (rule == null) {
      throw new IllegalArgumentException("no order books are kept of " + instrument);
    }
    BookFlow flow = new BookFlow(instrument, source, rule, shared, admission, quotes, streams);
    books.add(flow);
    return flow;
  }

  @Nullable BookFlow book(int depth) {
    for (int i = 0; i < books.size(); i++) {
      if (books.get(i).source().depth() == depth) {
        return books.get(i);
      }
    }
    return null;
  }

  void forEachBook(Consumer<BookFlow> action) {
    books.forEach(action);
  }

  /** The flow of {@code source}; null where nothing of it is wanted. */
  @Nullable Flow of(UpstreamChannel source) {
    return switch (source) {
      case UpstreamChannel.Trades _ -> trades;
      case UpstreamChannel.Quotes _ -> quotes;
      case UpstreamChannel.Ticker _ -> tickers;
      case UpstreamChannel.Klines(Interval interval) -> bars(interval);
      case UpstreamChannel.Book(int depth) -> book(depth);
    };
  }

  /** No bars of that interval are made any more. */
  void drop(Interval interval) {
    trades.drop(interval);
    exchangeBars.forEach(flow -> flow.drop(interval));
  }

  /** The exchange's own bars in place of those that are not whole. */
  void barsFound(Interval interval, long from, long to, List<Bar> bars, long now) {
    trades.barsFound(interval, from, to, bars, now);
    ExchangeBarFlow flow = bars(interval);
    if (flow != null) {
      flow.found(from, to, bars, now);
    }
  }

  void barsUnavailable(Interval interval, long from, long to, String reason) {
    trades.barsUnavailable(interval, from, to, reason);
    ExchangeBarFlow flow = bars(interval);
    if (flow != null) {
      flow.unavailable(from, to, reason);
    }
  }

  /** What comes of {@code source} later begins anew. */
  void letGo(UpstreamChannel source) {
    switch (source) {
      case UpstreamChannel.Trades _ -> {
        trades.end();
        trades = newTrades();
        exchangeBars.forEach(ExchangeBarFlow::askAgain);
      }
      case UpstreamChannel.Quotes _ -> quotes.beginAnew();
      case UpstreamChannel.Klines(Interval interval) -> {
        ExchangeBarFlow flow = bars(interval);
        if (flow != null) {
          flow.end();
          exchangeBars.remove(flow);
        }
      }
      case UpstreamChannel.Book _ -> books.removeIf(book -> book.source().equals(source));
      case UpstreamChannel.Ticker _ -> tickers.beginAnew();
    }
  }

  /** Where nobody wants quotes, the best levels of a book tell where the market is. */
  private void letBooksWitness() {
    for (int i = 0; i < books.size(); i++) {
      Quote touch = books.get(i).views().bestBidAndAsk();
      if (touch != null) {
        trades.witness(touch);
      }
    }
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    if (trades.isHolding()) {
      letBooksWitness();
    }
    trades.advance(now);
    for (int i = 0; i < exchangeBars.size(); i++) {
      exchangeBars.get(i).advance(now);
    }
  }
}
