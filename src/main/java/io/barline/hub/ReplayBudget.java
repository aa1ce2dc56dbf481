package io.barline.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all replay windows share. A window that has no more than its equal share keeps
 * what it has; what is beyond that gives way, oldest first. May be used by any thread.
 */
final class ReplayBudget {
  /** A window that is made to give way leaves this part of the whole free, so that it lasts. */
  private static final int SPARE = 16;

  private final long max;
  private final AtomicLong used = new AtomicLong();
  private final Set<ReplayWindow> windows = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean relieving = new AtomicBoolean();

  /**
   * @param max most bytes
   */
  ReplayBudget(long max) {
    this.max = max;
  }

  void opened(ReplayWindow window) {
    windows.add(window);
  }

  void closed(ReplayWindow window) {
    windows.remove(window);
  }

  /** Counts what a window took, or gave back; whether too much is used now. */
  boolean take(long bytes) {
    return used.addAndGet(bytes) > max;
  }

  long used() {
    return used.get();
  }

  /** How much a window may have while others want more. */
  long share() {
    return max / Math.max(1, windows.size());
  }

  /** How much more than what should be is used; negative where there is room. */
  long excess() {
    return used.get() - (max - max / SPARE);
  }

  /**
   * Has the largest window give way, on its owner's thread. It has more than its share if the one
   * that asks has not.
   */
  void relieve() {
    if (relieving.compareAndSet(false, true)) {
      ReplayWindow window = largest();
      if (window == null
          || !window.onOwner(
              () -> {
                relieving.set(false);
                window.giveWay();
              })) {
        relieving.set(false);
      }
    }
  }

  private @Nullable ReplayWindow largest() {
    ReplayWindow largest = null;
    for (ReplayWindow window : windows) {
      if (largest == null || window.bytes() > largest.bytes()) {
        largest = window;
      }
    }
    return largest;
  }
}
