package io.barline.pipeline;

import io.barline.book.OrderBook;
import io.barline.book.Outcome;
import io.barline.book.SequenceRule;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * One order book of an instrument, as the exchange cuts it: kept, published, and brought back when
 * it is lost. Its troubles are told to what is made of it alone.
 */
final class BookFlow implements Flow {
  private final Instrument instrument;
  private final UpstreamChannel.Book source;
  private final SequenceRule.Origin origin;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final OrderBook book;
  private final BookViews views;

  /** Whether a snapshot was asked for and neither came nor was denied yet. */
  private boolean asked;

  /** Whether changes have come since the connection began: a snapshot can be placed among them. */
  private boolean flowing;

  /** Whether those who listen were told that it is being recovered. */
  private boolean recovering;

  BookFlow(
      Instrument instrument,
      UpstreamChannel.Book source,
      SequenceRule rule,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams,
      QuoteFlow quotes) {
    this.instrument = instrument;
    this.source = source;
    this.origin = rule.origin();
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.book = new OrderBook(rule, source.depth());
    this.views = new BookViews(instrument, book, quotes);
  }

  UpstreamChannel.Book source() {
    return source;
  }

  BookViews views() {
    return views;
  }

  void on(BookSnapshot snapshot) {
    if (admission.admits(snapshot)) {
      take(book.on(snapshot), snapshot.receiveTime());
    } else {
      fault("a snapshot was not accepted", snapshot.receiveTime());
    }
  }

  void on(BookDelta delta) {
    flowing = true;
    if (!admission.admits(delta)) {
      fault("an update was not accepted", delta.receiveTime());
      return;
    }
    if (delta.exchangeTime() > 0) {
      shared.clock().observe(delta.exchangeTime(), delta.receiveTime());
    }
    take(book.on(delta), delta.receiveTime());
    askIfWanted();
  }

  /** The exchange says that what it sent so far is void, or something in it was not accepted. */
  void fault(String reason, long now) {
    book.interrupt();
    lost(reason, now);
    askIfWanted();
  }

  /** The snapshot that was asked for. */
  void answer(BookSnapshot snapshot) {
    asked = false;
    // From before the connection was lost it could not be placed among what comes now.
    if (flowing) {
      if (admission.admits(snapshot)) {
        take(book.answer(snapshot), snapshot.receiveTime());
      }
      askIfWanted();
    }
  }

  /** The snapshot that was asked for can't be had now. */
  void unavailable(String reason, long now) {
    asked = false;
    if (!book.isReady()) {
      recovering = true;
      tell(FeedStatus.State.RECOVERING, reason, now);
    }
    if (flowing) {
      askIfWanted();
    }
  }

  private void take(Outcome outcome, long receiveTime) {
    switch (outcome) {
      case Outcome.Waiting _, Outcome.Ignored _ -> {}
      case Outcome.Updated _ -> changed(receiveTime);
      case Outcome.Replaced _ -> {
        changed(receiveTime);
        if (recovering) {
          recovering = false;
          tell(FeedStatus.State.LIVE, null, receiveTime);
        }
      }
      case Outcome.Lost(String reason) -> lost(reason, receiveTime);
    }
  }

  private void changed(long receiveTime) {
    PipelineCounts.increase(shared.counts().bookUpdates(), 1);
    views.publish(receiveTime);
  }

  private void lost(String reason, long now) {
    PipelineCounts.increase(shared.counts().bookResets(), 1);
    views.reset(reason, now);
    recovering = true;
    tell(FeedStatus.State.RECOVERING, reason, now);
    if (origin == SequenceRule.Origin.STREAM) {
      PipelineCounts.increase(shared.counts().bookRequests(), 1);
      shared.demand().resubscribe(instrument, source.depth());
    }
  }

  private void askIfWanted() {
    if (!asked && book.wantsSnapshot()) {
      asked = true;
      PipelineCounts.increase(shared.counts().bookRequests(), 1);
      shared.demand().snapshot(instrument, source.depth());
    }
  }

  private void tell(FeedStatus.State state, @Nullable String reason, long now) {
    streams.tell(source, state, 0, 0, reason, now);
  }

  /** The next connection brings the book anew, and tells its own state. */
  @Override
  public void interrupted(long now) {
    book.interrupt();
    flowing = false;
    recovering = false;
    if (views.reset("the connection was lost", now)) {
      PipelineCounts.increase(shared.counts().bookResets(), 1);
    }
  }
}
