package io.barline.bar;

/**
 * The latest exchange time seen, from the clock and from trades.
 *
 * <p>One lone trade further ahead than the late limit does not count, since it would make all that
 * follow too late; it does once the next trade is as far ahead, or the clock gets there.
 */
final class Watermark {
  /** No time: before any trade. */
  static final long NONE = Long.MIN_VALUE;

  private final long lateLimit;
  private long latest = NONE;
  private long newestTrade = NONE;
  private long loneTrade = NONE;

  Watermark(long lateLimit) {
    this.lateLimit = lateLimit;
  }

  void clock(long now) {
    latest = Math.max(latest, now);
    if (loneTrade <= latest) {
      newestTrade = Math.max(newestTrade, loneTrade);
      loneTrade = NONE;
    }
  }

  /** Whether the trade's time counts. */
  boolean trade(long time) {
    if (isAhead(time) && loneTrade != NONE) {
      count(Math.min(loneTrade, time));
    }
    if (isAhead(time)) {
      loneTrade = time;
      return false;
    }
    loneTrade = NONE;
    count(time);
    return true;
  }

  private boolean isAhead(long time) {
    return latest != NONE && time > latest + lateLimit;
  }

  private void count(long time) {
    latest = Math.max(latest, time);
    newestTrade = Math.max(newestTrade, time);
  }

  /** The latest time that counts, or {@link #NONE}. */
  long latest() {
    return latest;
  }

  /** Whether a window that ended then can no longer be revised. */
  boolean isPast(long end) {
    return end + lateLimit < latest;
  }

  /** Windows that ended then or earlier can no longer be revised. */
  long pastUntil() {
    return latest - lateLimit - 1;
  }

  /** The time of the newest trade that counts, or {@link #NONE}. */
  long newestTrade() {
    return newestTrade;
  }
}
