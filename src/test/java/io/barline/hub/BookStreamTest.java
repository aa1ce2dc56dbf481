package io.barline.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Encoded;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What those hear of an order book who come in the midst of it. */
class BookStreamTest {
  private static final Topic TOPIC = new Topic("binance", new Channel.Book(5), "BTC/USDT");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  private final Hub hub = new Hub(false, CLOCK);
  private final Queue<Runnable> owner = new ArrayDeque<>();
  private final List<Encoded> heard = new ArrayList<>();
  private final TopicStream stream = hub.open(TOPIC, Variant.PLAIN, owner::add);
  private @Nullable MarketEvent book;
  private int made;

  @Test
  void aNewcomerGetsTheWholeBookAndDeltasChainToIt() {
    stream.snapshots(this::make);
    stream.publish(Books.snapshot(1));
    stream.publish(Books.delta(2));
    stream.publish(status(FeedStatus.State.LIVE));
    book = Books.snapshot(12);
    attach(heard::add);
    stream.publish(Books.delta(3));
    stream.publish(status(FeedStatus.State.QUIET));
    stream.publish(Books.delta(4));

    assertThat(heard).extracting(Encoded::seq).containsExactly(3L, 2L, 4L, 5L, 6L);
    assertThat(text(1)).contains("\"snapshot\":true,\"kind\":\"snapshot\"", "[\"12\",\"1\"]");
    assertThat(text(2)).contains("\"kind\":\"delta\",\"prevSeq\":2,");
    assertThat(text(4)).contains("\"kind\":\"delta\",\"prevSeq\":4,");
  }

  @Test
  void makesTheBookOnceForAllWhoComeBeforeItChanges() {
    stream.snapshots(this::make);
    book = Books.snapshot(1);
    stream.publish(Books.snapshot(1));
    List<Encoded> other = new ArrayList<>();
    attach(heard::add);
    attach(other::add);
    assertThat(made).isEqualTo(1);
    assertThat(heard.getFirst()).isSameAs(other.getFirst());
    stream.publish(Books.delta(2));
    attach(_ -> {});
    assertThat(made).isEqualTo(2);
  }

  @Test
  void aBookThatIsNotReadyIsNotTold() {
    stream.snapshots(this::make);
    attach(heard::add);
    stream.publish(Books.snapshot(1));
    stream.publish(Books.delta(2));
    List<Encoded> late = new ArrayList<>();
    attach(late::add);
    assertThat(late).isEmpty();
    assertThat(last().data()).isNull();
    book = Books.snapshot(1);
    assertThat(last().data()).isNotNull();
  }

  @Test
  void aDeltaAloneIsNeverToldToANewcomer() {
    stream.publish(Books.snapshot(1));
    stream.publish(Books.delta(2));
    attach(heard::add);
    assertThat(heard).isEmpty();
  }

  @Test
  void aNewcomerHearsThatTheBookIsLost() {
    stream.snapshots(this::make);
    book = Books.snapshot(1);
    stream.publish(Books.snapshot(1));
    stream.publish(Books.reset("expected update 41, got 43"));
    attach(heard::add);
    assertThat(text(0)).contains("\"kind\":\"reset\"", "expected update 41, got 43");
    assertThat(last()).isEqualTo(new LastValue(null, null, "expected update 41, got 43", false));
    stream.publish(Books.snapshot(2));
    assertThat(text(1)).contains("\"kind\":\"snapshot\"").doesNotContain("\"snapshot\":true");
  }

  @Test
  void whoFellBehindGetsTheWholeBookAgain() {
    stream.snapshots(this::make);
    book = Books.snapshot(1);
    stream.publish(Books.snapshot(1));
    Subscriber subscriber = heard::add;
    attach(subscriber);
    stream.publish(Books.delta(2));
    hub.refresh(TOPIC, Variant.PLAIN, subscriber);
    stream.publish(Books.delta(3));
    runOwner();
    assertThat(heard).extracting(Encoded::seq).containsExactly(1L, 2L, 3L, 3L);
    assertThat(heard).extracting(Encoded::isSnapshot).containsExactly(true, false, false, true);

    hub.detach(TOPIC, Variant.PLAIN, subscriber);
    hub.refresh(TOPIC, Variant.PLAIN, subscriber);
    runOwner();
    assertThat(heard).hasSize(4);
  }

  @Test
  void tellsTheLastValueToWhoAsks() {
    stream.snapshots(this::make);
    assertThat(last()).isEqualTo(LastValue.NONE);
    stream.publish(status(FeedStatus.State.RECONNECTING));
    book = Books.snapshot(7);
    stream.publish(Books.snapshot(7));
    assertThat(last().isCurrent()).isFalse();
    stream.publish(status(FeedStatus.State.LIVE));
    assertThat(last().isCurrent()).isTrue();
    assertThat(last().data()).isNotNull().extracting(Encoded::seq).isEqualTo(2L);

    CompletableFuture<LastValue> asked = hub.last(TOPIC, Variant.PLAIN);
    assertThat(asked).isNotDone(); // only the owner's thread knows
    hub.close(TOPIC, Variant.PLAIN);
    CompletableFuture<LastValue> late = stream.last();
    runOwner();
    assertThat(asked.join().isCurrent()).isTrue();
    assertThat(late).isCompletedWithValue(LastValue.NONE);
    assertThat(hub.last(TOPIC, Variant.PLAIN)).isCompletedWithValue(LastValue.NONE);
  }

  @Test
  void anOwnerThatHasEndedKnowsNothing() {
    Topic other = new Topic("binance", new Channel.Book(1), "BTC/USDT");
    hub.open(
        other,
        Variant.PLAIN,
        _ -> {
          throw new RejectedExecutionException();
        });
    assertThat(hub.last(other, Variant.PLAIN)).isCompletedWithValue(LastValue.NONE);
  }

  private @Nullable MarketEvent make() {
    made++;
    return book;
  }

  private LastValue last() {
    CompletableFuture<LastValue> value = hub.last(TOPIC, Variant.PLAIN);
    runOwner();
    return value.join();
  }

  private String text(int at) {
    return ProtocolSchema.checkedText(new String(heard.get(at).json(), UTF_8));
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

  private static FeedStatus status(FeedStatus.State state) {
    return new FeedStatus(TOPIC, state, 0, 0, null, 1);
  }

  @Test
  void whatCameBeforeAnOutageIsNotThePresentWhenNothingCameSince() {
    stream.publish(status(FeedStatus.State.LIVE));
    stream.publish(Quotes.at(1));
    assertThat(last().isCurrent()).isTrue();
    stream.publish(status(FeedStatus.State.QUIET));
    assertThat(last().isCurrent()).isTrue();
    stream.publish(status(FeedStatus.State.RECONNECTING));
    stream.publish(status(FeedStatus.State.QUIET));
    assertThat(last().isCurrent()).isFalse();
    stream.publish(status(FeedStatus.State.LIVE));
    stream.publish(Quotes.at(2));
    stream.publish(status(FeedStatus.State.QUIET));
    assertThat(last().isCurrent()).isTrue();
  }
}
