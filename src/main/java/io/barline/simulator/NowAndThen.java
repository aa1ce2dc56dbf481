package io.barline.simulator;

import java.util.SplittableRandom;

/** Chooses the first, and about one in eight after it. */
final class NowAndThen {
  private static final int ONE_IN = 8;

  private final SplittableRandom random;
  private boolean started;

  NowAndThen(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean comes() {
    boolean first = !started;
    started = true;
    return first || random.nextInt(ONE_IN) == 0;
  }

  /** The next one is a first one again. */
  void restart() {
    started = false;
  }

  /** Any number from {@code from} to {@code to}, the latter left out. */
  int between(int from, int to) {
    return to <= from ? from : random.nextInt(from, to);
  }
}
