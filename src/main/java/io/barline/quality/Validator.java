package io.barline.quality;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks the events of one instrument before they count. An accepted event allocates nothing.
 *
 * <p>{@code exchangeNow} is the exchange's time in nanoseconds since the epoch, or 0 where it is
 * not known: then only times from 2200 on are too far ahead.
 */
public final class Validator {
  private static final long EARLIEST = UtcNanos.of(Instant.parse("2010-01-01T00:00:00Z"));
  private static final long LATEST = UtcNanos.of(Instant.parse("2200-01-01T00:00:00Z"));

  private final Instrument instrument;
  private final long maxFuture;

  /**
   * @param maxFuture how far an event's time may lie ahead of the exchange's clock, which is an
   *     estimate
   */
  public Validator(Instrument instrument, Duration maxFuture) {
    if (maxFuture.isNegative()) {
      throw new IllegalArgumentException("max future must not be negative: " + maxFuture);
    }
    this.instrument = instrument;
    this.maxFuture = maxFuture.toNanos();
  }

  /** Why the trade is not accepted; null if it is. */
  public @Nullable Rejection check(Trade trade, long exchangeNow) {
    if (isForeign(trade.instrument())) {
      return wrongSymbol("trade", trade.instrument());
    }
    if (trade.price().signum() <= 0) {
      return reject(Reason.PRICE_NOT_POSITIVE, "trade price must be above 0: " + trade.price());
    }
    if (trade.size().signum() <= 0) {
      return reject(Reason.SIZE_NOT_POSITIVE, "trade size must be above 0: " + trade.size());
    }
    if (trade.exchangeTime() < EARLIEST) {
      return reject(
          Reason.TIME_IMPLAUSIBLE,
          "trade time must not be before 2010: " + UtcNanos.format(trade.exchangeTime()));
    }
    return checkFuture("trade", trade.exchangeTime(), exchangeNow);
  }

  /** Why the quote is not accepted; null if it is. A side that is empty has price and size 0. */
  public @Nullable Rejection check(Quote quote, long exchangeNow) {
    if (isForeign(quote.instrument())) {
      return wrongSymbol("quote", quote.instrument());
    }
    Rejection rejection = checkSide("bid", quote.bid(), quote.bidSize());
    if (rejection == null) {
      rejection = checkSide("ask", quote.ask(), quote.askSize());
    }
    if (rejection != null) {
      return rejection;
    }
    if (quote.ask().signum() > 0 && quote.bid().compareTo(quote.ask()) > 0) {
      return reject(Reason.CROSSED_QUOTE, "bid " + quote.bid() + " is above ask " + quote.ask());
    }
    return checkTime("quote", quote.exchangeTime(), exchangeNow);
  }

  /** Why the order book is not accepted; null if it is. Its levels the book itself checks. */
  public @Nullable Rejection check(BookSnapshot snapshot, long exchangeNow) {
    return isForeign(snapshot.instrument())
        ? wrongSymbol("order book", snapshot.instrument())
        : checkTime("order book", snapshot.exchangeTime(), exchangeNow);
  }

  /** Why the change of an order book is not accepted; null if it is. */
  public @Nullable Rejection check(BookDelta delta, long exchangeNow) {
    return isForeign(delta.instrument())
        ? wrongSymbol("order book", delta.instrument())
        : checkTime("order book", delta.exchangeTime(), exchangeNow);
  }

  /** Why the statistics are not accepted; null if they are. */
  public @Nullable Rejection check(Ticker ticker, long exchangeNow) {
    if (isForeign(ticker.instrument())) {
      return wrongSymbol("ticker", ticker.instrument());
    }
    Rejection rejection = checkPrice("last", ticker.last());
    rejection = rejection == null ? checkPrice("open", ticker.open()) : rejection;
    rejection = rejection == null ? checkPrice("high", ticker.high()) : rejection;
    rejection = rejection == null ? checkPrice("low", ticker.low()) : rejection;
    rejection = rejection == null ? checkPrice("mark", ticker.mark()) : rejection;
    rejection = rejection == null ? checkPrice("index", ticker.index()) : rejection;
    rejection = rejection == null ? checkSize("volume", ticker.volume()) : rejection;
    rejection = rejection == null ? checkSize("quote volume", ticker.quoteVolume()) : rejection;
    rejection = rejection == null ? checkSize("open interest", ticker.openInterest()) : rejection;
    rejection = rejection == null ? checkSide("bid", ticker.bid(), ticker.bidSize()) : rejection;
    rejection = rejection == null ? checkSide("ask", ticker.ask(), ticker.askSize()) : rejection;
    return rejection == null ? checkTime("ticker", ticker.exchangeTime(), exchangeNow) : rejection;
  }

  private static @Nullable Rejection checkPrice(String name, @Nullable Decimal price) {
    return price == null || price.signum() > 0
        ? null
        : reject(Reason.PRICE_NOT_POSITIVE, "ticker " + name + " must be above 0: " + price);
  }

  private static @Nullable Rejection checkSize(String name, @Nullable Decimal size) {
    return size == null || size.signum() >= 0
        ? null
        : reject(Reason.SIZE_NEGATIVE, "ticker " + name + " must not be negative: " + size);
  }

  /**
   * Why the bar is not accepted; null if it is. Any past is accepted: histories are long. That low,
   * open, close and high are in order, the bar itself sees to.
   */
  public @Nullable Rejection check(Bar bar, long exchangeNow) {
    if (isForeign(bar.instrument())) {
      return wrongSymbol("bar", bar.instrument());
    }
    if (bar.low().signum() <= 0) {
      return reject(Reason.PRICE_NOT_POSITIVE, "bar low must be above 0: " + bar.low());
    }
    Decimal quoteVolume = bar.quoteVolume();
    Decimal buyVolume = bar.buyVolume();
    if (bar.volume().signum() < 0
        || (quoteVolume != null && quoteVolume.signum() < 0)
        || (buyVolume != null
            && (buyVolume.signum() < 0 || buyVolume.compareTo(bar.volume()) > 0))) {
      return reject(
          Reason.SIZE_NEGATIVE,
          "bar volumes must not be negative, nor what was bought more than the whole: volume "
              + bar.volume()
              + ", bought "
              + buyVolume
              + ", quote "
              + quoteVolume);
    }
    if (bar.interval().start(bar.timestamp()) != bar.timestamp()) {
      return reject(
          Reason.TIME_IMPLAUSIBLE,
          UtcNanos.format(bar.timestamp()) + " is not the start of a bar of " + bar.interval());
    }
    return checkFuture("bar", bar.timestamp(), exchangeNow);
  }

  private static @Nullable Rejection checkSide(
      String side, @Nullable Decimal price, @Nullable Decimal size) {
    if (size != null && size.signum() < 0) {
      return reject(Reason.SIZE_NEGATIVE, side + " size must not be negative: " + size);
    }
    boolean empty = size != null && size.signum() == 0;
    if (price != null && (price.signum() < 0 || (price.signum() == 0 && !empty))) {
      return reject(
          Reason.PRICE_NOT_POSITIVE, side + " must be above 0: " + price + " for size " + size);
    }
    return null;
  }

  /** Of what need not have a time: 0 where the exchange gives none. */
  private @Nullable Rejection checkTime(String what, long time, long exchangeNow) {
    if (time == 0) {
      return null;
    }
    return time < EARLIEST
        ? reject(
            Reason.TIME_IMPLAUSIBLE,
            what + " time must not be before 2010: " + UtcNanos.format(time))
        : checkFuture(what, time, exchangeNow);
  }

  private @Nullable Rejection checkFuture(String what, long time, long exchangeNow) {
    if (time < LATEST && (exchangeNow == 0 || time - exchangeNow <= maxFuture)) {
      return null;
    }
    String now = exchangeNow == 0 ? "not known" : UtcNanos.format(exchangeNow);
    return reject(
        Reason.TIME_IMPLAUSIBLE,
        what + " time " + UtcNanos.format(time) + " is too far ahead: the exchange's is " + now);
  }

  private boolean isForeign(Instrument other) {
    return !(other.symbol().equals(instrument.symbol())
        && other.exchange().equals(instrument.exchange()));
  }

  private Rejection wrongSymbol(String what, Instrument other) {
    return reject(Reason.WRONG_SYMBOL, what + " of " + other + " where " + instrument + " is");
  }

  private static Rejection reject(Reason reason, String sentence) {
    return new Rejection(reason, sentence);
  }
}
