package io.barline.pipeline;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Topic;
import java.util.function.Consumer;

/** The best bid and ask of one instrument. */
final class QuoteFlow implements Flow {
  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final Consumer<Quote> witness;
  private QuoteSuccession quotes = new QuoteSuccession();

  /**
   * @param witness hears of each quote that counts, before those who listen
   */
  QuoteFlow(
      Instrument instrument,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams,
      Consumer<Quote> witness) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.witness = witness;
  }

  void on(Quote quote) {
    if (!admission.admits(quote, quotes.isPolled())) {
      return;
    }
    QuoteSuccession.Step step = quotes.see(quote);
    boolean isNew = step != QuoteSuccession.Step.REPEATED;
    if (isNew && !quotes.isPolled() && quote.exchangeTime() > 0) {
      shared.clock().observe(quote.exchangeTime(), quote.receiveTime());
    }
    publish(quote, step);
  }

  /** Takes the best bid and ask of an order book, which changed. */
  void onTouch(Quote quote) {
    publish(quote, quotes.next(quote));
  }

  private void publish(Quote quote, QuoteSuccession.Step step) {
    switch (step) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        return;
      }
      case MISSED -> missed(quote);
      case NEXT -> {}
    }
    PipelineCounts.increase(shared.counts().quotes(), 1);
    witness.accept(quote);
    streams.publish(quote);
  }

  private void missed(Quote next) {
    PipelineCounts.increase(shared.counts().gaps(), 1);
    streams.tellQuotes(
        new Gap(
            shared.gaps().nextId(),
            Topic.of(instrument, new Channel.Quotes()),
            quotes.missedSince(),
            QuoteSuccession.timeOf(next),
            quotes.missedBy(),
            Gap.UNKNOWN,
            quotes.missedWhy(),
            next.receiveTime()));
  }

  @Override
  public void interrupted(Gap.Cause cause, String reason, long now) {
    interrupted(cause, reason + ": quotes in between were not seen");
  }

  /** What comes next may come after a hole, for that reason. */
  void interrupted(Gap.Cause cause, String reason) {
    quotes.interrupt(cause, reason);
  }

  @Override
  public void sampled(boolean polled) {
    quotes.poll(polled);
  }

  /** What comes later has nothing to do with what came so far. */
  void beginAnew() {
    quotes = new QuoteSuccession();
  }
}
