package io.barline;

import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * UTC that never steps: it counts on from the start by monotonic time and follows the system's
 * clock by running a little faster or slower.
 */
final class SteadyClock extends Clock {
  /** How much faster or slower it runs at most, in millionths. */
  static final long MOST_SLEW = 500;

  /** How often the system's clock is looked at. */
  private static final long PERIOD = 10 * UtcNanos.SECOND;

  private static final long MILLION = 1_000_000;

  private final Clock system;
  private final LongSupplier nanoTime;
  private final AtomicReference<Anchor> anchor;

  /** The time was {@code utc} at {@code nanos}, and runs {@code slew} millionths faster since. */
  private record Anchor(long nanos, long utc, long slew) {
    long at(long now) {
      long passed = now - nanos;
      return utc + passed + passed / MILLION * slew;
    }
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  SteadyClock(Clock system, LongSupplier nanoTime) {
    this.system = system;
    this.nanoTime = nanoTime;
    this.anchor = new AtomicReference<>(new Anchor(nanoTime.getAsLong(), UtcNanos.now(system), 0));
  }

  @Override
  public Instant instant() {
    Anchor from = anchor.get();
    long now = nanoTime.getAsLong();
    if (now - from.nanos >= PERIOD) {
      anchor.compareAndSet(from, anew(from.at(now), now));
    }
    return UtcNanos.toInstant(from.at(now));
  }

  private Anchor anew(long utc, long now) {
    long behind = UtcNanos.now(system) - utc;
    long slew = Math.clamp(behind / (PERIOD / MILLION), -MOST_SLEW, MOST_SLEW);
    return new Anchor(now, utc, slew);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this; // the gateway knows no zone but UTC
  }
}
