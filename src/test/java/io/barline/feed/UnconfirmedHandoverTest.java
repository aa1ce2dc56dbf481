package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Limits;
import io.barline.market.Channel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are replaced where not everything is confirmed on the next one. */
class UnconfirmedHandoverTest extends HandoverKit {
  private static final Limits ONE_BY_ONE =
      new Limits(5, 1, Limits.UNLIMITED, 100, Limits.UNLIMITED, 100, Duration.ofMinutes(1));

  /** A connection with trades of A, B and C that is about to be closed. */
  private void closingWithThree(Limits limits) {
    allowing(limits);
    List.of("A", "B", "C").forEach(symbol -> want(symbol + "/USDT", TRADES));
    confirmed();
    for (String symbol : List.of("A", "B", "C")) {
      link(0).receive("trade " + symbol + "USDT 1 100");
    }
    heard.clear();
    link(0).receive("closing soon");
    time.settle();
    assertThat(links.opened).hasSize(2);
  }

  private static String request(FakeLinks.FakeLink link, String symbol) {
    return link.sent.stream()
        .filter(each -> each.startsWith("+") && each.endsWith(" " + symbol + "USDT"))
        .toList()
        .getLast()
        .split(" ", 3)[1];
  }

  private void trade(int link, String symbol, int id) {
    link(link).receive("trade " + symbol + "USDT " + id + " 100");
  }

  /** Answers all requests on the last connection but those for {@code symbol} alone. */
  private void answerAllBut(String symbol) {
    FakeLinks.FakeLink last = links.opened.getLast();
    for (String request : List.copyOf(last.sent)) {
      if (!request.endsWith(" " + symbol + "USDT")) {
        last.receive("ok " + request.split(" ", 3)[1]);
      }
    }
  }

  @Test
  void whatIsConfirmedGoesOverThoughAnotherIsRefusedForTheMomentAgainAndAgain() {
    closingWithThree(ONE_BY_ONE);
    link(1).listener.opened();
    link(1).receive("ok " + request(link(1), "A"));
    link(1).receive("ok " + request(link(1), "B"));
    link(1).receive("busy " + request(link(1), "C") + " later");
    pass(3);
    trade(1, "A", 2);
    trade(1, "B", 2);
    assertThat(heard).containsExactly("A/USDT 2", "B/USDT 2");
    trade(0, "A", 2);
    trade(0, "C", 2);
    assertThat(heard).containsExactly("A/USDT 2", "B/USDT 2", "C/USDT 2");
    assertThat(link(0).closed).isFalse();
    heard.clear();
    link(0).listener.closed("gone", 0);
    pass(1);
    assertThat(heard).containsExactly("C/USDT connecting");
    link(1).receive("ok " + request(link(1), "C"));
    pass(3);
    link(1).receive("ok " + request(link(1), "C"));
    trade(1, "C", 4);
    trade(1, "A", 3);
    assertThat(heard).contains("C/USDT gap", "C/USDT 4", "A/USDT 3").doesNotContain("A/USDT gap");
    pass(20);
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void whatIsNeverConfirmedStaysAndHoldsUpNoOther() {
    closingWithThree(ONE_BY_ONE);
    link(1).listener.opened();
    for (int i = 0; i < 190; i++) {
      link(1).receive("ok " + request(link(1), "A"));
      link(1).receive("ok " + request(link(1), "B"));
      link(1).receive("busy " + request(link(1), "C") + " later");
      pass(1);
    }
    assertThat(link(0).closed).isFalse();
    assertThat(link(1).closed).isFalse();
    assertThat(link(0).sent).endsWith("- 4 AUSDT", "- 5 BUSDT");
    heard.removeIf(each -> each.endsWith(" quiet")); // nothing came meanwhile
    trade(0, "C", 2);
    trade(1, "A", 2);
    assertThat(heard).containsExactly("C/USDT live", "C/USDT 2", "A/USDT live", "A/USDT 2");
    pass(15);
    assertThat(links.opened).hasSizeGreaterThan(2); // it is tried again
  }

  @Test
  void theTimeBeginsWhenAllWereAskedFor() {
    allowing(new Limits(200, 1, 1, 1, Limits.UNLIMITED, 100, Duration.ofMinutes(1)));
    for (int i = 0; i < 150; i++) { // one in one and a half seconds, and for letting go as many
      want("C" + i + "/USDT", TRADES);
    }
    link(0).listener.opened();
    answerEachSecond(0, 150);
    link(0).receive("closing soon");
    time.settle();
    link(1).listener.opened();
    answerEachSecond(1, 150);
    assertThat(link(1).closed).isFalse();
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(links.opened).hasSize(2);
    assertThat(heard).noneMatch(each -> each.endsWith("reconnecting") || each.endsWith("gap"));
  }

  private void answerEachSecond(int number, int names) {
    FakeLinks.FakeLink link = link(number);
    for (int second = 0; second < 2 * names && link.sent.size() < names; second++) {
      answer(link);
      pass(1);
    }
    answer(link);
  }

  @Test
  void aNameThatIsNeverAnsweredIsHeldBackAndTheOthersGoOver() {
    closingWithThree(ONE_BY_ONE);
    for (int second = 0; second < 100 && !link(0).closed; second++) {
      FakeLinks.FakeLink last = links.opened.getLast();
      if (last.sent.isEmpty()) {
        last.listener.opened();
      }
      answerAllBut("C");
      pass(1);
    }
    assertThat(link(0).closed).isTrue();
    assertThat(heard).contains("C/USDT failed");
    assertThat(heard)
        .filteredOn(each -> !each.startsWith("C"))
        .noneMatch(each -> each.endsWith("reconnecting") || each.endsWith("gap"));
    heard.clear();
    int last = links.opened.size() - 1;
    trade(last, "A", 2);
    assertThat(heard).contains("A/USDT 2").doesNotContain("A/USDT gap");
    time.pass(Duration.ofMinutes(5)); // then it is asked again
    link(last).receive("ok " + request(link(last), "C"));
    trade(last, "C", 5);
    assertThat(heard).contains("C/USDT gap", "C/USDT 5");
  }

  @Test
  void whatIsRefusedThereIsToldWithTheReasonAndTheOthersGoOver() {
    closingWithThree(ONE_BY_ONE);
    link(1).listener.opened();
    link(1).receive("ok " + request(link(1), "A"));
    link(1).receive("ok " + request(link(1), "B"));
    link(1).receive("no " + request(link(1), "C") + " delisted");
    pass(3);
    assertThat(link(0).closed).isTrue();
    assertThat(heard).containsExactly("C/USDT failed");
    assertThat(connections.reports()).singleElement().extracting("streams").isEqualTo(2);
  }

  @Test
  void ofAllTogetherNoMoreIsKeptThanThereIsRoomFor() {
    int most = MovingStreams.MOST_KEPT / (Moving.MOST_KEPT - 1) + 1;
    allowing(
        new Limits(most, most, Limits.UNLIMITED, 100, Limits.UNLIMITED, 100, Duration.ofDays(1)));
    for (int i = 0; i < most; i++) {
      want("C" + i + "/USDT", new Channel.Quotes());
    }
    confirmed();
    for (int i = 0; i < most; i++) {
      link(0).receive("quote C" + i + "USDT 1 100");
    }
    link(0).receive("closing soon");
    time.settle();
    confirmed();
    heard.clear();
    int kept = 0;
    for (int i = 0; i < most && kept < MovingStreams.MOST_KEPT; i++) {
      for (int j = 1; j < Moving.MOST_KEPT && kept < MovingStreams.MOST_KEPT; j++, kept++) {
        link(1).receive("quote C" + i + "USDT " + (1 + j) + " 100");
      }
    }
    assertThat(heard).isEmpty();
    link(1).receive("quote C" + (most - 1) + "USDT 4000 100");
    assertThat(heard)
        .hasSizeGreaterThan(Moving.MOST_KEPT - 2)
        .contains("C0/USDT gap")
        .allMatch(each -> each.startsWith("C0/"));
  }
}
