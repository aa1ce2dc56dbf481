package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Roster;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of an exchange that is on demand, or comes late, nothing runs until it is wanted. */
class FeedsOnDemandTest {
  private final CatalogueServer server = new CatalogueServer();
  private final TestLane time = new TestLane();
  private final Roster roster = Roster.of(List.of());
  private final RestInterfaces rest = new RestInterfaces(PlainExchange.SETTINGS, time.clock());
  private final Catalogues catalogues =
      new Catalogues(roster, rest, PlainExchange.SETTINGS, time.clock(), new Random(1));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Hub hub = new Hub(false, time.clock());
  private final Instrument btc = PlainExchange.instrument("BTC/USDT");
  private final Topic trades = Topic.of(btc, new Channel.Trades());

  @AfterEach
  void close() {
    catalogues.close();
    server.close();
  }

  private Feeds feeds() {
    return new Feeds(
        roster,
        rest,
        hub,
        time.loop(),
        PlainExchange.SETTINGS,
        PlainExchange.FRESH,
        TestSettings.of(Duration.ofSeconds(10), _ -> {}),
        (_, _, _, _, _, _) -> new Unrepaired(),
        meters,
        time.clock(),
        new Random(1),
        new FrameLog(catalogues, time.clock()));
  }

  private boolean runs() {
    return meters.getMeters().stream()
        .anyMatch(meter -> "plain".equals(meter.getId().getTag("exchange")));
  }

  @Test
  void nothingRunsBeforeItIsWanted() {
    roster.put(List.of(server.onDemand()));
    Feeds feeds = feeds();
    assertThat(runs()).isFalse();
    feeds.want(trades, btc, Variant.PLAIN);
    assertThat(runs()).isTrue();
    time.settle();
    assertThat(feeds.reports()).extracting(FeedReport::exchange).containsExactly("plain");
    feeds.release(trades, btc, Variant.PLAIN);
    time.settle();
  }

  @Test
  void anExchangeThatComesLaterIsServedToo() {
    Feeds feeds = feeds();
    assertThatThrownBy(() -> feeds.want(trades, btc, Variant.PLAIN))
        .hasMessageStartingWith("no feeds for");
    roster.put(List.of(server.exchange()));
    feeds.want(trades, btc, Variant.PLAIN);
    assertThat(runs()).isTrue();
    time.settle();
    assertThat(feeds.reports()).hasSize(1);
  }

  @Test
  void whatIsNotOnDemandRunsFromTheStart() {
    roster.put(List.of(server.exchange()));
    assertThat(runs()).isFalse();
    feeds();
    assertThat(runs()).isTrue();
  }
}
