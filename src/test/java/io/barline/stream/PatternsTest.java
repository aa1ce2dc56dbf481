package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.Principal;
import io.barline.access.TopicShare;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.subscription.PatternLimit;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatternsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final Hub hub = new Hub(false, CLOCK);
  private final Market market = new Market(hub, Runnable::run);

  /** May have three topics. */
  private final Connection client = new Connection(market, hub, Runnable::run, CLOCK);

  private List<String> send(String json) {
    var _ = client.send(json);
    return client.read();
  }

  private List<String> subscribe(String topics) {
    return send("{\"type\":\"subscribe\",\"topics\":[" + topics + "]}");
  }

  private List<String> follow() {
    client.follow();
    return client.read();
  }

  @Test
  void standsForWhatIsListed() {
    String ack = subscribe("\"x:trades:*\"").getFirst();
    assertThat(ack)
        .contains(
            "{\"requested\":\"x:trades:*\",\"matched\":2}",
            "{\"requested\":\"x:trades:*\",\"topic\":\"x:trades:A\",\"state\":\"pending\"}",
            "{\"requested\":\"x:trades:*\",\"topic\":\"x:trades:B\",\"state\":\"pending\"}");
    assertThat(market.wanted()).containsExactly("x:trades:A", "x:trades:B");
    market.publish(Market.trades("B"), "news");
    assertThat(client.read()).singleElement().asString().contains("x:trades:B", "news");
  }

  @Test
  void followsWhatComesToBeListedAndWhatNoLongerTrades() {
    subscribe("\"x:trades:*\"");
    assertThat(follow()).isEmpty();
    market.list("B", "C");
    assertThat(follow())
        .containsExactly(
            "{\"type\":\"matched\",\"pattern\":\"x:trades:*\",\"added\":[\"x:trades:C\"],\"removed\":[\"x:trades:A\"]}");
    assertThat(market.wanted()).containsExactly("x:trades:B", "x:trades:C");
    market.publish(Market.trades("C"), "news");
    assertThat(client.read()).singleElement().asString().contains("x:trades:C", "news");
    assertThat(follow()).isEmpty();
  }

  @Test
  void keepsWhatWasAskedForByName() {
    subscribe("\"x:trades:*\",\"x:trades:A\"");
    market.list("B");
    assertThat(follow()).singleElement().asString().contains("\"removed\":[\"x:trades:A\"]");
    assertThat(market.wanted()).containsExactly("x:trades:A", "x:trades:B");
  }

  @Test
  void leavesOutWhatWasUnsubscribedByName() {
    subscribe("\"x:trades:*\"");
    send("{\"type\":\"unsubscribe\",\"topics\":[\"x:trades:A\"]}");
    market.list("A", "B", "C");
    assertThat(follow()).singleElement().asString().contains("\"added\":[\"x:trades:C\"]");
    assertThat(market.wanted()).containsExactly("x:trades:B", "x:trades:C");
  }

  @Test
  void endsWithItsTopicsButNotThoseOfAnother() {
    subscribe("\"x:trades:*\",\"x:trades:B*\"");
    assertThat(send("{\"type\":\"unsubscribe\",\"topics\":[\"x:trades:*\"]}").getFirst())
        .contains("{\"requested\":\"x:trades:*\",\"state\":\"unsubscribed\",\"matched\":2}");
    assertThat(market.wanted()).containsExactly("x:trades:B");
    assertThat(send("{\"type\":\"unsubscribe\",\"topics\":[\"x:trades:*\"]}").getFirst())
        .contains("\"code\":\"not_subscribed\"");
    market.list("A", "B", "C");
    assertThat(follow()).isEmpty();
  }

  @Test
  void isRefusedAsAWholeWhereItIsMoreThanTheClientMayHave() {
    market.list("A", "B", "C", "D");
    assertThat(subscribe("\"x:trades:*\"").getFirst())
        .contains(
            "\"code\":\"limit_reached\"",
            "x:trades:* matches 4 topics that the connection does not have, and it may have 3"
                + " more");
    assertThat(market.wanted()).isEmpty();
    market.list("A");
    assertThat(follow()).isEmpty();
  }

  @Test
  void tellsOfWhatComesLaterAndIsTooMuch() {
    subscribe("\"x:trades:*\"");
    market.list("A", "B", "C", "D", "E");
    List<String> told = follow();
    assertThat(told.get(0)).contains("\"added\":[\"x:trades:C\"]");
    assertThat(told.get(1))
        .contains("\"code\":\"limit_reached\"", "2 topics that came to match can't be had")
        .contains("\"topic\":\"x:trades:*\"");
    assertThat(market.wanted()).hasSize(3);
    market.list("D", "E");
    assertThat(follow().getFirst()).contains("\"added\":[\"x:trades:D\",\"x:trades:E\"]");
  }

  @Test
  void isResumedTopicByTopic() {
    subscribe("\"x:trades:*\"");
    market.publish(Market.trades("A"), "one");
    String epoch = hub.open(Market.trades("A"), Variant.PLAIN, Runnable::run).epoch();
    Connection other = new Connection(market, hub, Runnable::run, CLOCK);
    var _ =
        other.send(
            "{\"type\":\"subscribe\",\"topics\":[\"x:trades:*\"],\"resume\":{\"x:trades:A\":{\"epoch\":\"%s\",\"seq\":0}}}"
                .formatted(epoch));
    List<String> read = other.read();
    assertThat(read.getFirst())
        .contains(
            "\"topic\":\"x:trades:A\",\"state\":\"pending\",\"recovered\":true,\"replayed\":1");
    assertThat(read.getLast()).contains("one").doesNotContain("snapshot");
  }

  @Test
  void waitsForNoListAndGoesWithTheClient() {
    market.list();
    assertThat(subscribe("\"x:trades:*\"").getFirst()).contains("\"matched\":0");
    market.list("A");
    assertThat(follow()).hasSize(1);
    client.leave();
    market.list("A", "B");
    assertThat(follow()).isEmpty();
    assertThat(market.wanted()).isEmpty();
  }

  @Test
  void isRefusedWhereItsChannelCantBeHadThatWay() {
    assertThat(
            send("{\"type\":\"subscribe\",\"topics\":[\"x:book.5:*\"],\"delivery\":\"batch\"}")
                .getFirst())
        .contains("\"code\":\"bad_option\"");
    market.list("A", "B", "C");
    assertThat(follow()).isEmpty();
  }

  @Test
  void isAnsweredOnceHoweverOftenItIsAskedFor() {
    String ack = subscribe("\"x:trades:*\",\"x:trades:*\",\"x:trades:*\"").getFirst();
    assertThat(ack.split("\"matched\"", -1)).hasSize(2);
  }

  @Test
  void thereIsABoundOnPatternsAndOnWhatOneAnswerHolds() {
    market.list();
    for (int i = 0; i < PatternLimit.MOST; i++) {
      assertThat(subscribe("\"x:trades:%d*\"".formatted(i)).getFirst()).contains("\"matched\":0");
    }
    assertThat(subscribe("\"x:trades:more*\"").getFirst())
        .contains("\"code\":\"limit_reached\"", "at most 100 patterns");
    assertThat(market.matched()).as("the one too many is not looked at").isEqualTo(100);
    assertThat(subscribe("\"x:trades:7*\"").getFirst()).contains("\"matched\":0");
    market.list("A", "B");
    Connection other = new Connection(market, hub, Runnable::run, CLOCK);
    var _ =
        other.send(
            "{\"type\":\"subscribe\",\"topics\":[\"x:trades:*\",\"x:trades:A*\",\"x:trades:B*\"]}");
    assertThat(other.read().getFirst()).contains("more than 3 topics are answered already");
  }

  /** As many topics of a principal as are left. */
  private static TopicShare share(AtomicInteger left) {
    return new TopicShare() {
      @Override
      public boolean take() {
        return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
      }

      @Override
      public void giveBack() {
        left.incrementAndGet();
      }
    };
  }

  @Test
  void oneThatIsMoreThanThePrincipalMayHaveChangesNothing() {
    AtomicInteger left = new AtomicInteger(2);
    client.subscriptions.belongTo(Principal.LOCAL, share(left));
    subscribe("\"x:bars.1m:A\"");
    market.list("A", "B", "C");
    String all = "{\"type\":\"subscribe\",\"topics\":[\"x:bars.1m:*\"],\"updates\":\"live\"}";
    assertThat(send(all).getFirst())
        .contains("\"code\":\"limit_reached\"", "has not so many left")
        .contains("\"updates\":\"final\"")
        .doesNotContain("\"updates\":\"live\"");
    assertThat(market.wanted()).containsExactly("x:bars.1m:A");
    assertThat(left).hasValue(1);
    market.list("A", "B");
    assertThat(send(all).getFirst()).contains("{\"requested\":\"x:bars.1m:*\",\"matched\":2}");
    assertThat(market.wanted()).containsExactly("x:bars.1m:A+live", "x:bars.1m:B+live");
    client.leave();
    assertThat(left).hasValue(2);
  }

  @Test
  void aTopicThatWasAskedForOtherwiseStaysAsItIs() {
    subscribe("\"x:bars.1m:*\"");
    send("{\"type\":\"unsubscribe\",\"topics\":[\"x:bars.1m:A\"]}");
    send("{\"type\":\"subscribe\",\"topics\":[\"x:bars.1m:A\"],\"updates\":\"live\"}");
    market.list("A", "B", "C");
    assertThat(follow()).singleElement().asString().contains("\"added\":[\"x:bars.1m:C\"]");
    assertThat(market.wanted()).contains("x:bars.1m:A+live").doesNotContain("x:bars.1m:A");
  }

  @Test
  void askedForAgainItForgetsNothing() {
    subscribe("\"x:trades:*\"");
    market.list("A");
    subscribe("\"x:trades:*\"");
    assertThat(market.wanted()).containsExactly("x:trades:A");
  }
}
