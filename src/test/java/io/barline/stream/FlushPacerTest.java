package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When each of several clients of one loop is written to. */
class FlushPacerTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long time = 1_000_000_000;
  private final long start = time;
  private final FlushPacer pacer = new FlushPacer(channel.eventLoop(), 5 * MILLI, () -> time);

  /** What was written, with when in milliseconds. */
  private final List<String> written = new ArrayList<>();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @Test
  void aClientThatWasNotWrittenToDoesNotWaitForThoseThatWere() {
    Outlet busy = client("busy", 5);
    Outlet idle = client("idle", 5);
    busy.mailbox().offer(Messages.of(1));
    run();
    busy.mailbox().offer(Messages.of(2));
    idle.mailbox().offer(Messages.of(3));
    run();
    assertThat(written).containsExactly("busy 0", "idle 1");
    for (int i = 0; i < 10; i++) {
      advance();
    }
    // Two writes of a millisecond are to be followed by sixteen, but nobody waits longer than 5.
    assertThat(written).containsExactly("busy 0", "idle 1", "busy 6");
  }

  @Test
  void aBusyClientIsWrittenToOnceInItsTick() {
    Outlet busy = client("busy", 5);
    for (int i = 0; i < 24; i++) {
      busy.mailbox().offer(Messages.of(i));
      run();
      advance();
    }
    assertThat(written).containsExactly("busy 0", "busy 6", "busy 12", "busy 18", "busy 24");
  }

  @Test
  void eachClientHasTheTickThatItAskedFor() {
    Outlet quick = client("quick", 0);
    Outlet slow = client("slow", 5);
    for (int i = 0; i < 4; i++) {
      quick.mailbox().offer(Messages.of(i));
      slow.mailbox().offer(Messages.of(i));
      run();
    }
    assertThat(written).containsExactly("quick 0", "slow 1", "quick 2", "quick 3", "quick 4");
  }

  @Test
  void whatComesWhileAWriteIsUnderWayWaitsForTheTick() {
    Outlet busy = client("busy", 5);
    busy.mailbox().offer(Messages.of(1));
    run();
    busy.mailbox().offer(Messages.of(2));
    busy.request(1);
    run();
    assertThat(written).containsExactly("busy 0");
  }

  private void run() {
    channel.runPendingTasks();
  }

  private void advance() {
    time += MILLI;
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** A client to which a write takes a millisecond. */
  private Outlet client(String name, int flushMillis) {
    ConnectionOptions presets = ConnectionOptions.presets(Settings.small());
    Outlet outlet =
        new Outlet(
            Door.SSE,
            new ConnectionOptions(flushMillis * MILLI, false, presets.limits()),
            channel.eventLoop(),
            UnpooledByteBufAllocator.DEFAULT,
            pacer,
            new ClientMetrics(registry, Clock.systemUTC()),
            () -> time);
    outlet
        .doOnNext(
            batch -> {
              assertThat(batch.toString(UTF_8)).startsWith("event: gap");
              batch.release();
              written.add(name + " " + (time - start) / MILLI);
              time += MILLI;
              channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            })
        .repeat(() -> !outlet.isDone())
        .subscribe();
    return outlet;
  }
}
