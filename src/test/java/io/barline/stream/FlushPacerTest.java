package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When each of several clients of one loop is written to. */
class FlushPacerTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long time = 1_000_000_000;
  private long start = time;
  private final FlushPacer pacer = new FlushPacer(channel.eventLoop(), 5 * MILLI, () -> time);

  /** How long a write takes. */
  private long cost = MILLI;

  /** Told of each client that was written to. */
  private Consumer<String> afterEach = _ -> {};

  /** What was written, with when in milliseconds. */
  private final List<String> written = new ArrayList<>();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  /** Each write is followed by twice what it took only, though the client asked for five. */
  @Test
  void aBurstAfterARestHardlyWaitsEachTime() {
    Outlet client = client("client", 5);
    for (int rest = 0; rest < 3; rest++) {
      start = time;
      for (int i = 0; i < 12; i++) {
        client.mailbox().offer(Messages.of(i));
        run();
        advance();
      }
      assertThat(written.subList(0, 5))
          .containsExactly("client 0", "client 3", "client 6", "client 9", "client 12");
      while (client.mailbox().messages() > 0) {
        advance();
      }
      written.clear();
      for (int i = 0; i < 40; i++) {
        advance();
      }
    }
  }

  @Test
  void whatGoesOnAfterABurstIsWrittenAsSlowlyAsEver() {
    Outlet client = client("client", 5);
    for (int i = 0; i < 40; i++) {
      client.mailbox().offer(Messages.of(i));
      run();
      advance();
    }
    // Until forty of rest are owed; from there on the client's own tick is what it waits for.
    assertThat(written.stream().map(each -> each.substring("client ".length())))
        .containsExactly("0", "3", "6", "9", "12", "15", "18", "21", "25", "31", "37", "43", "49");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 200, 500, 625})
  void steadyWritingTakesNoMoreThanItsPartOfTheTime(int micros) {
    cost = TimeUnit.MICROSECONDS.toNanos(micros);
    Outlet one = client("one", 5);
    Outlet two = client("two", 5);
    spend();
    for (int i = 0; i < 2_000; i++) {
      one.mailbox().offer(Messages.of(i));
      two.mailbox().offer(Messages.of(i));
      run();
      advance(MILLI / 10);
    }
    // Both in one round, which is followed by eight times what it took, or by the longest pause.
    long pause = Math.min(8 * 2 * cost, 5 * MILLI);
    assertThat(written.size() / 2 * pause).isLessThanOrEqualTo(time - start + pause);
    assertThat(written).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5})
  void nothingWaitsLongerThanItsOwnTick(int tick) {
    cost = MILLI / 2;
    List<Outlet> others =
        List.of(client("other", 5), client("other", 5), client("other", 5), client("other", 5));
    spend();
    Outlet client = client("client", tick);
    for (int i = 0; i < 200; i++) {
      if (i % 3 == 0) {
        others.forEach(other -> other.mailbox().offer(Messages.of(1)));
      }
      int before = count("client");
      long offered = time;
      client.mailbox().offer(Messages.of(i));
      run();
      while (count("client") == before) {
        advance(MILLI / 10);
      }
      long round = 5 * cost; // others may be written to before it in the same one
      assertThat(time - offered).isLessThanOrEqualTo(tick * MILLI + round + MILLI / 10);
    }
  }

  private int count(String name) {
    return (int) written.stream().filter(each -> each.startsWith(name + " ")).count();
  }

  @Test
  void aClientThatWasNotWrittenToDoesNotWaitForThoseThatWere() {
    spend();
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
    spend();
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
    spend();
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
    spend();
    Outlet busy = client("busy", 5);
    busy.mailbox().offer(Messages.of(1));
    run();
    busy.mailbox().offer(Messages.of(2));
    busy.request(1);
    run();
    assertThat(written).containsExactly("busy 0");
  }

  @Test
  void whatComesWhileOthersAreWrittenToWaitsForTheTick() {
    spend();
    Outlet first = client("first", 5);
    Outlet second = client("second", 5);
    List<Outlet> both = List.of(first, second);
    both.forEach(each -> each.mailbox().offer(Messages.of(1)));
    afterEach =
        name -> {
          if (name.equals("second")) { // and the first has been written to in the same round
            both.forEach(each -> each.mailbox().offer(Messages.of(1)));
          }
        };
    run();
    for (int i = 0; i < 20; i++) {
      advance();
    }
    assertThat(written)
        .startsWith("first 0", "second 1", "first 7", "second 8", "first 14", "second 15");
  }

  @Test
  void clientsThatCameAtNearlyTheSameTimeAreWrittenToTogether() {
    spend();
    cost = MILLI / 10;
    Outlet one = client("one", 5);
    Outlet two = client("two", 5);
    one.mailbox().offer(Messages.of(1));
    run();
    advance(4 * cost);
    two.mailbox().offer(Messages.of(2));
    run();
    one.mailbox().offer(Messages.of(3));
    two.mailbox().offer(Messages.of(4));
    run();
    assertThat(written).containsExactly("one 0", "two 0");
    for (int i = 0; i < 50 && count("two") == 1; i++) {
      advance(cost);
    }
    assertThat(written).hasSize(4);
    assertThat(time - start).isLessThanOrEqualTo(5 * MILLI + 4 * cost); // two's own would be 5.6
  }

  @Test
  void whoIsDrainedWhileItWaitsIsNotQueuedTwice() {
    spend();
    Outlet busy = client("busy", 5);
    busy.mailbox().offer(Messages.of(1));
    run();
    busy.mailbox().whenTaken(() -> written.add("caught up"));
    run(); // too early
    busy.request(1);
    assertThat(written).containsExactly("busy 0", "caught up");
    busy.mailbox().offer(Messages.of(2));
    assertThat(channel.hasPendingTasks()).isFalse();
    for (int i = 0; i < 10; i++) {
      advance();
    }
    assertThat(written).containsExactly("busy 0", "caught up", "busy 6");
  }

  /** The rest of what one batch does not hold is not held back, but what comes behind it is. */
  @Test
  void aBatchThatIsGivenAtOnceIsFollowedByATickToo() {
    spend();
    Outlet other = client("other", 0);
    Outlet busy = outlet(5);
    for (int i = 0; i < 3; i++) {
      busy.mailbox().offer(Messages.of(i, 40_000));
    }
    writeOnce(busy);
    run();
    advance(3 * MILLI);
    other.mailbox().offer(Messages.of(1));
    run();
    writeOnce(busy);
    assertThat(written).containsExactly("busy 0", "other 4", "busy 5");
    busy.mailbox().offer(Messages.of(3));
    writeOnce(busy);
    run();
    for (int i = 0; i < 10; i++) {
      advance();
    }
    assertThat(written).containsExactly("busy 0", "other 4", "busy 5", "busy 10");
  }

  private void writeOnce(Outlet busy) {
    busy.doOnNext(batch -> write("busy", batch)).subscribe();
  }

  private void run() {
    channel.runPendingTasks();
  }

  private void advance() {
    advance(MILLI);
  }

  private void advance(long nanos) {
    time += nanos;
    channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** Has the loop write until it may do nothing more in advance. */
  private void spend() {
    Outlet greedy = client("greedy", 0);
    for (long spent = 0; spent < 8 * MILLI; spent += cost) {
      greedy.mailbox().offer(Messages.of(1));
      run();
    }
    written.clear();
    start = time;
  }

  /** A client to which a write takes {@link #cost}. */
  private Outlet client(String name, int flushMillis) {
    Outlet outlet = outlet(flushMillis);
    outlet.doOnNext(batch -> write(name, batch)).repeat(() -> !outlet.isDone()).subscribe();
    return outlet;
  }

  private void write(String name, ByteBuf batch) {
    assertThat(batch.toString(UTF_8)).startsWith("event: gap");
    batch.release();
    written.add(name + " " + (time - start) / MILLI);
    time += cost;
    channel.advanceTimeBy(cost, TimeUnit.NANOSECONDS);
    afterEach.accept(name);
  }

  private Outlet outlet(int flushMillis) {
    ConnectionOptions presets = ConnectionOptions.presets(Settings.small());
    return new Outlet(
        Door.SSE,
        new ConnectionOptions(flushMillis * MILLI, false, presets.limits()),
        channel.eventLoop(),
        UnpooledByteBufAllocator.DEFAULT,
        pacer,
        new ClientMetrics(registry, Clock.systemUTC()),
        () -> time);
  }
}
