package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import io.barline.wire.Batch;
import io.barline.wire.Delivery;
import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** The owner of a stream and the event loop of a client at the same time, on real threads. */
@Timeout(120)
class IntakeThreadsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Topic TOPIC = Market.trades("A");
  private static final int MESSAGES = 200_000;
  private static final int STATUS_EVERY = 50;

  private final EventExecutor loop = new DefaultEventLoop();
  private final Mailbox mailbox = new Mailbox(1 << 20, 1L << 31, this::wake);
  private final List<Long> heard = new ArrayList<>();
  private final CountDownLatch last = new CountDownLatch(1);
  private long told;
  private int statuses;

  @AfterEach
  void stop() {
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void conflate() throws Exception {
    publish(new Delivery.Conflate(0));
  }

  @Test
  void conflateNowAndThen() throws Exception {
    publish(new Delivery.Conflate(1));
  }

  @Test
  void dropOldest() throws Exception {
    publish(new Delivery.DropOldest(3));
    assertThat(told).isEqualTo(MESSAGES - heard.size());
  }

  @Test
  void batch() throws Exception {
    publish(new Delivery.Batch(7, 1, 1 << 20));
    assertThat(heard).hasSize(MESSAGES);
  }

  @Test
  void eachAfterTheOther() throws Exception {
    publish(
        new Delivery.Conflate(1),
        new Delivery.Batch(7, 1, 1 << 20),
        new Delivery.DropOldest(3),
        new Delivery.Lossless(),
        new Delivery.Conflate(0));
  }

  private void publish(Delivery... deliveries) throws Exception {
    Hub hub = new Hub(false, CLOCK);
    TopicStream stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);
    Subscription subscription =
        new Subscription(
            TOPIC,
            Variant.PLAIN,
            () -> {},
            hub,
            deliveries[0],
            new Intakes(mailbox, loop, System::nanoTime));
    subscription.attach();
    for (int i = 1; i <= MESSAGES; i++) {
      if (deliveries.length > 1 && i % 1_000 == 0) {
        Delivery next = deliveries[i / 1_000 % deliveries.length];
        loop.execute(() -> subscription.deliver(next));
      }
      stream.publish(i % STATUS_EVERY == 0 ? Market.live(TOPIC) : Market.trade("t"));
    }
    assertThat(last.await(60, TimeUnit.SECONDS)).as("the last message arrives").isTrue();
    loop.submit(this::drain).get();
    assertThat(mailbox.farewell()).isNull();
    assertThat(heard).isSorted().doesNotHaveDuplicates().last().isEqualTo((long) MESSAGES);
    assertThat(statuses).isEqualTo(MESSAGES / STATUS_EVERY);
    assertThat(mailbox.bytes()).isZero();
    assertThat(mailbox.messages()).isZero();
  }

  private void wake() {
    loop.execute(this::drain);
  }

  private void drain() {
    mailbox.beginTaking();
    Message message;
    while ((message = mailbox.poll()) != null) {
      switch (message) {
        case Encoded encoded -> hear(encoded.seq(), encoded.type().isData());
        case Batch batch ->
            JSON.readTree(new String(batch.json(), UTF_8))
                .path("messages")
                .forEach(element -> hear(element.path("seq").asLong(), true));
        default -> told += JSON.readTree(new String(message.json(), UTF_8)).path("missed").asLong();
      }
    }
  }

  private void hear(long seq, boolean data) {
    heard.add(seq);
    statuses += data ? 0 : 1;
    if (seq == MESSAGES) {
      last.countDown();
    }
  }
}
