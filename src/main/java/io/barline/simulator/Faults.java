package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which faults are in force at one simulated exchange. It is used on the exchange's thread only.
 */
public final class Faults {
  /** Somebody whom faults concern as they begin and end. */
  interface Follower {
    /** Something that happens once is to happen. */
    void happens(Fault.Once fault);

    /** Others are in force than before. */
    void changed(long now);
  }

  private final Set<Fault> inForce = new LinkedHashSet<>();
  private final List<Follower> followers = new ArrayList<>();
  private final long seed;

  // What is asked for each trade and frame is kept at hand.
  private boolean muted;
  private boolean changingTrades;
  private boolean changingFrames;
  private long skew;
  private long delay;

  /** {@code seed} decides about what happens now and then. */
  public Faults(long seed) {
    this.seed = seed;
  }

  void follow(Follower follower) {
    followers.add(follower);
  }

  void begin(Fault fault, long now) {
    if (fault instanceof Fault.Once once) {
      followers.forEach(follower -> follower.happens(once));
      return;
    }
    if (!(fault instanceof Fault.Reject)) {
      inForce.removeIf(other -> other.getClass() == fault.getClass());
    }
    inForce.add(fault);
    changed(now);
  }

  void end(Fault fault, long now) {
    if (inForce.remove(fault)) {
      changed(now);
    }
  }

  /** Ends whichever fault of that kind is in force. */
  void end(Class<? extends Fault> kind, long now) {
    if (inForce.removeIf(kind::isInstance)) {
      changed(now);
    }
  }

  void heal(long now) {
    inForce.clear();
    changed(now);
  }

  private void changed(long now) {
    muted = has(Fault.Mute.class);
    changingTrades =
        has(Fault.Duplicate.class)
            || has(Fault.Reorder.class)
            || has(Fault.Lose.class)
            || has(Fault.WrongSymbol.class)
            || has(Fault.NegativePrice.class);
    changingFrames =
        has(Fault.Corrupt.class) || has(Fault.Truncate.class) || has(Fault.Oversize.class);
    Fault.Skew clock = find(Fault.Skew.class);
    skew = clock == null ? 0 : clock.by().toNanos();
    Fault.Slow slow = find(Fault.Slow.class);
    delay = slow == null ? 0 : slow.delay().toNanos();
    followers.forEach(follower -> follower.changed(now));
  }

  boolean has(Class<? extends Fault> kind) {
    return find(kind) != null;
  }

  <F extends Fault> @Nullable F find(Class<F> kind) {
    for (Fault fault : inForce) {
      if (kind.isInstance(fault)) {
        return kind.cast(fault);
      }
    }
    return null;
  }

  long seed() {
    return seed;
  }

  /** Whether data is withheld. */
  public boolean isMuted() {
    return muted;
  }

  boolean isChangingTrades() {
    return changingTrades;
  }

  boolean isChangingFrames() {
    return changingFrames;
  }

  /** How far the exchange's clock is ahead, in nanoseconds. */
  public long skew() {
    return skew;
  }

  /** How much later things are sent, in nanoseconds. */
  long delay() {
    return delay;
  }

  /** Whether a subscription made now stays without data. */
  public boolean isAckOnly() {
    return has(Fault.AckOnly.class);
  }

  /** Whether subscriptions to {@code symbol} are refused. */
  public boolean rejects(String symbol) {
    return inForce.contains(new Fault.Reject(symbol));
  }

  /** How old connections become, {@code otherwise} where no fault limits them. */
  @Nullable Duration lifetime(@Nullable Duration otherwise) {
    Fault.Lifetime lifetime = find(Fault.Lifetime.class);
    return lifetime == null ? otherwise : lifetime.age();
  }

  /** How many times as often as set markets trade. */
  int burst() {
    Fault.Burst burst = find(Fault.Burst.class);
    return burst == null ? 1 : burst.times();
  }

  /** As the header {@code Retry-After} has it; null for none. */
  static @Nullable String seconds(Duration retryAfter) {
    return retryAfter.isPositive()
        ? Long.toString((retryAfter.toNanos() + UtcNanos.SECOND - 1) / UtcNanos.SECOND)
        : null;
  }
}
