package io.barline.history;

import static io.barline.history.ListedPast.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.HistoryRequests.Reach;
import io.barline.history.RecordedFindings.Answer;
import io.barline.market.Bar;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which windows are believed to have no bar. Minutes are counted back from now. */
class BarErrandTest {
  private static final long MINUTE = 60 * UtcNanos.SECOND;

  private final TestClock clock = new TestClock();
  private final ScriptedRest rest = new ScriptedRest();
  private final RecordedFindings findings = new RecordedFindings();
  private final long now = UtcNanos.now(clock);
  private final long minute = now / MINUTE;

  /** Of the minutes that began so many ago, the second exclusive. */
  private BarErrand errand(boolean tellsEmpty, int from, int to) {
    return new BarErrand(
        new ListedPast(Reach.NEWEST, 10_000, tellsEmpty),
        rest,
        clock,
        findings,
        Duration.ofSeconds(2),
        BTC,
        Interval.M1,
        now - from * MINUTE,
        now - to * MINUTE);
  }

  private String ago(int... minutes) {
    StringBuilder list = new StringBuilder();
    for (int each : minutes) {
      list.append(minute - each).append(' ');
    }
    return list.toString().strip();
  }

  private String lacking(int ago) {
    return "REST does not tell the bar of %s yet".formatted(UtcNanos.format(now - ago * MINUTE));
  }

  private List<Long> found(BarErrand errand) {
    return errand.found().stream().map(Bar::timestamp).map(at -> minute - at / MINUTE).toList();
  }

  @Test
  void aWindowThatAlwaysHasABarIsNotToldYetHoweverOldItIs() throws Exception {
    rest.answers("", ago(4, 3));
    BarErrand errand = errand(true, 4, 2);
    assertThat(errand.ask()).isEqualTo(new Step.Later(lacking(4)));
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(found(errand)).containsExactly(4L, 3L);
  }

  @Test
  void whatWasToldIsNotAskedForAgain() throws Exception {
    rest.answers(ago(4, 3, 1), ago(2, 1));
    BarErrand errand = errand(true, 4, 0);
    assertThat(errand.ask()).isEqualTo(new Step.Later(lacking(2)));
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(found(errand)).containsExactly(4L, 3L, 2L, 1L);
    assertThat(rest.asked).last().isEqualTo("bars/BTCUSDT/%d-%d".formatted(minute - 2, minute));
  }

  @Test
  void anInstrumentHasNoBarsBeforeItWasListed() throws Exception {
    rest.answers(ago(2, 1));
    BarErrand errand = errand(true, 4, 0);
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(found(errand)).containsExactly(2L, 1L);
  }

  @Test
  void aWindowWithoutABarWasEmptyWhereALaterBarIsTold() throws Exception {
    clock.advance(Duration.ofSeconds(2));
    rest.answers(ago(4, 1));
    BarErrand errand = errand(false, 4, 0);
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(found(errand)).containsExactly(4L, 1L);
  }

  @Test
  void theNewestWindowWasEmptyWhereNoBarComesForSomeSeconds() throws Exception {
    rest.answers(ago(2));
    BarErrand errand = errand(false, 2, 0);
    clock.advance(BarErrand.SETTLED.minusNanos(1));
    assertThat(errand.ask())
        .isEqualTo(new Step.Later(lacking(1), now + BarErrand.SETTLED.toNanos()));
    clock.advance(Duration.ofNanos(1));
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(found(errand)).containsExactly(2L);
  }

  @Test
  void aBarThatIsNotOverIsAskedForAgain() throws Exception {
    rest.answers(ago(1, 0));
    BarErrand errand = errand(false, 1, -1);
    assertThat(errand.ask())
        .isEqualTo(
            new Step.Later(
                "the bar of %s is not over yet for REST".formatted(UtcNanos.format(now))));
    clock.advance(Duration.ofMinutes(1));
    assertThat(errand.ask()).isEqualTo(new Step.Done());
    assertThat(errand.found()).extracting(Bar::timestamp).first().isEqualTo(now - MINUTE);
  }

  @Test
  void aPageThatSaysThatMoreFollowAndHoldsNothingNewIsNoAnswer() throws Exception {
    rest.answers(ago(5) + "+");
    assertThat(errand(true, 4, 0).ask())
        .isEqualTo(new Step.Later("REST tells no bars, and says that there are more"));
  }

  @Test
  void aRangeThatIsKnownIsToldThoughAnotherIsGivenUp() throws Exception {
    rest.answers(ago(4, 3));
    BarErrand errand = errand(true, 4, 3);
    assertThat(errand.takesOn(Interval.M1, now - 3 * MINUTE, now - 2 * MINUTE)).isTrue();
    assertThat(errand.takesOn(Interval.M1, now - 2 * MINUTE, now - MINUTE)).isTrue();
    assertThat(errand.ask()).isEqualTo(new Step.Later(lacking(2)));
    errand.unavailable("gone", now);
    assertThat(findings.next(Answer.Bars.class).list()).hasSize(1);
    assertThat(findings.next(Answer.Bars.class).from()).isEqualTo(now - 3 * MINUTE);
    assertThat(findings.next(Answer.NoBars.class).reason()).isEqualTo("gone");
  }

  @Test
  void takesOnNoMoreThanOneSearchMayHold() throws Exception {
    BarErrand errand = errand(true, BarErrand.MOST_WINDOWS, 1);
    assertThat(errand.takesOn(Interval.M1, now - 2 * MINUTE, now - MINUTE)).isTrue();
    long from = now - BarErrand.MOST_WINDOWS * MINUTE;
    assertThat(errand.takesOn(Interval.M1, from - MINUTE, from)).isTrue();
    assertThat(errand.takesOn(Interval.M1, from - 2 * MINUTE, from - MINUTE)).isFalse();
  }
}
