package io.barline.book;

import static io.barline.book.Messages.delta;
import static io.barline.book.Messages.side;
import static io.barline.book.Messages.snapshot;
import static io.barline.market.Trade.NO_SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderBookTest {
  private static final SequenceRule SPOT = new SequenceRule(Origin.REQUEST, Chain.OVERLAPPING);
  private static final SequenceRule FUTURES = new SequenceRule(Origin.REQUEST, Chain.LINKED);
  private static final SequenceRule BYBIT = new SequenceRule(Origin.STREAM, Chain.CONSECUTIVE);
  private static final SequenceRule PLAIN = new SequenceRule(Origin.STREAM, Chain.UNNUMBERED);

  private static OrderBook ready(SequenceRule rule) {
    OrderBook book = new OrderBook(rule, 2);
    BookSnapshot snapshot = snapshot(1_000, 40, "99 1, 98 2", "101 1, 102 2");
    assertThat(rule.origin() == Origin.REQUEST ? book.answer(snapshot) : book.on(snapshot))
        .isEqualTo(Outcome.REPLACED);
    return book;
  }

  private static List<Level> bids(OrderBook book) {
    return content(book).bids();
  }

  private static BookSnapshot content(OrderBook book) {
    return Objects.requireNonNull(
        new DepthView(Messages.INSTRUMENT, 5_000).snapshot(book, 1), "not ready");
  }

  @Test
  void waitsForASnapshotAndAppliesWhatCameMeanwhile() {
    OrderBook book = new OrderBook(SPOT, 2);
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.on(delta(39, 0, 40, "99 7", ""))).isEqualTo(Outcome.WAITING);
    assertThat(book.on(delta(41, 0, 42, "99 3", "103 4"))).isEqualTo(Outcome.WAITING);
    assertThat(book.isReady()).isFalse();
    assertThat(book.answer(snapshot(1_000, 40, "99 1, 98 2", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(book.isReady()).isTrue();
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(book.sequence()).isEqualTo(42);
    assertThat(book.exchangeTime()).isEqualTo(420);
    assertThat(bids(book)).isEqualTo(side("99 3, 98 2"));
    assertThat(content(book).asks()).isEqualTo(side("101 1, 103 4"));
  }

  @Test
  void asksAgainWhereTheSnapshotIsOlderThanTheFirstDelta() {
    OrderBook book = new OrderBook(SPOT, 2);
    book.on(delta(41, 0, 42, "99 3", ""));
    assertThat(book.answer(snapshot(1_000, 39, "99 1", "101 1"))).isEqualTo(Outcome.WAITING);
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.answer(snapshot(1_000, 41, "99 1", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(bids(book)).isEqualTo(side("99 3"));
  }

  @Test
  void beginsOnFuturesWithTheDeltaThatEndsAtTheSnapshot() {
    OrderBook book = new OrderBook(FUTURES, 2);
    book.on(delta(30, 25, 39, "99 7", ""));
    book.on(delta(40, 39, 40, "98 3", ""));
    book.on(delta(47, 40, 49, "97 4", ""));
    assertThat(book.answer(snapshot(1_000, 40, "99 1", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(bids(book)).isEqualTo(side("99 1, 98 3, 97 4"));
    assertThat(book.on(delta(55, 49, 57, "99 2", ""))).isEqualTo(Outcome.UPDATED);
    assertThat(book.sequence()).isEqualTo(57);
  }

  @ParameterizedTest
  @CsvSource({"45, 40, Updated", "45, 38, Updated", "45, 41, Lost", "40, 38, Updated"})
  void aFirstDeltaOfFuturesMustReachBackToTheSnapshot(long first, long previous, String outcome) {
    assertThat(ready(FUTURES).on(delta(first, previous, 47, "99 2", "")).getClass().getSimpleName())
        .isEqualTo(outcome);
  }

  @Test
  void aLaterDeltaOfFuturesMustNameTheOneBefore() {
    OrderBook book = ready(FUTURES);
    book.on(delta(38, 37, 44, "99 2", ""));
    assertThat(book.on(delta(44, 43, 48, "99 3", "")))
        .isEqualTo(
            new Outcome.Lost(
                "expected what follows update 44, got what follows 43, updates 44 to 48"));
  }

  @Test
  void saysWhatWasMissedAndBeginsAnewWithTheSameDelta() {
    OrderBook book = ready(SPOT);
    assertThat(book.on(delta(43, 0, 45, "99 9", "")))
        .isEqualTo(new Outcome.Lost("expected update 41, got 43 to 45"));
    assertThat(book.isReady()).isFalse();
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.sequence()).isEqualTo(NO_SEQUENCE);
    assertThat(book.answer(snapshot(1_000, 41, "99 1", "101 1"))).isEqualTo(Outcome.WAITING);
    assertThat(book.answer(snapshot(1_000, 43, "99 1", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(bids(book)).isEqualTo(side("99 9"));
  }

  @Test
  void ignoresWhatItHas() {
    OrderBook book = ready(SPOT);
    assertThat(book.on(delta(39, 0, 40, "99 9", ""))).isEqualTo(Outcome.IGNORED);
    assertThat(book.answer(snapshot(1_000, 44, "99 9", ""))).isEqualTo(Outcome.IGNORED);
    assertThat(bids(book)).isEqualTo(side("99 1, 98 2"));
  }

  @Test
  void beginsAnewWhereOnlyOldUpdatesCome() {
    OrderBook book = ready(SPOT);
    for (int i = 1; i < OrderBook.MOST_OLD; i++) {
      assertThat(book.on(delta(i, 0, i % 30, "", ""))).isEqualTo(Outcome.IGNORED);
    }
    assertThat(book.on(delta(3, 0, 3, "", "")))
        .isEqualTo(new Outcome.Lost("500 old updates in a row after 40, now 3"));
    assertThat(book.on(delta(4, 0, 4, "", ""))).isEqualTo(Outcome.WAITING);
  }

  @Test
  void aSnapshotInMidStreamReplacesTheBookUnlessItIsARepetition() {
    OrderBook book = ready(BYBIT);
    assertThat(book.on(delta(-1, -1, 41, "99 5", ""))).isEqualTo(Outcome.UPDATED);
    assertThat(book.on(snapshot(50, 41, "97 1", "101 1"))).isEqualTo(Outcome.IGNORED);
    assertThat(book.on(snapshot(50, 39, "97 1", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(book.on(delta(-1, -1, 41, "99 5", "")))
        .isEqualTo(new Outcome.Lost("expected update 40, got 41"));
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(book.on(delta(-1, -1, 42, "99 5", ""))).isEqualTo(Outcome.WAITING);
    assertThat(book.on(snapshot(50, 1, "97 1", ""))).isEqualTo(Outcome.REPLACED);
    assertThat(book.on(snapshot(50, 1, "96 1", ""))).isEqualTo(Outcome.REPLACED);
    assertThat(bids(book)).isEqualTo(side("96 1"));
  }

  @Test
  void followsAStreamWithoutNumbersUntilItIsInterrupted() {
    OrderBook book = new OrderBook(PLAIN, 100);
    assertThat(book.on(delta(-1, -1, -1, "99 5", ""))).isEqualTo(Outcome.WAITING);
    assertThat(book.on(snapshot(100, -1, "99 1", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(book.on(snapshot(100, -1, "99 2", "101 1"))).isEqualTo(Outcome.REPLACED);
    assertThat(book.on(delta(-1, -1, -1, "98 5", "101 0"))).isEqualTo(Outcome.UPDATED);
    assertThat(bids(book)).isEqualTo(side("99 2, 98 5"));
    book.interrupt();
    assertThat(book.isReady()).isFalse();
    assertThat(book.on(delta(-1, -1, -1, "97 5", ""))).isEqualTo(Outcome.WAITING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "101 5 | '' | crossed at update 41: bid 101 is not below ask 101",
        "'' | 98.5 5 | crossed at update 41: bid 99 is not below ask 98.5",
        "97 -1 | '' | bid size -1 at 97 is negative",
        "'' | 0 1 | ask price 0 is not above 0",
        "-3 1 | '' | bid price -3 is not above 0"
      })
  void refusesADeltaThatMakesNoSense(String bids, String asks, String reason) {
    OrderBook book = ready(SPOT);
    assertThat(book.on(delta(41, 0, 41, bids, asks))).isEqualTo(new Outcome.Lost(reason));
    assertThat(book.isReady()).isFalse();
    assertThat(book.answer(snapshot(9, 41, "99 1", "101 1"))).isEqualTo(Outcome.REPLACED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "98 1, 99 1 | '' | bids of a snapshot are not sorted: 99 follows 98",
        "'' | 99 1, 99 2 | asks of a snapshot are not sorted: 99 follows 99",
        "100 1 | 100 2 | crossed at update 44: bid 100 is not below ask 100",
        "100 -1 | '' | bid size -1 at 100 is negative",
      })
  void refusesASnapshotThatMakesNoSense(String bids, String asks, String reason) {
    OrderBook asked = new OrderBook(SPOT, 2);
    assertThat(asked.answer(snapshot(9, 44, bids, asks))).isEqualTo(new Outcome.Lost(reason));
    OrderBook streamed = ready(BYBIT);
    assertThat(streamed.on(snapshot(9, 44, bids, asks))).isEqualTo(new Outcome.Lost(reason));
    assertThat(streamed.isReady()).isFalse();
  }

  @Test
  void wantsANewSnapshotBeforeTheKnownLevelsRunOut() {
    OrderBook book = new OrderBook(SPOT, 2);
    book.answer(snapshot(3, 40, "99 1, 98 2, 97 3", "101 1"));
    assertThat(book.wantsSnapshot()).isFalse();
    book.on(delta(41, 0, 41, "99 0, 90 5, 91 5", "101 0"));
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(book.bids().size()).isEqualTo(4);
    assertThat(bids(book)).isEqualTo(side("98 2, 97 3"));

    book.on(delta(42, 0, 42, "98 0", ""));
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.isReady()).isTrue();
    assertThat(bids(book)).isEqualTo(side("97 3"));
    book.on(delta(43, 0, 43, "97 4", ""));
    assertThat(book.answer(snapshot(3, 40, "99 1, 98 2, 97 3", ""))).isEqualTo(Outcome.IGNORED);
    assertThat(book.answer(snapshot(3, 42, "97 3, 92 1, 91 5", ""))).isEqualTo(Outcome.REPLACED);
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(book.sequence()).isEqualTo(43);
    assertThat(bids(book)).isEqualTo(side("97 4, 92 1, 91 5"));
  }

  @Test
  void aSideShorterThanAskedForIsKnownWhole() {
    OrderBook book = new OrderBook(SPOT, 2);
    book.answer(snapshot(3, 40, "99 1, 98 2", ""));
    book.on(delta(41, 0, 41, "99 0, 98 0, 50 1", "110 1"));
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(bids(book)).isEqualTo(side("50 1"));
  }

  @Test
  void dropsTheOldestOfWhatWaitsWhenThereIsTooMuch() {
    OrderBook book = new OrderBook(SPOT, 2);
    for (int i = 1; i <= Backlog.MOST_DELTAS + 10; i++) {
      book.on(delta(i, 0, i, "99 " + i, ""));
    }
    assertThat(book.answer(snapshot(9, 9, "99 1", ""))).isEqualTo(Outcome.WAITING);
    assertThat(book.answer(snapshot(9, 10, "99 1", ""))).isEqualTo(Outcome.REPLACED);
    assertThat(book.sequence()).isEqualTo(Backlog.MOST_DELTAS + 10);
  }

  @Test
  void dropsTheOldestOfWhatWaitsWhenItIsTooLong() {
    OrderBook book = new OrderBook(SPOT, 2);
    for (int i = 1; i <= 3; i++) {
      book.on(many(i, 1, Backlog.MOST_LEVELS / 2));
    }
    assertThat(book.answer(snapshot(9, 0, "", ""))).isEqualTo(Outcome.WAITING);
    assertThat(book.answer(snapshot(9, 1, "", ""))).isEqualTo(Outcome.REPLACED);
  }

  @Test
  void forgetsTheWorstLevelsOfABookThatGrowsTooLarge() {
    OrderBook book = ready(SPOT);
    book.on(many(41, 1_000_000, Ladder.MOST_LEVELS));
    assertThat(book.asks().size()).isEqualTo(Ladder.MOST_LEVELS);
    assertThat(book.asks().known()).isEqualTo(Ladder.MOST_LEVELS);
    book.on(delta(42, 0, 42, "", "2000000 5"));
    assertThat(book.asks().size()).isEqualTo(Ladder.MOST_LEVELS);
    book.on(delta(43, 0, 43, "", "101 0, 2000000 5"));
    assertThat(book.asks().known()).isEqualTo(Ladder.MOST_LEVELS - 1);
    assertThat(book.wantsSnapshot()).isFalse();
  }

  private static BookDelta many(long sequence, int firstPrice, int count) {
    List<Level> asks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asks.add(new Level(Decimal.of(firstPrice + i, 0), Decimal.ONE));
    }
    return new BookDelta(
        Messages.INSTRUMENT, 2, sequence, NO_SEQUENCE, sequence, List.of(), asks, 1, 1);
  }

  @Test
  void refusesARuleThatCannotWork() {
    assertThatThrownBy(() -> new SequenceRule(Origin.REQUEST, Chain.UNNUMBERED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UNNUMBERED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"97 1, 98 1 | 101 1", "97 3 | 97 1", "97 3, 92 -1 | 101 1", "97 3 | 95 1"})
  void aFaultyAnswerCostsNoGoodBookThatOnlyRunsOut(String bids, String asks) {
    OrderBook book = new OrderBook(SPOT, 2);
    book.answer(snapshot(3, 40, "99 1, 98 2, 97 3", "101 1"));
    book.on(delta(41, 0, 41, "99 0, 98 0", ""));
    book.on(delta(42, 0, 42, "96 4", ""));
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.answer(snapshot(3, 41, bids, asks))).isEqualTo(Outcome.IGNORED);
    assertThat(book.isReady()).isTrue();
    assertThat(book.wantsSnapshot()).isTrue();
    assertThat(book.on(delta(43, 0, 43, "97 9", ""))).isEqualTo(Outcome.UPDATED);
    assertThat(bids(book)).isEqualTo(side("97 9"));
    assertThat(book.answer(snapshot(3, 43, "97 9, 96 4, 95 1", "101 1")))
        .isEqualTo(Outcome.REPLACED);
    assertThat(book.wantsSnapshot()).isFalse();
    assertThat(bids(book)).isEqualTo(side("97 9, 96 4, 95 1"));
    assertThat(book.on(delta(44, 0, 44, "97 8", ""))).isEqualTo(Outcome.UPDATED);
  }
}
