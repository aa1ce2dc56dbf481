package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.exchange.Route;
import io.barline.feed.FreshnessTally.Outcome;
import io.barline.feed.Look.Verdict;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The steps from a silence to its end, in a time that the test makes. */
class FreshnessTest {
  private static final Channel TRADES = new Channel.Trades();
  private static final Verdict QUIET = new Verdict.Quiet(null);
  private static final Verdict WITHHELD = new Verdict.Withheld("a trade");
  private static final Verdict UNKNOWN = new Verdict.Unknown("nobody knows");

  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final Hub hub = new Hub(false, time.clock());
  private final PlainExchange exchange = new PlainExchange();
  private final Connections connections =
      new Connections(
          exchange,
          List.of(ageless()),
          time.lane,
          PlainExchange.SETTINGS,
          links,
          new AddressBudget(new TokenBucket(1_000, Duration.ofMinutes(1)), null, new Bans()),
          new Random(1));

  /** The only route, whose connections are never too old. */
  private Route ageless() {
    Route route = exchange.routes().getFirst();
    return new Route(
        route.id(),
        route.segment(),
        route.access(),
        route.limits(),
        route.silence(),
        Duration.ofDays(1_000));
  }

  private final RestInterfaces rest = new RestInterfaces(PlainExchange.SETTINGS, time.clock());
  private boolean open = true;
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
                  TestSettings.of(Duration.ofSeconds(10), _ -> {}),
                  new ExchangeClock(),
                  new PipelineCounts(),
                  demand,
                  new Unrepaired()),
          new Freshness.Means(PlainExchange.FRESH, this::look, (_, _) -> open, tally),
          new LatencyProbe(new SimpleMeterRegistry().timer("latency")));

  /** What the exchange would say; null where it takes its time. */
  private Verdict verdict = QUIET;

  private boolean slow;
  private int looks;
  private final Deque<Consumer<Verdict>> waiting = new ArrayDeque<>();

  /** The states that were told of BTC/USDT, with their reasons. */
  private final List<String> told = new ArrayList<>();

  private final List<String> gaps = new ArrayList<>();

  private int answered;
  private long id = 7;

  private void look(Look.Question question, Consumer<Verdict> answer) {
    looks++;
    if (slow) {
      waiting.add(answer);
    } else {
      Verdict now = verdict;
      time.lane.execute(() -> answer.accept(now));
    }
  }

  private void want(String symbol, Channel channel) {
    Instrument instrument = PlainExchange.instrument(symbol);
    Topic topic = Topic.of(instrument, channel);
    var stream = hub.open(topic, Variant.PLAIN, time.lane);
    hub.attach(
        topic,
        Variant.PLAIN,
        message -> {
          JsonNode json = ProtocolSchema.checked(message.json());
          if (json.path("type").asString().equals("gap")) {
            gaps.add(symbol + " " + json.path("cause").asString());
          }
          if (json.path("type").asString().equals("status") && symbol.equals("BTC/USDT")) {
            told.add(json.path("state").asString() + " " + json.path("reason").asString(""));
          }
        });
    time.settle();
    feeds.want(instrument, channel, Variant.PLAIN, stream);
  }

  private FakeLinks.FakeLink link() {
    return links.opened.getLast();
  }

  /** Opens what waits for it and accepts what was asked for. */
  private void serve() {
    FakeLinks.FakeLink link = link();
    if (!link.closed && !opened.contains(link)) {
      opened.add(link);
      answered = 0;
      link.listener.opened();
    }
    while (!link.closed && answered < link.sent.size()) {
      link.receive("ok " + link.sent.get(answered++).split(" ", 3)[1]);
    }
  }

  private final List<FakeLinks.FakeLink> opened = new ArrayList<>();

  private void second() {
    time.skip(Duration.ofSeconds(1));
    serve();
    link().receive("hello");
    feeds.check();
    time.settle();
    serve();
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      second();
    }
  }

  private void trade(String symbol) {
    link().receive("trade %s %d 100.5".formatted(symbol, id++));
  }

  /** Seconds with ten trades each. */
  private void liquid(int seconds, String... symbols) {
    for (int i = 0; i < seconds; i++) {
      for (int j = 0; j < 10; j++) {
        time.skip(Duration.ofMillis(100));
        for (String symbol : symbols) {
          trade(symbol);
        }
      }
      feeds.check();
      time.settle();
    }
  }

  private void liquidBitcoin() {
    want("BTC/USDT", TRADES);
    serve();
    liquid(120, "BTCUSDT");
    told.clear();
  }

  private List<String> states() {
    return told.stream().map(each -> each.substring(0, each.indexOf(' '))).toList();
  }

  @Test
  void aLiquidStreamIsSuspectedWithinFiveSecondsAndToldWhy() {
    liquidBitcoin();
    pass(2);
    assertThat(told).isEmpty();
    pass(3);
    assertThat(looks).isEqualTo(1);
    assertThat(told.getFirst())
        .startsWith("quiet nothing came for ")
        .contains(" is usual; asking the exchange");
    assertThat(told.getLast()).endsWith("; the exchange has nothing newer");
    assertThat(tally.looks(Outcome.QUIET)).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeAskedIsToldSoAndNothingElseIsAskedMeanwhile() {
    want("ETH/USDT", TRADES);
    liquidBitcoin();
    verdict = new Verdict.Postponed(Duration.ofSeconds(60));
    int before = looks;
    pass(20);
    int first = looks;
    assertThat(first - before).isBetween(1, Freshness.AT_ONCE);
    assertThat(told.getLast()).contains("; the exchange can't be asked before 2026-11-22T12:");
    assertThat(tally.looks(Outcome.POSTPONED)).isPositive();
    pass(35);
    assertThat(looks).isEqualTo(first);
    assertThat(told.getLast()).contains("can't be told why: the exchange can't be asked before");
    assertThat(states()).containsOnly("quiet");
    assertThat(tally.resubscriptions()).isZero();
    verdict = QUIET;
    pass(15);
    assertThat(looks).isGreaterThan(first);
    assertThat(told.getLast()).endsWith("; the exchange has nothing newer");
    assertThat(tally.looks(Outcome.UNKNOWN)).isZero();
    assertThat(tally.resubscriptions()).isZero();
  }

  @Test
  void whatCanNotBeAskedForDaysIsSubscribedAnewEverMoreSeldom() {
    liquidBitcoin();
    verdict = new Verdict.Postponed(Duration.ofDays(3));
    pass(120);
    assertThat(tally.resubscriptions()).isBetween(1L, 2L);
    pass(24 * 3_600);
    assertThat(looks).isEqualTo(1);
    assertThat(tally.replacements()).isEqualTo(1);
    assertThat(tally.resubscriptions()).isBetween(5L, 15L);
    assertThat(states()).doesNotContain("stale");
    trade("BTCUSDT");
    assertThat(states().getLast()).isEqualTo("live");
  }

  private void silence(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.skip(Duration.ofSeconds(1));
      feeds.check();
      time.settle();
    }
  }

  @Test
  void whatWasWithheldIsSearchedForWhereDataComesBeforeAnythingWasDone() {
    want("BTC/USDT", TRADES);
    want("ETH/USDT", TRADES);
    serve();
    FakeLinks.FakeLink only = link();
    for (int i = 1; i <= 600; i++) {
      time.skip(Duration.ofMillis(100));
      only.receive("trade BTCUSDT %d 100".formatted(i));
      only.receive("trade ETHUSDT %d 100".formatted(i));
      if (i % 10 == 0) {
        feeds.check();
        time.settle();
      }
    }
    verdict = WITHHELD;
    silence(5);
    assertThat(links.opened).hasSize(2);
    only.receive("trade ETHUSDT 700 100");
    gaps.clear();
    silence(6); // the connection is not replaced again so soon
    assertThat(links.opened).hasSize(2);
    assertThat(tally.replacements()).isZero(); // it is under way
    only.receive("trade ETHUSDT 800 100");
    assertThat(gaps).containsExactly("ETH/USDT stale");
  }

  @Test
  void dataMakesItLiveAtOnceAtEachStep() {
    liquidBitcoin();
    verdict = WITHHELD;
    slow = true;
    pass(5);
    trade("BTCUSDT");
    assertThat(states()).containsExactly("quiet", "live");
    waiting.remove().accept(WITHHELD);
    assertThat(states()).containsExactly("quiet", "live");
    slow = false;
    pass(5);
    assertThat(states()).endsWith("stale", "recovering");
    trade("BTCUSDT");
    assertThat(states()).endsWith("recovering", "live");
    assertThat(tally.replacements()).isZero();
  }

  @Test
  void whatIsWithheldIsSubscribedAnewThenTheConnectionReplacedEverMoreSeldom() {
    liquidBitcoin();
    verdict = WITHHELD;
    pass(6);
    assertThat(states()).containsExactly("quiet", "stale", "recovering");
    assertThat(told.get(1)).contains("the exchange has a trade");
    assertThat(link().sent).hasSize(3).last().asString().startsWith("+ ");
    assertThat(tally.streams(FeedStatus.State.RECOVERING)).isEqualTo(1);
    FreshnessReport report = tally.reports().getFirst();
    assertThat(report.feed()).isEqualTo("plain:only#1");
    assertThat(report.withheld()).isTrue();
    assertThat(report.streams().getFirst().name()).isEqualTo("plain:trades:BTC/USDT");
    assertThat(links.opened).hasSize(1);
    pass(6);
    assertThat(links.opened).hasSizeGreaterThan(1);
    pass(3);
    assertThat(tally.replacements()).isEqualTo(1);
    pass(22);
    assertThat(tally.replacements()).isEqualTo(1);
    pass(10);
    assertThat(tally.replacements()).isEqualTo(2);
    pass(50);
    assertThat(tally.replacements()).isEqualTo(2);
    pass(3_600);
    assertThat(tally.replacements()).isBetween(8L, 12L);
    trade("BTCUSDT");
    assertThat(states().getLast()).isEqualTo("live");
    second();
    assertThat(tally.reports()).isEmpty();
  }

  @Test
  void pingsAndOtherStreamsDoNotMakeItFresh() {
    want("BTC/USDT", TRADES);
    want("ETH/USDT", TRADES);
    serve();
    liquid(20, "BTCUSDT", "ETHUSDT");
    told.clear();
    verdict = WITHHELD;
    for (int i = 0; i < 4; i++) {
      link().listener.pinged();
      link().receive("hello");
      liquid(1, "ETHUSDT");
    }
    assertThat(states()).startsWith("quiet", "stale", "recovering");
    assertThat(tally.resubscriptions()).isEqualTo(1);
  }

  @Test
  void aTradeThatIsSentAgainDoesNotMakeItFresh() {
    liquidBitcoin();
    verdict = WITHHELD;
    pass(6);
    id--;
    trade("BTCUSDT");
    assertThat(states().getLast()).isEqualTo("recovering");
  }

  @Test
  void aConnectionThatBringsNothingAtAllIsReplacedOnce() {
    List<String> symbols = List.of("A/USDT", "B/USDT", "BTC/USDT", "C/USDT", "D/USDT");
    symbols.forEach(symbol -> want(symbol, TRADES));
    serve();
    liquid(20, "AUSDT", "BUSDT", "BTCUSDT", "CUSDT", "DUSDT");
    verdict = WITHHELD;
    pass(25);
    assertThat(tally.replacements()).isEqualTo(1);
    assertThat(tally.resubscriptions()).isLessThanOrEqualTo(1);
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void aMuteConnectionIsOpenedAnewWhereItCanNotBeReplaced() {
    liquidBitcoin();
    FakeLinks.FakeLink mute = link();
    verdict = WITHHELD;
    while (links.opened.size() == 1) {
      second();
    }
    assertThat(mute.closed).isFalse();
    link().receive("trade NONE 1 1"); // it can't be told whether that was of BTC/USDT
    pass(1);
    assertThat(mute.closed).isTrue();
    assertThat(tally.replacements()).isEqualTo(1);
    pass(3);
    trade("BTCUSDT");
    assertThat(states().getLast()).isEqualTo("live");
  }

  @Test
  void aConnectionThatBringsOtherDataIsReplacedLaterWhereItCanNotBeNow() {
    want("BTC/USDT", TRADES);
    want("ETH/USDT", TRADES);
    serve();
    liquid(60, "BTCUSDT", "ETHUSDT");
    FakeLinks.FakeLink old = link();
    verdict = WITHHELD;
    for (int i = 0; i < 30 && links.opened.size() == 1; i++) {
      old.receive("trade ETHUSDT " + id++ + " 100");
      second();
    }
    FakeLinks.FakeLink next = link();
    next.listener.refused(503, "handshake refused", 0);
    time.settle();
    assertThat(tally.replacements()).isZero();
    for (int i = 0; i < 11; i++) {
      old.receive("trade ETHUSDT " + id++ + " 100");
      time.skip(Duration.ofSeconds(1));
      feeds.check();
      time.settle();
    }
    assertThat(old.closed).isFalse();
    assertThat(links.opened).hasSize(3);
  }

  @Test
  void aTradeEveryFiveMinutesIsNeverReconnectedAndSeldomLookedAt() {
    want("BTC/USDT", TRADES);
    serve();
    for (int i = 0; i < 288; i++) {
      pass(300);
      trade("BTCUSDT");
    }
    assertThat(links.opened).hasSize(1);
    assertThat(tally.resubscriptions()).isZero();
    assertThat(looks).isLessThan(12);
    liquid(1);
    int before = looks;
    pass(5 * 60);
    assertThat(looks).isEqualTo(before);
    pass(2 * 3_600);
    assertThat(looks).isGreaterThan(before);
  }

  @Test
  void aWeekendIsLookedAtSeldomAndForgottenSoon() {
    liquidBitcoin();
    pass(48 * 3_600);
    assertThat(looks).isBetween(40, 70);
    assertThat(told).hasSizeLessThan(5);
    assertThat(links.opened).hasSize(1);
    liquid(120, "BTCUSDT");
    assertThat(states().getLast()).isEqualTo("live");
    liquid(1_200, "BTCUSDT");
    looks = 0;
    verdict = WITHHELD;
    pass(5);
    assertThat(looks).isPositive();
  }

  @Test
  void burstsDoNotMakeTheNextPauseSuspicious() {
    want("BTC/USDT", TRADES);
    serve();
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 500; j++) {
        trade("BTCUSDT");
      }
      pass(20);
    }
    int learned = looks;
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 500; j++) {
        trade("BTCUSDT");
      }
      pass(30);
    }
    assertThat(looks).isEqualTo(learned);
  }

  @Test
  void whatNothingIsKnownOfIsReplacedOnceAndThenEverMoreSeldomSubscribedAnew() {
    liquidBitcoin();
    verdict = UNKNOWN;
    pass(4);
    assertThat(told.getLast()).startsWith("quiet ").endsWith("nobody knows");
    assertThat(tally.resubscriptions()).isZero();
    pass(24 * 3_600);
    assertThat(tally.replacements()).isEqualTo(1);
    assertThat(tally.resubscriptions()).isBetween(5L, 15L);
    assertThat(states()).doesNotContain("stale");
    assertThat(states().getLast()).isEqualTo("quiet");
  }

  @Test
  void aConnectionIsNotReplacedForWhatIsNotKnownWhileItBringsOtherData() {
    want("BTC/USDT", TRADES);
    want("ETH/USDT", TRADES);
    serve();
    liquid(20, "BTCUSDT", "ETHUSDT");
    verdict = UNKNOWN;
    for (int i = 0; i < 120; i++) {
      liquid(1, "ETHUSDT");
      serve();
    }
    assertThat(tally.replacements()).isZero();
    assertThat(tally.resubscriptions()).isBetween(2L, 5L);
  }

  @Test
  void afterSubscribingTheFirstDataHasTime() {
    want("BTC/USDT", TRADES);
    serve();
    pass(9);
    assertThat(looks).isZero();
    pass(3);
    assertThat(looks).isEqualTo(1);
    assertThat(told.getLast()).contains("since it was subscribed");
    pass(2 * 3_600);
    assertThat(looks).isLessThan(13);
  }

  @Test
  void nothingIsAskedWhileTheConnectionIsDown() {
    liquidBitcoin();
    link().close("lost");
    time.skip(Duration.ofSeconds(1));
    for (int i = 0; i < 60; i++) {
      time.skip(Duration.ofMillis(100));
      feeds.check();
    }
    assertThat(looks).isZero();
  }

  @Test
  void atMostTwoAreAskedForAtATime() {
    for (String symbol : List.of("A/USDT", "B/USDT", "C/USDT", "D/USDT")) {
      want(symbol, TRADES);
    }
    serve();
    slow = true;
    pass(60);
    assertThat(looks).isEqualTo(Freshness.AT_ONCE);
    slow = false;
    waiting.forEach(answer -> answer.accept(QUIET));
    pass(2);
    assertThat(looks).isEqualTo(4);
  }

  @Test
  void anAnswerAboutWhatNobodyWantsAnyMoreIsIgnored() {
    liquidBitcoin();
    slow = true;
    pass(5);
    feeds.release(PlainExchange.instrument("BTC/USDT"), TRADES, Variant.PLAIN);
    waiting.remove().accept(WITHHELD);
    assertThat(tally.resubscriptions()).isZero();
  }
}
