package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.Encoder;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many topics of one client of which each waits for its time. */
class ConflationTest {
  private static final int TOPICS = 300;
  private static final int MOST_BYTES = 20_000;
  private static final long EVERY = TimeUnit.SECONDS.toNanos(60);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Encoder encoder = new Encoder(Market.trades("A"), "e", false);
  private final Mailbox mailbox = new Mailbox(64, MOST_BYTES, () -> {});
  private final List<Conflation> topics = new ArrayList<>();
  private long time = 1_000_000_000;
  private long seq;

  @BeforeEach
  void subscribe() {
    channel.freezeTime();
    for (int i = 0; i < TOPICS; i++) {
      topics.add(new Conflation(mailbox, channel.eventLoop(), () -> time, EVERY));
    }
  }

  @Test
  void aClientThatReadsIsNotSlowBecauseItsStatesWaitForTheirTime() {
    for (int round = 0; round < 4; round++) {
      for (Conflation topic : topics) {
        offer(topic, "t".repeat(1 + round * 40));
        assertThat(Messages.taken(mailbox)).hasSize(round == 0 ? 1 : 0);
      }
      assertThat(mailbox.farewell()).isNull();
      assertThat(mailbox.isHalfFull()).isFalse();
      assertThat(mailbox.bytes()).isZero();
    }
    mailbox.offer(Messages.of(1, MOST_BYTES / 2));
    assertThat(Messages.taken(mailbox)).hasSize(1);
    time += EVERY;
    channel.advanceTimeBy(EVERY, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertThat(Messages.taken(mailbox))
        .hasSize(TOPICS)
        .allMatch(message -> message.contains("\"" + "t".repeat(121) + "\""));
    assertThat(mailbox.farewell()).isNull();
    assertThat(mailbox.bytes()).isZero();
  }

  @Test
  void whatWaitsForTheClientCountsOnceForEachTopic() {
    Conflation topic = topics.getFirst();
    offer(topic, "a");
    long one = mailbox.bytes();
    assertThat(one).isPositive();
    for (int i = 0; i < 1_000; i++) {
      offer(topic, "b");
    }
    assertThat(mailbox.bytes()).isEqualTo(one);
    assertThat(mailbox.messages()).isEqualTo(1);
    for (Conflation other : topics.subList(1, TOPICS)) {
      offer(other, "a");
    }
    assertThat(mailbox.farewell()).isNotNull();
    mailbox.clear();
    assertThat(mailbox.messages()).isZero();
  }

  private void offer(Conflation topic, String id) {
    topic.offer(encoder.encode(++seq, Market.trade(id)));
  }
}
