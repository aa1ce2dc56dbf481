package io.barline.feed;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** A lane whose time passes only when told to. */
public final class TestLane {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ManualClock clock = new ManualClock();
  final Lane lane;

  private static final class ManualClock extends Clock {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  public TestLane() {
    channel.freezeTime();
    lane = new Lane(channel.eventLoop(), clock);
  }

  public EventLoop loop() {
    return channel.eventLoop();
  }

  public Clock clock() {
    return clock;
  }

  /** Runs what is to be run now. */
  public void settle() {
    channel.runPendingTasks();
  }

  /** The clock is set forward, as after a sleep of the machine: no timer becomes due by that. */
  void jump(Duration time) {
    clock.now = clock.now.plus(time);
  }

  /** Lets time pass in one step and runs what becomes due. */
  void skip(Duration time) {
    clock.now = clock.now.plus(time);
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
    channel.runScheduledPendingTasks();
  }

  /** Lets time pass in small steps and runs what becomes due. */
  public void pass(Duration time) {
    Duration step = Duration.ofMillis(10);
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      clock.now = clock.now.plus(step);
      channel.advanceTimeBy(step.toNanos(), TimeUnit.NANOSECONDS);
      channel.runPendingTasks();
      channel.runScheduledPendingTasks();
    }
  }
}
