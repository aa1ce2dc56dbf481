package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.wire.Delivery;
import io.barline.wire.Encoder;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingTest {
  private static final Encoder ENCODER = new Encoder(Market.trades("A"), "e", false);
  private static final int TOPICS = 9;
  private static final int MOST_MESSAGES = 64;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Mailbox mailbox = new Mailbox(MOST_MESSAGES, 1_000_000, () -> {});
  private final List<Batching> topics = new ArrayList<>();
  private long seq;

  @BeforeEach
  void subscribe() {
    channel.freezeTime();
    Delivery.Batch terms = new Delivery.Batch(1_000, 60_000, 1_000);
    for (int i = 0; i < TOPICS; i++) {
      topics.add(new Batching(mailbox, channel.eventLoop(), () -> 0, terms));
    }
  }

  @Test
  void aClientThatReadsIsNotSlowBecauseItsBatchesWaitForMore() {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 10 * MOST_MESSAGES; i++) {
      offer(topics.get(i % TOPICS));
      heard.addAll(Messages.taken(mailbox));
      assertThat(mailbox.farewell()).isNull();
      assertThat(mailbox.isHalfFull()).isFalse();
    }
    mailbox.close(Farewell.LEFT);
    heard.addAll(Messages.taken(mailbox));
    String all = String.join("\n", heard);
    for (long i = 1; i <= seq; i++) {
      assertThat(all).containsOnlyOnce("\"seq\":" + i + ",");
    }
    assertThat(mailbox.messages()).isZero();
    assertThat(mailbox.bytes()).isZero();
  }

  /** Each message counts once, wherever it is kept: as many wait as without batches. */
  @ParameterizedTest
  @ValueSource(ints = {MOST_MESSAGES - 2, MOST_MESSAGES - 1, MOST_MESSAGES})
  void asManyMessagesMayWaitInABatchAsWithoutOne(int count) {
    Delivery.Batch terms = new Delivery.Batch(count, 60_000, 1_000);
    Batching topic = new Batching(mailbox, channel.eventLoop(), () -> 0, terms);
    for (int round = 0; round < 3; round++) {
      for (int i = 1; i <= count; i++) {
        offer(topic);
        assertThat(mailbox.messages()).isEqualTo(i);
      }
      assertThat(mailbox.farewell()).isNull();
      assertThat(Messages.taken(mailbox))
          .singleElement()
          .asString()
          .contains("\"count\":" + count + ",");
      assertThat(mailbox.messages()).isZero();
    }
    for (int i = 0; i <= MOST_MESSAGES; i++) {
      assertThat(mailbox.farewell()).isNull();
      offer(topic);
    }
    assertThat(mailbox.farewell()).isNotNull();
  }

  @Test
  void whatWasReachedTooEarlyCountsOnceAsWell() {
    Batching topic = topics.getFirst();
    offer(topic);
    assertThat(Messages.taken(mailbox)).isEmpty();
    assertThat(mailbox.messages()).isEqualTo(1);
    topic.seal(); // puts it in again
    assertThat(mailbox.messages()).isEqualTo(1);
    assertThat(Messages.taken(mailbox)).hasSize(1);
    assertThat(mailbox.messages()).isZero();
  }

  @Test
  void asManyMessagesMayWaitInARingAsWithoutOne() {
    DropOldest ring = new DropOldest(mailbox, channel.eventLoop(), 1);
    for (int i = 1; i <= MOST_MESSAGES; i++) {
      ring.offer(Messages.of(i)); // is no data, and so not dropped
      assertThat(mailbox.messages()).isEqualTo(i);
    }
    assertThat(mailbox.farewell()).isNull();
    assertThat(Messages.taken(mailbox)).hasSize(MOST_MESSAGES);
    assertThat(mailbox.messages()).isZero();
  }

  @Test
  void batchesOfAFewMessagesWaitForTheirTime() {
    for (int i = 0; i < MOST_MESSAGES / 2; i++) {
      offer(topics.get(i % TOPICS));
      assertThat(Messages.taken(mailbox)).isEmpty();
    }
  }

  @Test
  void aBatchThatGaveWayIsFollowedByOneThatWaits() {
    List<String> heard = new ArrayList<>();
    while (heard.isEmpty()) {
      offer(topics.getFirst());
      heard.addAll(Messages.taken(mailbox));
    }
    assertThat(heard)
        .singleElement()
        .asString()
        .contains("\"count\":" + (MOST_MESSAGES / 2 + 1) + ",");
    offer(topics.getFirst());
    assertThat(Messages.taken(mailbox)).isEmpty();
  }

  @Test
  void whatWaitsForTheClientToReadDoesNotWaitForItsBatches() {
    for (int i = 0; i <= MOST_MESSAGES / 2; i++) {
      offer(topics.get(i % TOPICS));
      mailbox.poll();
    }
    mailbox.offer(Messages.of(1));
    mailbox.offer(Messages.of(2));
    List<String> hops = new ArrayList<>();
    waitForRoom(hops);
    for (int i = 0; i < 10; i++) {
      Messages.taken(mailbox);
      mailbox.caughtUp();
    }
    assertThat(hops).hasSize(1);
  }

  /** As a book does that is to be told anew. */
  private void waitForRoom(List<String> hops) {
    mailbox.whenTaken(
        () -> {
          hops.add("hop");
          if (mailbox.isHalfFull()) {
            waitForRoom(hops);
          }
        });
  }

  private void offer(Batching topic) {
    seq++;
    var message = ENCODER.encode(seq, Market.trade("t"));
    assertThat(new String(message.json(), UTF_8)).contains("\"seq\":" + seq + ",");
    topic.offer(message);
  }
}
