package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.CloseCode;
import io.barline.wire.Encoded;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An outlet with its pacer, on an event loop that runs when it is told to. */
class OutletTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> written = new ArrayList<>();
  private long time = 1_000_000_000;
  private long cost;
  private final FlushPacer pacer =
      new FlushPacer(channel.eventLoop(), TimeUnit.MILLISECONDS.toNanos(5), () -> time);

  @Test
  void writesAllThatWaitsAtOnce() {
    Outlet outlet = outlet(Door.SSE);
    subscribe(outlet, Mono.empty());
    Encoded one = Messages.of(1);
    Encoded two = Messages.of(2);
    outlet.mailbox().offer(one);
    outlet.mailbox().offer(two);
    assertThat(written).isEmpty();
    channel.runPendingTasks();

    assertThat(written)
        .containsExactly(new String(one.sse(), UTF_8) + new String(two.sse(), UTF_8));
    assertThat(outlet.messages()).isEqualTo(2);
    assertThat(registry.counter("barline.client.messages").count()).isEqualTo(2);
    assertThat(registry.counter("barline.client.bytes").count())
        .isEqualTo(written.getFirst().length());
    assertThat(registry.timer("barline.client.latency").count()).isEqualTo(1);
  }

  @Test
  void framesMessagesOfEachLength() {
    Outlet outlet = outlet(Door.WEBSOCKET);
    List<ByteBuf> batches = new ArrayList<>();
    outlet.repeat(() -> !outlet.isDone()).subscribe(batches::add);
    int base = Messages.of(1, 0).json().length;
    outlet.mailbox().offer(Messages.of(1, 70_000));
    outlet.mailbox().offer(Messages.of(2, 0));
    channel.runPendingTasks();

    ByteBuf large = batches.getFirst();
    assertThat(base).isBetween(126, 65_000);
    assertThat(large.readUnsignedByte()).isEqualTo((short) 0x81);
    assertThat(large.readUnsignedByte()).isEqualTo((short) 127);
    assertThat(large.readLong()).isEqualTo(base + 70_000);
    assertThat(large.readableBytes()).isEqualTo(base + 70_000);
    ByteBuf small = batches.get(1);
    assertThat(small.readUnsignedShort()).isEqualTo(0x817e);
    assertThat(small.readUnsignedShort()).isEqualTo(base);
    batches.forEach(ByteBuf::release);
  }

  @Test
  void holdsWhatComesWhileABatchIsBeingWritten() {
    Outlet outlet = outlet(Door.SSE);
    Sinks.Empty<Void> write = Sinks.empty();
    subscribe(outlet, write.asMono());
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    outlet.mailbox().offer(Messages.of(2));
    outlet.mailbox().offer(Messages.of(3));
    channel.runPendingTasks();

    assertThat(written).hasSize(1);
    assertThat(outlet.isWriting()).isTrue();
    assertThat(outlet.mailbox().messages()).isEqualTo(2);
    write.tryEmitEmpty();
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
    assertThat(outlet.isWriting()).isFalse();
  }

  @Test
  void answersOnlyTheLatestOfThePingsThatCameMeanwhile() {
    Outlet outlet = outlet(Door.WEBSOCKET);
    List<ByteBuf> batches = new ArrayList<>();
    Sinks.Empty<Void> write = Sinks.empty();
    outlet
        .flatMap(
            batch -> {
              batches.add(batch);
              return write.asMono();
            })
        .repeat(() -> !outlet.isDone())
        .subscribe();
    outlet.pong(new byte[] {1});
    channel.runPendingTasks();
    assertThat(ByteBufUtil.hexDump(batches.getFirst())).isEqualTo("8a0101");
    for (byte i = 2; i < 100; i++) {
      outlet.pong(new byte[] {i, i});
      channel.runPendingTasks();
    }
    assertThat(batches).hasSize(1);
    write.tryEmitEmpty();
    channel.runPendingTasks();
    assertThat(batches).hasSize(2);
    assertThat(ByteBufUtil.hexDump(batches.getLast())).isEqualTo("8a026363");
    assertThat(outlet.messages()).isZero();
    batches.forEach(ByteBuf::release);
  }

  @Test
  void aBatchIsBounded() {
    Outlet outlet = outlet(Door.SSE);
    subscribe(outlet, Mono.empty());
    for (int i = 0; i < 40; i++) {
      outlet.mailbox().offer(Messages.of(i, 10_000));
    }
    channel.runPendingTasks();
    assertThat(written).hasSize(6).allMatch(batch -> batch.length() < 80_000);
  }

  @Test
  void sendsTheRestAndTheLastWordsThenCompletes() {
    Outlet outlet = outlet(Door.SSE);
    AtomicBoolean completed = subscribe(outlet, Mono.empty());
    outlet.mailbox().offer(Messages.of(1));
    outlet.mailbox().close(Farewell.goingAway(Duration.ofMillis(2_500)));
    channel.runPendingTasks();

    assertThat(written).hasSize(2);
    assertThat(written.get(1))
        .startsWith("retry: 2500\nevent: goodbye\ndata: ")
        .contains("reconnect after 2500 ms");
    assertThat(completed).isTrue();
  }

  @Test
  void aSlowClientGetsTheLastWordsOnly() {
    Outlet outlet = outlet(Door.SSE);
    Sinks.Empty<Void> write = Sinks.empty();
    AtomicBoolean completed = subscribe(outlet, write.asMono());
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    for (int i = 0; outlet.mailbox().farewell() == null; i++) {
      outlet.mailbox().offer(Messages.of(i));
    }
    channel.runPendingTasks();
    assertThat(outlet.mailbox().messages()).isZero();
    assertThat(outlet.mailbox().bytes()).isZero();
    write.tryEmitEmpty();

    assertThat(written).hasSize(2);
    assertThat(written.get(1)).contains("\"number\":" + CloseCode.SLOW.number());
    assertThat(completed).isTrue();
  }

  @Test
  void whoCancelsGetsNothingMore() {
    Outlet outlet = outlet(Door.SSE);
    List<ByteBuf> batches = new ArrayList<>();
    Disposable writer = outlet.subscribe(batches::add);
    writer.dispose();
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    assertThat(batches).isEmpty();
    outlet.mailbox().close(Farewell.LEFT);
    channel.runPendingTasks();
    assertThat(outlet.mailbox().messages()).isZero();
  }

  @Test
  void aBusyLoopPausesInProportionAndCollects() {
    cost = TimeUnit.MILLISECONDS.toNanos(100); // nothing may be written in advance after that
    Outlet outlet = outlet(Door.SSE);
    subscribe(outlet, Mono.empty());
    outlet.mailbox().offer(Messages.of(0));
    channel.runPendingTasks();
    time += TimeUnit.MILLISECONDS.toNanos(5);
    cost = TimeUnit.MICROSECONDS.toNanos(100);
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
    written.removeFirst();

    outlet.mailbox().offer(Messages.of(2));
    channel.runPendingTasks();
    outlet.mailbox().offer(Messages.of(3));
    channel.runPendingTasks();
    assertThat(written).hasSize(1);

    time += TimeUnit.MILLISECONDS.toNanos(1);
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
    assertThat(written.get(1).split("event: gap", -1)).hasSize(3);
  }

  @Test
  void anIdleLoopWritesAtOnceAgain() {
    cost = TimeUnit.MILLISECONDS.toNanos(100);
    Outlet outlet = outlet(Door.SSE);
    subscribe(outlet, Mono.empty());
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    time += TimeUnit.MILLISECONDS.toNanos(5); // the longest pause
    outlet.mailbox().offer(Messages.of(2));
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
  }

  private Outlet outlet(Door door) {
    return outlet(door, ConnectionOptions.presets(Settings.small()));
  }

  private Outlet outlet(Door door, ConnectionOptions options) {
    return new Outlet(
        door,
        options,
        channel.eventLoop(),
        UnpooledByteBufAllocator.DEFAULT,
        pacer,
        new ClientMetrics(registry, CLOCK),
        () -> time);
  }

  /** Notes what is written; each write ends with {@code end}. */
  private AtomicBoolean subscribe(Outlet outlet, Mono<Void> end) {
    AtomicBoolean completed = new AtomicBoolean();
    outlet
        .flatMap(
            batch -> {
              written.add(batch.toString(UTF_8));
              batch.release();
              time += cost;
              return end;
            })
        .repeat(() -> !outlet.isDone())
        .subscribe(_ -> {}, _ -> {}, () -> completed.set(true));
    return completed;
  }
}
