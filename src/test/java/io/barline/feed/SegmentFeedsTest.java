package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SegmentFeedsTest {
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);
  private static final Channel QUOTES = new Channel.Quotes();

  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final Hub hub = new Hub(false, time.clock());
  private final PlainExchange exchange = new PlainExchange();
  private final Connections connections =
      new Connections(
          exchange,
          exchange.routes(),
          time.lane,
          PlainExchange.SETTINGS,
          links,
          new AddressBudget(new TokenBucket(10, Duration.ofMinutes(1)), null, new Bans()),
          new Random(1));
  private final RestInterfaces rest = new RestInterfaces(PlainExchange.SETTINGS, time.clock());
  private final Timer latency = new SimpleMeterRegistry().timer("latency");
  private final FreshnessTally tally = new FreshnessTally();
  private final SegmentFeeds feeds =
      new SegmentFeeds(
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
                  TestSettings.of(Duration.ofSeconds(10), this::closed),
                  new ExchangeClock(),
                  new PipelineCounts(),
                  demand,
                  new Unrepaired()),
          new Freshness.Means(PlainExchange.FRESH, (_, _) -> {}, (_, _) -> true, tally),
          new LatencyProbe(latency));

  /** The symbols whose bars closed. */
  private final List<String> closed = new ArrayList<>();

  private String broken = "";

  private void closed(Bar bar) {
    closed.add(bar.instrument().symbol());
    if (bar.instrument().symbol().equals(broken)) {
      throw new IllegalStateException("a bug");
    }
  }

  /** What was heard of each topic: the state, or the type where it is not a status. */
  private final List<String> heard = new ArrayList<>();

  private void want(String symbol, Channel channel) {
    Instrument instrument = PlainExchange.instrument(symbol);
    Topic topic = Topic.of(instrument, channel);
    var stream = hub.open(topic, Variant.PLAIN, time.lane);
    hub.attach(
        topic,
        Variant.PLAIN,
        message -> {
          JsonNode json = ProtocolSchema.checked(message.json());
          heard.add(topic + " " + json.path("state").asString(json.path("type").asString()));
        });
    time.settle();
    feeds.want(instrument, channel, Variant.PLAIN, stream);
  }

  private String reason(Channel channel) {
    var last = hub.last(new Topic("plain", channel, "BTC/USDT:USDT"), Variant.PLAIN);
    time.settle();
    return String.valueOf(Objects.requireNonNull(last.join().status()).reason());
  }

  private void release(String symbol, Channel channel) {
    feeds.release(PlainExchange.instrument(symbol), channel, Variant.PLAIN);
  }

  private FakeLinks.FakeLink link() {
    return links.opened.getLast();
  }

  @Test
  void aTopicThatIsRefusedForTheMomentSaysWhy() {
    want("BTC/USDT", TRADES);
    link().listener.opened();
    heard.clear();
    link().receive("busy 1 later");
    assertThat(heard).containsExactly("plain:trades:BTC/USDT connecting");
    time.pass(Duration.ofSeconds(6));
    link().receive("ok 2");
    assertThat(heard).endsWith("plain:trades:BTC/USDT quiet");
  }

  @Test
  void aMistakeInOneInstrumentStopsNoOther() {
    List<String> symbols = List.of("A/USDT", "B/USDT", "C/USDT");
    for (String symbol : symbols) {
      want(symbol, MINUTES);
    }
    link().listener.opened();
    for (int i = 1; i <= link().sent.size(); i++) {
      link().receive("ok " + i);
    }
    for (String symbol : List.of("AUSDT", "BUSDT", "CUSDT")) {
      link().receive("trade " + symbol + " 7 100");
    }
    for (String symbol : symbols) {
      broken = symbol;
      closed.clear();
      for (String name : List.of("AUSDT", "BUSDT", "CUSDT")) {
        link().receive("trade " + name + " " + (8 + symbols.indexOf(symbol)) + " 100");
      }
      time.pass(Duration.ofSeconds(62));
      feeds.tick();
      assertThat(closed).containsAll(symbols);
    }
  }

  @Test
  void topicsOfAnInstrumentShareOneUpstream() {
    want("BTC/USDT", TRADES);
    want("BTC/USDT", MINUTES);
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 BTCUSDT");
    heard.clear();
    link().receive("ok 1");
    link().receive("trade BTCUSDT 7 100.5");
    assertThat(heard)
        .containsExactly(
            "plain:bars.1m:BTC/USDT quiet",
            "plain:trades:BTC/USDT quiet",
            "plain:bars.1m:BTC/USDT live",
            "plain:trades:BTC/USDT live",
            "plain:trades:BTC/USDT trade");
  }

  @Test
  void aTopicThatJoinsIsToldHowItStands() {
    want("BTC/USDT", TRADES);
    link().listener.opened();
    link().receive("ok 1");
    link().receive("trade BTCUSDT 7 100.5");
    heard.clear();
    want("BTC/USDT", MINUTES);
    want("BTC/USDT", new Channel.Status());
    assertThat(heard).containsExactly("plain:bars.1m:BTC/USDT live", "plain:status:BTC/USDT live");
    assertThat(link().sent).hasSize(1);
  }

  @Test
  void tradesAndQuotesAreSubscribedApart() {
    want("BTC/USDT", TRADES);
    want("BTC/USDT", QUOTES);
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 BTCUSDT,BTCUSDT/q");
    link().receive("ok 1");
    heard.clear();
    link().receive("quote BTCUSDT 7 100.5");
    assertThat(heard).containsExactly("plain:quotes:BTC/USDT live", "plain:quotes:BTC/USDT quote");
  }

  @Test
  void letsGoWithTheLastTopicThatNeedsTheName() {
    want("BTC/USDT", TRADES);
    want("BTC/USDT", MINUTES);
    want("ETH/USDT", TRADES);
    link().listener.opened();
    link().receive("ok 1");
    release("BTC/USDT", TRADES);
    assertThat(link().sent).containsExactly("+ 1 BTCUSDT,ETHUSDT");
    assertThat(feeds.find("BTCUSDT")).isNotNull();
    int version = feeds.version();
    release("BTC/USDT", MINUTES);
    assertThat(link().sent).containsExactly("+ 1 BTCUSDT,ETHUSDT", "- 2 BTCUSDT");
    assertThat(feeds.version()).isNotEqualTo(version);
    release("BTC/USDT", MINUTES);
    assertThat(link().closed).isFalse();
  }

  @Test
  void knowsAnInstrumentThatWasLetGoWhileDataOfItMayBeUnderWay() {
    want("BTC/USDT", TRADES);
    release("BTC/USDT", TRADES);
    assertThat(feeds.find("BTCUSDT")).isNotNull();
    int version = feeds.version();
    want("BTC/USDT", TRADES);
    assertThat(feeds.version()).isNotEqualTo(version);
    release("BTC/USDT", TRADES);
    time.skip(Duration.ofMinutes(4)); // letting thousands of names go is paced
    assertThat(feeds.find("BTCUSDT")).isNotNull();
    time.skip(Duration.ofMinutes(1));
    assertThat(feeds.find("BTCUSDT")).isNull();
  }

  @Test
  void ofThoseThatWereLetGoTheOldestAreForgottenFirst() {
    for (int i = 0; i <= SegmentFeeds.MOST_DEPARTED; i++) {
      want("C" + i + "/USDT", new Channel.Status());
      release("C" + i + "/USDT", new Channel.Status());
    }
    assertThat(feeds.find("C0USDT")).isNull();
    assertThat(feeds.find("C1USDT")).isNotNull();
    assertThat(feeds.find("C" + SegmentFeeds.MOST_DEPARTED + "USDT")).isNotNull();
  }

  @Test
  void closesAConnectionThatNobodyNeedsAndKeepsItsCounts() {
    want("BTC/USDT", TRADES);
    link().listener.closed("reset by peer", 0);
    time.pass(Duration.ofSeconds(1));
    link().listener.opened();
    link().receive("trade NONE 1 1");
    release("BTC/USDT", TRADES);
    assertThat(link().closed).isTrue();
    assertThat(connections.reports()).isEmpty();
    assertThat(connections.reconnects()).isEqualTo(1);
    assertThat(connections.unrecognized()).isEqualTo(1);
  }

  @Test
  void opensAnotherConnectionWhenTheFirstIsFullAndFillsRoomThatBecomesFree() {
    List<String> symbols = List.of("A/USDT", "B/USDT", "C/USDT", "D/USDT", "E/USDT", "F/USDT");
    symbols.forEach(symbol -> want(symbol, TRADES));
    assertThat(connections.reports()).extracting(FeedReport::streams).containsExactly(5, 1);
    release("B/USDT", TRADES);
    want("G/USDT", TRADES);
    assertThat(connections.reports()).extracting(FeedReport::streams).containsExactly(5, 1);
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void whatHasFailedForLongIsReported() {
    want("BTC/USDT", TRADES);
    want("ETH/USDT", TRADES);
    link().listener.opened();
    link().receive("now ETHUSDT");
    link().receive("never BTCUSDT unknown symbol");
    time.skip(Duration.ofSeconds(29));
    feeds.check();
    assertThat(tally.troubles().streams()).isZero();
    time.skip(Duration.ofSeconds(2));
    feeds.check();
    assertThat(tally.troubles().streams()).isEqualTo(1);
    assertThat(tally.troubles().named().getFirst().state()).isEqualTo(FeedStatus.State.FAILED);
    release("BTC/USDT", TRADES);
    feeds.check();
    assertThat(tally.troubles()).isEqualTo(TroubleReport.NONE);
  }

  /** The requests that were sent, from that one on; an answer that came before changes nothing. */
  private void answerFrom(int first) {
    for (int i = first; i < link().sent.size(); i++) {
      link().receive("ok " + link().sent.get(i).split(" ", -1)[1]);
    }
  }

  @Test
  void aBookThatIsLostAgainAndAgainIsReportedUntilItHasBeenWholeForAsLong() {
    want("BTC/USDT", new Channel.Book(5));
    link().listener.opened();
    link().receive("ok 1");
    link().receive("book BTCUSDT 10 99 101");
    for (int i = 0; i < 4; i++) {
      feeds.check();
      assertThat(tally.troubles()).isEqualTo(TroubleReport.NONE);
      time.skip(Duration.ofSeconds(9));
      link().receive("bid BTCUSDT 10 102 5"); // crosses
      time.skip(Duration.ofSeconds(1));
      answerFrom(1);
      link().receive("book BTCUSDT 10 99 101");
    }
    time.skip(Duration.ofSeconds(9));
    link().receive("bid BTCUSDT 10 102 5");
    link().receive("book BTCUSDT 10 99 101");
    feeds.check();
    assertThat(tally.troubles().streams()).isEqualTo(1);
    FreshnessReport.Stream stream = tally.troubles().named().getFirst();
    assertThat(stream.state()).isEqualTo(FeedStatus.State.LIVE);
    assertThat(stream.reason()).startsWith("it recovered 5 times since 2026-11-22T12:00:09.000Z");
    time.skip(Duration.ofSeconds(31));
    feeds.check();
    assertThat(tally.troubles()).isEqualTo(TroubleReport.NONE);
  }

  @Test
  void tradesThatAreSentAgainOnSubscribingAreNoLatency() {
    want("BTC/USDT", TRADES);
    link().listener.opened();
    link().receive("ok 1");
    for (int id = 1; id <= 2 * LatencyProbe.EVERY; id++) {
      link().receive("old BTCUSDT " + id + " 100");
    }
    assertThat(latency.count()).isZero();
    for (int id = 1; id <= 2 * LatencyProbe.EVERY; id++) {
      link().receive("trade BTCUSDT " + (100 + id) + " 100");
    }
    assertThat(latency.count()).isEqualTo(2);
    assertThat(latency.max(TimeUnit.SECONDS)).isZero();
  }

  @Test
  void everySegmentHasItsOwnRoute() {
    want("BTC/USDT", TRADES);
    want("BTC/USDT:USDT", TRADES);
    assertThat(connections.reports())
        .extracting(FeedReport::id)
        .containsExactly("plain:only#1", "plain:linear#2");
  }

  @Test
  void refusesWhatTheInstrumentDoesNotOffer() {
    want("BTC/USDT:USDT", QUOTES);
    time.settle();
    assertThat(heard).containsExactly("plain:quotes:BTC/USDT:USDT failed");
    assertThat(reason(QUOTES)).isEqualTo("plain offers no quotes of BTC/USDT:USDT");
    assertThat(links.opened).isEmpty();
    assertThat(feeds.find("BTCUSDT")).isNull();
    release("BTC/USDT:USDT", QUOTES);
    want("BTC/USDT:USDT", TRADES);
    assertThat(links.opened).hasSize(1);
  }

  @Test
  void tradesUnderWayWhenTheyWereLetGoAreNotPartOfWhatComesLater() {
    want("BTC/USDT", QUOTES);
    want("BTC/USDT", TRADES);
    link().listener.opened();
    link().receive("ok 1");
    link().receive("trade BTCUSDT 7 100.5");
    release("BTC/USDT", TRADES);
    link().receive("trade BTCUSDT 8 100.5");
    want("BTC/USDT", TRADES);
    heard.clear();
    link().receive("trade BTCUSDT 5000 100.5");
    assertThat(heard).contains("plain:trades:BTC/USDT trade");
    assertThat(heard).doesNotContain("plain:trades:BTC/USDT gap");
  }

  @Test
  void aBookIsLiveWhenItIsKnownAndWhoComesLaterIsToldTheSame() {
    Channel five = new Channel.Book(5);
    want("BTC/USDT", five);
    link().listener.opened();
    link().receive("ok 1");
    heard.clear();
    link().receive("bid BTCUSDT 10 98 5");
    link().receive("bid BTCUSDT 10 98 6");
    assertThat(heard).containsExactly("plain:book.5:BTC/USDT recovering");
    want("BTC/USDT", new Channel.Book(7));
    want("BTC/USDT", new Channel.Status());
    assertThat(heard.subList(1, heard.size()))
        .containsExactly("plain:book.7:BTC/USDT recovering", "plain:status:BTC/USDT recovering");
    heard.clear();
    link().receive("book BTCUSDT 10 99 101");
    link().receive("bid BTCUSDT 10 98 5");
    assertThat(heard)
        .containsExactly(
            "plain:book.5:BTC/USDT book",
            "plain:book.7:BTC/USDT book",
            "plain:book.5:BTC/USDT live",
            "plain:book.7:BTC/USDT live",
            "plain:status:BTC/USDT live",
            "plain:book.5:BTC/USDT book",
            "plain:book.7:BTC/USDT book");
  }

  @Test
  void aBookThatIsLostRecoversOnceHoweverManyUpdatesAreOfNoUse() {
    want("BTC/USDT", new Channel.Book(5));
    link().listener.opened();
    link().receive("ok 1");
    link().receive("book BTCUSDT 10 99 101");
    heard.clear();
    link().receive("bid BTCUSDT 10 102 5"); // crosses
    link().receive("bid BTCUSDT 10 98 5");
    link().receive("bid BTCUSDT 10 98 6");
    assertThat(heard)
        .containsExactly("plain:book.5:BTC/USDT book", "plain:book.5:BTC/USDT recovering");
    link().receive("book BTCUSDT 10 99 101");
    assertThat(heard.getLast()).isEqualTo("plain:book.5:BTC/USDT live");
  }

  @Test
  void aStreamIsNotBegunAnewWhereASnapshotCameMeanwhile() {
    want("BTC/USDT", new Channel.Book(5));
    link().listener.opened();
    link().receive("ok 1");
    link().receive("bid BTCUSDT 10 98 5");
    assertThat(link().sent).hasSize(2).last().asString().startsWith("- 2 ");
    link().receive("ok 2");
    link().receive("ok 3");
    int sent = link().sent.size();
    link().receive("bid BTCUSDT 10 98 6");
    link().receive("book BTCUSDT 10 99 101");
    time.pass(Duration.ofSeconds(10));
    assertThat(link().sent).hasSize(sent);
  }

  @Test
  void whatComesAfterAFrameThatMadeNoSenseMayComeAfterAHole() {
    want("BTC/USDT", new Channel.Book(5));
    want("ETH/USDT:USDT", TRADES);
    FakeLinks.FakeLink spot = links.opened.getFirst();
    spot.listener.opened();
    spot.receive("ok 1");
    spot.receive("book BTCUSDT 10 99 101");
    links.opened.getLast().listener.opened();
    heard.clear();
    links.opened.getLast().receive("trade NONE 1 1");
    assertThat(heard).isEmpty();
    spot.receive("trade NONE 1 1");
    assertThat(heard)
        .containsExactly("plain:book.5:BTC/USDT book", "plain:book.5:BTC/USDT recovering");
    spot.receive("book BTCUSDT 10 99 101");
    assertThat(heard.getLast()).startsWith("plain:book.5:BTC/USDT");
    heard.clear();
    spot.receive("trade NONE 1 1");
    time.pass(Duration.ofSeconds(1));
    assertThat(heard)
        .containsExactly("plain:book.5:BTC/USDT book", "plain:book.5:BTC/USDT recovering");
  }

  @Test
  void knowsByItsUnifiedSymbolWhatIsOrWasWanted() {
    assertThat(feeds.unified("BTC/USDT")).isNull();
    want("BTC/USDT", TRADES);
    Instrument btc = PlainExchange.instrument("BTC/USDT");
    assertThat(feeds.unified("BTC/USDT")).isEqualTo(btc);
    assertThat(feeds.unified("BTCUSDT")).isNull();
    release("BTC/USDT", TRADES);
    assertThat(feeds.unified("BTC/USDT")).isEqualTo(btc);
    time.pass(Duration.ofNanos(SegmentFeeds.UNDER_WAY));
    assertThat(feeds.unified("BTC/USDT")).isNull();
  }

  /** As a pair and a perpetual of one exchange do where CCXT lists all its markets together. */
  @Test
  void knowsBothOfTwoThatShareANameWhenTheyWereLetGo() {
    want("BTC/USDT", TRADES);
    want("BTC/USDT:USDT", TRADES);
    release("BTC/USDT", TRADES);
    assertThat(feeds.unified("BTC/USDT:USDT")).isNotNull();
    assertThat(feeds.find("BTCUSDT")).isEqualTo(PlainExchange.instrument("BTC/USDT:USDT"));
    release("BTC/USDT:USDT", TRADES);
    assertThat(feeds.unified("BTC/USDT")).isNotNull();
    assertThat(feeds.unified("BTC/USDT:USDT")).isNotNull();
    want("BTC/USDT:USDT", TRADES);
    assertThat(feeds.unified("BTC/USDT")).isEqualTo(PlainExchange.instrument("BTC/USDT"));
  }

  @Test
  void whatIsMissedOfAStreamConcernsThatAlone() {
    want("BTC/USDT", new Channel.Book(5));
    want("ETH/USDT", new Channel.Book(5));
    link().listener.opened();
    link().receive("ok 1");
    link().receive("ok 2");
    link().receive("book BTCUSDT 10 99 101");
    link().receive("book ETHUSDT 10 99 101");
    heard.clear();
    link().receive("missed ETHUSDT/b10 too much at once");
    time.settle();
    assertThat(heard).contains("plain:book.5:ETH/USDT recovering");
    assertThat(heard).noneMatch(line -> line.contains("BTC"));
  }

  @Test
  void whatTheOtherSideLostIsToldAsReconnecting() {
    want("BTC/USDT", TRADES);
    link().listener.opened();
    link().receive("taken 1");
    link().receive("now BTCUSDT");
    link().receive("trade BTCUSDT 7 100");
    heard.clear();
    link().receive("down BTCUSDT the exchange is away");
    time.settle();
    assertThat(heard).endsWith("plain:trades:BTC/USDT reconnecting");
    link().receive("now BTCUSDT");
    link().receive("trade BTCUSDT 8 100");
    time.settle();
    assertThat(heard).contains("plain:trades:BTC/USDT live");
  }
}
