package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.barline.exchange.Access;
import io.barline.exchange.Bridge;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.exchange.StreamName;
import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import io.barline.pipeline.BookDemand;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class PlacementTest implements BookDemand {
  private static final UpstreamChannel QUOTES = new UpstreamChannel.Quotes();

  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final Hub hub = new Hub(false, time.clock());
  private final Bans bans = new Bans();
  private Connections connections = connections(1);
  private Placement placement = placement(connections);

  /** One connection that streams {@code names} and one that polls. */
  private Connections connections(int names) {
    return new Connections(
        new PlainExchange(),
        List.of(
            route("stream", names, socket()),
            route("poll", 9, new Access.Polled(Duration.ofSeconds(2)))),
        time.lane,
        PlainExchange.SETTINGS,
        links,
        new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, bans),
        new Random(1));
  }

  private Placement placement(Connections in) {
    return new Placement(in, _ -> null, time.lane, (_, _) -> {});
  }

  private void roomForTwo() {
    connections = connections(2);
    placement = placement(connections);
  }

  /** Three connections of two names each, two of them in use at a time, and one that polls. */
  private void twoConnections() {
    connections =
        new Connections(
            new PlainExchange(),
            List.of(
                route("stream", 2, 3, socket()),
                route("poll", 9, new Access.Polled(Duration.ofSeconds(2)))),
            time.lane,
            PlainExchange.SETTINGS,
            links,
            new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, bans),
            new Random(1));
    placement = placement(connections);
  }

  private static Access socket() {
    return new Access.Socket(URI.create("ws://127.0.0.1:1/"), "me", null);
  }

  private static Route route(String id, int names, Access access) {
    return route(id, names, 1, access);
  }

  private static Route route(String id, int names, int connections, Access access) {
    return new Route(
        id,
        "spot",
        access,
        new Limits(names, 1, Limits.UNLIMITED, 100, connections, 100, Duration.ofMinutes(1)),
        Duration.ofSeconds(30),
        Duration.ofHours(24));
  }

  @Override
  public void snapshot(Instrument instrument, int depth) {}

  @Override
  public void resubscribe(Instrument instrument, int depth) {}

  /** The quotes of a symbol, to be had at those places. */
  private Upstream quotes(String symbol, String... routes) {
    Instrument instrument = PlainExchange.instrument(symbol);
    Pipeline pipeline =
        new Pipeline(
            instrument,
            new Pipeline.Shared(
                Pipeline.TradeOrder.CONTIGUOUS,
                null,
                TestSettings.of(Duration.ofSeconds(10), _ -> {}),
                new ExchangeClock(),
                new PipelineCounts(),
                this,
                new Unrepaired()));
    Channel channel = new Channel.Quotes();
    TopicStream stream = hub.open(Topic.of(instrument, channel), Variant.PLAIN, time.lane);
    pipeline.want(channel, QUOTES, Variant.PLAIN, stream, time.lane.now());
    Upstream upstream =
        new Upstream(
            new Subject(pipeline),
            QUOTES,
            List.of(routes).stream().map(route -> new StreamName(route, symbol)).toList());
    placement.place(upstream);
    return upstream;
  }

  private FeedStatus.State state(String symbol) {
    return Objects.requireNonNull(
        hub.state(Topic.of(PlainExchange.instrument(symbol), new Channel.Quotes()), Variant.PLAIN));
  }

  private void pass(int seconds) {
    time.pass(Duration.ofSeconds(seconds));
    placement.check();
    time.settle();
  }

  @Test
  void routesToOneAddressShareTheRoomForReplacements() {
    connections =
        new Connections(
            new PlainExchange(),
            List.of(route("main", 1, 3, socket()), route("fast", 1, 2, socket())),
            time.lane,
            PlainExchange.SETTINGS,
            links,
            new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, bans),
            new Random(1));
    placement = placement(connections);
    Feed main = opened("main", "a");
    opened("main", "b");
    Feed fast = opened("fast", "c");
    assertThat(connections.successor(main, _ -> null, placement)).isNotNull();
    assertThat(connections.successor(fast, _ -> null, placement)).isNull();
    assertThat(connections.all()).hasSize(4);
  }

  private Feed opened(String route, String name) {
    Feed feed =
        Objects.requireNonNull(
            connections.withRoom(new StreamName(route, name), _ -> null, placement));
    feed.add(name);
    return feed;
  }

  /** An exchange whose code fails on one name. */
  private static final class Faulty extends PlainExchange {
    String name = "";

    @Override
    public @Nullable String line(String asked) {
      if (asked.equals(name)) {
        throw new IllegalStateException("a bug");
      }
      return asked;
    }
  }

  /** Another exchange than the others', in the same places. */
  private Faulty faulty() {
    Faulty exchange = new Faulty();
    connections =
        new Connections(
            exchange,
            List.of(
                route("stream", 2, socket()),
                route("poll", 9, new Access.Polled(Duration.ofSeconds(2)))),
            time.lane,
            PlainExchange.SETTINGS,
            links,
            new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, bans),
            new Random(1));
    placement = placement(connections);
    return exchange;
  }

  @ParameterizedTest
  @CsvSource({"stream,B/USDT", "stream,C/USDT", "stream poll,B/USDT", "stream poll,C/USDT"})
  void aStreamThatCantBePlacedKeepsNoOtherFromItsPlace(String places, String failing) {
    Faulty exchange = faulty();
    quotes("A/USDT", "stream");
    Upstream leaving = quotes("D/USDT", "stream");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("welcome");
    time.settle();
    List<Upstream> waiting =
        List.of(quotes("B/USDT", places.split(" ")), quotes("C/USDT", places.split(" ")));
    exchange.name = failing;
    placement.remove(leaving);
    try (LoggedLines log = LoggedLines.of(Lane.class.getName())) {
      pass(1);
      assertThat(log.lines()).containsExactly("event=task_failed count=1");
    }
    for (Upstream upstream : waiting) {
      StreamName best = upstream.names().getFirst();
      boolean isPlaced = upstream.feed() != null && upstream.place() == 0;
      assertThat(isPlaced).as(best.name()).isEqualTo(!best.name().equals(failing));
    }
  }

  @Test
  void aConnectionWhoseCheckFailsKeepsNoOtherFromItsCheck() {
    twoConnections();
    for (String name : List.of("a", "b", "c")) {
      opened("stream", name);
    }
    time.settle();
    links.opened.getFirst().failing = true;
    time.pass(PlainExchange.SETTINGS.connectTimeout().plusSeconds(1));
    try (LoggedLines log = LoggedLines.of(Lane.class.getName())) {
      connections.check();
      assertThat(log.lines()).containsExactly("event=task_failed count=1");
    }
    assertThat(links.opened).extracting(link -> link.closed).containsExactly(false, true);
  }

  @Test
  void takesTheNextPlaceWhereTheBestIsFull() {
    assertThat(quotes("A/USDT", "stream", "poll").place()).isZero();
    Upstream second = quotes("B/USDT", "stream", "poll");
    assertThat(second.place()).isEqualTo(1);
    assertThat(second.detour())
        .isEqualTo(
            "had from REST, every PT2S, since a better place can't be had: plain has 1 connections"
                + " of kind stream with 1 streams each, and all are taken");
  }

  @Test
  void whatHasOnlyOnePlaceMakesNoDetour() {
    assertThat(quotes("A/USDT", "poll").detour()).isNull();
  }

  @Test
  void tellsWhatIsFullAndGoesThereOnceThereIsRoom() {
    Upstream first = quotes("A/USDT", "stream");
    Upstream second = quotes("B/USDT", "stream");
    assertThat(second.feed()).isNull();
    assertThat(state("B/USDT")).isEqualTo(FeedStatus.State.FAILED);
    pass(1);
    assertThat(second.feed()).isNull();
    placement.remove(first);
    pass(1);
    assertThat(second.feed()).isNotNull();
    assertThat(state("B/USDT")).isEqualTo(FeedStatus.State.CONNECTING);
  }

  @Test
  void movesWhereTheConnectionIsRefusedAndBackAfterATime() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    FakeLinks.FakeLink streaming = links.opened.getFirst();
    streaming.listener.opened();
    streaming.receive("full 406 connection limit exceeded");
    time.settle();
    assertThat(upstream.place()).isEqualTo(1);
    assertThat(links.opened).hasSize(2);
    assertThat(connections.reports())
        .extracting(FeedReport::route, FeedReport::state)
        .contains(tuple("stream", FeedState.FAILED));
    pass(60);
    assertThat(upstream.place()).isEqualTo(1);
    pass((int) PlainExchange.SETTINGS.refusedRetry().toSeconds());
    FakeLinks.FakeLink again = links.opened.getLast();
    again.listener.opened();
    pass(1);
    assertThat(upstream.place()).isEqualTo(1);
    again.receive("welcome");
    pass(1);
    assertThat(upstream.place()).isZero();
    assertThat(again.sent).contains("+ 1 A/USDT");
    assertThat(upstream.detour()).endsWith("406 connection limit exceeded");
    again.receive("ok 1");
    assertThat(upstream.detour()).isNull();
    assertThat(connections.reports()).extracting(FeedReport::route).containsExactly("stream");
  }

  @Test
  void allStayWhereTheyAreUntilTheBetterConnectionIsReady() {
    roomForTwo();
    Upstream first = quotes("A/USDT", "stream", "poll");
    Upstream second = quotes("B/USDT", "stream", "poll");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("full 406 connection limit exceeded");
    time.settle();
    pass((int) PlainExchange.SETTINGS.refusedRetry().toSeconds());
    FakeLinks.FakeLink again = links.opened.getLast();
    assertThat(List.of(first.place(), second.place())).containsExactly(1, 1);
    pass(1);
    assertThat(List.of(first.place(), second.place())).containsExactly(1, 1);
    again.listener.opened();
    again.receive("welcome");
    pass(1);
    assertThat(List.of(first.place(), second.place())).containsExactly(0, 0);
    assertThat(again.sent).hasSize(2);
  }

  @Test
  void whatFindsNoRoomAtTheBetterPlaceStaysAndIsStillAskedFor() {
    roomForTwo();
    Upstream first = quotes("A/USDT", "stream", "poll");
    Upstream second = quotes("B/USDT", "stream", "poll");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("full 406 connection limit exceeded");
    time.settle();
    Upstream polled = quotes("C/USDT", "poll");
    pass((int) PlainExchange.SETTINGS.refusedRetry().toSeconds());
    Upstream third = quotes("D/USDT", "stream", "poll");
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("welcome");
    pass(1);
    assertThat(List.of(first.place(), second.place(), third.place()))
        .containsExactlyInAnyOrder(0, 0, 1);
    assertThat(Objects.requireNonNull(polled.feed()).report(time.lane.now()).streams())
        .isEqualTo(2);
  }

  @Test
  void goesElsewhereWhereConnectionsComeToNothing() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    for (int i = 0; i < 3; i++) {
      assertThat(upstream.place()).isZero();
      links.opened.getLast().listener.closed("connection refused", 0);
      pass(10);
    }
    assertThat(upstream.place()).isEqualTo(1);
  }

  private Upstream outOfReach() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    for (int i = 0; i < 3; i++) {
      links.opened.getLast().listener.closed("connection refused", 0);
      if (i < 2) {
        pass(10);
      }
    }
    time.settle();
    assertThat(upstream.place()).isEqualTo(1);
    links.opened.getLast().listener.opened();
    return upstream;
  }

  private FeedReport streaming() {
    return connections.reports().stream()
        .filter(report -> report.route().equals("stream"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsOutOfReachIsTriedAgainAtItsPaceWhileItIsHadFromElsewhere() {
    Upstream upstream = outOfReach();
    Feed polling = upstream.feed();
    for (int i = 0; i < 5; i++) {
      int tried = links.opened.size();
      assertThat(streaming().state()).isEqualTo(FeedState.RECONNECTING);
      assertThat(streaming().nextRetry()).isGreaterThan(time.lane.now());
      pass(8); // the longest wait
      assertThat(links.opened).hasSize(tried + 1);
      links.opened.getLast().listener.closed("connection refused", 0);
      assertThat(upstream.feed()).isSameAs(polling);
      assertThat(state("A/USDT")).isEqualTo(FeedStatus.State.QUIET);
      links.opened.get(3).listener.pinged(); // it is polled meanwhile
    }
    pass(8);
    FakeLinks.FakeLink again = links.opened.getLast();
    again.listener.opened();
    again.receive("welcome");
    pass(1);
    assertThat(upstream.place()).isZero();
    assertThat(again.sent).containsExactly("+ 1 A/USDT");
    assertThat(connections.reports()).extracting(FeedReport::route).containsExactly("stream");
  }

  @Test
  void whatComesWhileItIsOutOfReachIsHadFromElsewhereToo() {
    roomForTwo();
    outOfReach();
    assertThat(quotes("B/USDT", "stream", "poll").place()).isEqualTo(1);
  }

  @Test
  void whatNobodyWantsAnyMoreIsNotTriedAgain() {
    Upstream upstream = outOfReach();
    placement.remove(upstream);
    pass(1);
    assertThat(connections.reports()).isEmpty();
    int tried = links.opened.size();
    pass(60);
    assertThat(links.opened).hasSize(tried);
  }

  @Test
  void whatIsToBeLeftAloneForLongIsHadFromElsewhereAtOnce() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    links.opened.getLast().listener.refused(503, "service unavailable", 60);
    time.settle();
    assertThat(upstream.place()).isEqualTo(1);
    FakeLinks.FakeLink polling = links.opened.getLast();
    polling.listener.opened();
    for (int i = 0; i < 3; i++) {
      pass(19);
      polling.listener.pinged();
    }
    assertThat(links.opened).hasSize(2);
    pass(5);
    assertThat(links.opened).hasSize(3);
    assertThat(upstream.place()).isEqualTo(1);
  }

  @Test
  void whereConnectingIsForbiddenItIsNotTriedAgainSoon() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    for (int i = 0; i < 3; i++) {
      links.opened.getLast().listener.refused(403, "forbidden", 0);
      pass(10);
    }
    assertThat(upstream.place()).isEqualTo(1);
    assertThat(streaming().state()).isEqualTo(FeedState.FAILED);
    assertThat(links.opened).hasSize(4);
  }

  @Test
  void goesElsewhereWhileTheHostWantsToBeLeftAloneAndSaysSoOnce() {
    Duration ban = Duration.ofSeconds(60);
    URI host = URI.create("ws://127.0.0.1:1/");
    bans.refused(host, 418, ban, Duration.ZERO, "it said so", time.lane.now());
    Logger log = (Logger) LoggerFactory.getLogger(Feed.class);
    Level level = log.getLevel();
    log.setLevel(Level.INFO);
    try (LoggedLines logged = LoggedLines.of(Feed.class.getName())) {
      Upstream upstream = quotes("A/USDT", "stream", "poll");
      time.settle();
      assertThat(upstream.place()).isEqualTo(1);
      assertThat(links.opened).hasSize(1);
      pass(30);
      assertThat(upstream.place()).isEqualTo(1);
      assertThat(logged.lines())
          .filteredOn(line -> line.contains("state=waiting"))
          .singleElement()
          .asString()
          .contains("it said so")
          .contains("until=2026-11-22T12:01:");
      pass(40);
      links.opened.getLast().listener.opened();
      links.opened.getLast().receive("welcome");
      pass(1);
      assertThat(upstream.place()).isZero();
    } finally {
      log.setLevel(level);
    }
  }

  @Test
  void staysAtTheNextPlaceWhereTheBestRefusesForGood() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("refused 402 auth failed");
    pass(3_600);
    assertThat(upstream.place()).isEqualTo(1);
    assertThat(links.opened).hasSize(2);
  }

  /** Its other places are behind the same bridge. */
  @Test
  void aBridgeThatRefusesForTheMomentIsTriedAgainAndNothingMoves() {
    connections =
        new Connections(
            new PlainExchange(),
            List.of(
                route("stream", 9, new Access.Bridged(new NoBridge(), "/stream", "me", false)),
                route("poll", 9, new Access.Bridged(new NoBridge(), "/poll", "me", true))),
            time.lane,
            PlainExchange.SETTINGS,
            links,
            new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, bans),
            new Random(1));
    placement = placement(connections);
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    for (int time = 0; time < 5; time++) {
      links.opened.getLast().listener.opened();
      links.opened.getLast().receive("full 500 later");
      assertThat(upstream.place()).isZero();
      pass(70);
    }
    assertThat(links.opened).hasSize(6);
    assertThat(state("A/USDT")).isNotEqualTo(FeedStatus.State.FAILED);
  }

  private record NoBridge() implements Bridge {
    @Override
    public @Nullable URI address() {
      return null;
    }

    @Override
    public String trouble() {
      return "it is away";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }
  }

  @Test
  void failsWhereTheOnlyPlaceRefusesForGood() {
    Upstream upstream = quotes("A/USDT", "stream");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("refused 402 auth failed");
    assertThat(state("A/USDT")).isEqualTo(FeedStatus.State.FAILED);
    pass(3_600);
    assertThat(links.opened).hasSize(1);
    assertThat(quotes("B/USDT", "stream").feed()).isNull();
    assertThat(state("B/USDT")).isEqualTo(FeedStatus.State.FAILED);
    assertThat(upstream.feed()).isNotNull();
  }

  @Test
  void movesANameThatIsRefused() {
    Upstream upstream = quotes("A/USDT", "stream", "poll");
    FakeLinks.FakeLink streaming = links.opened.getFirst();
    streaming.listener.opened();
    streaming.receive("welcome");
    streaming.receive("never A/USDT symbol limit exceeded");
    time.settle();
    assertThat(upstream.place()).isEqualTo(1);
    assertThat(streaming.closed).isTrue();
    assertThat(upstream.detour()).endsWith("symbol limit exceeded");
    links.opened.get(1).listener.opened();
    assertThat(state("A/USDT")).isEqualTo(FeedStatus.State.QUIET);
  }

  /** Of two connections with room for two the first is refused, so that its streams are polled. */
  private Upstream refusedBesideOneInUse() {
    twoConnections();
    Upstream refused = quotes("A/USDT", "stream", "poll");
    quotes("B/USDT", "stream", "poll");
    quotes("C/USDT", "stream");
    links.opened.getFirst().listener.opened();
    links.opened.get(1).listener.opened();
    links.opened.get(1).receive("welcome");
    links.opened.get(1).receive("ok 1");
    links.opened.getFirst().receive("full 406 connection limit exceeded");
    time.settle();
    assertThat(refused.place()).isEqualTo(1);
    assertThat(links.opened).hasSize(3);
    links.opened.get(2).listener.opened();
    return refused;
  }

  @Test
  void aRefusedConnectionKeepsNothingFromAnotherThatHasRoom() {
    refusedBesideOneInUse();
    assertThat(quotes("D/USDT", "stream").feed()).isNotNull();
    assertThat(links.opened.get(1).sent).containsExactly("+ 1 C/USDT", "+ 2 D/USDT");
  }

  @Test
  void noOtherIsOpenedWhileOneIsRefusedAndThenWhatWaitsIsPlaced() {
    refusedBesideOneInUse();
    quotes("D/USDT", "stream");
    Upstream waiting = quotes("E/USDT", "stream");
    pass(1);
    assertThat(waiting.feed()).isNull();
    assertThat(links.opened).hasSize(3);
    passUntilItIsTriedAgain();
    assertThat(links.opened).hasSize(4);
    assertThat(waiting.feed()).isNotNull();
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("welcome");
    assertThat(links.opened.getLast().sent).containsExactly("+ 1 E/USDT");
    pass(1);
    assertThat(links.opened.getLast().sent).hasSize(2);
  }

  /** Those that are in use live meanwhile. */
  private void passUntilItIsTriedAgain() {
    links.opened.get(1).receive("ok 2");
    for (int i = 0; i < 20 && links.opened.size() == 3; i++) {
      links.opened.get(1).listener.pinged();
      links.opened.get(2).listener.pinged();
      pass(20);
    }
  }

  @Test
  void whatIsPolledReturnsThoughTheConnectionInUseIsFull() {
    Upstream refused = refusedBesideOneInUse();
    quotes("D/USDT", "stream");
    passUntilItIsTriedAgain();
    assertThat(links.opened).hasSize(4);
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("welcome");
    pass(1);
    assertThat(refused.place()).isZero();
  }

  @Test
  void aConnectionThatIsRefusedForTheLastOneIsTriedAgainSoon() {
    Upstream first = quotes("A/USDT", "stream", "poll");
    links.opened.getFirst().listener.opened();
    links.opened.getFirst().receive("welcome");
    placement.remove(first);
    assertThat(links.opened.getFirst().closed).isTrue();
    pass(1);
    Upstream next = quotes("B/USDT", "stream", "poll");
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("full 406 connection limit exceeded");
    time.settle();
    assertThat(next.place()).isZero();
    assertThat(state("B/USDT")).isEqualTo(FeedStatus.State.RECONNECTING);
    pass(2);
    assertThat(links.opened).hasSize(3);
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("welcome");
    assertThat(links.opened.getLast().sent).containsExactly("+ 1 B/USDT");
  }
}
