package io.barline.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Topic;
import io.barline.wire.Encoded;
import io.barline.wire.MessageType;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class HubTest {
  private static final Topic TOPIC = new Topic("binance", new Channel.Trades(), "BTC/USDT");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final Hub hub = new Hub(false, CLOCK);
  private final Queue<Runnable> owner = new ArrayDeque<>();
  private final List<Encoded> heard = new ArrayList<>();

  @Test
  void numbersEverythingWithoutHoles() {
    TopicStream stream = open();
    attach(heard::add);
    stream.publish(status(FeedStatus.State.LIVE, 1));
    stream.publish(gap(2));
    stream.publish(Quotes.at(3));

    assertThat(heard).extracting(Encoded::seq).containsExactly(1L, 2L, 3L);
    assertThat(heard)
        .extracting(Encoded::type)
        .containsExactly(MessageType.STATUS, MessageType.GAP, MessageType.QUOTE);
    assertThat(heard).extracting(Encoded::epoch).containsOnly(stream.epoch());
    assertThat(heard).noneMatch(Encoded::isSnapshot);
  }

  @Test
  void aNewcomerHearsTheLastStatusAndTheLastDataFirst() {
    TopicStream stream = open();
    stream.publish(Quotes.at(1));
    stream.publish(Quotes.at(2));
    stream.publish(status(FeedStatus.State.STALE, 3));
    stream.publish(gap(4));
    attach(heard::add);
    stream.publish(Quotes.at(5));

    assertThat(heard).extracting(Encoded::seq).containsExactly(3L, 2L, 5L);
    assertThat(heard).extracting(Encoded::isSnapshot).containsExactly(true, true, false);
    assertThat(new String(heard.getFirst().json(), UTF_8)).contains("\"snapshot\":true");
  }

  @Test
  void encodesOnceForAll() {
    TopicStream stream = open();
    List<Encoded> other = new ArrayList<>();
    attach(heard::add);
    attach(other::add);
    stream.publish(Quotes.at(1));

    assertThat(heard.getFirst()).isSameAs(other.getFirst());
  }

  @Test
  void countsWhatNobodyHears() {
    TopicStream stream = open();
    assertThat(stream.report().subscribers()).isZero();
    stream.publish(Quotes.at(1));
    stream.publish(Quotes.at(2));

    assertThat(hub.topics())
        .containsExactly(
            new TopicReport(
                TOPIC, Variant.PLAIN, stream.epoch(), 2, 0, null, Quotes.at(2).receiveTime()));
  }

  @Test
  void reportsStateAndSubscribers() {
    TopicStream stream = open();
    attach(heard::add);
    stream.publish(status(FeedStatus.State.LIVE, 1));

    assertThat(stream.report().subscribers()).isPositive();
    assertThat(hub.state(TOPIC, Variant.PLAIN)).isEqualTo(FeedStatus.State.LIVE);
    assertThat(hub.topics().getFirst().subscribers()).isEqualTo(1);
    assertThat(hub.state(TOPIC, new Variant(true, false))).isNull();
  }

  @Test
  void whoLeavesAtOnceLeavesNothingBehind() {
    TopicStream stream = open();
    Subscriber subscriber = heard::add;
    assertThat(hub.attach(TOPIC, Variant.PLAIN, subscriber)).isTrue();
    hub.detach(TOPIC, Variant.PLAIN, subscriber);
    runOwner();
    stream.publish(Quotes.at(1));

    assertThat(stream.report().subscribers()).isZero();
    assertThat(heard).isEmpty();
  }

  @Test
  void toAttachTwiceChangesNothing() {
    TopicStream stream = open();
    Subscriber subscriber = heard::add;
    attach(subscriber);
    attach(subscriber);
    stream.publish(Quotes.at(1));

    assertThat(heard).hasSize(1);
  }

  @Test
  void aSubscriberMayLeaveWhileItIsBeingOfferedTo() {
    TopicStream stream = hub.open(TOPIC, Variant.PLAIN, Runnable::run);
    Subscriber leaving =
        new Subscriber() {
          @Override
          public void offer(Encoded message) {
            hub.detach(TOPIC, Variant.PLAIN, this);
          }
        };
    hub.attach(TOPIC, Variant.PLAIN, leaving);
    hub.attach(TOPIC, Variant.PLAIN, heard::add);
    stream.publish(Quotes.at(1));
    stream.publish(Quotes.at(2));

    assertThat(heard).hasSize(2);
    assertThat(hub.topics().getFirst().subscribers()).isEqualTo(1);
  }

  @Test
  void opensOnceAndBeginsANewEpochAfterClosing() {
    TopicStream first = open();
    assertThat(hub.open(TOPIC, Variant.PLAIN, Runnable::run)).isSameAs(first);
    hub.attach(TOPIC, Variant.PLAIN, heard::add);
    hub.close(TOPIC, Variant.PLAIN);
    assertThat(hub.attach(TOPIC, Variant.PLAIN, heard::add)).isFalse();
    TopicStream second = open();
    runOwner();

    assertThat(second.epoch()).isNotEqualTo(first.epoch());
    assertThat(first.report().subscribers()).isZero();
    assertThat(second.report().subscribers()).isZero();
  }

  @Test
  void whoAttachesWhileTheStreamClosesIsNotKept() {
    TopicStream stream = open();
    hub.close(TOPIC, Variant.PLAIN);
    stream.attach(heard::add); // found it just before
    runOwner();

    assertThat(stream.report().subscribers()).isZero();
  }

  @Test
  void variantsAreStreamsOfTheirOwn() {
    TopicStream plain = open();
    Variant live = new Variant(true, false);
    TopicStream other = hub.open(TOPIC, live, owner::add);
    hub.attach(TOPIC, live, heard::add);
    runOwner();
    plain.publish(Quotes.at(1));
    assertThat(heard).isEmpty();
    other.publish(Quotes.at(1));
    assertThat(heard).hasSize(1);
    assertThat(other.epoch()).isNotEqualTo(plain.epoch());
  }

  @Test
  void anOwnerThatHasEndedIsNoStream() {
    hub.open(
        TOPIC,
        Variant.PLAIN,
        _ -> {
          throw new RejectedExecutionException();
        });
    assertThat(hub.attach(TOPIC, Variant.PLAIN, heard::add)).isFalse();
  }

  private TopicStream open() {
    return hub.open(TOPIC, Variant.PLAIN, owner::add);
  }

  private void attach(Subscriber subscriber) {
    hub.attach(TOPIC, Variant.PLAIN, subscriber);
    runOwner();
  }

  private void runOwner() {
    Runnable task;
    while ((task = owner.poll()) != null) {
      task.run();
    }
  }

  private static FeedStatus status(FeedStatus.State state, long time) {
    return new FeedStatus(TOPIC, state, 0, 0, null, time);
  }

  private static Gap gap(long time) {
    return new Gap(7, TOPIC, 1, 2, Gap.Cause.DISCONNECTED, Gap.UNKNOWN, "down", time);
  }
}
