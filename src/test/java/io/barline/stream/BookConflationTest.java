package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Books;
import io.barline.market.Channel;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Encoder;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookConflationTest {
  private static final Topic TOPIC = new Topic("x", new Channel.Book(5), "A");
  private static final Encoder ENCODER = new Encoder(TOPIC, "e", false);
  private static final long EVERY = 60_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Mailbox mailbox = new Mailbox(1_024, 1_000_000, () -> {});
  private long millis;
  private final BookConflation conflation =
      new BookConflation(
          mailbox,
          channel.eventLoop(),
          () -> TimeUnit.MILLISECONDS.toNanos(millis),
          TimeUnit.MILLISECONDS.toNanos(EVERY),
          this::refresh);
  private long seq;

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @Test
  void theFirstBookCounts() {
    pass(5);
    publish(Books.snapshot(1));
    assertThat(books()).isEqualTo(1);
    pass(1);
    publish(Books.delta(2));
    assertThat(books()).isZero();
    pass(EVERY - 2);
    assertThat(books()).isZero();
    pass(1);
    assertThat(books()).isEqualTo(1);
    publish(Books.delta(3));
    pass(EVERY - 1);
    assertThat(books()).isZero();
    pass(1);
    assertThat(books()).isEqualTo(1);
  }

  @Test
  void theBookAfterAResetComesAtOnceAndCounts() {
    publish(Books.snapshot(1));
    pass(EVERY);
    publish(Books.reset("lost"));
    publish(Books.snapshot(2));
    assertThat(books()).isEqualTo(2);
    pass(1);
    publish(Books.delta(3));
    assertThat(books()).isZero();
    pass(EVERY - 1);
    assertThat(books()).isEqualTo(1);
  }

  private void pass(long by) {
    millis += by;
    channel.advanceTimeBy(by, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** How many books a client gets that reads. */
  private long books() {
    return Messages.taken(mailbox).stream()
        .filter(message -> message.contains("\"kind\":\"snapshot\""))
        .count();
  }

  private void publish(MarketEvent event) {
    seq++;
    conflation.offer(ENCODER.encode(seq, seq - 1, event));
  }

  private void refresh() {
    conflation.offer(ENCODER.snapshot(seq, Books.snapshot(1)));
  }
}
