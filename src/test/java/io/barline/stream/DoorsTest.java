package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoorsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Hub hub = new Hub(false, CLOCK);
  private final Market market = new Market(hub, Runnable::run);
  private long time = 1_000_000_000;
  private final Doors doors =
      new Doors(
          Settings.small(),
          market,
          market,
          hub,
          new ClientMetrics(new SimpleMeterRegistry(), CLOCK),
          Settings.gate(),
          CLOCK,
          () -> time);

  @AfterEach
  void stop() {
    var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionThatClosedByItselfDoesNotKeepTheOthersFromBeingLookedAfter() throws Exception {
    Client first = closed();
    Client second = closed();
    first.close(Farewell.slow("slow"));
    second.close(Farewell.slow("slow"));
    doors.check();
    time += Settings.small().closeGrace().toNanos();
    doors.check();
    doors.shutdown(Duration.ofMillis(1));
    assertThat(doors.clients()).hasSize(2);
  }

  /** A client whose end was not noticed yet. */
  private Client closed() throws Exception {
    NioSocketChannel channel = new NioSocketChannel();
    loops.register(channel).sync();
    channel.close().sync();
    return doors.enter(
        Door.SSE, channel, Settings.local(), ConnectionOptions.presets(Settings.small()));
  }
}
