package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** A segment of an exchange whose connections are replaced while data flows: the test answers. */
abstract class HandoverKit {
  static final Channel TRADES = new Channel.Trades();
  static final Channel BOOK = new Channel.Book(10);

  final TestLane time = new TestLane();
  final FakeLinks links = new FakeLinks();
  final Hub hub = new Hub(false, time.clock());
  final PlainExchange exchange = new PlainExchange();
  final RestInterfaces rest = new RestInterfaces(PlainExchange.SETTINGS, time.clock());
  final List<String> heard = new ArrayList<>();
  Connections connections = connections(Limits.UNLIMITED);
  SegmentFeeds feeds = feeds();

  /** With five names each, so many at most, each to be replaced within ten minutes. */
  Connections connections(int most) {
    return connections(new Limits(5, 5, Limits.UNLIMITED, 100, most, 100, Duration.ofMinutes(1)));
  }

  Connections connections(Limits limits) {
    return new Connections(
        exchange,
        List.of(
            new Route(
                "only",
                "spot",
                PlainExchange.ROUTE.access(),
                limits,
                Duration.ofMinutes(30),
                Duration.ofMinutes(10))),
        time.lane,
        PlainExchange.SETTINGS,
        links,
        new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, new Bans()),
        new Random(1));
  }

  SegmentFeeds feeds() {
    return new SegmentFeeds(
        exchange,
        exchange.segments().getFirst(),
        time.lane,
        connections,
        rest.of(exchange, exchange.segments().getFirst()),
        () -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(1)),
        (demand, _) ->
            new Pipeline.Shared(
                Pipeline.TradeOrder.CONTIGUOUS,
                exchange.segments().getFirst().books(),
                TestSettings.of(Duration.ofSeconds(10), _ -> {}),
                new ExchangeClock(),
                new PipelineCounts(),
                demand,
                new Unrepaired()),
        new Freshness.Means(
            PlainExchange.FRESH, (_, _) -> {}, (_, _) -> true, new FreshnessTally()),
        new LatencyProbe(new SimpleMeterRegistry().timer("latency")));
  }

  void allowing(int most) {
    connections = connections(most);
    feeds = feeds();
  }

  void allowing(Limits limits) {
    connections = connections(limits);
    feeds = feeds();
  }

  void want(String symbol, Channel channel) {
    Instrument instrument = PlainExchange.instrument(symbol);
    Topic topic = Topic.of(instrument, channel);
    var stream = hub.open(topic, Variant.PLAIN, time.lane);
    hub.attach(
        topic,
        Variant.PLAIN,
        message -> {
          JsonNode json = ProtocolSchema.checked(message.json());
          heard.add(
              switch (json.path("type").asString()) {
                case "trade" -> symbol + " " + json.path("id").asString();
                case "status" -> symbol + " " + json.path("state").asString();
                case "book" ->
                    symbol
                        + " "
                        + json.path("kind").asString()
                        + " "
                        + json.path("bids").path(0).path(0).asString();
                default -> symbol + " " + json.path("type").asString();
              });
        });
    time.settle();
    feeds.want(instrument, channel, Variant.PLAIN, stream);
  }

  FakeLinks.FakeLink link(int number) {
    return links.opened.get(number);
  }

  /** The last one opens and confirms everything. */
  FakeLinks.FakeLink confirmed() {
    FakeLinks.FakeLink link = links.opened.getLast();
    link.listener.opened();
    answer(link);
    return link;
  }

  static void answer(FakeLinks.FakeLink link) {
    for (String request : List.copyOf(link.sent)) {
      link.receive("ok " + request.split(" ", 3)[1]);
    }
  }

  void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.pass(Duration.ofSeconds(1));
      feeds.check();
      time.settle();
    }
  }

  /**
   * A connection with trades of one symbol that is about to be closed, and the one that follows.
   */
  FakeLinks.FakeLink closing() {
    want("BTC/USDT", TRADES);
    confirmed();
    link(0).receive("trade BTCUSDT 1 100");
    heard.clear();
    link(0).receive("closing soon");
    time.settle();
    assertThat(links.opened).hasSize(2);
    return link(1);
  }
}
