package io.barline.bar;

/**
 * When the feed was last down. The gap that a downtime leaves is often told only after it, so the
 * windows around its beginning stay revisable until then.
 */
final class Downtime {
  private boolean down;
  private long lastTrade = Watermark.NONE;
  private long since = Watermark.NONE;
  private long until = Watermark.NONE;

  /** The feed is down from {@code time} on; {@code newestTrade} was the last one before. */
  void begin(long time, long newestTrade) {
    if (!down) {
      down = true;
      since = time;
      lastTrade = Math.min(time, newestTrade);
    }
  }

  void end(long time) {
    down = false;
    until = Math.max(since, time);
  }

  boolean isDown() {
    return down;
  }

  long since() {
    return since;
  }

  long until() {
    return until;
  }

  /** Whether the feed is down now and was before a window with that end was over. */
  boolean reaches(long end) {
    return down && since < end;
  }

  /** Whether the gap of the downtime may still be told of that window. */
  boolean retains(Window window, Watermark watermark) {
    return (down || (until != Watermark.NONE && !watermark.isPast(until)))
        && window.start <= since
        && window.end > lastTrade;
  }
}
