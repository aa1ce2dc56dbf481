package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Hub;
import io.barline.hub.ReplaySettings;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** A client that comes back while much is published. */
class ReplayPaceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final Topic TOPIC = Market.trades("A");
  private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+),");
  private static final Pattern MISSED = Pattern.compile("\"missed\":([0-9]+)}");
  private static final int WINDOW = 16;
  private static final int AT_ONCE = 9;
  private static final int READS = 400;

  private final Hub hub =
      new Hub(
          false,
          CLOCK,
          new ReplaySettings(
              Duration.ofMinutes(2),
              WINDOW,
              DataSize.ofMegabytes(64),
              10,
              DataSize.ofMegabytes(1)));
  private final Market market = new Market(hub, Runnable::run);

  /**
   * A short queue of the topic does not make it fall behind: that would be for the gateway's sake.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"lossless\"",
        "\"drop_oldest\",\"queue\":1",
        "\"drop_oldest\",\"queue\":5",
        "\"batch\",\"count\":1,\"queue\":9",
        "\"batch\",\"count\":4,\"queue\":12"
      })
  void isNotOvertakenAsLongAsItReads(String delivery) {
    var _ = market.want(TOPIC, Variant.PLAIN);
    hub.attach(TOPIC, Variant.PLAIN, _ -> {});
    TopicStream stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);
    publish(stream, WINDOW);
    Connection client = new Connection(market, hub, Runnable::run, CLOCK);
    var _ = client.resume(TOPIC.toString(), delivery, stream.epoch(), 1);
    List<String> first = client.read();
    assertThat(first.getFirst()).contains("\"recovered\":true,\"replayed\":" + (WINDOW - 1));
    long last = heard(first.subList(1, first.size()), 1);
    for (int i = 0; i < READS; i++) {
      publish(stream, AT_ONCE);
      last = heard(client.read(), last);
      assertThat(client.mailbox.farewell()).isNull();
    }
    last = heard(client.readAll(), last);
    client.leave(); // ends the last batch
    assertThat(heard(client.read(), last)).isEqualTo(WINDOW + READS * AT_ONCE);
  }

  /** Each after the last one, without a hole that is not told. */
  private static long heard(List<String> messages, long last) {
    long seq = last;
    for (String message : messages) {
      var missed = MISSED.matcher(message);
      seq += missed.find() ? Long.parseLong(missed.group(1)) : 0;
      var seqs = SEQ.matcher(message);
      while (seqs.find()) {
        assertThat(Long.parseLong(seqs.group(1))).isEqualTo(++seq);
      }
    }
    return seq;
  }

  private static void publish(TopicStream stream, int count) {
    for (int i = 0; i < count; i++) {
      stream.publish(Market.trade("t"));
    }
  }
}
