package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.book.SequenceRule;
import io.barline.hub.Variant;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookFlowTest {
  private static final int DEPTH = 50;
  private static final UpstreamChannel BOOK = new UpstreamChannel.Book(DEPTH);
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final Channel TEN = new Channel.Book(10);
  private static final Channel ONE = new Channel.Book(1);
  private static final Channel QUOTES = new Channel.Quotes();
  private static final Channel TRADES = new Channel.Trades();

  private final ListenedPipeline streamed =
      new ListenedPipeline(
          Pipeline.TradeOrder.CONTIGUOUS,
          new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.CONSECUTIVE));
  private final ListenedPipeline requested =
      new ListenedPipeline(
          Pipeline.TradeOrder.CONTIGUOUS,
          new SequenceRule(SequenceRule.Origin.REQUEST, SequenceRule.Chain.OVERLAPPING));

  private static List<Level> level(int price, int size) {
    return List.of(new Level(Decimal.of(price, 0), Decimal.of(size, 0)));
  }

  private static BookSnapshot snapshot(long sequence, double seconds) {
    return new BookSnapshot(
        BTC, DEPTH, sequence, level(99, 1), level(101, 1), at(seconds), at(seconds));
  }

  private static BookDelta bid(long sequence, int price, int size, double seconds) {
    return new BookDelta(
        BTC,
        DEPTH,
        sequence,
        Trade.NO_SEQUENCE,
        sequence,
        level(price, size),
        List.of(),
        at(seconds),
        at(seconds));
  }

  private static void trade(ListenedPipeline to, long id, double seconds) {
    to.pipeline.on(
        new Trade(BTC, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(seconds), at(seconds)));
  }

  @Test
  void publishesASnapshotThenWhatChangedInEachWantedDepth() {
    streamed.want(TEN, BOOK, 0);
    streamed.want(ONE, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.on(bid(2, 98, 5, 2));
    streamed.pipeline.on(bid(3, 100, 5, 3));
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "delta", "delta");
    assertThat(streamed.take("book.1")).containsExactly("snapshot", "delta");
    assertThat(streamed.counts.bookUpdates()).hasValue(3);
  }

  @Test
  void whoComesLaterBeginsWithASnapshotOfWhatIsKnown() {
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.want(ONE, BOOK, 2);
    assertThat(streamed.take("book.1")).containsExactly("snapshot");
    streamed.take("book.10");
    streamed.pipeline.on(bid(2, 98, 5, 3));
    streamed.take("book.10");
    streamed.listen(TEN, Variant.PLAIN);
    assertThat(streamed.heard("book.10").getLast().path("bids")).hasSize(2);
    assertThat(streamed.take("book.10")).containsExactly("snapshot");
  }

  @Test
  void aLostBookIsResetAndResubscribedAndNothingElseIsTouched() {
    streamed.want(TEN, BOOK, 0);
    streamed.want(QUOTES, new UpstreamChannel.Quotes(), 0);
    streamed.want(TRADES, OF_TRADES, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.on(bid(4, 100, 5, 2));
    streamed.pipeline.on(bid(5, 98, 5, 3));
    trade(streamed, 1, 3);
    assertThat(streamed.heard("book.10").get(1).path("reason").asString()).isNotEmpty();
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "reset");
    assertThat(streamed.pipeline.bookTrouble(DEPTH)).isEqualTo("expected update 2, got 4");
    assertThat(streamed.demand.asked).hasSize(2).containsOnly("resubscribe 50");
    assertThat(streamed.counts.bookRequests()).hasValue(1);
    streamed.pipeline.on(snapshot(9, 4));
    streamed.pipeline.on(bid(10, 98, 5, 5));
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "delta");
    assertThat(streamed.pipeline.bookTrouble(DEPTH)).isNull();
    assertThat(streamed.take("quotes")).isEmpty();
    assertThat(streamed.take("trades")).containsExactly("trade");
    assertThat(streamed.counts.bookResets()).hasValue(1);
  }

  @Test
  void asksForTheFirstSnapshotWhenTheFirstChangeHasCome() {
    requested.want(TEN, BOOK, 0);
    assertThat(requested.demand.asked).isEmpty();
    requested.pipeline.on(bid(5, 98, 5, 1));
    requested.pipeline.on(bid(6, 97, 5, 2));
    assertThat(requested.demand.asked).containsExactly("snapshot 50");
    assertThat(requested.take("book.10")).isEmpty();
    requested.pipeline.bookAnswer(DEPTH, snapshot(5, 2));
    assertThat(requested.take("book.10")).containsExactly("snapshot");
    requested.pipeline.on(bid(7, 96, 5, 3));
    assertThat(requested.take("book.10")).containsExactly("delta");
    assertThat(requested.demand.asked).hasSize(1);
  }

  @Test
  void aSnapshotThatIsTooOldOrCantBeHadIsAskedForAgain() {
    requested.want(TEN, BOOK, 0);
    requested.pipeline.on(bid(5, 98, 5, 1));
    requested.pipeline.bookAnswer(DEPTH, snapshot(3, 1));
    assertThat(requested.demand.asked).containsExactly("snapshot 50", "snapshot 50");
    assertThat(requested.pipeline.bookTrouble(DEPTH)).contains("waiting for a snapshot");
    requested.pipeline.bookUnavailable(DEPTH, "status 503");
    assertThat(requested.demand.asked).hasSize(3);
    assertThat(requested.pipeline.bookTrouble(DEPTH)).isEqualTo("status 503");
    assertThat(requested.pipeline.needsBook(DEPTH)).isTrue();
    requested.pipeline.bookAnswer(DEPTH, snapshot(5, 3));
    assertThat(requested.take("book.10")).containsExactly("snapshot");
    assertThat(requested.pipeline.needsBook(DEPTH)).isFalse();
  }

  @Test
  void aHoleInRequestedBooksAsksForASnapshot() {
    requested.want(TEN, BOOK, 0);
    requested.pipeline.on(bid(5, 98, 5, 1));
    requested.pipeline.bookAnswer(DEPTH, snapshot(5, 1));
    requested.take("book.10");
    requested.pipeline.on(bid(9, 98, 6, 2));
    assertThat(requested.take("book.10")).containsExactly("reset");
    assertThat(requested.demand.asked).containsExactly("snapshot 50", "snapshot 50");
    requested.pipeline.bookAnswer(DEPTH, snapshot(9, 3));
    assertThat(requested.take("book.10")).containsExactly("snapshot");
  }

  @Test
  void aLostConnectionResetsTheBookAndLeavesTheRestToTheNextOne() {
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.interrupted(BOOK, Gap.Cause.DISCONNECTED, "the connection was lost", at(2));
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "reset");
    assertThat(streamed.demand.asked).isEmpty();
    streamed.pipeline.on(snapshot(1, 3));
    assertThat(streamed.take("book.10")).containsExactly("gap", "snapshot");
  }

  @Test
  void anUnreadableFrameCostsABookOnlyWhereItsMessagesHaveNoNumbersOrOneIsMissing() {
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.interrupted(BOOK, Gap.Cause.UNREADABLE, "no JSON", at(2));
    streamed.pipeline.on(bid(2, 98, 5, 2));
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "delta");
    assertThat(streamed.demand.asked).isEmpty();
    streamed.pipeline.interrupted(BOOK, Gap.Cause.UNREADABLE, "no JSON", at(3));
    streamed.pipeline.on(bid(4, 98, 6, 3));
    assertThat(streamed.take("book.10")).containsExactly("reset");
    ListenedPipeline unnumbered =
        new ListenedPipeline(
            Pipeline.TradeOrder.CONTIGUOUS,
            new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.UNNUMBERED));
    unnumbered.want(TEN, BOOK, 0);
    unnumbered.pipeline.on(snapshot(Trade.NO_SEQUENCE, 1));
    unnumbered.pipeline.interrupted(BOOK, Gap.Cause.UNREADABLE, "no JSON", at(2));
    assertThat(unnumbered.take("book.10")).containsExactly("snapshot", "reset");
  }

  @Test
  void anAnswerToTheConnectionBeforeIsOfNoUse() {
    requested.want(TEN, BOOK, 0);
    requested.pipeline.on(bid(5, 98, 5, 1));
    requested.pipeline.interrupted(BOOK, Gap.Cause.DISCONNECTED, "the connection was lost", at(2));
    requested.pipeline.bookAnswer(DEPTH, snapshot(5, 2));
    assertThat(requested.take("book.10")).isEmpty();
    requested.pipeline.on(bid(8, 98, 5, 3));
    assertThat(requested.demand.asked).containsExactly("snapshot 50", "snapshot 50");
  }

  @Test
  void anUpdateFromAnImplausibleTimeCostsTheBook() {
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.on(
        new BookDelta(BTC, DEPTH, 2, 1, 2, level(98, 5), List.of(), at(500), at(2)));
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "reset");
    assertThat(streamed.demand.asked).containsExactly("resubscribe 50");
  }

  @Test
  void quotesOfABookAreToldWhenItsTouchChanges() {
    streamed.want(QUOTES, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.pipeline.on(bid(2, 98, 5, 2));
    streamed.pipeline.on(bid(3, 99, 7, 3));
    streamed.pipeline.on(bid(4, 99, 0, 4));
    streamed.pipeline.on(bid(5, 98, 0, 5));
    assertThat(streamed.heard("quotes", "bid")).containsExactly("99", "99", "98", "0");
    assertThat(streamed.heard("quotes", "bidSize")).containsExactly("1", "7", "5", "0");
    assertThat(streamed.heard("quotes", "ask")).containsOnly("101");
  }

  @Test
  void quotesOfALostBookGoOnAfterAGap() {
    streamed.want(QUOTES, BOOK, 0);
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(snapshot(7, 1));
    streamed.pipeline.on(bid(9, 100, 5, 2));
    streamed.pipeline.on(snapshot(1, 3)); // the exchange counts anew
    assertThat(streamed.heard("quotes", "cause")).contains("sequence_jump");
    assertThat(streamed.heard("quotes", "detail")).contains("expected update 8, got 9");
    assertThat(streamed.take("quotes")).containsExactly("quote", "gap", "quote");
    assertThat(streamed.take("book.10")).doesNotContain("gap");
  }

  @Test
  void whatIsDroppedIsToldNoMore() {
    streamed.want(TEN, BOOK, 0);
    streamed.want(QUOTES, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    streamed.take("book.10");
    streamed.take("quotes");
    streamed.pipeline.drop(TEN, Variant.PLAIN, at(2));
    streamed.pipeline.drop(QUOTES, Variant.PLAIN, at(2));
    streamed.pipeline.on(bid(2, 99, 7, 3));
    streamed.pipeline.letGo(BOOK);
    streamed.pipeline.on(bid(9, 99, 8, 4));
    assertThat(streamed.take("book.10")).isEmpty();
    assertThat(streamed.take("quotes")).isEmpty();
    assertThat(streamed.pipeline.isIdle()).isTrue();
    assertThat(streamed.demand.asked).isEmpty();
  }

  @Test
  void refusesWhatCannotBeMade() {
    assertThatThrownBy(() -> streamed.want(TEN, OF_TRADES, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> streamed.want(new Channel.Bars(Interval.M1), BOOK, 0))
        .isInstanceOf(IllegalArgumentException.class);
    ListenedPipeline bookless = new ListenedPipeline(Pipeline.TradeOrder.CONTIGUOUS, null);
    assertThatThrownBy(() -> bookless.want(TEN, BOOK, 0))
        .hasMessage("no order books are kept of plain:BTC/USDT");
  }

  @Test
  void aStreamThatGoesOnWithoutASnapshotIsAskedForAnew() {
    streamed.want(TEN, BOOK, 0);
    streamed.pipeline.on(bid(2, 98, 5, 1));
    streamed.pipeline.on(bid(3, 98, 6, 2));
    assertThat(streamed.demand.asked).hasSize(2).containsOnly("resubscribe 50");
    streamed.pipeline.on(snapshot(3, 3));
    streamed.pipeline.interrupted(BOOK, Gap.Cause.DISCONNECTED, "the connection was lost", at(4));
    streamed.demand.asked.clear();
    streamed.pipeline.on(bid(4, 98, 6, 5));
    assertThat(streamed.demand.asked).containsExactly("resubscribe 50");
    assertThat(streamed.counts.bookRequests()).hasValue(2);
  }

  @Test
  void refusedUpdatesCostABookOnce() {
    streamed.want(TEN, BOOK, 0);
    streamed.want(QUOTES, BOOK, 0);
    streamed.pipeline.on(snapshot(1, 1));
    for (int i = 2; i < 6; i++) {
      streamed.pipeline.on(
          new BookDelta(BTC, DEPTH, i, i - 1, i, level(98, 5), List.of(), at(500 * i), at(2)));
    }
    assertThat(streamed.counts.bookResets()).hasValue(1);
    assertThat(streamed.pipeline.bookTrouble(DEPTH)).isEqualTo("an update was not accepted");
    streamed.pipeline.on(snapshot(9, 3));
    assertThat(streamed.heard("quotes", "cause")).contains("rejected");
    assertThat(streamed.take("book.10")).containsExactly("snapshot", "reset", "snapshot");
  }

  @Test
  void quotesAfterALostConnectionSayThatTheFeedWasDown() {
    streamed.want(QUOTES, BOOK, 0);
    streamed.pipeline.on(snapshot(7, 1));
    streamed.pipeline.interrupted(BOOK, Gap.Cause.DISCONNECTED, "the connection was lost", at(2));
    streamed.pipeline.on(snapshot(9, 3));
    assertThat(streamed.heard("quotes", "cause")).contains("disconnected");
  }

  @Test
  void nothingIsNeededOfABookThatNobodyWants() {
    assertThat(streamed.pipeline.needsBook(DEPTH)).isFalse();
    assertThat(streamed.pipeline.bookTrouble(DEPTH)).isNull();
    streamed.want(TEN, BOOK, 0);
    assertThat(streamed.pipeline.needsBook(DEPTH)).isTrue();
  }
}
