package io.barline.history;

import static io.barline.history.ListedPast.BTC;
import static io.barline.history.ListedPast.ETH;
import static io.barline.history.ListedPast.trade;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.HistoryRequests.Reach;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestBudget;
import io.barline.exchange.RestUnavailable;
import io.barline.history.RecordedFindings.Answer;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import io.barline.simulator.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Repair by a REST interface that follows a script. Waiting moves the clock on, and takes no time.
 */
@Timeout(60)
class RepairTest {
  private static final RestBudget BUDGET =
      new RestBudget(600, Duration.ofMinutes(1), Duration.ZERO);
  private static final RepairSettings SETTINGS = settings(true, 50_000, 2_048);
  private static final long MINUTE = 60 * UtcNanos.SECOND;

  private final TestClock clock = new TestClock();
  private final ScriptedRest rest = new ScriptedRest();
  private final RecordedFindings findings = new RecordedFindings();
  private final ExecutorService lane = Executors.newSingleThreadExecutor();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final long start = UtcNanos.now(clock);

  private static RepairSettings settings(boolean enabled, int maxTrades, int maxQueued) {
    return settings(enabled, maxTrades, maxQueued, true);
  }

  private static RepairSettings settings(
      boolean enabled, int maxTrades, int maxQueued, boolean audit) {
    return new RepairSettings(
        enabled,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        maxTrades,
        maxQueued,
        audit);
  }

  @AfterEach
  void end() {
    lane.shutdownNow();
  }

  private Repair repair(Reach reach, int page) {
    return repair(new ListedPast(reach, page), rest, SETTINGS);
  }

  private Repair repair(@Nullable ListedPast past, RestAccess access, RepairSettings settings) {
    return new Repair(
        past,
        access,
        BUDGET,
        lane,
        findings,
        settings,
        clock,
        nanos -> {
          waits.add(Duration.ofNanos(nanos));
          clock.advance(Duration.ofNanos(nanos));
        });
  }

  private static TradeSearch between(Trade last, Trade next) {
    return new TradeSearch(7, last, next, 0, 0);
  }

  private TradeSearch until(Trade last, Duration fromNow) {
    return new TradeSearch(7, last, null, start + fromNow.toNanos(), 0);
  }

  /** A search without an end, of a hole that ended before all those trades. */
  private static TradeSearch after(Trade last) {
    return new TradeSearch(7, last, null, 0, 0);
  }

  private List<Long> found() throws InterruptedException {
    return findings.next(Answer.Trades.class).list().stream().map(Trade::sequence).toList();
  }

  private String refused() throws InterruptedException {
    return findings.next(Answer.NoTrades.class).reason();
  }

  @Test
  void pagesByIdUntilTheTradeAfterTheHole() throws Exception {
    rest.answers("10@100 11@101 12@102", "12@102 13@103 14@104", "14@104 15@105 16@106");
    repair(Reach.ID, 3).trades(BTC, between(trade(10, 100), trade(15, 105)));
    assertThat(found()).containsExactly(10L, 11L, 12L, 13L, 14L, 15L);
    assertThat(rest.asked)
        .containsExactly("trades/BTCUSDT/10@100", "trades/BTCUSDT/12@102", "trades/BTCUSDT/14@104");
    assertThat(waits).isEmpty();
  }

  @Test
  void idsThatTheExchangeDoesNotHaveAreNotMissed() throws Exception {
    rest.answers("10@100 15@105");
    repair(Reach.ID, 3).trades(BTC, between(trade(10, 100), trade(15, 105)));
    assertThat(found()).containsExactly(10L, 15L);
  }

  @Test
  void asksAgainWhileRestLagsBehindTheStream() throws Exception {
    rest.answers("10@100", "10@100 11@101", "11@101 12@102 13@103");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(13, 103)));
    assertThat(found()).containsExactly(10L, 11L, 12L, 13L);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aRestThatNoLongerHasTheKnownTradeMayLackOthers() throws Exception {
    rest.answers("12@102 13@103");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(13, 103)));
    assertThat(refused()).startsWith("REST reaches back to 1970-01-01T00:00:00.102Z only");
  }

  @Test
  void waitsADelayBeforeItAsksForWhatHappenedUntilNow() throws Exception {
    rest.answers("10@100 11@%d".formatted(start / UtcNanos.MILLISECOND + 3_000));
    repair(Reach.ID, 10).trades(BTC, until(trade(10, 100), Duration.ofSeconds(3)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits).containsExactly(Duration.ofSeconds(4));
  }

  @Test
  void asksTwiceWhereNoTradeShowsThatRestDoesNotLag() throws Exception {
    rest.answers("10@100", "10@100 11@101");
    repair(Reach.NEWEST, 10).trades(BTC, until(trade(10, 100), Duration.ZERO));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), TradeErrand.SETTLED);
    assertThat(rest.asked).hasSize(2);
  }

  @Test
  void asksOnceForWhatHappenedSoLongAgoThatRestMustHaveIt() throws Exception {
    rest.answers("10@100");
    repair(Reach.NEWEST, 10).trades(BTC, until(trade(10, 100), Duration.ofSeconds(-6)));
    assertThat(found()).containsExactly(10L);
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void asksTwiceEvenWhereItGivesUpSooner() throws Exception {
    rest.answers("10@100");
    RepairSettings hasty =
        new RepairSettings(
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            100,
            100,
            true);
    repair(new ListedPast(Reach.NEWEST, 10), rest, hasty)
        .trades(BTC, until(trade(10, 100), Duration.ZERO));
    assertThat(found()).containsExactly(10L);
  }

  @Test
  void aFullPageIsNotTheEnd() throws Exception {
    rest.answers("10@100 11@101", "11@101 12@102", "12@102");
    repair(Reach.ID, 2).trades(BTC, after(trade(10, 100)));
    assertThat(found()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void aRestThatHasNotEvenTheKnownTradeIsAskedAgain() throws Exception {
    rest.answers("", "10@100");
    repair(Reach.ID, 10).trades(BTC, after(trade(10, 100)));
    assertThat(found()).containsExactly(10L);
    assertThat(rest.asked).hasSize(2);
  }

  @Test
  void pagesByTimeAndTakesEachTradeOnce() throws Exception {
    rest.answers("9@100 10@100 11@101", "11@101 12@101+", "11@101 12@101 13@103", "13@103 14@104");
    repair(Reach.TIME, 3).trades(BTC, between(trade(10, 100), trade(14, 104)));
    assertThat(found()).containsExactly(9L, 10L, 11L, 12L, 13L, 14L);
    assertThat(rest.asked)
        .containsExactly(
            "trades/BTCUSDT/10@100",
            "trades/BTCUSDT/11@101",
            "trades/BTCUSDT/12@101",
            "trades/BTCUSDT/13@103");
  }

  @Test
  void aPageThatSaysThatMoreFollowIsNotTheEndHoweverShort() throws Exception {
    rest.answers("10@100+", "10@100 11@101+", "11@101");
    repair(Reach.TIME, 100).trades(BTC, after(trade(10, 100)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(rest.asked).hasSize(3);
  }

  @Test
  void saysThatATimeHoldsMoreThanAPage() throws Exception {
    rest.answers("10@100 11@100");
    repair(Reach.TIME, 2).trades(BTC, after(trade(10, 100)));
    assertThat(refused())
        .isEqualTo("more trades happened at 1970-01-01T00:00:00.100Z than REST tells at once");
  }

  @Test
  void theNewestAreAllWhereTheyHoldTheKnownTradeOrAnOlderOne() throws Exception {
    rest.answers("8@98 10@100 11@101 12@102");
    Repair repair = repair(Reach.NEWEST, 4);
    repair.trades(BTC, between(trade(10, 100), trade(12, 102)));
    assertThat(found()).containsExactly(10L, 11L, 12L);
    repair.trades(BTC, between(trade(9, 99), trade(11, 101)));
    // Where trades come in any order, a missed one may be newer than the one after the hole.
    assertThat(found()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void theNewestAreNotEnoughWhereTheyBeginLater() throws Exception {
    rest.answers("11@101 12@102");
    repair(Reach.NEWEST, 2).trades(BTC, between(trade(9, 99), trade(12, 102)));
    assertThat(refused())
        .isEqualTo(
            "REST reaches back to 1970-01-01T00:00:00.101Z only,"
                + " and the trade before the hole was at 1970-01-01T00:00:00.099Z");
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void theNewestAreJoinedWhileRestLags() throws Exception {
    rest.answers("10@100 11@101", "11@101 12@102");
    repair(Reach.NEWEST, 2).trades(BTC, between(trade(10, 100), trade(12, 102)));
    assertThat(found()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void theNewestAreLostWhereTheyRunAwayWhileRestLags() throws Exception {
    rest.answers("10@100 11@101", "13@103 14@104");
    repair(Reach.NEWEST, 2).trades(BTC, between(trade(10, 100), trade(12, 102)));
    assertThat(refused()).startsWith("REST reaches back to 1970-01-01T00:00:00.103Z only");
  }

  @Test
  void waitsEverLongerAndNeverLessThanTheExchangeSays() throws Exception {
    rest.fails("connection reset", 0, Duration.ZERO)
        .fails("answered 429", 429, Duration.ofSeconds(40))
        .answers("<html>")
        .answers("10@100 11@101");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofSeconds(2));
  }

  @Test
  void givesUpWithTheLastReason() throws Exception {
    rest.fails("answered 503", 503, Duration.ZERO).fails("answered 500", 500, Duration.ZERO);
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).isEqualTo("answered 500");
    assertThat(waits).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(waits).last().isEqualTo(Duration.ofSeconds(30));
    assertThat(Duration.ofNanos(UtcNanos.now(clock) - start))
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void whatIsRefusedForGoodIsNotAskedForAgain(int status) throws Exception {
    String reason = "answered %d: {\"code\":-1121,\"msg\":\"Invalid symbol.\"}".formatted(status);
    rest.fails(reason, status, Duration.ZERO).answers("10@100 11@101");
    Repair repair = repair(Reach.ID, 10);
    repair.trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).isEqualTo(reason);
    assertThat(rest.asked).hasSize(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void aRefusalThatNamesAWaitIsABanWhateverItsStatus() throws Exception {
    rest.fails("answered 403", 403, Duration.ofMinutes(10)).answers("10@100 11@101");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits).containsExactly(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 408, 418, 425, 429, 500, 502, 503, 504})
  void whatMayBeAnsweredLaterIsAskedForAgain(int status) throws Exception {
    rest.fails("answered " + status, status, Duration.ZERO).answers("10@100 11@101");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits).containsExactly(Job.FIRST_WAIT);
  }

  @Test
  void aBanThatOutlastsThePatienceIsWaitedOut() throws Exception {
    rest.fails("barred", 418, Duration.ofMinutes(50)).answers("10@100 11@101");
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(found()).containsExactly(10L, 11L);
    assertThat(waits).containsExactly(Duration.ofMinutes(50));
  }

  @Test
  void aBanUsesUpNothingOfThePatience() throws Exception {
    rest.fails("answered 503", 503, Duration.ZERO)
        .fails("barred", 418, Duration.ofMinutes(30))
        .fails("answered 500", 500, Duration.ZERO);
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).isEqualTo("answered 500");
    assertThat(Duration.ofNanos(UtcNanos.now(clock) - start))
        .isBetween(Duration.ofMinutes(34), Duration.ofMinutes(35));
  }

  @Test
  void bansAreWaitedOutForAnHourInAllAndTheLastIsNamed() throws Exception {
    rest.fails("barred", 418, Duration.ofMinutes(40));
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused())
        .isEqualTo(
            "barred; not to be asked before %s, which is too long to wait for"
                .formatted(UtcNanos.format(start + Duration.ofMinutes(80).toNanos())));
    assertThat(waits).containsExactly(Duration.ofMinutes(40));
  }

  @Test
  void aBanOfMoreThanAnHourIsToldAtOnce() throws Exception {
    rest.fails("barred", 418, Job.MOST_BARRED.plusNanos(1));
    repair(Reach.ID, 10).trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).startsWith("barred; not to be asked before ");
    assertThat(waits).isEmpty();
  }

  @Test
  void nobodyElseAsksWhileABanIsWaitedOut() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(Repair.AT_ONCE);
    RestAccess barring =
        _ -> {
          asked.incrementAndGet();
          if (over.getCount() > 0) {
            throw new RestUnavailable("barred", 418, Duration.ofMinutes(10));
          }
          return "10@100 11@101".getBytes(UTF_8);
        };
    Repair repair =
        new Repair(
            new ListedPast(Reach.ID, 10),
            barring,
            BUDGET,
            lane,
            findings,
            SETTINGS,
            clock,
            nanos -> {
              waiting.countDown();
              over.await();
              clock.advance(Duration.ofNanos(nanos));
            });
    repair.trades(BTC, between(trade(10, 100), trade(11, 101)));
    repair.trades(ETH, between(trade(10, 100), trade(11, 101)));
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    repair.bars(ETH, Interval.M1, start - 9 * MINUTE, start - 8 * MINUTE);
    assertThat(asked.get()).isEqualTo(Repair.AT_ONCE);
    repair.forget(ETH);
    over.countDown();
    assertThat(found()).containsExactly(10L, 11L);
  }

  @Test
  void gathersNoMoreTradesThanItMay() throws Exception {
    rest.answers("10@100 11@101 12@102", "12@102 13@103 14@104");
    repair(new ListedPast(Reach.ID, 3), rest, settings(true, 4, 10))
        .trades(BTC, between(trade(10, 100), trade(20, 200)));
    assertThat(refused()).isEqualTo("too many: more than 4 trades were missed");
  }

  @Test
  void refusesCorrectionsBeforeHoles() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch answer = new CountDownLatch(1);
    RestAccess slow =
        _ -> {
          asked.countDown();
          answer.await();
          return new byte[0];
        };
    Repair repair = repair(new ListedPast(Reach.ID, 10), slow, settings(true, 100, 4));
    repair.bars(BTC, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    repair.bars(ETH, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    repair.corrections(ETH, Interval.M1, start - 9 * MINUTE, start - 8 * MINUTE);
    Answer.NoBars refused = findings.next(Answer.NoBars.class);
    assertThat(refused.from()).isEqualTo(start - 9 * MINUTE);
    assertThat(refused.reason()).isEqualTo("too many holes at a time: 2 searches are waiting");
    repair.bars(ETH, Interval.M1, start - 9 * MINUTE, start - 8 * MINUTE);
    assertThat(repair.queued(Errand.Kind.BARS)).isEqualTo(3);
    answer.countDown();
  }

  @Test
  void refusesWhatIsBeyondTheQueue() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch answer = new CountDownLatch(1);
    RestAccess slow =
        _ -> {
          asked.countDown();
          answer.await();
          return "10@100 11@101".getBytes(UTF_8);
        };
    Repair repair = repair(new ListedPast(Reach.ID, 10), slow, settings(true, 100, 2));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    repair.countedBy(meters, "binance", "spot");
    repair.trades(BTC, between(trade(10, 100), trade(11, 101)));
    repair.trades(ETH, between(trade(10, 100), trade(11, 101)));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    repair.trades(ETH, new TradeSearch(8, trade(10, 100), trade(11, 101), 0, 0));
    assertThat(findings.next(Answer.NoTrades.class))
        .isEqualTo(new Answer.NoTrades(ETH, 8, "too many holes at a time: 2 searches are waiting"));
    assertThat(meters.get("barline.repair.queued").tag("of", "trades").gauge().value())
        .isEqualTo(2);
    answer.countDown();
    found();
    found();
    assertThat(meters.get("barline.repair.searches").tag("of", "trades").functionCounter().count())
        .isEqualTo(3);
    assertThat(
            meters.get("barline.repair.unavailable").tag("of", "trades").functionCounter().count())
        .isEqualTo(1);
    assertThat(meters.get("barline.repair.trades").functionCounter().count()).isEqualTo(4);
  }

  @Test
  void asksForTwoAtATimeAndForOneOfAnInstrument() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ofBitcoin = new AtomicInteger();
    RestAccess watched =
        request -> {
          boolean bitcoin = request.uri().getPath().contains("trades/BTC");
          assertThat(bitcoin ? ofBitcoin.incrementAndGet() : 1).isEqualTo(1);
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          underWay.decrementAndGet();
          if (bitcoin) {
            ofBitcoin.decrementAndGet();
          }
          boolean trades = request.uri().getPath().contains("trades");
          return (trades ? "10@100 11@101" : "").getBytes(UTF_8);
        };
    Repair repair = repair(new ListedPast(Reach.ID, 10), watched, SETTINGS);
    for (int i = 0; i < 50; i++) {
      for (Instrument instrument : List.of(BTC, ETH)) {
        repair.trades(instrument, between(trade(10, 100), trade(11, 101)));
        repair.bars(
            instrument, Interval.M1, start - (i + 1) * 2L * MINUTE, start - i * 2L * MINUTE);
      }
    }
    int trades = 0;
    while (trades < 100) {
      trades += findings.next(Answer.class) instanceof Answer.Trades ? 1 : 0;
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void tellsNothingOfAnInstrumentThatIsForgotten() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    rest.replies(
            () -> {
              asked.countDown();
              new CountDownLatch(1).await(); // until it is interrupted
              return new byte[0];
            })
        .answers("10@100 11@101");
    Repair repair = repair(Reach.ID, 10);
    repair.trades(BTC, new TradeSearch(1, trade(10, 100), trade(11, 101), 0, 0));
    repair.trades(BTC, new TradeSearch(2, trade(10, 100), trade(11, 101), 0, 0));
    repair.bars(BTC, Interval.H1, 0, 3_600 * UtcNanos.SECOND);
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    findings.next(Answer.NoBars.class);
    repair.forget(BTC);
    repair.trades(BTC, new TradeSearch(3, trade(10, 100), trade(11, 101), 0, 0));
    assertThat(findings.next(Answer.Trades.class).hole()).isEqualTo(3);
    assertThat(findings.isEmpty()).isTrue();
  }

  @Test
  void aSearchForBarsThatWasForgottenTakesOnNoOther() throws Exception {
    CountDownLatch busy = new CountDownLatch(Repair.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    RestAccess access =
        request -> {
          if (request.uri().getPath().contains("ETH")) {
            busy.countDown();
            go.await();
          }
          return "%d".formatted(start / MINUTE - 3).getBytes(UTF_8);
        };
    Repair repair = repair(new ListedPast(Reach.ID, 10), access, SETTINGS);
    clock.advance(Duration.ofMinutes(1));
    repair.bars(ETH, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    repair.bars(ETH, Interval.M1, start - 9 * MINUTE, start - 8 * MINUTE);
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    repair.bars(BTC, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    repair.forget(BTC);
    repair.bars(BTC, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    go.countDown();
    int ofBitcoin = 0;
    for (int i = 0; i < 3; i++) {
      ofBitcoin += findings.next(Answer.Bars.class).instrument().equals(BTC) ? 1 : 0;
    }
    assertThat(ofBitcoin).isEqualTo(1);
  }

  @Test
  void asksForBarsWhenTheirWindowsAreOverAndTellsClosedOnesInWhichSomethingTraded()
      throws Exception {
    long minute = start / MINUTE;
    rest.answers("%d %d".formatted(minute, minute + 1), "%d %d".formatted(minute + 2, minute + 3));
    repair(Reach.ID, 2).bars(BTC, Interval.M1, start, start + 3 * MINUTE);
    Answer.Bars answer = findings.next(Answer.Bars.class);
    assertThat(answer.list())
        .extracting(Bar::timestamp)
        .containsExactly(start + MINUTE, start + 2 * MINUTE); // nothing traded in the first
    assertThat(answer.list()).allMatch(Bar::closed);
    assertThat(waits).containsExactly(Duration.ofSeconds(182));
    assertThat(rest.asked)
        .containsExactly(
            "bars/BTCUSDT/%d-%d".formatted(minute, minute + 2),
            "bars/BTCUSDT/%d-%d".formatted(minute + 2, minute + 3));
  }

  @Test
  void aWindowWithoutABarIsAskedForAgainOnceRestMustHaveIt() throws Exception {
    rest.answers("");
    repair(Reach.ID, 2).bars(BTC, Interval.M1, start, start + MINUTE);
    assertThat(findings.next(Answer.Bars.class).list()).isEmpty();
    assertThat(waits).containsExactly(Duration.ofSeconds(62), Duration.ofSeconds(8));
    assertThat(rest.asked).hasSize(2);
  }

  @Test
  void aBarThatEveryWindowHasIsAskedForUntilItIsThere() throws Exception {
    long minute = start / MINUTE;
    rest.answers("", "", "%d".formatted(minute + 1));
    repair(new ListedPast(Reach.ID, 2, true), rest, SETTINGS)
        .bars(BTC, Interval.M1, start + MINUTE, start + 2 * MINUTE);
    assertThat(findings.next(Answer.Bars.class).list()).hasSize(1);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(122), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aBarThatEveryWindowHasAndRestHasNotIsUnavailable() throws Exception {
    rest.answers("");
    repair(new ListedPast(Reach.ID, 2, true), rest, SETTINGS)
        .bars(BTC, Interval.M1, start - MINUTE, start);
    assertThat(findings.next(Answer.NoBars.class).reason())
        .isEqualTo(
            "REST does not tell the bar of %s yet".formatted(UtcNanos.format(start - MINUTE)));
  }

  @Test
  void barsThatRestDoesNotKeepAreNotTakenForEmpty() throws Exception {
    rest.answers("%d".formatted(start / MINUTE - 1));
    Repair repair = repair(Reach.NEWEST, 2);
    repair.bars(BTC, Interval.M1, start - 2_001 * MINUTE, start);
    assertThat(findings.next(Answer.NoBars.class).reason())
        .isEqualTo("REST tells the newest 2000 bars of 1m only");
    assertThat(rest.asked).isEmpty();
  }

  @Test
  void asksOnBehindAPageOfBarsThatEndsEarly() throws Exception {
    long minute = start / MINUTE;
    rest.answers(minute - 4 + "+", "%d %d".formatted(minute - 3, minute - 2));
    repair(Reach.ID, 10).bars(BTC, Interval.M1, start - 4 * MINUTE, start - MINUTE);
    assertThat(findings.next(Answer.Bars.class).list()).hasSize(3);
    assertThat(rest.asked).last().isEqualTo("bars/BTCUSDT/%d-%d".formatted(minute - 3, minute - 1));
  }

  @Test
  void asksOnceForRangesThatLieNextToEachOtherAndAnswersEach() throws Exception {
    long minute = start / MINUTE;
    CountDownLatch busy = new CountDownLatch(Repair.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    RestAccess access =
        request -> {
          if (request.uri().getPath().contains("ETH")) {
            busy.countDown();
            go.await();
          }
          rest.asked.add(request.uri().getPath().substring(1));
          return "%d %d".formatted(minute - 3, minute - 2).getBytes(UTF_8);
        };
    Repair repair = repair(new ListedPast(Reach.ID, 10), access, SETTINGS);
    clock.advance(Duration.ofMinutes(1));
    repair.bars(ETH, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    repair.bars(ETH, Interval.M1, start - 9 * MINUTE, start - 8 * MINUTE);
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    repair.bars(BTC, Interval.M1, start - 3 * MINUTE, start - 2 * MINUTE);
    repair.bars(BTC, Interval.M1, start - 2 * MINUTE, start - MINUTE);
    assertThat(repair.queued(Errand.Kind.BARS)).isEqualTo(3);
    go.countDown();
    List<Answer.Bars> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      Answer.Bars answer = findings.next(Answer.Bars.class);
      if (answer.instrument().equals(BTC)) {
        answers.add(answer);
      }
    }
    assertThat(answers)
        .extracting(Answer.Bars::from)
        .containsExactly(start - 3 * MINUTE, start - 2 * MINUTE);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.list()).hasSize(1));
    assertThat(rest.asked.stream().filter(path -> path.contains("BTC")))
        .containsExactly("bars/BTCUSDT/%d-%d".formatted(minute - 3, minute - 1));
  }

  @Test
  void saysWhichBarsThereAre() throws Exception {
    Repair repair = repair(Reach.ID, 10);
    assertThat(repair.hasBars(BTC, Interval.M1)).isTrue();
    assertThat(repair.hasBars(BTC, Interval.M5)).isFalse();
    repair.bars(BTC, Interval.M5, start - 5 * MINUTE, start);
    assertThat(findings.next(Answer.NoBars.class).reason()).isEqualTo("binance has no bars of 5m");
  }

  @Test
  void refusesAllWhereItIsSwitchedOff() throws Exception {
    Repair repair = repair(new ListedPast(Reach.ID, 10), rest, settings(false, 10, 10));
    assertThat(repair.hasBars(BTC, Interval.M1)).isFalse();
    repair.trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).isEqualTo("nothing is repaired: barline.repair.enabled is false");
    repair.bars(BTC, Interval.M1, start - MINUTE, start);
    assertThat(findings.next(Answer.NoBars.class).reason()).contains("barline.repair.enabled");
    assertThat(rest.asked).isEmpty();
  }

  @Test
  void refusesAllWhereTheExchangeTellsNothingOfThePast() throws Exception {
    Repair repair = repair(null, rest, SETTINGS);
    repair.trades(BTC, between(trade(10, 100), trade(11, 101)));
    assertThat(refused()).isEqualTo("the exchange tells nothing of the past");
    assertThat(repair.hasBars(BTC, Interval.M1)).isFalse();
  }

  /** Where REST may tell other ids than are streamed, nothing but the known trade shows a match. */
  @Test
  void anAnswerThatMayHaveOtherIdsIsBelievedOnlyWithTheKnownTrade() throws Exception {
    ListedPast unsure = new ListedPast(Reach.NEWEST, 10).withOtherIds();
    rest.answers("70@90 71@101 72@105");
    repair(unsure, rest, SETTINGS).trades(BTC, between(trade(10, 100), trade(12, 105)));
    assertThat(refused()).contains("the trade before the hole was at");
  }

  @Test
  void anAnswerThatHoldsTheKnownTradeIsBelieved() throws Exception {
    ListedPast unsure = new ListedPast(Reach.NEWEST, 10).withOtherIds();
    rest.answers("9@90 10@100 11@101 12@105");
    repair(unsure, rest, SETTINGS).trades(BTC, between(trade(10, 100), trade(12, 105)));
    assertThat(found()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void barsThatMayNotHoldAllTradesAreNoAudit() {
    ListedPast unsure = new ListedPast(Reach.NEWEST, 10);
    assertThat(repair(unsure, rest, SETTINGS).audits(BTC)).isTrue();
    assertThat(repair(unsure.withOtherIds(), rest, SETTINGS).audits(BTC)).isFalse();
  }
}
