package io.barline.book;

import io.barline.market.BookDelta;
import io.barline.market.Trade;

/**
 * How the messages of an exchange's order books follow one another.
 *
 * @param origin where the first snapshot comes from
 * @param chain how a delta shows that nothing is missing before it
 */
public record SequenceRule(Origin origin, Chain chain) {
  public SequenceRule {
    if (origin == Origin.REQUEST && chain == Chain.UNNUMBERED) {
      throw new IllegalArgumentException(
          "a snapshot that is asked for can only be placed among numbered deltas, not UNNUMBERED");
    }
  }

  /** Where a snapshot comes from. */
  public enum Origin {
    /** The stream begins with one, and may bring another at any time. */
    STREAM,
    /** It is asked for while deltas already flow. */
    REQUEST
  }

  /** How a delta shows that nothing is missing before it. */
  public enum Chain {
    /**
     * It covers the update after the last one: {@code first <= last + 1 <= sequence}. Deltas with
     * {@code sequence <= last} are old. Binance spot: rules 5 to 7 of <a
     * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly">how
     * to manage a local order book</a>.
     */
    OVERLAPPING,
    /**
     * It names the delta before it: {@code previous == last}. The first one after a snapshot
     * instead covers the snapshot's update, {@code first <= last <= sequence}, or continues what
     * the snapshot holds, {@code previous <= last}; deltas with {@code sequence < last} are old.
     * Binance futures: rules 4 to 6 of <a
     * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly">how
     * to manage a local order book</a>.
     */
    LINKED,
    /** Its number is one more than the last: {@code sequence == last + 1}. */
    CONSECUTIVE,
    /** It has no numbers: only the loss of the connection is known to leave a hole. */
    UNNUMBERED;

    /**
     * Whether a book at {@code last} holds all of {@code delta} already.
     *
     * @param first whether no delta was applied since the snapshot
     */
    boolean isOld(BookDelta delta, long last, boolean first) {
      return switch (this) {
        case OVERLAPPING, CONSECUTIVE -> delta.sequence() <= last; // spot, rule 5
        // Futures, rule 4: the delta that ends at the snapshot's update is the first to apply.
        case LINKED -> first ? delta.sequence() < last : delta.sequence() <= last;
        case UNNUMBERED -> false;
      };
    }

    /** Whether nothing is missing between a book at {@code last} and {@code delta}, not old. */
    boolean follows(BookDelta delta, long last, boolean first) {
      return switch (this) {
        case OVERLAPPING -> delta.first() <= last + 1; // spot, rules 5 and 7
        case LINKED -> delta.previous() == last || (first && reachesBackTo(delta, last));
        case CONSECUTIVE -> delta.sequence() == last + 1;
        case UNNUMBERED -> true;
      };
    }

    /**
     * Futures, rule 5. Besides, after a quiet spell no delta covers the snapshot's update: the
     * first one then names a delta before it that the snapshot holds already.
     */
    private static boolean reachesBackTo(BookDelta delta, long last) {
      return delta.first() <= last
          || (delta.previous() != Trade.NO_SEQUENCE && delta.previous() <= last);
    }

    /** What is wrong with a delta that does not follow. */
    String jump(BookDelta delta, long last) {
      return switch (this) {
        case OVERLAPPING ->
            "expected update " + (last + 1) + ", got " + delta.first() + " to " + delta.sequence();
        case LINKED ->
            "expected what follows update "
                + last
                + ", got what follows "
                + delta.previous()
                + ", updates "
                + delta.first()
                + " to "
                + delta.sequence();
        case CONSECUTIVE, UNNUMBERED ->
            "expected update " + (last + 1) + ", got " + delta.sequence();
      };
    }
  }
}
