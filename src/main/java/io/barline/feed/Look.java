package io.barline.feed;

import io.barline.exchange.BookRequests;
import io.barline.exchange.Exchange;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.exchange.Segment;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks an exchange by REST whether it has what a stream did not bring. It blocks, so it is for
 * virtual threads.
 */
final class Look {
  /** What is younger may still be on its way. */
  static final long UNDER_WAY = UtcNanos.SECOND;

  /** The same where its time is ahead of the exchange's clock. */
  private static final long LONGEST_WAIT = 2 * UNDER_WAY;

  /** What happened so shortly after the confirmation may have been before it: clocks differ. */
  static final long UNSURE = 2 * UtcNanos.SECOND;

  private final Exchange exchange;
  private final RestAccess rest;
  private final LongSupplier clock;
  private final Rest.Pause pause;

  /**
   * @param clock the gateway's time, nanoseconds since the epoch
   */
  Look(Exchange exchange, RestAccess rest, LongSupplier clock, Rest.Pause pause) {
    this.exchange = exchange;
    this.rest = rest;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * What is asked.
   *
   * @param newest what last came of it; null where nothing did
   * @param confirmedAt since when it is subscribed, by the gateway's time
   * @param top what the exchange said when it was last asked since then; null where it was not
   */
  record Question(
      Instrument instrument,
      UpstreamChannel channel,
      @Nullable MarketEvent newest,
      long confirmedAt,
      @Nullable Top top) {}

  /** What is known after asking. */
  sealed interface Verdict {
    /** The exchange has what did not come: {@code found}, in words. */
    record Withheld(String found) implements Verdict {}

    /** There is nothing that did not come. */
    record Quiet(@Nullable Top top) implements Verdict {}

    /**
     * The exchange was not asked, or did not want to be: that tells nothing.
     *
     * @param atLeast the least time before it may be asked; zero where that is not known
     */
    record Postponed(Duration atLeast) implements Verdict {}

    /** It can't be told, for that reason, in words. */
    record Unknown(String reason) implements Verdict {}
  }

  /**
   * The best prices of an order book.
   *
   * @param sequence the update id, or {@link Trade#NO_SEQUENCE}
   * @param bid null where there is none
   * @param ask null where there is none
   * @param asked whether it is from an answer, so that sizes are of the same kind as the next one's
   */
  record Top(long sequence, @Nullable Level bid, @Nullable Level ask, boolean asked) {
    static Top of(BookSnapshot snapshot) {
      return new Top(snapshot.sequence(), first(snapshot.bids()), first(snapshot.asks()), true);
    }

    private static @Nullable Level first(List<Level> side) {
      return side.isEmpty() ? null : side.getFirst();
    }

    boolean differs(Top later, boolean byId) {
      if (byId && (sequence != Trade.NO_SEQUENCE || later.sequence != Trade.NO_SEQUENCE)) {
        return sequence != Trade.NO_SEQUENCE && later.sequence > sequence;
      }
      return differ(bid, later.bid) || differ(ask, later.ask);
    }

    private boolean differ(@Nullable Level one, @Nullable Level other) {
      if (one == null || other == null) {
        return (one == null) != (other == null);
      }
      return one.price().compareTo(other.price()) != 0
          || (asked && one.size().compareTo(other.size()) != 0);
    }
  }

  /** Asks. */
  Verdict ask(Question question) throws InterruptedException {
    try {
      return switch (question.channel) {
        case UpstreamChannel.Trades _, UpstreamChannel.Klines _, UpstreamChannel.Ticker _ ->
            trades(question);
        case UpstreamChannel.Quotes _ ->
            exchange.books() == null ? bars(question) : prices(question, 1);
        case UpstreamChannel.Book(int depth) ->
            exchange.books() == null ? bars(question) : prices(question, depth);
      };
    } catch (RestUnavailable unavailable) {
      return isPostponed(unavailable)
          ? new Verdict.Postponed(unavailable.atLeast())
          : new Verdict.Unknown(String.valueOf(unavailable.getMessage()));
    }
  }

  /** Who asks too much is told so with these, whatever was asked. */
  private static boolean isPostponed(RestUnavailable unavailable) {
    return !unavailable.wasAsked() || unavailable.status() == 429 || unavailable.status() == 418;
  }

  /**
   * Where all trades that are newer may be on their way, that is waited for: where one comes nobody
   * takes the answer.
   */
  private Verdict trades(Question question) throws RestUnavailable, InterruptedException {
    HistoryRequests history = exchange.history();
    if (history != null && !history.hasTrades()) {
      return bars(question);
    }
    if (history == null) {
      return new Verdict.Unknown("the exchange can't be asked for trades");
    }
    Newer newer = newer(question, history);
    if (newer == null) {
      return new Verdict.Quiet(null);
    }
    if (!(question.channel instanceof UpstreamChannel.Trades)) {
      return new Verdict.Unknown("there were trades, but that is no proof");
    }
    if (newer.age < UNDER_WAY) {
      pause.sleep(Math.min(UNDER_WAY - newer.age, LONGEST_WAIT));
    }
    return new Verdict.Withheld("a trade of " + UtcNanos.format(newer.time));
  }

  /**
   * Bars of the past show whether something traded since. That nothing did tells that prices hardly
   * changed either; that something did is no proof that they did.
   */
  private Verdict bars(Question question) throws RestUnavailable, InterruptedException {
    Instrument instrument = question.instrument;
    HistoryRequests history = exchange.history();
    Interval interval = ownBars(instrument);
    String unable = "the exchange can't be asked for " + question.channel.code();
    if (history == null || interval == null) {
      return new Verdict.Unknown(unable);
    }
    MarketEvent newest = question.newest;
    long heard = newest == null ? 0 : newest.receiveTime();
    long since = interval.end(Math.max(heard, question.confirmedAt));
    long to = interval.start(clock.getAsLong() - history.settling().toNanos());
    long from = Math.max(since, to - (history.maxBars() - 1) * interval.end(0));
    if (from >= to) {
      return new Verdict.Quiet(null); // nothing is over yet that began since
    }
    RestRequest request = history.bars(instrument, interval, from, to);
    if (request == null) {
      return new Verdict.Unknown(unable);
    }
    byte[] body = rest.ask(request);
    for (Bar bar : history.readBars(instrument, interval, body, clock.getAsLong()).list()) {
      if (bar.timestamp() >= from && bar.timestamp() < to && bar.isTraded()) {
        return question.channel instanceof UpstreamChannel.Trades
                || question.channel instanceof UpstreamChannel.Klines
            ? new Verdict.Withheld("a bar of " + UtcNanos.format(bar.timestamp()))
            : new Verdict.Unknown("there were trades, but that is no proof");
      }
    }
    return new Verdict.Quiet(null);
  }

  private @Nullable Interval ownBars(Instrument instrument) {
    for (Segment segment : exchange.segments()) {
      if (segment.id().equals(instrument.segment())) {
        return segment.ownBars();
      }
    }
    return null;
  }

  /**
   * The first trade that did not come.
   *
   * @param time the exchange's
   * @param age in nanoseconds; below zero where its time is ahead of the exchange's clock
   */
  private record Newer(long time, long age) {}

  private @Nullable Newer newer(Question question, HistoryRequests history)
      throws RestUnavailable, InterruptedException {
    Instrument instrument = question.instrument;
    Trade last = question.newest instanceof Trade trade ? trade : null;
    MarketEvent any = question.newest;
    long confirmed = question.confirmedAt;
    long ahead = last == null ? 0 : last.exchangeTime() - last.receiveTime();
    boolean heard = any != null && any.receiveTime() >= confirmed;
    long since = (heard && any != null ? any.receiveTime() : confirmed + UNSURE) + ahead;
    byte[] body =
        rest.ask(
            history.trades(
                instrument,
                last == null ? Trade.NO_SEQUENCE : last.sequence(),
                last == null ? since : last.exchangeTime()));
    long now = clock.getAsLong();
    Newer first = null;
    for (Trade trade : history.readTrades(instrument, body, now).list()) {
      long time = trade.exchangeTime();
      boolean isNew = last == null || Vigil.isAfter(trade, last);
      boolean isOurs = (last != null && heard) || time > since;
      if (isNew && isOurs && (first == null || time < first.time)) {
        first = new Newer(time, now + ahead - time);
      }
    }
    return first;
  }

  /** What differs twice, and did not come in between, is withheld. */
  private Verdict prices(Question question, int depth)
      throws RestUnavailable, InterruptedException {
    BookRequests books = exchange.books();
    if (books == null) {
      return new Verdict.Unknown("the exchange can't be asked for " + question.channel.code());
    }
    boolean byId = question.channel instanceof UpstreamChannel.Book;
    Top known = question.top == null ? known(question) : question.top;
    int differed = 0;
    while (true) {
      byte[] body = rest.ask(books.request(question.instrument, depth));
      BookSnapshot snapshot = books.read(question.instrument, depth, body, clock.getAsLong());
      Top top = Top.of(snapshot);
      if (known == null) {
        known = top;
      } else if (!known.differs(top, byId)) {
        return new Verdict.Quiet(known);
      } else if (++differed == 2) {
        return new Verdict.Withheld(byId ? "a newer order book" : "other prices: " + words(top));
      }
      pause.sleep(UNDER_WAY);
    }
  }

  /** What came before the stream began anew may have been out of date by then. */
  private static @Nullable Top known(Question question) {
    MarketEvent newest = question.newest;
    if (newest == null || newest.receiveTime() < question.confirmedAt) {
      return null;
    }
    return switch (newest) {
      case Quote quote ->
          new Top(
              quote.sequence(),
              side(quote.bid(), quote.bidSize()),
              side(quote.ask(), quote.askSize()),
              false);
      case BookDelta book when book.sequence() != Trade.NO_SEQUENCE ->
          new Top(book.sequence(), null, null, false);
      case BookSnapshot book when book.sequence() != Trade.NO_SEQUENCE ->
          new Top(book.sequence(), null, null, false);
      default -> null;
    };
  }

  /** A side of which there is none has the price 0. */
  private static @Nullable Level side(Decimal price, Decimal size) {
    return price.signum() == 0 ? null : new Level(price, size);
  }

  private static String words(Top top) {
    return price(top.bid) + " and " + price(top.ask);
  }

  private static String price(@Nullable Level level) {
    Decimal price = level == null ? null : level.price();
    return price == null ? "none" : price.toString();
  }
}
