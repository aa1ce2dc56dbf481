package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what is told. */
final class RecordedFindings implements Findings {
  /** One answer. */
  sealed interface Answer {
    record Coming(Instrument instrument, long hole, List<Trade> list) implements Answer {}

    record Trades(Instrument instrument, long hole, List<Trade> list) implements Answer {}

    record NoTrades(Instrument instrument, long hole, String reason) implements Answer {}

    record Bars(Instrument instrument, Interval interval, long from, long to, List<Bar> list)
        implements Answer {}

    record NoBars(Instrument instrument, Interval interval, long from, long to, String reason)
        implements Answer {}

    record Audited(Instrument instrument, long from, List<Bar> list) implements Answer {}

    record NotAudited(Instrument instrument, long from, String reason) implements Answer {}
  }

  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  /** The next answer, which is waited for. */
  <T extends Answer> T next(Class<T> type) throws InterruptedException {
    Answer answer = answers.poll(30, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer came, instead of " + type.getSimpleName());
    }
    if (!type.isInstance(answer)) {
      throw new AssertionError(type.getSimpleName() + " is expected, and not " + answer);
    }
    return type.cast(answer);
  }

  boolean isEmpty() {
    return answers.isEmpty();
  }

  @Override
  public void tradesComing(Instrument instrument, long hole, List<Trade> trades, long now) {
    answers.add(new Answer.Coming(instrument, hole, trades));
  }

  @Override
  public void tradesFound(Instrument instrument, long hole, List<Trade> trades, long now) {
    answers.add(new Answer.Trades(instrument, hole, trades));
  }

  @Override
  public void tradesUnavailable(Instrument instrument, long hole, String reason, long now) {
    answers.add(new Answer.NoTrades(instrument, hole, reason));
  }

  @Override
  public void barsFound(
      Instrument instrument, Interval interval, long from, long to, List<Bar> bars, long now) {
    answers.add(new Answer.Bars(instrument, interval, from, to, bars));
  }

  @Override
  public void barsUnavailable(
      Instrument instrument, Interval interval, long from, long to, String reason, long now) {
    answers.add(new Answer.NoBars(instrument, interval, from, to, reason));
  }

  @Override
  public void audited(Instrument instrument, long from, List<Bar> bars, long now) {
    answers.add(new Answer.Audited(instrument, from, bars));
  }

  @Override
  public void auditUnavailable(Instrument instrument, long from, String reason, long now) {
    answers.add(new Answer.NotAudited(instrument, from, reason));
  }
}
