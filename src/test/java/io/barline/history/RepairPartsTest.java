package io.barline.history;

import static io.barline.history.ListedPast.BTC;
import static io.barline.history.ListedPast.ETH;
import static io.barline.history.ListedPast.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.HistoryRequests.Reach;
import io.barline.exchange.RestBudget;
import io.barline.history.RecordedFindings.Answer;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import io.barline.simulator.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Much that is found is told in parts, and what is of no use any more is not told. Waiting moves
 * the clock on, and takes no time.
 */
@Timeout(60)
class RepairPartsTest {
  private static final RestBudget BUDGET =
      new RestBudget(600, Duration.ofMinutes(1), Duration.ZERO);
  private static final RepairSettings SETTINGS =
      new RepairSettings(
          true,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          50_000,
          100,
          true);

  private final TestClock clock = new TestClock();
  private final ScriptedRest rest = new ScriptedRest();
  private final RecordedFindings findings = new RecordedFindings();
  private final ExecutorService lane = Executors.newSingleThreadExecutor();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final long start = UtcNanos.now(clock);

  @AfterEach
  void end() {
    lane.shutdownNow();
  }

  private Repair repair(Executor on, Repair.Pause pause) {
    return repair(Reach.ID, on, pause);
  }

  private Repair repair(Reach reach, Executor on, Repair.Pause pause) {
    return new Repair(
        new ListedPast(reach, 1_000), rest, BUDGET, on, findings, SETTINGS, clock, pause);
  }

  private void pass(long nanos) {
    waits.add(Duration.ofNanos(nanos));
    clock.advance(Duration.ofNanos(nanos));
  }

  /** The trades from 10 on, as many, as an answer. */
  private static String many(int count) {
    return LongStream.range(10, 10 + count)
        .mapToObj(id -> id + "@" + (90 + id))
        .collect(Collectors.joining(" "));
  }

  /** The search for those between the first and the last of {@link #many}. */
  private static TradeSearch search(long hole, int count) {
    return new TradeSearch(hole, trade(10, 100), trade(9 + count, 99 + count), 0, 0);
  }

  @Test
  void tellsMuchInPartsWithTimeBetweenThem() throws Exception {
    int count = 2 * TradeErrand.PART + 88;
    rest.answers(many(count));
    repair(lane, this::pass).trades(BTC, search(7, count));
    List<Trade> told = new ArrayList<>();
    for (int part = 0; part < 2; part++) {
      Answer.Coming coming = findings.next(Answer.Coming.class);
      assertThat(coming.hole()).isEqualTo(7);
      assertThat(coming.list()).hasSize(TradeErrand.PART);
      told.addAll(coming.list());
    }
    told.addAll(findings.next(Answer.Trades.class).list());
    assertThat(told)
        .extracting(Trade::sequence)
        .containsExactlyElementsOf(LongStream.range(10, 10 + count).boxed().toList());
    assertThat(waits).containsExactly(Repair.BETWEEN_PARTS, Repair.BETWEEN_PARTS);
  }

  @Test
  void asManyTellInPartsAtATimeAsMayAskHoweverManyAreRepaired() throws Exception {
    int count = 3 * TradeErrand.PART;
    rest.answers(many(count));
    CountDownLatch telling = new CountDownLatch(Repair.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    Repair repair =
        repair(
            lane,
            _ -> {
              telling.countDown();
              go.await();
            });
    for (int i = 0; i < 20; i++) {
      repair.trades(ListedPast.instrument("COIN%d/USDT".formatted(i)), search(i, count));
    }
    assertThat(telling.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(rest.asked).hasSize(Repair.AT_ONCE);
    go.countDown();
    Map<Long, Integer> told = new HashMap<>();
    while (told.values().stream().mapToInt(Integer::intValue).sum() < 20 * count) {
      switch (findings.next(Answer.class)) {
        case Answer.Coming(Instrument _, long hole, List<Trade> list) ->
            told.merge(hole, list.size(), Integer::sum);
        case Answer.Trades(Instrument _, long hole, List<Trade> list) ->
            told.merge(hole, list.size(), Integer::sum);
        case Answer other -> throw new AssertionError(other);
      }
    }
    assertThat(told).hasSize(20).allSatisfy((_, all) -> assertThat(all).isEqualTo(count));
  }

  @Test
  void tellsAsManyAsAPartHoldsAtOnce() throws Exception {
    rest.answers(many(TradeErrand.PART));
    repair(lane, this::pass).trades(BTC, search(7, TradeErrand.PART));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(TradeErrand.PART);
    assertThat(waits).isEmpty();
  }

  @Test
  void tellsAllThatAnAuditLooksAtAtOnce() throws Exception {
    int count = 2 * TradeErrand.PART + 88;
    rest.answers(many(count));
    repair(Reach.TIME, lane, this::pass).audit(BTC, search(7, count));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(count);
    assertThat(waits).isEmpty();
  }

  @Test
  void handsOverNoPartBeforeTheLastOneWasTold() throws Exception {
    int count = 3 * TradeErrand.PART;
    rest.answers(many(count));
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    List<String> happened = new CopyOnWriteArrayList<>();
    Repair repair =
        repair(
            task -> {
              happened.add("handed over");
              tasks.add(task);
            },
            nanos -> {
              happened.add("waited");
              pass(nanos);
            });
    repair.trades(BTC, search(7, count));
    for (int part = 0; part < 3; part++) {
      Runnable task = tasks.poll(30, TimeUnit.SECONDS);
      happened.add("told");
      assertThat(task).isNotNull();
      task.run();
    }
    assertThat(happened)
        .containsExactly(
            "handed over",
            "told",
            "waited",
            "handed over",
            "told",
            "waited",
            "handed over",
            "told");
  }

  @Test
  void aGatewayThatStopsWaitsForNobody() throws Exception {
    CountDownLatch refused = new CountDownLatch(3);
    int count = 3 * TradeErrand.PART;
    rest.answers(many(count));
    repair(
            _ -> {
              refused.countDown();
              throw new RejectedExecutionException();
            },
            this::pass)
        .trades(BTC, search(7, count));
    assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(findings.isEmpty()).isTrue();
  }

  @Test
  void tellsNoFurtherPartOfWhatIsWithdrawn() throws Exception {
    int count = 3 * TradeErrand.PART;
    rest.answers(many(count));
    CountDownLatch between = new CountDownLatch(1);
    Repair repair =
        repair(
            lane,
            nanos -> {
              between.countDown();
              new CountDownLatch(1).await(); // until it is interrupted
            });
    repair.trades(BTC, search(7, count));
    findings.next(Answer.Coming.class);
    assertThat(between.await(30, TimeUnit.SECONDS)).isTrue();
    repair.withdraw(BTC, 7);
    repair.trades(BTC, search(8, 2));
    assertThat(findings.next(Answer.Trades.class).hole()).isEqualTo(8);
    assertThat(findings.isEmpty()).isTrue();
  }

  @Test
  void aSearchThatIsWithdrawnBeforeItsTimeIsNeverMade() throws Exception {
    rest.answers(many(2));
    CountDownLatch waiting = new CountDownLatch(1);
    Repair repair =
        repair(
            lane,
            nanos -> {
              waiting.countDown();
              new CountDownLatch(1).await(); // until it is interrupted
            });
    repair.trades(BTC, new TradeSearch(7, trade(10, 100), null, start, start));
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    repair.withdraw(ETH, 7);
    repair.withdraw(BTC, 6);
    assertThat(repair.queued(Errand.Kind.TRADES)).isEqualTo(1);
    repair.withdraw(BTC, 7);
    repair.trades(BTC, search(8, 2));
    assertThat(findings.next(Answer.Trades.class).hole()).isEqualTo(8);
    assertThat(findings.isEmpty()).isTrue();
    assertThat(rest.asked).hasSize(1);
  }

  @Test
  void oneThatIsUnderWayTellsNothingOnceItIsWithdrawn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    rest.replies(
            () -> {
              asked.countDown();
              new CountDownLatch(1).await(); // until it is interrupted
              return new byte[0];
            })
        .answers(many(2));
    Repair repair = repair(lane, this::pass);
    repair.trades(BTC, search(7, 2));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    repair.withdraw(BTC, 7);
    repair.trades(BTC, search(8, 2));
    assertThat(findings.next(Answer.Trades.class).hole()).isEqualTo(8);
    assertThat(findings.isEmpty()).isTrue();
  }

  private String newest(long id, Duration fromNow) {
    return "10@100 %d@%d".formatted(id, (start + fromNow.toNanos()) / UtcNanos.MILLISECOND);
  }

  @Test
  void aTradeOfAnExchangeWhoseClockIsAheadProvesNothingBeforeItsTime() throws Exception {
    rest.answers(newest(11, Duration.ofMillis(1_999)), newest(12, Duration.ofSeconds(2)));
    repair(lane, this::pass)
        .trades(
            BTC,
            new TradeSearch(
                7, trade(10, 100), null, start, start + Duration.ofSeconds(2).toNanos()));
    assertThat(findings.next(Answer.Trades.class).list())
        .extracting(Trade::sequence)
        .containsExactly(10L, 11L, 12L);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), TradeErrand.SETTLED);
  }

  @Test
  void ofAnExchangeWhoseClockIsBehindTheGatewaysTimeCounts() throws Exception {
    rest.answers(newest(11, Duration.ofMillis(-1)), newest(12, Duration.ZERO));
    repair(lane, this::pass)
        .trades(
            BTC,
            new TradeSearch(
                7, trade(10, 100), null, start, start - Duration.ofSeconds(2).toNanos()));
    assertThat(findings.next(Answer.Trades.class).list()).hasSize(3);
    assertThat(rest.asked).hasSize(2);
  }
}
