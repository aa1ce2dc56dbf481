package io.barline.feed;

import io.barline.exchange.Segment;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream on its way from one connection to another. It is had from the old one still; what comes
 * on the new one is kept as far as the old one has not brought it, and follows when the stream is
 * handed over. So order is kept, and nothing is missing where the two overlap.
 */
final class Moving {
  /**
   * So much is kept at most; then the stream is handed over at once, and told as interrupted unless
   * nothing can be missing.
   */
  static final int MOST_KEPT = 4_000;

  /** The same of order books, which take many old messages in a row for an error. */
  static final int MOST_KEPT_OF_BOOK = 400;

  /**
   * What happens so long after the confirmation the new connection has to bring too, in
   * nanoseconds.
   */
  static final long DUE = UtcNanos.SECOND;

  final Upstream upstream;
  final String name;
  final Feed to;

  private final Segment segment;

  /** Whether the book can only be taken over with a snapshot, for its messages have no numbers. */
  private final boolean needsSnapshot;

  private final Deque<MarketEvent> since = new ArrayDeque<>();
  private boolean overlaps;
  private boolean begun;
  private boolean snapshotCame;
  private long firstNew;
  private long lastNew;
  private long lastOld = Long.MIN_VALUE;

  /** The exchange's time of the newest message of a book that the old connection brought. */
  private long lastOldTime = Long.MIN_VALUE;

  /** When the newest message of the old connection was received; 0 where none came yet. */
  private long lastOldReceived;

  /** When the new connection confirmed it; 0 while it has not. */
  private long confirmedAt;

  private boolean wasConfirmed;

  /** Why the exchange refuses it there; null where it doesn't. */
  private @Nullable String refusal;

  private boolean done;

  Moving(Upstream upstream, String name, Feed to, Segment segment) {
    this.upstream = upstream;
    this.name = name;
    this.to = to;
    this.segment = segment;
    this.needsSnapshot =
        upstream.channel() instanceof UpstreamChannel.Book && !segment.numbersBooks();
  }

  void confirmed(long now) {
    refusal = null; // what was held back may be had later
    wasConfirmed = true;
    if (confirmedAt == 0) {
      confirmedAt = now;
    }
  }

  /** Whether it was confirmed on a connection that is lost by now, and not since. */
  boolean isToBeConfirmedAnew() {
    return wasConfirmed && confirmedAt == 0;
  }

  /** Whether it was confirmed at any time, even if that connection is lost by now. */
  boolean wasConfirmed() {
    return wasConfirmed;
  }

  boolean isConfirmed() {
    return confirmedAt != 0;
  }

  void refused(String reason) {
    refusal = reason;
    confirmedAt = 0;
  }

  /** The new connection was lost: what was kept of it may have a hole after it. */
  void lost() {
    since.clear();
    confirmedAt = 0;
    begun = false;
    overlaps = false;
    snapshotCame = false;
  }

  @Nullable String refusal() {
    return refusal;
  }

  boolean isDone() {
    return done;
  }

  /** Whether it is neither handed over nor refused. */
  boolean isUndecided() {
    return !done && refusal == null;
  }

  /** Whether it is confirmed on the new connection, or comes from there already. */
  boolean counts() {
    return confirmedAt != 0 || begun;
  }

  /** How many events are kept. */
  int kept() {
    return since.size();
  }

  /** Whether what is missing shows in the numbers of what follows. */
  boolean showsHoles() {
    return switch (upstream.channel()) {
      case UpstreamChannel.Trades _ -> segment.trades() == Segment.TradeOrder.CONTIGUOUS;
      case UpstreamChannel.Book _ -> !needsSnapshot;
      case UpstreamChannel.Quotes _, UpstreamChannel.Ticker _, UpstreamChannel.Klines _ -> false;
    };
  }

  /** Whether {@code event} is of this stream. */
  boolean carries(MarketEvent event) {
    return switch (upstream.channel()) {
      case UpstreamChannel.Trades _ -> event instanceof Trade;
      case UpstreamChannel.Quotes _ -> event instanceof Quote;
      case UpstreamChannel.Ticker _ -> event instanceof Ticker;
      case UpstreamChannel.Klines klines ->
          event instanceof Bar bar && bar.interval() == klines.interval();
      case UpstreamChannel.Book book ->
          (event instanceof BookDelta delta && delta.depth() == book.depth())
              || (event instanceof BookSnapshot snapshot && snapshot.depth() == book.depth())
              || (event instanceof BookReset reset && reset.depth() == book.depth());
    };
  }

  /** The old connection brought it, and it was passed on. */
  void passed(MarketEvent event) {
    if (event instanceof BookReset) {
      return;
    }
    lastOld = Math.max(lastOld, position(event));
    lastOldReceived = event.receiveTime();
    switch (event) {
      case BookDelta delta -> lastOldTime = Math.max(lastOldTime, delta.exchangeTime());
      case BookSnapshot snapshot -> lastOldTime = Math.max(lastOldTime, snapshot.exchangeTime());
      default -> {}
    }
    overlaps |= begun && lastOld >= firstNew;
    prune();
  }

  /** The new connection brought it; false where no more can be kept. */
  boolean keep(MarketEvent event) {
    if (event instanceof BookReset) {
      since.clear();
      snapshotCame = false;
      return true;
    }
    lastNew = position(event);
    if (!begun) {
      begun = true;
      firstNew = lastNew;
      overlaps = lastOld >= firstNew;
    }
    if (event instanceof BookSnapshot) {
      since.clear();
      snapshotCame = true;
    }
    since.addLast(event);
    prune();
    return since.size()
        < (upstream.channel() instanceof UpstreamChannel.Book ? MOST_KEPT_OF_BOOK : MOST_KEPT);
  }

  private void prune() {
    while (!since.isEmpty() && isKnown(since.getFirst())) {
      since.removeFirst();
    }
  }

  /**
   * Whether the old connection brought it already, so that it would change nothing, or set back.
   */
  private boolean isKnown(MarketEvent event) {
    return switch (event) {
      case BookDelta _ -> !needsSnapshot && position(event) <= lastOld;
      // One that is newer with a lower number counts otherwise: what follows it does so too.
      case BookSnapshot snapshot ->
          !needsSnapshot && position(event) <= lastOld && snapshot.exchangeTime() <= lastOldTime;
      // Several may have one time; those that are told apart by their ids may come twice.
      case Trade trade ->
          isTellable(trade) ? position(event) < lastOld : position(event) <= lastOld;
      case Bar _ -> position(event) < lastOld; // an open bar's time is that of the closed one
      default -> position(event) <= lastOld;
    };
  }

  /** Whether it is known by its id alone, so that nothing comes of it a second time. */
  private boolean isTellable(Trade trade) {
    return !isNumbered() && (trade.sequence() != Trade.NO_SEQUENCE || trade.textId() != null);
  }

  private boolean isNumbered() {
    return switch (segment.trades()) {
      case CONTIGUOUS, ASCENDING -> true;
      case CHRONOLOGICAL, REPLAYED, UNORDERED -> false;
    };
  }

  /** Where it stands in its stream: its number, or else its time. */
  private long position(MarketEvent event) {
    return switch (event) {
      case Trade trade -> isNumbered() ? trade.sequence() : trade.exchangeTime();
      case Quote quote -> numberOr(quote.sequence(), quote.exchangeTime(), event);
      case BookDelta delta ->
          numberOr(
              needsSnapshot ? Trade.NO_SEQUENCE : delta.sequence(), delta.exchangeTime(), event);
      case BookSnapshot snapshot ->
          numberOr(
              needsSnapshot ? Trade.NO_SEQUENCE : snapshot.sequence(),
              snapshot.exchangeTime(),
              event);
      case Bar bar -> bar.timestamp();
      case Ticker ticker -> numberOr(Trade.NO_SEQUENCE, ticker.exchangeTime(), event);
      default -> event.receiveTime();
    };
  }

  private static long numberOr(long sequence, long exchangeTime, MarketEvent event) {
    if (sequence != Trade.NO_SEQUENCE) {
      return sequence;
    }
    return exchangeTime > 0 ? exchangeTime : event.receiveTime();
  }

  /**
   * Whether it can be had from the new connection: the old one has brought what the new one began
   * with, or was given {@code grace} for it. One that brings nothing while the old one does is
   * mute, however well it was confirmed.
   */
  boolean isReady(long now, Duration grace) {
    if (done || refusal != null) {
      return true;
    }
    if (confirmedAt == 0) {
      return false;
    }
    boolean waited = now - confirmedAt >= grace.toNanos() && !isMute();
    if (needsSnapshot) {
      return snapshotCame && (waited || lastNew >= lastOld);
    }
    return waited || overlaps;
  }

  private boolean isMute() {
    return !begun && lastOldReceived - confirmedAt >= DUE;
  }

  /**
   * It is had from the new connection from now on; the answer is what the old one did not bring.
   */
  List<MarketEvent> handOver() {
    done = true;
    List<MarketEvent> rest = List.copyOf(since);
    since.clear();
    return rest;
  }
}
