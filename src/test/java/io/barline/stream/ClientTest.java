package io.barline.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Principal;
import io.barline.hub.Hub;
import io.barline.wire.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ClientTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final StreamSettings settings = Settings.small();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private long time = 1_000_000_000;
  private int cuts;
  private final Outlet outlet =
      new Outlet(
          Door.WEBSOCKET,
          ConnectionOptions.presets(settings),
          channel.eventLoop(),
          UnpooledByteBufAllocator.DEFAULT,
          new FlushPacer(channel.eventLoop(), 0, () -> time),
          new ClientMetrics(new SimpleMeterRegistry(), CLOCK),
          () -> time);
  private final Market market = new Market(new Hub(false, CLOCK), Runnable::run);
  private final ClientMetrics metrics = new ClientMetrics(new SimpleMeterRegistry(), CLOCK);
  private final Subscriptions subscriptions =
      new Subscriptions(
          Principal.LOCAL,
          market,
          market,
          new Hub(false, CLOCK),
          new Intakes(outlet.mailbox(), channel.eventLoop(), () -> time),
          3);
  private final Client client =
      new Client(
          "s",
          Door.WEBSOCKET,
          0,
          outlet,
          subscriptions,
          new TopicRequests(subscriptions, outlet.mailbox(), Runnable::run, metrics, null),
          Settings.local(),
          () -> cuts++);

  @Test
  void sendsAHeartbeatOnlyAfterSilence() {
    check(Duration.ofSeconds(14));
    assertThat(outlet.mailbox().isEmpty()).isTrue();
    check(Duration.ofSeconds(1));
    check(Duration.ofSeconds(1));
    assertThat(Messages.taken(outlet.mailbox())).singleElement().asString().contains("heartbeat");
  }

  @Test
  void closesOneThatReadsNothingAndCutsItOffAfterAGrace() {
    outlet
        .flatMap(
            batch -> {
              batch.release();
              return Mono.never();
            })
        .subscribe();
    outlet.mailbox().offer(Messages.of(1));
    channel.runPendingTasks();
    check(Duration.ofSeconds(29));
    assertThat(outlet.mailbox().farewell()).isNull();
    check(Duration.ofSeconds(1));

    Farewell farewell = requireNonNull(outlet.mailbox().farewell());
    assertThat(farewell.code()).isEqualTo(CloseCode.SLOW);
    assertThat(farewell.sentence()).contains("nothing was read for 30 s");
    check(Duration.ofSeconds(1));
    check(Duration.ofSeconds(4));
    assertThat(cuts).isZero();
    check(Duration.ofSeconds(1));
    assertThat(cuts).isEqualTo(1);
  }

  @Test
  void cutsOffOneThatLostItsRightsWithinASecond() {
    client.close(Farewell.denial(CloseCode.REVOKED, "the key was revoked or changed"));
    check(Duration.ofMillis(1));
    check(Duration.ofMillis(999));
    assertThat(cuts).isZero();
    check(Duration.ofMillis(1));
    assertThat(cuts).isEqualTo(1);
  }

  private void check(Duration later) {
    time += later.toNanos();
    client.check(time, settings, CLOCK);
  }
}
