package io.barline.feed;

import io.barline.exchange.BookRequests;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.pipeline.BookDemand;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the order books of a segment ask for, and what they are told of it. On the lane. */
final class SegmentBooks implements BookDemand, BookRecovery.Told {
  private final BookRecovery recovery;
  private final Lane lane;
  private final Map<String, Subject> bySymbol;
  private final Freshness.Remedy remedy;

  /**
   * @param requests null where none can be asked for
   * @param bySymbol the instruments of the segment, as they are at any time
   */
  SegmentBooks(
      @Nullable BookRequests requests,
      Rest rest,
      Lane lane,
      Supplier<Backoff> backoffs,
      Map<String, Subject> bySymbol,
      Freshness.Remedy remedy) {
    this.recovery = new BookRecovery(requests, rest, lane, backoffs, this);
    this.lane = lane;
    this.bySymbol = bySymbol;
    this.remedy = remedy;
  }

  /** Nobody wants the book any more. */
  void forget(Instrument instrument, int depth) {
    recovery.forget(instrument, depth);
  }

  @Override
  public void snapshot(Instrument instrument, int depth) {
    recovery.fetch(instrument, depth, () -> true);
  }

  @Override
  public void resubscribe(Instrument instrument, int depth) {
    recovery.renew(
        instrument,
        depth,
        () -> {
          Subject subject = bySymbol.get(instrument.symbol());
          return subject != null && subject.pipeline().needsBook(depth);
        },
        () -> {
          Subject subject = bySymbol.get(instrument.symbol());
          Upstream upstream = subject == null ? null : subject.book(depth);
          if (upstream != null) {
            remedy.renew(upstream);
          }
        });
  }

  @Override
  public void answered(Instrument instrument, int depth, BookSnapshot snapshot) {
    Subject subject = bySymbol.get(instrument.symbol());
    if (subject != null) {
      subject.pipeline().bookAnswer(depth, snapshot);
      asked(subject, depth);
    }
  }

  @Override
  public void unavailable(Instrument instrument, int depth, String reason) {
    Subject subject = bySymbol.get(instrument.symbol());
    if (subject != null) {
      subject.pipeline().bookUnavailable(depth, reason);
      asked(subject, depth);
    }
  }

  /** While the connection is lost, that is what is told. */
  private void asked(Subject subject, int depth) {
    Upstream upstream = subject.book(depth);
    if (upstream != null && upstream.isFlowing()) {
      upstream.bookIs(subject.pipeline().bookTrouble(depth), lane.now());
    }
  }
}
