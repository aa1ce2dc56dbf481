package io.barline.feed;

import io.barline.market.UtcNanos;

/**
 * How long the silences of a stream are. What is kept is the longest gap of each second in which
 * data came, so that a burst counts once however much is in it, and a gap once however rare; older
 * ones fade. Times are nanoseconds.
 */
final class Pace {
  /** Gaps by the power of two that they lie below, in milliseconds: up to 2.3 hours and beyond. */
  private static final int BUCKETS = 24;

  /** When so many are known, each counts half. */
  private static final int MOST = 256;

  /** With fewer nothing is known. */
  private static final int LEAST = 8;

  /** One in so many gaps may be longer than what is usual. */
  private static final int RARE = 50;

  /** What is usual may pass so many times over before it is suspicious. */
  private static final int FACTOR = 4;

  private final int[] gaps = new int[BUCKETS];
  private int known;
  private long last;
  private long longest;

  /** Data came. */
  void arrived(long now) {
    long gap = now - last;
    if (gap > longest && last != 0) {
      longest = gap;
    }
    last = now;
  }

  /** When data last came; 0 where none did since the last interruption. */
  long last() {
    return last;
  }

  /** A second has passed. */
  void observe() {
    if (longest > 0) {
      add(bucket(longest), 1);
      longest = 0;
    }
  }

  /** The time until data comes again says nothing about the stream. */
  void interrupted() {
    observe();
    last = 0;
  }

  /** A silence that was suspicious is over, and nothing was withheld: one twice as long may be. */
  void proven(long patience) {
    add(bucket(patience / FACTOR), 2 * (known / RARE + 1));
  }

  private void add(int bucket, int times) {
    gaps[bucket] += times;
    known += times;
    if (known >= MOST) {
      fade();
    }
  }

  private void fade() {
    known = 0;
    for (int i = 0; i < BUCKETS; i++) {
      gaps[i] /= 2;
      known += gaps[i];
    }
  }

  private static int bucket(long gap) {
    return Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(gap / UtcNanos.MILLISECOND));
  }

  /** Which silence is usual: hardly any is longer; 0 while that is not known. */
  long usual() {
    return known < LEAST ? 0 : longest(known / RARE);
  }

  /** What so many gaps at most are longer than. */
  private long longest(int rare) {
    int longer = rare;
    int bucket = BUCKETS - 1;
    while (bucket > 0 && gaps[bucket] <= longer) {
      longer -= gaps[bucket];
      bucket--;
    }
    return UtcNanos.MILLISECOND << bucket;
  }

  /** From when on a silence is suspicious, by what came alone; 0 where that is nothing yet. */
  long suspicious() {
    return known == 0 ? 0 : FACTOR * longest(known / RARE);
  }
}
