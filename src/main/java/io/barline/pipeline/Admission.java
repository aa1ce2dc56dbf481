package io.barline.pipeline;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.quality.Reason;
import io.barline.quality.Rejection;
import io.barline.quality.Validator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in the events of one instrument that are right; counts the others and says why. Samples,
 * which may be of any age, are no witnesses against the exchange's clock.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final Instrument instrument;
  private final Validator validator;
  private final ExchangeClock clock;
  private final PipelineCounts counts;

  Admission(Instrument instrument, Pipeline.Shared shared) {
    this.instrument = instrument;
    this.validator = new Validator(instrument, shared.settings().maxFuture());
    this.clock = shared.clock();
    this.counts = shared.counts();
  }

  boolean admits(Trade trade, boolean sampled) {
    return check(trade, sampled) == null;
  }

  /** Why the trade does not count; null where it does. */
  @Nullable Rejection check(Trade trade, boolean sampled) {
    Rejection rejection = validator.check(trade, clock.at(trade.receiveTime()));
    return rejection == null
            || outweighs(rejection, trade.exchangeTime(), trade.receiveTime(), sampled)
        ? null
        : rejection;
  }

  boolean admits(Quote quote, boolean sampled) {
    Rejection rejection = validator.check(quote, clock.at(quote.receiveTime()));
    return rejection == null
        || outweighs(rejection, quote.exchangeTime(), quote.receiveTime(), sampled);
  }

  boolean admits(BookSnapshot snapshot, boolean sampled) {
    Rejection rejection = validator.check(snapshot, clock.at(snapshot.receiveTime()));
    return rejection == null
        || outweighs(rejection, snapshot.exchangeTime(), snapshot.receiveTime(), sampled);
  }

  boolean admits(BookDelta delta) {
    Rejection rejection = validator.check(delta, clock.at(delta.receiveTime()));
    return rejection == null
        || outweighs(rejection, delta.exchangeTime(), delta.receiveTime(), false);
  }

  boolean admits(Ticker ticker, boolean sampled) {
    Rejection rejection = validator.check(ticker, clock.at(ticker.receiveTime()));
    return rejection == null
        || outweighs(rejection, ticker.exchangeTime(), ticker.receiveTime(), sampled);
  }

  /** A bar's times are those of its window: they say nothing about the exchange's clock. */
  boolean admits(Bar bar) {
    Rejection rejection = validator.check(bar, clock.at(bar.receiveTime()));
    if (rejection != null) {
      reject(rejection);
    }
    return rejection == null;
  }

  /**
   * Whether the event counts in spite of the rejection: where so many agree on a time that it must
   * be right.
   */
  private boolean outweighs(
      Rejection rejection, long exchangeTime, long receiveTime, boolean sampled) {
    if (rejection.reason() == Reason.TIME_IMPLAUSIBLE
        && !sampled
        && clock.doubt(exchangeTime, receiveTime)) {
      return true;
    }
    reject(rejection);
    return false;
  }

  private void reject(Rejection rejection) {
    AtomicLong count = counts.rejected(rejection.reason());
    PipelineCounts.increase(count, 1);
    if (Long.bitCount(count.getPlain()) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.warn(
          "instrument={} rejected={} count={} reason=\"{}\"",
          instrument,
          rejection.reason().code(),
          count.getPlain(),
          rejection.sentence());
    }
  }
}
