package io.barline.book;

import static io.barline.book.Messages.delta;
import static io.barline.book.Messages.side;
import static io.barline.book.Messages.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Trade;
import org.junit.jupiter.api.Test;

class DepthViewTest {
  private final OrderBook book =
      new OrderBook(new SequenceRule(Origin.REQUEST, Chain.OVERLAPPING), 3);
  private final DepthView view = new DepthView(Messages.INSTRUMENT, 2);

  private static BookSnapshot seen(long sequence, String bids, String asks, long time) {
    return new BookSnapshot(Messages.INSTRUMENT, 2, sequence, side(bids), side(asks), time, 5);
  }

  private void begin() {
    book.answer(snapshot(9, 40, "99 1, 98 2, 97 3", "101 1"));
    assertThat(view.next(book, 5)).isEqualTo(seen(40, "99 1, 98 2", "101 1", 7));
  }

  @Test
  void showsNothingOfABookThatIsNotReady() {
    assertThat(view.snapshot(book, 5)).isNull();
    assertThat(view.next(book, 5)).isNull();
  }

  @Test
  void showsASnapshotAndThenWhatChangedInView() {
    begin();
    book.on(delta(41, 0, 42, "99 0, 96 1, 97 5", "102 3, 100.5 1"));
    assertThat(view.next(book, 5))
        .isEqualTo(
            new BookDelta(
                Messages.INSTRUMENT,
                2,
                Trade.NO_SEQUENCE,
                40,
                42,
                side("99 0, 97 5"),
                side("100.5 1"),
                420,
                5));
  }

  @Test
  void isSilentAboutWhatIsOutOfViewAndWhatDidNotChange() {
    begin();
    book.on(delta(41, 0, 42, "97 9, 99 1", "101 1"));
    assertThat(view.next(book, 5)).isNull();
    assertThat(view.snapshot(book, 5)).isEqualTo(seen(40, "99 1, 98 2", "101 1", 7));
  }

  @Test
  void givesNewcomersWhatTheOthersHave() {
    begin();
    book.on(delta(41, 0, 42, "99 4", ""));
    assertThat(view.snapshot(book, 5)).isEqualTo(seen(40, "99 1, 98 2", "101 1", 7));
    assertThat(view.next(book, 5)).isInstanceOf(BookDelta.class);
    assertThat(view.snapshot(book, 5)).isEqualTo(seen(42, "99 4, 98 2", "101 1", 420));
  }

  @Test
  void aNewcomerBeforeTheFirstPublicationTakesNothingFromTheOthers() {
    book.answer(snapshot(9, 40, "99 1", ""));
    assertThat(view.snapshot(book, 5)).isEqualTo(seen(40, "99 1", "", 7));
    assertThat(view.next(book, 5)).isEqualTo(seen(40, "99 1", "", 7));
  }

  @Test
  void beginsWithASnapshotAgainAfterAReset() {
    begin();
    view.reset();
    assertThat(view.next(book, 5)).isEqualTo(seen(40, "99 1, 98 2", "101 1", 7));
  }

  @Test
  void followsABookThatIsReplacedWhileReadyByADelta() {
    book.answer(snapshot(3, 40, "99 1, 98 2, 97 3", "101 1"));
    view.next(book, 5);
    book.on(delta(41, 0, 41, "98 0", ""));
    assertThat(book.answer(snapshot(3, 42, "99 1, 95 2, 94 3", ""))).isEqualTo(Outcome.REPLACED);
    assertThat(view.next(book, 5))
        .isEqualTo(
            new BookDelta(
                Messages.INSTRUMENT,
                2,
                Trade.NO_SEQUENCE,
                40,
                42,
                side("98 0, 95 2"),
                side("101 0"),
                7,
                5));
  }
}
