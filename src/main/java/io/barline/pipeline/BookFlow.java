package io.barline.pipeline;

import io.barline.book.OrderBook;
import io.barline.book.Outcome;
import io.barline.book.SequenceRule;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One order book of an instrument, as the exchange cuts it: kept, published, and brought back when
 * it is lost. Its troubles are told to what is made of it alone.
 */
final class BookFlow implements Flow {
  private static final String WAITING = "waiting for a snapshot of the order book";

  private final Instrument instrument;
  private final UpstreamChannel.Book source;
  private final SequenceRule.Origin origin;

  /** Whether the next message shows that one is missing. */
  private final boolean numbered;

  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final OrderBook book;
  private final BookViews views;

  /** Whether a snapshot or a new stream was asked for and neither came nor was denied yet. */
  private boolean asked;

  /** Whether changes have come since the connection began: a snapshot can be placed among them. */
  private boolean flowing;

  /** Why it is not known, while it is not. */
  private String trouble = WAITING;

  /** When it was last known: the exchange's time, or else the gateway's; 0 before the first. */
  private long knownAt;

  /** Why it was lost; null while it is known, and before the first. */
  private @Nullable Cause hole;

  private record Cause(Gap.Cause cause, String reason) {}

  BookFlow(
      Instrument instrument,
      UpstreamChannel.Book source,
      SequenceRule rule,
      Pipeline.Shared shared,
      Admission admission,
      QuoteFlow quotes,
      OpenStreams streams) {
    this.instrument = instrument;
    this.source = source;
    this.origin = rule.origin();
    this.numbered = rule.chain() != SequenceRule.Chain.UNNUMBERED;
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

  /** Why the book is not known, in a sentence; null where it is. */
  @Nullable String trouble() {
    return book.isReady() ? null : trouble;
  }

  /** Whether it is not known, or will not be for long. */
  boolean needsSnapshot() {
    return !book.isReady() || book.wantsSnapshot();
  }

  void on(BookSnapshot snapshot) {
    if (!admission.admits(snapshot, false)) {
      fault(Gap.Cause.REJECTED, "a snapshot was not accepted", snapshot.receiveTime());
      return;
    }
    take(book.on(snapshot), snapshot.receiveTime());
    askIfWanted();
  }

  void on(BookDelta delta) {
    flowing = true;
    if (!admission.admits(delta)) {
      fault(Gap.Cause.REJECTED, "an update was not accepted", delta.receiveTime());
      return;
    }
    Outcome outcome = book.on(delta);
    if (delta.exchangeTime() > 0 && !(outcome instanceof Outcome.Ignored)) {
      shared.clock().observe(delta.exchangeTime(), delta.receiveTime());
    }
    take(outcome, delta.receiveTime());
    askIfWanted();
  }

  /** It is had from another connection from now on, where {@code since} came meanwhile. */
  void join(List<MarketEvent> since, long now) {
    BookSnapshot begin = null;
    List<BookDelta> deltas = new ArrayList<>(since.size());
    for (MarketEvent event : since) {
      switch (event) {
        case BookSnapshot snapshot when admission.admits(snapshot, false) -> {
          begin = snapshot;
          deltas.clear();
        }
        case BookDelta delta when admission.admits(delta) -> deltas.add(delta);
        default -> {
          fault(Gap.Cause.REJECTED, "a message was not accepted", now);
          return;
        }
      }
    }
    take(book.join(begin, deltas), now);
    askIfWanted();
  }

  /** The exchange says that what it sent so far is void, or something in it was not accepted. */
  void fault(Gap.Cause cause, String reason, long now) {
    boolean known = book.isReady();
    book.interrupt();
    if (known) {
      lost(cause, reason, now);
    }
    askIfWanted();
  }

  /** The snapshot that was asked for. */
  void answer(BookSnapshot snapshot) {
    asked = false;
    // From before the connection was lost it could not be placed among what comes now.
    if (flowing) {
      if (admission.admits(snapshot, true)) {
        take(book.answer(snapshot), snapshot.receiveTime());
      }
      askIfWanted();
    }
  }

  /** The snapshot that was asked for can't be had now. */
  void unavailable(String reason) {
    asked = false;
    trouble = reason;
    if (flowing) {
      askIfWanted();
    }
  }

  private void take(Outcome outcome, long receiveTime) {
    switch (outcome) {
      case Outcome.Waiting _, Outcome.Ignored _ -> {}
      case Outcome.Updated _ -> changed(receiveTime);
      case Outcome.Replaced _ -> {
        asked = false;
        changed(receiveTime);
      }
      case Outcome.Lost(String reason) -> lost(Gap.Cause.SEQUENCE_JUMP, reason, receiveTime);
    }
  }

  private void changed(long receiveTime) {
    tellHole(receiveTime);
    PipelineCounts.increase(shared.counts().bookUpdates(), 1);
    views.publish(receiveTime);
  }

  private void lost(Gap.Cause cause, String reason, long now) {
    PipelineCounts.increase(shared.counts().bookResets(), 1);
    trouble = reason;
    views.reset(cause, reason, now);
  }

  /** What was lost first is the cause of the hole. */
  private void noteHole(Gap.Cause cause, String reason) {
    if (knownAt != 0 && hole == null) {
      hole = new Cause(cause, reason);
    }
  }

  /** The book is known again: what it was in between never will be. */
  private void tellHole(long now) {
    long time = book.exchangeTime() > 0 ? book.exchangeTime() : now;
    Cause over = hole;
    if (over != null) {
      hole = null;
      PipelineCounts.increase(shared.counts().gaps(), 1);
      streams.tellLost(
          source,
          new Gap(
              shared.gaps().nextId(),
              Topic.of(instrument, new Channel.Book(source.depth())),
              Math.min(knownAt, time),
              time,
              over.cause,
              Gap.UNKNOWN,
              over.reason + ": what changed in between was not seen",
              now));
    }
    knownAt = time;
  }

  private void askIfWanted() {
    switch (origin) {
      case REQUEST -> {
        if (!asked && book.wantsSnapshot()) {
          asked = true;
          PipelineCounts.increase(shared.counts().bookRequests(), 1);
          shared.demand().snapshot(instrument, source.depth());
        }
      }
      case STREAM -> {
        if (!book.isReady()) {
          resubscribe();
        }
      }
    }
  }

  /**
   * Asked for anew with all that comes before a snapshot does, since a stream that was begun anew
   * may go on without one; whoever is asked paces it.
   */
  private void resubscribe() {
    if (!asked) {
      asked = true;
      PipelineCounts.increase(shared.counts().bookRequests(), 1);
    }
    shared.demand().resubscribe(instrument, source.depth());
  }

  /**
   * The next connection brings the book anew. A frame that could not be read need not have been of
   * this book: where its messages are numbered, the next one shows.
   */
  @Override
  public void interrupted(Gap.Cause cause, String reason, long now) {
    if (cause.goesOn() && numbered) {
      return;
    }
    book.interrupt();
    flowing = false;
    asked &= origin == SequenceRule.Origin.REQUEST; // an answer may be under way
    trouble = WAITING;
    noteHole(cause, reason);
    if (views.reset(cause, reason, now)) {
      PipelineCounts.increase(shared.counts().bookResets(), 1);
    }
  }
}
