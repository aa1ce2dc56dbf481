package io.barline.book;

/**
 * How the messages of an exchange's order books follow one another.
 *
 * @param origin where the first snapshot comes from
 * @param chain how a delta shows that nothing is missing before it
 */
public record SequenceRule(Origin origin, Chain chain) {
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
     * {@code sequence <= last} are old.
     */
    OVERLAPPING,
    /**
     * It names the delta before it: {@code previous == last}. The first one after a snapshot
     * instead covers the snapshot's update, {@code first <= last <= sequence}, or continues it
     * directly; deltas with {@code sequence < last} are old.
     */
    LINKED,
    /** Its number is one more than the last: {@code sequence == last + 1}. */
    CONSECUTIVE,
    /** It has no numbers: only the loss of the connection is known to leave a hole. */
    UNNUMBERED
  }
}
