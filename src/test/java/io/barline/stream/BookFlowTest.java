package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Books;
import io.barline.market.Channel;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Encoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookFlowTest {
  private static final Topic TOPIC = new Topic("x", new Channel.Book(5), "A");
  private static final Encoder ENCODER = new Encoder(TOPIC, "e", false);

  private final Mailbox mailbox = new Mailbox(1_024, 1_000_000, () -> {});
  private int refreshes;
  private final BookFlow flow = new BookFlow(mailbox, () -> refreshes++, true);
  private long seq;

  @Test
  void leavesNothingOutForAClientThatReads() {
    publish(Books.snapshot(1));
    for (int i = 0; i < 500; i++) {
      publish(Books.delta(i));
      publish(Books.delta(i));
      assertThat(Messages.taken(mailbox)).hasSizeBetween(2, 3);
      mailbox.caughtUp();
    }
    assertThat(refreshes).isZero();
  }

  @Test
  void leavesChangesOutWhileAsManyAsAreAllowedWait() {
    publish(Books.snapshot(1));
    for (int i = 1; i < BookFlow.MOST_WAITING + 10; i++) {
      publish(Books.delta(i));
    }
    assertThat(mailbox.messages()).isEqualTo(BookFlow.MOST_WAITING);
    publish(Market.live(TOPIC));

    List<String> taken = Messages.taken(mailbox);
    assertThat(taken).hasSize(BookFlow.MOST_WAITING + 2);
    assertThat(taken.get(BookFlow.MOST_WAITING))
        .isEqualTo("{\"type\":\"lag\",\"topic\":\"x:book.5:A\",\"epoch\":\"e\",\"missed\":10}");
    assertThat(taken.getLast()).contains("\"type\":\"status\"");
  }

  @Test
  void catchesUpWithTheWholeBookOnceAllIsRead() {
    fallBehind();
    assertThat(refreshes).isZero();
    Messages.taken(mailbox);
    publish(Books.delta(1)); // it has nothing that this could change
    assertThat(mailbox.isEmpty()).isTrue();
    mailbox.caughtUp();
    assertThat(refreshes).isEqualTo(1);
    offerSnapshot();
    publish(Books.delta(2));

    List<String> taken = Messages.taken(mailbox);
    assertThat(taken).hasSize(3);
    assertThat(taken.getFirst()).contains("\"type\":\"lag\"", "\"missed\":2}");
    assertThat(taken.get(1)).contains("\"snapshot\":true");
    assertThat(taken.get(2)).contains("\"prevSeq\":" + (seq - 1));
    mailbox.caughtUp();
    assertThat(refreshes).isEqualTo(1);
  }

  @Test
  void aSnapshotOfItsOwnAccordServesAsWell() {
    fallBehind();
    Messages.taken(mailbox);
    publish(Books.snapshot(3));
    assertThat(Messages.taken(mailbox)).hasSize(2);
    offerSnapshot(); // the one that was asked for comes too late
    assertThat(Messages.taken(mailbox)).isEmpty();
  }

  @Test
  void thatTheBookIsLostIsToldAtOnceAndOnlyOnce() {
    fallBehind();
    publish(Books.reset("lost"));
    publish(Books.snapshot(1));
    publish(Books.reset("lost again"));

    assertThat(Messages.taken(mailbox).getLast()).contains("\"kind\":\"reset\"", "\"lost\"");
    publish(Books.snapshot(1));
    assertThat(Messages.taken(mailbox).getFirst()).contains("\"missed\":2}");
  }

  @Test
  void aClientThatReadsHearsOfEveryLoss() {
    publish(Books.reset("lost"));
    publish(Books.reset("lost again"));
    assertThat(Messages.taken(mailbox)).hasSize(2);
    flow.offer(ENCODER.snapshot(seq, Books.reset("lost again")));
    assertThat(mailbox.isEmpty()).isTrue();
  }

  @Test
  void booksLeaveHalfOfTheMailboxToOthers() {
    fillHalf();
    int before = mailbox.messages();
    publish(Books.snapshot(1));
    publish(Books.delta(1));
    assertThat(mailbox.messages()).isEqualTo(before);
    Messages.taken(mailbox);
    mailbox.caughtUp();
    offerSnapshot();
    assertThat(Messages.taken(mailbox)).hasSize(2);
  }

  @Test
  void whoComesBackHasTheBookThatTheNextChangeIsOf() {
    seq = 41;
    flow.resumed();
    publish(Books.delta(1));
    assertThat(Messages.taken(mailbox)).singleElement().asString().contains("\"kind\":\"delta\"");
    assertThat(refreshes).isZero();
  }

  /** Other topics may have filled the mailbox since it was looked at. */
  @Test
  void nothingThatWasMissedIsLeftOutWhereOthersFillTheMailbox() {
    seq = 41;
    flow.resumed();
    replay(Books.delta(1));
    fillHalf();
    replay(Books.delta(2));
    replay(Books.reset("lost"));
    replay(Books.snapshot(1));
    replay(Books.delta(3));

    assertThat(Messages.taken(mailbox))
        .filteredOn(message -> message.contains("x:book.5:A"))
        .hasSize(5)
        .noneMatch(message -> message.contains("\"lag\""));
    publish(Books.delta(4));
    assertThat(Messages.taken(mailbox)).singleElement().asString().contains("\"prevSeq\":46");
    mailbox.caughtUp();
    assertThat(refreshes).isZero();
  }

  @Test
  void whatIsLiveBehindThatIsLeftOutAsEver() {
    seq = 41;
    flow.resumed();
    fillHalf();
    replay(Books.delta(1));
    publish(Books.delta(2));
    Messages.taken(mailbox);
    mailbox.caughtUp();
    assertThat(refreshes).isEqualTo(1);
    offerSnapshot();
    assertThat(Messages.taken(mailbox)).hasSize(2).first().asString().contains("\"missed\":1}");
  }

  private void fillHalf() {
    while (!mailbox.isHalfFull()) {
      mailbox.offer(Messages.of(1, 10_000));
    }
  }

  private void fallBehind() {
    publish(Books.snapshot(1));
    for (int i = 0; i < BookFlow.MOST_WAITING; i++) {
      publish(Books.delta(i));
    }
  }

  private void publish(MarketEvent event) {
    seq++;
    flow.offer(ENCODER.encode(seq, seq - 1, event));
  }

  private void replay(MarketEvent event) {
    seq++;
    flow.replay(ENCODER.encode(seq, seq - 1, event));
  }

  private void offerSnapshot() {
    var snapshot = ENCODER.snapshot(seq, Books.snapshot(1));
    assertThat(new String(snapshot.json(), UTF_8)).contains("\"snapshot\":true");
    flow.offer(snapshot);
  }
}
