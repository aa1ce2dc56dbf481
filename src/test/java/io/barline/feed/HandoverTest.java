package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Variant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are replaced, or given up, while data flows. */
class HandoverTest extends HandoverKit {
  @Test
  void aConnectionThatIsAboutToBeClosedIsReplacedWithoutGapOrRepetition() {
    closing();
    link(0).receive("trade BTCUSDT 2 100");
    confirmed();
    link(1).receive("trade BTCUSDT 3 100");
    link(1).receive("trade BTCUSDT 4 100");
    assertThat(heard).containsExactly("BTC/USDT 2");
    assertThat(link(0).closed).isFalse();
    link(0).receive("trade BTCUSDT 3 100");
    pass(1);
    assertThat(link(0).closed).isTrue();
    link(1).receive("trade BTCUSDT 5 100");
    assertThat(heard).containsExactly("BTC/USDT 2", "BTC/USDT 3", "BTC/USDT 4", "BTC/USDT 5");
    assertThat(connections.reports())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.id()).endsWith("#2");
              assertThat(report.state()).isEqualTo(FeedState.LIVE);
              assertThat(report.rotations()).isEqualTo(1);
            });
    assertThat(connections.rotations()).isEqualTo(1);
    assertThat(connections.reconnects()).isZero();
  }

  @Test
  void whatIsQuietStaysForTheGraceAfterItsConfirmation() {
    closing();
    pass(5);
    assertThat(link(0).closed).isFalse();
    confirmed();
    link(0).receive("trade BTCUSDT 2 100"); // that may have been before the confirmation
    pass(1);
    assertThat(link(0).closed).isFalse();
    pass(2);
    assertThat(link(0).closed).isTrue();
    assertThat(heard).containsExactly("BTC/USDT 2");
  }

  @Test
  void whatIsConfirmedButNotBroughtStaysWhereItComes() {
    want("ETH/USDT", TRADES);
    closing();
    confirmed();
    for (int i = 2; i <= 179; i++) {
      link(0).receive("trade BTCUSDT " + i + " 100");
      link(0).receive("trade ETHUSDT " + i + " 100");
      link(1).receive("trade ETHUSDT " + i + " 100");
      pass(1);
    }
    assertThat(link(0).closed).isFalse();
    assertThat(heard).contains("ETH/USDT 179", "BTC/USDT 179");
    pass(4); // it is set aside
    answer(link(0));
    answer(link(1));
    assertThat(links.opened).hasSize(2);
    assertThat(link(0).closed).isFalse();
    heard.clear();
    link(0).receive("trade BTCUSDT 180 100");
    link(1).receive("trade ETHUSDT 180 100");
    assertThat(heard).contains("BTC/USDT 180", "ETH/USDT 180").noneMatch(e -> e.endsWith("gap"));
    pass(11); // and tried again
    confirmed();
    link(0).receive("trade BTCUSDT 181 100");
    links.opened.getLast().receive("trade BTCUSDT 181 100");
    pass(3);
    assertThat(link(0).closed).isTrue();
  }

  @Test
  void aMuteReplacementIsTakenOnceItBringsSomething() {
    closing();
    confirmed();
    pass(1);
    time.pass(Duration.ofMillis(10));
    link(0).receive("trade BTCUSDT 2 100");
    pass(30);
    assertThat(link(0).closed).isFalse();
    link(1).receive("trade BTCUSDT 3 100");
    pass(1);
    assertThat(link(0).closed).isTrue();
    assertThat(heard).contains("BTC/USDT 2", "BTC/USDT 3");
  }

  @Test
  void nothingWasMissedWhereTheOldOneDiesAfterTheConfirmation() {
    closing();
    confirmed();
    link(1).receive("trade BTCUSDT 3 100");
    link(0).receive("trade BTCUSDT 2 100");
    link(0).listener.closed("gone", 0);
    pass(1);
    link(1).receive("trade BTCUSDT 4 100");
    assertThat(heard).containsExactly("BTC/USDT 2", "BTC/USDT 3", "BTC/USDT 4");
    pass(20);
    assertThat(links.opened).hasSize(2);
    assertThat(connections.reports()).hasSize(1);
  }

  @Test
  void anInterruptionIsToldWhereTheOldOneDiesBeforeItOverlappedWithTheNewOne() {
    closing();
    confirmed();
    link(1).receive("trade BTCUSDT 4 100");
    pass(3); // longer than the grace
    assertThat(link(0).closed).isTrue();
    heard.clear();
    link(1).receive("closing soon");
    time.settle();
    links.opened.getLast().listener.opened();
    answer(links.opened.getLast());
    link(2).receive("trade BTCUSDT 7 100");
    link(1).listener.closed("gone", 0);
    pass(1);
    assertThat(heard).containsExactly("BTC/USDT gap", "BTC/USDT 7");
  }

  @Test
  void anUnreadableFrameOfAConnectionThatNothingGoesToChangesNothing() {
    for (String symbol : List.of("A", "B", "C", "D", "E", "F")) {
      want(symbol + "/USDT", TRADES);
    }
    link(0).listener.opened();
    answer(link(0));
    confirmed();
    link(0).receive("closing soon");
    time.settle();
    link(1).receive("trade NONE 1 1");
    confirmed();
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(link(2).closed).isFalse();
    assertThat(links.opened).hasSize(3);
  }

  @Test
  void whatMakesNoSenseBeforeAnythingIsConfirmedChangesNothing() {
    closing();
    link(1).listener.opened();
    link(1).receive("trade NONE 1 1");
    answer(link(1));
    link(0).receive("trade BTCUSDT 2 100");
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void whatMakesNoSenseAfterTheConfirmationMayHaveBeenDataOfWhatStillWaits() {
    closing();
    confirmed();
    link(1).receive("trade NONE 1 1");
    pass(3);
    assertThat(link(0).closed).isFalse();
    assertThat(link(1).closed).isTrue();
    pass(8); // it is tried again
    assertThat(links.opened).hasSize(3);
  }

  @Test
  void aReplacementThatFailedHoldsUpNoOther() {
    for (String symbol : List.of("A", "B", "C", "D", "E", "F")) {
      want(symbol + "/USDT", TRADES);
    }
    link(0).listener.opened();
    answer(link(0));
    confirmed();
    link(0).receive("closing soon");
    time.settle();
    link(2).listener.refused(503, "handshake refused", 0);
    time.settle();
    link(1).receive("closing soon");
    time.settle();
    assertThat(links.opened).hasSize(4);
    confirmed();
    pass(3);
    assertThat(link(1).closed).isTrue();
    assertThat(link(0).closed).isFalse();
  }

  @Test
  void aConnectionThatIsAboutToBeClosedIsReplacedHoweverOftenThatFails() {
    closing();
    for (int i = 1; i <= 5; i++) {
      link(i).listener.refused(503, "handshake refused", 0);
      time.settle();
      assertThat(links.opened).hasSize(i + 1);
      pass(11);
      assertThat(links.opened).hasSize(i + 2);
    }
    confirmed();
    pass(3);
    assertThat(link(0).closed).isTrue();
  }

  @Test
  void whatAConnectionBringsThatAStreamIsNotHadFromIsNotPassedOn() {
    closing();
    confirmed();
    link(0).receive("trade BTCUSDT 2 100");
    link(1).receive("trade BTCUSDT 2 100");
    FakeLinks.FakeLink old = link(0);
    pass(3);
    assertThat(old.closed).isTrue();
    heard.clear();
    old.receive("trade BTCUSDT 3 100");
    assertThat(heard).isEmpty();
    link(1).receive("trade BTCUSDT 3 100");
    assertThat(heard).containsExactly("BTC/USDT 3");
  }

  @Test
  void anInterruptionIsToldWhereTheOldOneDiesBeforeTheConfirmation() {
    closing();
    link(0).listener.closed("gone", 0);
    pass(1);
    confirmed();
    link(1).receive("trade BTCUSDT 4 100");
    assertThat(heard)
        .containsExactly(
            "BTC/USDT connecting", "BTC/USDT quiet", "BTC/USDT live", "BTC/USDT gap", "BTC/USDT 4");
    pass(20);
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void theOldOneStaysWhereTheNewOneIsRefusedAndIsReplacedLater() {
    closing();
    link(1).listener.refused(503, "handshake refused", 0);
    time.settle();
    assertThat(link(0).closed).isFalse();
    link(0).receive("trade BTCUSDT 2 100");
    assertThat(heard).containsExactly("BTC/USDT 2");
    assertThat(connections.reports()).hasSize(1);
    link(0).receive("closing soon");
    pass(4);
    assertThat(links.opened).hasSize(2);
    pass(10);
    assertThat(links.opened).hasSize(3);
    confirmed();
    pass(3);
    assertThat(link(0).closed).isTrue();
    heard.remove("BTC/USDT quiet"); // nothing came meanwhile
    assertThat(heard).containsExactly("BTC/USDT 2");
  }

  @Test
  void aConnectionIsReplacedBeforeItIsTooOld() {
    want("BTC/USDT", TRADES);
    confirmed();
    long rotation = connections.reports().getFirst().nextRotation();
    assertThat(rotation - time.lane.now())
        .isBetween(Duration.ofMinutes(8).toNanos(), Duration.ofMinutes(9).toNanos());
    pass(8 * 60 - 1);
    assertThat(links.opened).hasSize(1);
    for (int i = 0; i < 62 && links.opened.size() == 1; i++) {
      pass(1);
    }
    assertThat(links.opened).hasSize(2);
    confirmed();
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(link(1).closed).isFalse();
  }

  @Test
  void oneIsReplacedAtATime() {
    for (String symbol : List.of("A", "B", "C", "D", "E", "F")) {
      want(symbol + "/USDT", TRADES);
    }
    link(0).listener.opened();
    answer(link(0));
    confirmed();
    link(0).receive("closing soon");
    link(1).receive("closing soon");
    time.settle();
    assertThat(links.opened).hasSize(3);
    confirmed();
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(link(1).closed).isFalse();
    pass(1);
    assertThat(links.opened).hasSize(4);
    confirmed();
    pass(3);
    assertThat(link(1).closed).isTrue();
    assertThat(heard).noneMatch(each -> each.contains("reconnecting") || each.contains("gap"));
  }

  @Test
  void whereOneConnectionIsAllTheOldOneIsClosedFirst() {
    allowing(1);
    want("BTC/USDT", TRADES);
    confirmed();
    link(0).receive("closing soon");
    time.settle();
    assertThat(link(0).closed).isTrue();
    assertThat(links.opened).hasSize(1);
    pass(2);
    assertThat(links.opened).hasSize(2);
    assertThat(heard).contains("BTC/USDT reconnecting");
  }

  @Test
  void oneConnectionIsLeftForReplacingOthers() {
    allowing(2);
    for (String symbol : List.of("A", "B", "C", "D", "E", "F")) {
      want(symbol + "/USDT", TRADES);
    }
    assertThat(links.opened).hasSize(1);
    assertThat(heard).contains("F/USDT failed");
    confirmed();
    link(0).receive("closing soon");
    time.settle();
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void aBookWithoutNumbersIsTakenOverWithItsSnapshotAndNeverReset() {
    want("BTC/USDT", BOOK);
    confirmed();
    link(0).receive("book BTCUSDT 10 99 101");
    time.pass(Duration.ofMillis(10));
    link(0).receive("bid BTCUSDT 10 100 5");
    heard.clear();
    link(0).receive("closing soon");
    time.settle();
    confirmed();
    pass(5);
    assertThat(link(0).closed).isFalse(); // no snapshot came
    link(1).receive("book BTCUSDT 10 100 101");
    link(1).receive("bid BTCUSDT 10 98 5");
    assertThat(heard).isEmpty();
    link(0).receive("bid BTCUSDT 10 98 5");
    pass(1);
    assertThat(link(0).closed).isTrue();
    link(1).receive("bid BTCUSDT 10 97 5");
    assertThat(heard).isNotEmpty().allMatch(each -> each.startsWith("BTC/USDT delta"));
  }

  @Test
  void aBookWhoseSnapshotNeverComesHoldsUpNothingForEver() {
    want("BTC/USDT", BOOK);
    want("ETH/USDT", TRADES);
    confirmed();
    link(0).receive("book BTCUSDT 10 99 101");
    link(0).receive("closing soon");
    time.settle();
    confirmed();
    heard.clear();
    pass(170);
    assertThat(links.opened).hasSize(2);
    assertThat(link(0).closed).isFalse();
    pass(12); // it is set aside
    answer(link(0));
    answer(link(1));
    pass(11); // and tried again
    assertThat(links.opened).hasSize(3);
    assertThat(link(0).closed).isFalse();
    assertThat(heard).noneMatch(each -> each.endsWith("gap") || each.contains("reset"));
  }

  @Test
  void whatIsConfirmedAndLostAgainAndAgainIsNotWaitedForForEver() {
    closing();
    confirmed();
    for (int i = 0; i < 400 && connections.reports().size() > 1; i++) {
      FakeLinks.FakeLink last = links.opened.getLast();
      if (last != link(0) && !last.closed) {
        last.listener.opened();
        last.listener.closed("gone", 0);
      }
      pass(1);
    }
    assertThat(connections.reports()).singleElement().extracting("id").isEqualTo("plain:only#1");
    assertThat(link(0).closed).isFalse();
  }

  @Test
  void whatFitsOnFewerConnectionsIsPackedAfterAWhile() {
    for (String symbol : List.of("A", "B", "C", "D", "E", "F")) {
      want(symbol + "/USDT", TRADES);
    }
    link(0).listener.opened();
    answer(link(0));
    confirmed();
    release("A/USDT");
    pass(70);
    assertThat(connections.reports()).hasSize(2); // five of five would be full
    release("B/USDT");
    pass(50);
    assertThat(connections.reports()).hasSize(2);
    heard.clear();
    pass(15);
    assertThat(link(0).sent).last().asString().endsWith(" FUSDT");
    link(1).receive("trade FUSDT 1 100");
    answer(link(0));
    link(0).receive("trade FUSDT 2 100");
    link(1).receive("trade FUSDT 2 100");
    pass(1);
    assertThat(link(1).closed).isTrue();
    link(0).receive("trade FUSDT 3 100");
    assertThat(heard).containsExactly("F/USDT live", "F/USDT 1", "F/USDT 2", "F/USDT 3");
    assertThat(connections.reports()).singleElement().extracting("streams").isEqualTo(4);
  }

  private void release(String symbol) {
    feeds.release(PlainExchange.instrument(symbol), TRADES, Variant.PLAIN);
    links.opened.forEach(HandoverKit::answer);
  }

  @Test
  void whatIsLetGoMeanwhileIsLetGoOnBoth() {
    want("ETH/USDT", TRADES);
    closing();
    confirmed();
    release("BTC/USDT");
    assertThat(link(0).sent).last().asString().isEqualTo("- 2 BTCUSDT");
    assertThat(link(1).sent).last().asString().endsWith(" BTCUSDT");
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(connections.reports()).singleElement().extracting("streams").isEqualTo(1);
  }

  @Test
  void allIsOverWhenEverythingIsLetGoMeanwhile() {
    closing();
    release("BTC/USDT");
    pass(1);
    assertThat(links.opened).allMatch(link -> link.closed);
    assertThat(connections.reports()).isEmpty();
    want("BTC/USDT", TRADES);
    assertThat(links.opened).hasSize(3);
  }
}
