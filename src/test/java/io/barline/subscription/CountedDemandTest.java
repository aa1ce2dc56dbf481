package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
import io.barline.feed.Catalogues;
import io.barline.feed.Feeds;
import io.barline.feed.FrameLog;
import io.barline.feed.PlainExchange;
import io.barline.feed.RestInterfaces;
import io.barline.feed.TestLane;
import io.barline.hub.Hub;
import io.barline.hub.TopicReport;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The topics are of states, which need no connection. */
class CountedDemandTest {
  private static final Topic BTC = new Topic("plain", new Channel.Status(), "BTC/USDT");
  private static final Topic ETH = new Topic("plain", new Channel.Status(), "ETH/USDT");

  private final TestLane time = new TestLane();
  private final Hub hub = new Hub(false, time.clock());
  private final List<Exchange> exchanges =
      List.of(new PlainExchange(URI.create("http://127.0.0.1:1/")));
  private final RestInterfaces rest = new RestInterfaces(PlainExchange.SETTINGS, time.clock());
  private final Catalogues catalogues =
      new Catalogues(
          Roster.of(exchanges), rest, PlainExchange.SETTINGS, time.clock(), new Random(1));
  private final Feeds feeds =
      new Feeds(
          Roster.of(exchanges),
          rest,
          hub,
          time.loop(),
          PlainExchange.SETTINGS,
          PlainExchange.FRESH,
          TestSettings.of(Duration.ofSeconds(10), _ -> {}),
          (_, _, _, _, _, _) -> new Unrepaired(),
          new SimpleMeterRegistry(),
          time.clock(),
          new Random(1),
          new FrameLog(catalogues, time.clock()));
  private final CountedDemand demand =
      new CountedDemand(catalogues, feeds, time.loop(), Duration.ofSeconds(30));

  private List<Topic> open() {
    return hub.topics().stream().map(TopicReport::topic).toList();
  }

  private void pass(int seconds) {
    time.pass(Duration.ofSeconds(seconds));
  }

  @Test
  void opensForTheFirstInterestAndClosesTheLingerAfterTheLast() {
    Demand.Interest first = demand.want(BTC, Variant.PLAIN);
    Demand.Interest second = demand.want(BTC, Variant.PLAIN);
    Demand.Interest other = demand.want(ETH, Variant.PLAIN);
    assertThat(open()).containsExactly(BTC, ETH);
    first.close();
    pass(31);
    assertThat(open()).containsExactly(BTC, ETH);
    second.close();
    pass(29);
    assertThat(open()).containsExactly(BTC, ETH);
    pass(2);
    assertThat(open()).containsExactly(ETH);
    other.close();
    pass(31);
    assertThat(open()).isEmpty();
  }

  @Test
  void whatIsWantedAgainDuringTheLingerStaysOpen() {
    demand.want(BTC, Variant.PLAIN).close();
    String epoch = hub.topics().getFirst().epoch();
    pass(29);
    Demand.Interest again = demand.want(BTC, Variant.PLAIN);
    pass(60);
    assertThat(hub.topics()).extracting(TopicReport::epoch).containsExactly(epoch);
    again.close();
    pass(29);
    assertThat(open()).containsExactly(BTC);
    pass(2);
    assertThat(open()).isEmpty();
  }

  @Test
  void afterTheLingerItBeginsAnew() {
    demand.want(BTC, Variant.PLAIN).close();
    String epoch = hub.topics().getFirst().epoch();
    pass(31);
    demand.want(BTC, Variant.PLAIN);
    assertThat(hub.topics()).extracting(TopicReport::epoch).hasSize(1).doesNotContain(epoch);
  }

  @Test
  void anInterestEndsOnce() {
    Demand.Interest first = demand.want(BTC, Variant.PLAIN);
    demand.want(BTC, Variant.PLAIN);
    first.close();
    first.close();
    pass(31);
    assertThat(open()).containsExactly(BTC);
  }

  @Test
  void refusesATopicThatNobodyResolved() {
    Topic unknown = new Topic("plain", new Channel.Status(), "nonsense");
    assertThatThrownBy(() -> demand.want(unknown, Variant.PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plain:status:nonsense");
    assertThat(open()).isEmpty();
  }
}
