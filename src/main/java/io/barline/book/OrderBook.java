package io.barline.book;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's order book: as it is at the exchange at {@link #sequence}, or not ready. One thread
 * uses it. No message, however wrong, makes it throw.
 *
 * <p>A snapshot that was asked for is cut; what lies beyond it is not known until it changes. The
 * book counts what is known and wants another snapshot before it runs out.
 */
public final class OrderBook {
  /** So many old messages in a row say that the exchange counts from a lower number again. */
  static final int MOST_OLD = 500;

  /** The number of a stream's snapshot after a restart of the exchange: never a repetition. */
  private static final long RESTARTED = 1;

  private final SequenceRule rule;
  private final Origin origin;
  private final Chain chain;
  private final int depth;
  private Ladder bids = Ladder.ofBids();
  private Ladder asks = Ladder.ofAsks();

  /** While a snapshot is awaited: what came since the last one was wanted. */
  private final Backlog backlog = new Backlog();

  private boolean ready;
  private long sequence = Trade.NO_SEQUENCE;
  private long exchangeTime;

  /** Whether no delta was applied since the snapshot. */
  private boolean first;

  /** Whether fewer levels are known than {@code depth}, and a snapshot is awaited therefore. */
  private boolean runningOut;

  private int oldInARow;

  /**
   * An empty book, not ready.
   *
   * @param depth the {@link io.barline.market.UpstreamChannel.Book#depth}: so many levels a side
   *     are to be known, where the exchange has them
   */
  public OrderBook(SequenceRule rule, int depth) {
    this.rule = rule;
    this.origin = rule.origin();
    this.chain = rule.chain();
    this.depth = depth;
  }

  /** Whether the content is known. */
  public boolean isReady() {
    return ready;
  }

  /**
   * Whether a snapshot should be asked for: there is nothing to start from, or the known levels run
   * out. The book may be ready meanwhile.
   */
  public boolean wantsSnapshot() {
    return origin == Origin.REQUEST && (!ready || runningOut);
  }

  /** The exchange's update id that the book stands at, or {@link Trade#NO_SEQUENCE}. */
  public long sequence() {
    return sequence;
  }

  /** The exchange's time of the last message that counted, or 0 where it gives none. */
  public long exchangeTime() {
    return exchangeTime;
  }

  Ladder bids() {
    return bids;
  }

  Ladder asks() {
    return asks;
  }

  /** A snapshot that the stream brought. */
  public Outcome on(BookSnapshot snapshot) {
    if (origin == Origin.REQUEST) {
      return answer(snapshot);
    }
    if (ready && isRepeated(snapshot)) {
      return Outcome.IGNORED;
    }
    String fault = Faults.in(snapshot);
    if (fault != null) {
      return lost(fault);
    }
    load(snapshot, false);
    return Outcome.REPLACED;
  }

  private boolean isRepeated(BookSnapshot snapshot) {
    return chain != Chain.UNNUMBERED
        && snapshot.sequence() == sequence
        && snapshot.sequence() > RESTARTED;
  }

  /**
   * A snapshot that was asked for. It is ignored unless {@link #wantsSnapshot}, and where the book
   * is ready and it is too old or makes no sense: then another is wanted still.
   */
  public Outcome answer(BookSnapshot snapshot) {
    if (!wantsSnapshot()) {
      return Outcome.IGNORED;
    }
    if (ready) {
      return extend(snapshot);
    }
    String fault = Faults.in(snapshot);
    if (fault != null) {
      return lost(fault);
    }
    if (isTooOld(snapshot)) {
      return Outcome.WAITING;
    }
    return begin(snapshot, backlog);
  }

  private Outcome begin(BookSnapshot snapshot, Backlog since) {
    load(snapshot, true);
    for (BookDelta delta = since.take(); delta != null; delta = since.take()) {
      if (!chain.isOld(delta, sequence, first)) {
        Outcome outcome = apply(delta);
        if (outcome instanceof Outcome.Lost) {
          return outcome;
        }
      }
    }
    return Outcome.REPLACED;
  }

  /** Made apart, so that what is known is not lost where nothing comes of it. */
  private Outcome extend(BookSnapshot snapshot) {
    if (Faults.in(snapshot) != null || isTooOld(snapshot)) {
      return Outcome.IGNORED;
    }
    OrderBook longer = new OrderBook(rule, depth);
    if (longer.begin(snapshot, backlog) instanceof Outcome.Lost) {
      return Outcome.IGNORED;
    }
    bids = longer.bids;
    asks = longer.asks;
    sequence = longer.sequence;
    exchangeTime = longer.exchangeTime;
    first = longer.first;
    oldInARow = 0;
    runningOut = longer.runningOut;
    return Outcome.REPLACED;
  }

  /** Whether what happened between the snapshot and the deltas at hand is missing. */
  private boolean isTooOld(BookSnapshot snapshot) {
    BookDelta oldest = backlog.first();
    if (oldest == null) {
      return ready && snapshot.sequence() < sequence;
    }
    return !chain.isOld(oldest, snapshot.sequence(), true)
        && !chain.follows(oldest, snapshot.sequence(), true); // spot, rule 4
  }

  private void load(BookSnapshot snapshot, boolean cut) {
    bids.load(snapshot.bids(), cut && snapshot.bids().size() >= snapshot.depth());
    asks.load(snapshot.asks(), cut && snapshot.asks().size() >= snapshot.depth());
    sequence = snapshot.sequence();
    exchangeTime = snapshot.exchangeTime();
    ready = true;
    first = true;
    oldInARow = 0;
    runningOut = isShort();
  }

  /** A change that the stream brought. */
  public Outcome on(BookDelta delta) {
    if (!ready) {
      return origin == Origin.REQUEST ? keep(delta) : Outcome.WAITING;
    }
    if (chain.isOld(delta, sequence, first)) {
      return old(delta, sequence);
    }
    if (!chain.follows(delta, sequence, first)) {
      return lost(chain.jump(delta, sequence), delta); // spot, rule 7; futures, rule 6
    }
    Outcome outcome = apply(delta);
    if (runningOut && ready) {
      backlog.add(delta);
    }
    return outcome;
  }

  private Outcome keep(BookDelta delta) {
    BookDelta last = backlog.last();
    if (last != null && chain.isOld(delta, last.sequence(), false)) {
      return old(delta, last.sequence());
    }
    if (last != null && !chain.follows(delta, last.sequence(), false)) {
      backlog.clear(); // no snapshot from before the hole is of use
    }
    backlog.add(delta);
    oldInARow = 0;
    return Outcome.WAITING;
  }

  private Outcome old(BookDelta delta, long last) {
    oldInARow++;
    return oldInARow < MOST_OLD
        ? Outcome.IGNORED
        : lost(MOST_OLD + " old updates in a row after " + last + ", now " + delta.sequence());
  }

  private Outcome apply(BookDelta delta) {
    String fault = Faults.in(delta);
    if (fault != null) {
      return lost(fault);
    }
    setAll(bids, delta.bids());
    setAll(asks, delta.asks());
    Decimal bid = bids.best();
    Decimal ask = asks.best();
    if (bid != null && ask != null && bid.compareTo(ask) >= 0) {
      return lost(Faults.crossed(bid, ask, delta.sequence()), delta);
    }
    sequence = delta.sequence();
    exchangeTime = delta.exchangeTime();
    first = false;
    oldInARow = 0;
    if (isShort()) {
      if (origin == Origin.STREAM) {
        return lost("fewer than " + depth + " levels are known: the others exceeded the memory");
      }
      runningOut = true;
    }
    return Outcome.UPDATED;
  }

  private static void setAll(Ladder side, List<Level> levels) {
    for (int i = 0; i < levels.size(); i++) {
      side.set(levels.get(i));
    }
  }

  private boolean isShort() {
    return bids.isShortOf(depth) || asks.isShortOf(depth);
  }

  /**
   * The stream comes from another connection from now on. Nothing that the book holds already sets
   * it back.
   *
   * @param begin the last snapshot that came there; null where none did, or the book holds it
   * @param since the changes that came there since
   */
  public Outcome join(@Nullable BookSnapshot begin, List<BookDelta> since) {
    Outcome outcome = Outcome.IGNORED;
    if (begin != null && beginsAnew(begin)) {
      String fault = Faults.in(begin);
      if (fault != null) {
        return lost(fault);
      }
      load(begin, false);
      outcome = Outcome.REPLACED;
    } else {
      first = true; // the messages of connections need not begin and end alike
    }
    for (BookDelta delta : since) {
      if (ready && chain.isOld(delta, sequence, first)) {
        continue;
      }
      Outcome next = on(delta);
      if (next instanceof Outcome.Lost) {
        return next;
      }
      if (outcome instanceof Outcome.Ignored) {
        outcome = next;
      }
    }
    return outcome;
  }

  /** Whether the other connection's snapshot is to be taken; an older one would set back. */
  private boolean beginsAnew(BookSnapshot begin) {
    return origin == Origin.STREAM
        && (!ready
            || chain == Chain.UNNUMBERED
            || begin.sequence() > sequence
            || begin.exchangeTime() > exchangeTime);
  }

  /** The connection was lost, and with it what came meanwhile: the book begins anew. */
  public void interrupt() {
    bids.clear();
    asks.clear();
    backlog.clear();
    ready = false;
    runningOut = false;
    sequence = Trade.NO_SEQUENCE;
    exchangeTime = 0;
    oldInARow = 0;
  }

  private Outcome lost(String reason) {
    return lost(reason, null);
  }

  /**
   * Begins anew.
   *
   * @param next the first delta that may follow the next snapshot, or null
   */
  private Outcome lost(String reason, @Nullable BookDelta next) {
    interrupt();
    if (origin == Origin.REQUEST && next != null) {
      backlog.add(next);
    }
    return new Outcome.Lost(reason);
  }
}
