package io.barline.history;

import static io.barline.history.ListedPast.BTC;
import static io.barline.history.ListedPast.ETH;
import static io.barline.history.ListedPast.trade;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.HistoryRequests.Reach;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestBudget;
import io.barline.history.RecordedFindings.Answer;
import io.barline.market.Bar;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import io.barline.simulator.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What audits ask for, and when. Waiting moves the clock on, and takes no time. */
@Timeout(60)
class AuditsTest {
  private static final long MINUTE = 60 * UtcNanos.SECOND;

  /** An eighth of it is one request in eight seconds. */
  private static final RestBudget BUDGET = new RestBudget(60, Duration.ofMinutes(1), Duration.ZERO);

  private final TestClock clock = new TestClock();
  private final ScriptedRest rest = new ScriptedRest();
  private final RecordedFindings findings = new RecordedFindings();
  private final ExecutorService lane = Executors.newSingleThreadExecutor();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final long start = Interval.M1.start(UtcNanos.now(clock)) - 2 * MINUTE;

  @AfterEach
  void end() {
    lane.shutdownNow();
  }

  private Repair repair(Reach reach, RestAccess access, boolean audit) {
    return repair(new ListedPast(reach, 10), access, audit);
  }

  private Repair repair(ListedPast past, RestAccess access, boolean audit) {
    return new Repair(
        past,
        access,
        BUDGET,
        lane,
        findings,
        new RepairSettings(
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            100,
            100,
            audit),
        clock,
        nanos -> {
          waits.add(Duration.ofNanos(nanos));
          clock.advance(Duration.ofNanos(nanos));
        });
  }

  @Test
  void tellsTheBarOfTheMinuteAloneToWhoeverAudits() throws Exception {
    rest.answers("%d".formatted(start / MINUTE));
    Repair repair = repair(Reach.NEWEST, rest, true);
    assertThat(repair.audits(BTC)).isTrue();
    repair.audit(BTC, start);
    Answer.Audited audited = findings.next(Answer.Audited.class);
    assertThat(audited.from()).isEqualTo(start);
    assertThat(audited.list()).extracting(Bar::timestamp).isSubsetOf(start);
    repair.bars(BTC, Interval.M1, start, start + MINUTE);
    assertThat(findings.next(Answer.Bars.class).from()).isEqualTo(start);
    assertThat(rest.asked)
        .hasSize(2)
        .containsOnly("bars/BTCUSDT/%d-%d".formatted(start / MINUTE, start / MINUTE + 1));
  }

  @Test
  void asksSoSeldomThatItCostsAnEighthOfWhatIsAllowed() throws Exception {
    rest.answers("");
    Repair repair = repair(Reach.NEWEST, rest, true);
    for (int i = 0; i < 3; i++) {
      repair.audit(BTC, start - i * MINUTE);
      findings.next(Answer.Audited.class);
    }
    assertThat(waits).containsExactly(Duration.ofSeconds(8), Duration.ofSeconds(8));
  }

  @Test
  void isAskedOnceAndLateWhereNothingShowsThatRestLags() throws Exception {
    rest.answers("");
    Repair repair = repair(Reach.NEWEST, rest, true);
    repair.audit(BTC, start + 2 * MINUTE);
    assertThat(findings.next(Answer.Audited.class).list()).isEmpty();
    assertThat(waits).containsExactly(Duration.ofSeconds(70));
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void ofTradesIsAskedOnceAndLateWhereNoneCameAfterTheMinute() throws Exception {
    rest.answers("10@100 11@101");
    long now = UtcNanos.now(clock);
    repair(Reach.TIME, rest, true).audit(BTC, new TradeSearch(1, trade(10, 100), null, now, 0));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(2);
    assertThat(waits).containsExactly(Duration.ofSeconds(6));
    assertThat(rest.asked).hasSize(1);
  }

  private Repair settlingFor(Duration settling) {
    return repair(new ListedPast(Reach.TIME, 10, true, settling), rest, true);
  }

  @Test
  void isAskedOnceWhatTheExchangeTellsIsFinal() throws Exception {
    rest.answers("10@100 11@101");
    settlingFor(Duration.ofSeconds(35))
        .audit(BTC, new TradeSearch(1, trade(10, 100), trade(11, 101), UtcNanos.now(clock), 0));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(2);
    assertThat(waits).containsExactly(Duration.ofSeconds(35));
  }

  @Test
  void tradesBeforeASampleAreAskedForOnceAllAreReported() throws Exception {
    rest.answers("10@100 11@101");
    long now = UtcNanos.now(clock);
    settlingFor(Duration.ofSeconds(35))
        .trades(BTC, new TradeSearch(1, trade(10, 100), trade(11, 101), now, 0, true));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(2);
    assertThat(waits).containsExactly(Duration.ofSeconds(35));
  }

  @Test
  void ofBarsIsAskedOnceTheyAreFinal() throws Exception {
    rest.answers("%d".formatted((start + 2 * MINUTE) / MINUTE));
    settlingFor(Duration.ofSeconds(35)).audit(BTC, start + 2 * MINUTE);
    assertThat(findings.next(Answer.Audited.class).from()).isEqualTo(start + 2 * MINUTE);
    assertThat(waits).containsExactly(Duration.ofSeconds(95));
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void doesNotWaitOutABan() throws Exception {
    rest.fails("barred", 418, AuditErrand.LONGEST_WAIT.plusSeconds(1));
    repair(Reach.NEWEST, rest, true).audit(BTC, start);
    assertThat(findings.next(Answer.NotAudited.class).reason()).startsWith("barred");
    assertThat(waits).isEmpty();
  }

  @Test
  void waitsForEveryRepair() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    RestAccess access =
        request -> {
          rest.asked.add(request.uri().getPath().substring(1));
          if (request.uri().getPath().contains("ETH")) {
            busy.countDown();
            go.await();
          }
          return "10@100 11@101".getBytes(UTF_8);
        };
    Repair repair = repair(Reach.TIME, access, true);
    repair.bars(ETH, Interval.M1, start, start + MINUTE);
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    repair.audit(BTC, new TradeSearch(1, trade(10, 100), trade(11, 101), 0, 0));
    repair.trades(BTC, new TradeSearch(2, trade(10, 100), trade(11, 101), 0, 0));
    assertThat(findings.next(Answer.Trades.class).hole()).isEqualTo(2);
    assertThat(findings.isEmpty()).isTrue();
    assertThat(repair.queued(Errand.Kind.AUDITS)).isEqualTo(1);
    repair.forget(ETH);
    Answer.Trades audited = findings.next(Answer.Trades.class);
    assertThat(audited.hole()).isEqualTo(1);
    assertThat(audited.list()).extracting(Trade::sequence).containsExactly(10L, 11L);
  }

  @Test
  void isSkippedWhereItHadNoTurnForTwoMinutes() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    RestAccess access =
        request -> {
          rest.asked.add(request.uri().getPath().substring(1));
          busy.countDown();
          new CountDownLatch(1).await();
          return new byte[0];
        };
    Repair repair = repair(Reach.NEWEST, access, true);
    repair.bars(ETH, Interval.M1, start, start + MINUTE);
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    repair.audit(BTC, start);
    clock.advance(AuditErrand.LONGEST_WAIT.plusSeconds(1));
    repair.forget(ETH);
    assertThat(findings.next(Answer.NotAudited.class).reason()).startsWith("audit skipped");
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void isRefusedWhereTradesCantBeHadByTime() throws Exception {
    Repair repair = repair(Reach.NEWEST, rest, true);
    repair.audit(BTC, new TradeSearch(1, trade(10, 100), trade(11, 101), 0, 0));
    assertThat(findings.next(Answer.NoTrades.class).hole()).isEqualTo(1);
    assertThat(rest.asked).isEmpty();
  }

  @Test
  void isNotWantedWhereItIsSwitchedOff() {
    assertThat(repair(Reach.NEWEST, rest, false).audits(BTC)).isFalse();
  }
}
