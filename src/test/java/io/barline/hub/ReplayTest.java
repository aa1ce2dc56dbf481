package io.barline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What a stream still knows for those who come back. */
class ReplayTest {
  private static final Topic TOPIC = new Topic("binance", new Channel.Quotes(), "BTC/USDT");
  private static final Topic OTHER = new Topic("binance", new Channel.Quotes(), "ETH/USDT");

  private long millis = 1_000_000_000;
  private final InstantSource source = () -> Instant.ofEpochMilli(millis);
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private Hub hub = hub(100, DataSize.ofMegabytes(1));
  private TopicStream stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);

  @Test
  void handsOverExactlyWhatWasMissedAsItWasOrWouldHaveBeen() {
    List<Encoded> heard = new ArrayList<>();
    Subscriber subscriber = heard::add;
    hub.attach(TOPIC, Variant.PLAIN, subscriber);
    publish(1, 3);
    hub.detach(TOPIC, Variant.PLAIN, subscriber);
    publish(4, 5);

    Replay replay = resume(1);
    assertThat(replay).isNotNull();
    assertThat(replay.missed()).isEqualTo(4);
    publish(6, 6);
    List<Encoded> missed = all(replay);
    assertThat(missed).extracting(Encoded::seq).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(missed.get(0)).isSameAs(heard.get(1));
    Encoder encoder = new Encoder(TOPIC, stream.epoch(), false);
    for (Encoded message : missed) {
      long seq = message.seq();
      assertThat(message.json()).isEqualTo(encoder.encode(seq, seq - 1, Quotes.at(seq)).json());
      assertThat(message.isSnapshot()).isFalse();
    }
    assertThat(all(resume(3)).getFirst()).isSameAs(missed.get(2)); // made once
    publish(7, 7);
    assertThat(all(replay)).extracting(Encoded::seq).containsExactly(7L);
  }

  @Test
  void whoMissedNothingGoesOnEvenWhereNothingWasKept() {
    publish(1, 3);
    Replay replay = resume(3);
    assertThat(replay).isNotNull();
    assertThat(replay.missed()).isZero();
    publish(4, 4);
    assertThat(all(replay)).extracting(Encoded::seq).containsExactly(4L);
  }

  @Test
  void aCursorThatIsNotOfThisStreamIsNotRecovered() {
    listen();
    publish(1, 3);
    for (Cursor cursor :
        List.of(
            new Cursor("other", 2),
            new Cursor(stream.epoch(), 4),
            new Cursor(stream.epoch(), Long.MAX_VALUE),
            new Cursor(stream.epoch(), -1),
            new Cursor(stream.epoch(), Long.MIN_VALUE),
            Cursor.UNKNOWN)) {
      assertThat(resume(cursor)).as("%s", cursor).isNull();
    }
    assertThat(hub.topics().getFirst().subscribers()).isEqualTo(1);
    assertThat(resume(0)).isNotNull();
  }

  @Test
  void whatWasBeforeAnybodyListenedIsNotKept() {
    publish(1, 3);
    listen();
    publish(4, 5);
    assertThat(resume(2)).isNull();
    assertThat(resume(3)).isNotNull();
  }

  @Test
  void keepsAsManyAsItMay() {
    listen();
    publish(1, 350);
    assertThat(resume(249)).isNull();
    assertThat(all(resume(250))).hasSize(100);
  }

  @Test
  void keepsThemForAsLongAsItMay() {
    listen();
    publish(1, 50);
    millis += 60_000;
    publish(51, 60);
    millis += 60_000;
    assertThat(all(resume(0))).hasSize(60);
    millis++;
    assertThat(resume(49)).isNull();
    assertThat(all(resume(50))).hasSize(10);
    millis += 60_000;
    assertThat(resume(59)).isNull();
    assertThat(resume(60)).isNotNull();
    assertThat(bytes()).isZero();
  }

  @Test
  void nothingIsKeptForAStreamThatNobodyHearsOrHeardLately() {
    publish(1, 10);
    assertThat(bytes()).isZero();
    Subscriber subscriber = listen();
    publish(11, 20);
    hub.detach(TOPIC, Variant.PLAIN, subscriber);
    millis += 120_000;
    publish(21, 21);
    assertThat(resume(20)).isNotNull();
    assertThat(bytes()).isPositive();
  }

  @Test
  void aStreamThatWasLeftLongAgoGivesItsMemoryBack() {
    Subscriber subscriber = listen();
    publish(1, 10);
    hub.detach(TOPIC, Variant.PLAIN, subscriber);
    assertThat(bytes()).isPositive();
    millis += 120_001;
    publish(11, 11);
    assertThat(bytes()).isZero();
    assertThat(resume(10)).isNull();
  }

  @Test
  void aStreamThatClosesGivesItsMemoryBackAndTellsWhatItHas() {
    listen();
    publish(1, 10);
    Replay replay = resume(5);
    assertThat(replay.isOpen()).isTrue();
    hub.close(TOPIC, Variant.PLAIN);
    assertThat(bytes()).isZero();
    assertThat(replay.isOpen()).isFalse();
    assertThat(all(replay)).hasSize(5);
    assertThat(hub.resume(TOPIC, Variant.PLAIN, new Cursor("e", 1), m -> {}, _ -> {})).isFalse();
  }

  @Test
  void aStreamThatClosesWhileSomebodyComesBackIsNotRecovered() {
    Queue<Runnable> owner = new ArrayDeque<>();
    TopicStream queued = hub.open(OTHER, Variant.PLAIN, owner::add);
    List<@Nullable Replay> answers = new ArrayList<>();
    hub.close(OTHER, Variant.PLAIN);
    queued.resume(new Cursor(queued.epoch(), 0), m -> {}, answers::add);
    owner.forEach(Runnable::run);
    assertThat(answers).containsExactly((Replay) null);
  }

  @Test
  void anOwnerThatHasEndedGivesNoAnswer() {
    hub.open(
        OTHER,
        Variant.PLAIN,
        _ -> {
          throw new RejectedExecutionException();
        });
    assertThat(hub.resume(OTHER, Variant.PLAIN, new Cursor("e", 1), m -> {}, _ -> {})).isFalse();
  }

  @Test
  void allStreamsTogetherKeepNoMoreThanTheyMay() {
    hub = hub(1 << 20, DataSize.ofKilobytes(256));
    stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);
    listen();
    publish(1, 2_000);
    assertThat(bytes()).isBetween(200_000.0, 256.0 * 1_024);
    assertThat(resume(1_000)).isNull();
    assertThat(resume(1_900)).isNotNull();

    // One that comes later gets its share, and the first keeps as much.
    TopicStream second = hub.open(OTHER, Variant.PLAIN, Runnable::run);
    hub.attach(OTHER, Variant.PLAIN, _ -> {});
    for (long i = 1; i <= 100; i++) {
      second.publish(Quotes.at(i));
    }
    assertThat(bytes()).isLessThanOrEqualTo(256 * 1_024);
    List<@Nullable Replay> answers = new ArrayList<>();
    hub.resume(OTHER, Variant.PLAIN, new Cursor(second.epoch(), 0), m -> {}, answers::add);
    assertThat(answers).doesNotContainNull();
    assertThat(resume(1_900)).isNotNull();
  }

  @Test
  void whoTakesItsTimeKeepsWhatItHasNotTakenAndIsKnownToDoSo() {
    listen();
    publish(1, 100);
    Replay replay = resume(0);
    assertThat(replay.outstanding()).isZero();
    publish(101, 300);
    assertThat(replay.outstanding()).isEqualTo(200);
    assertThat(replay.outstandingBytes()).isPositive();
    assertThat(all(replay)).hasSize(300);
    assertThat(replay.outstanding()).isZero();
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> hub(0, DataSize.ofMegabytes(1)))
        .hasMessage("barline.replay.max-messages must be 1 to 1048576: 0");
    assertThatThrownBy(() -> hub(10, DataSize.ofBytes(10)))
        .hasMessageContaining("barline.replay.max-memory")
        .hasMessageEndingWith(": 10");
    assertThatThrownBy(
            () ->
                new ReplaySettings(
                    Duration.ofDays(2), 1, DataSize.ofMegabytes(1), 1, DataSize.ofMegabytes(1)))
        .hasMessage("barline.replay.max-age must be 0s to 1d: PT48H");
  }

  private Hub hub(int messages, DataSize memory) {
    Hub made =
        new Hub(
            false,
            clock,
            new ReplaySettings(
                Duration.ofMinutes(2), messages, memory, 10, DataSize.ofMegabytes(1)));
    registry.clear();
    made.measure(registry);
    return made;
  }

  private Subscriber listen() {
    Subscriber subscriber = _ -> {};
    hub.attach(TOPIC, Variant.PLAIN, subscriber);
    return subscriber;
  }

  private void publish(long from, long to) {
    for (long i = from; i <= to; i++) {
      stream.publish(Quotes.at(i));
    }
  }

  private Replay resume(long seq) {
    return resume(new Cursor(stream.epoch(), seq));
  }

  @SuppressWarnings("NullAway") // tests look at null
  private Replay resume(Cursor cursor) {
    List<@Nullable Replay> answers = new ArrayList<>();
    Subscriber subscriber = m -> assertThat(m).isNotNull();
    assertThat(hub.resume(TOPIC, Variant.PLAIN, cursor, subscriber, answers::add)).isTrue();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private static List<Encoded> all(Replay replay) {
    List<Encoded> all = new ArrayList<>();
    Encoded message;
    while ((message = replay.next()) != null) {
      all.add(message);
    }
    return all;
  }

  private double bytes() {
    return registry.get("barline.replay.bytes").gauge().value();
  }
}
