package io.barline.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.ReplaySettings;
import io.barline.hub.TopicReport;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import io.barline.wire.CloseCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** A client that comes back to several topics and hardly reads, while all of them go on. */
class OutstandingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final Topic A = Market.trades("A");
  private static final Topic B = Market.trades("B");

  /** More than half of what may wait for the client, 1024. */
  private static final int MANY = 700;

  private final Hub hub =
      new Hub(
          false,
          CLOCK,
          new ReplaySettings(
              Duration.ofMinutes(2), 16, DataSize.ofMegabytes(64), 10, DataSize.ofMegabytes(1)));
  private final Market market = new Market(hub, Runnable::run);
  private final TopicStream a = open(A);
  private final TopicStream b = open(B);
  private final Connection client = new Connection(market, hub, Runnable::run, CLOCK);

  private TopicStream open(Topic topic) {
    var _ = market.want(topic, Variant.PLAIN);
    hub.attach(topic, Variant.PLAIN, _ -> {});
    TopicStream stream = hub.open(topic, Variant.PLAIN, Runnable::run);
    publish(stream, 1);
    return stream;
  }

  /** So that nothing is replayed before the client reads. */
  @BeforeEach
  void fillHalfOfTheMailbox() {
    while (!client.mailbox.isHalfFull()) {
      client.mailbox.offer(Messages.of(1, 10_000));
    }
  }

  @Test
  void allTopicsTogetherMayHaveAsMuchAsMayWait() {
    resume(a);
    resume(b);
    publish(a, MANY);
    assertThat(client.mailbox.farewell()).isNull();
    publish(b, MANY);
    assertThat(requireNonNull(client.mailbox.farewell()).code()).isEqualTo(CloseCode.SLOW);
  }

  @Test
  void whatWasReadCountsNoMore() {
    resume(a);
    publish(a, MANY);
    assertThat(client.readAll()).filteredOn(message -> message.contains("\"trade\"")).hasSize(MANY);
    fillHalfOfTheMailbox();
    resume(b);
    publish(b, MANY);
    assertThat(client.mailbox.farewell()).isNull();
    assertThat(client.readAll()).filteredOn(message -> message.contains("\"trade\"")).hasSize(MANY);
  }

  @Test
  void whatAStreamThatEndedHasLeftIsReadToItsEnd() {
    int most = 4 * MANY;
    Hub wide =
        new Hub(
            false,
            CLOCK,
            new ReplaySettings(
                Duration.ofMinutes(2),
                most,
                DataSize.ofMegabytes(64),
                10,
                DataSize.ofMegabytes(64)));
    Market place = new Market(wide, Runnable::run);
    var _ = place.want(A, Variant.PLAIN);
    wide.attach(A, Variant.PLAIN, _ -> {});
    TopicStream stream = wide.open(A, Variant.PLAIN, Runnable::run);
    publish(stream, most);
    Connection reader = new Connection(place, wide, Runnable::run, CLOCK);
    var _ = reader.resume(A.toString(), stream.epoch(), 0);
    wide.close(A, Variant.PLAIN);
    assertThat(reader.readAll()).filteredOn(message -> message.contains("\"trade\"")).hasSize(most);
    assertThat(reader.mailbox.farewell()).isNull();
  }

  /** Though nothing was read meanwhile. */
  @Test
  void whatATopicThatWasGivenUpHadCountsNoMore() {
    for (int i = 0; i < 10; i++) {
      resume(a);
      publish(a, MANY);
      var _ = client.send("{\"type\":\"unsubscribe\",\"topics\":[\"%s\"]}".formatted(A));
    }
    publish(a, 10 * MANY);
    resume(b);
    publish(b, MANY);
    assertThat(client.mailbox.farewell()).isNull();
  }

  private void resume(TopicStream stream) {
    for (TopicReport topic : hub.topics()) {
      if (topic.topic().equals(stream.topic())) {
        var _ = client.resume(topic.topic().toString(), topic.epoch(), topic.seq());
      }
    }
  }

  private static void publish(TopicStream stream, int count) {
    for (int i = 0; i < count; i++) {
      stream.publish(Market.trade("t"));
    }
  }
}
