package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.MarketEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeedTest implements FeedListener {
  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final List<String> told = new ArrayList<>();
  private final Feed feed =
      new Feed(
          "plain:only#1",
          new PlainExchange(),
          PlainExchange.ROUTE,
          time.lane,
          PlainExchange.SETTINGS,
          links,
          _ -> null,
          new AddressBudget(new TokenBucket(2, Duration.ofMinutes(1)), null, new Bans()),
          new Random(1),
          this);

  @Override
  public void data(Feed feed, MarketEvent event) {}

  @Override
  public void closing(Feed feed, String reason) {}

  @Override
  public void changed(Feed feed, String name, Change change) {
    told.add(name + " " + change.getClass().getSimpleName());
  }

  @Override
  public boolean barred(Feed feed, String name, String reason, boolean terminal) {
    told.add(name + " Barred");
    return elsewhere.contains(name);
  }

  @Override
  public void idle(Feed feed) {
    told.add("idle");
  }

  /** What is had from elsewhere where the feed is refused. */
  private final Set<String> elsewhere = new HashSet<>();

  private FakeLinks.FakeLink link() {
    return links.opened.getLast();
  }

  private FeedReport report() {
    return feed.report(time.lane.now());
  }

  @Test
  void connectsForTheFirstNameAndSubscribesInBatches() {
    feed.add("a");
    feed.add("b");
    feed.add("c");
    assertThat(link().sent).isEmpty();
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 a,b", "+ 2 c");
    link().receive("ok 1");
    assertThat(report().state()).isEqualTo(FeedState.SUBSCRIBING);
    link().receive("ok 2");
    assertThat(report().state()).isEqualTo(FeedState.LIVE);
    assertThat(told).containsSubsequence("a Connecting", "a Accepted", "b Accepted", "c Accepted");
  }

  @Test
  void staysWithinTheMessageLimit() {
    feed.add("a");
    link().listener.opened();
    link().listener.pinged();
    feed.add("b");
    feed.add("c");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b");
    time.pass(Duration.ofMillis(1_010));
    assertThat(link().sent).hasSize(2);
    time.pass(Duration.ofMillis(500));
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b", "+ 3 c");
  }

  @Test
  void oneBadNameDoesNotTakeItsBatchDown() {
    feed.add("good");
    feed.add("bad");
    link().listener.opened();
    link().receive("no 1 unknown symbol bad");
    assertThat(link().sent).containsExactly("+ 1 good,bad", "+ 2 good", "+ 3 bad");
    link().receive("ok 2");
    link().receive("no 3 unknown symbol bad");
    assertThat(told).contains("good Accepted", "bad Refused").doesNotContain("good Refused");
    assertThat(report().state()).isEqualTo(FeedState.LIVE);
    assertThat(report().lastError()).contains("unknown symbol bad");
  }

  @Test
  void asksAgainForANameThatWasRefusedForTheMoment() {
    feed.add("a");
    link().listener.opened();
    link().receive("busy 1 try later");
    assertThat(link().sent).hasSize(1);
    time.pass(Duration.ofSeconds(6));
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 a");
  }

  @Test
  void asksEverMoreSeldomForANameThatIsRefusedForTheMomentAndTellsWhy() {
    feed.add("a");
    try (LoggedLines log = LoggedLines.of(Feed.class.getName())) {
      link().listener.opened();
      for (int second = 0; second < 3_600; second++) {
        link().receive("busy " + link().sent.size() + " later");
        time.skip(Duration.ofSeconds(1));
      }
      assertThat(link().sent).hasSizeBetween(14, 20);
      assertThat(told).contains("a Delayed").doesNotContain("a Refused");
      assertThat(report().lastError()).contains("for the moment: 2 later");
      assertThat(log.lines()).filteredOn(line -> line.contains("delayed=a")).hasSize(1);
    }
  }

  @Test
  void connectsAgainAfterALossAndSubscribesToEverything() {
    feed.add("a");
    feed.add("b");
    link().listener.opened();
    link().receive("ok 1");
    link().listener.closed("reset by peer", 0);
    assertThat(report().state()).isEqualTo(FeedState.RECONNECTING);
    assertThat(report().nextRetry()).isGreaterThan(time.lane.now());
    assertThat(told).contains("a Lost", "b Lost");
    time.pass(Duration.ofSeconds(1));
    assertThat(links.opened).hasSize(2);
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 2 a,b");
    assertThat(report().reconnects()).isEqualTo(1);
  }

  @Test
  void waitsAsLongAsTheExchangeAsks() {
    feed.add("a");
    link().listener.closed("429", 20);
    time.pass(Duration.ofSeconds(19));
    assertThat(links.opened).hasSize(1);
    time.pass(Duration.ofSeconds(2));
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void neverConnectsMoreOftenThanAllowed() {
    feed.add("a");
    link().listener.closed("refused", 0);
    time.pass(Duration.ofSeconds(2));
    link().listener.closed("refused", 0);
    time.pass(Duration.ofSeconds(50));
    assertThat(links.opened).hasSize(2);
    time.pass(Duration.ofSeconds(10));
    assertThat(links.opened).hasSize(3);
  }

  @Test
  void givesUpAConnectionThatIsSilentForTooLong() {
    feed.add("a");
    link().listener.opened();
    link().receive("ok 1");
    time.pass(Duration.ofSeconds(29));
    feed.check();
    assertThat(link().closed).isFalse();
    time.pass(Duration.ofSeconds(2));
    feed.check();
    assertThat(links.opened.getFirst().closed).isTrue();
    assertThat(report().lastError()).startsWith("heartbeat timeout: nothing received for 31");
    assertThat(report().state()).isEqualTo(FeedState.RECONNECTING);
  }

  @Test
  void pingsKeepAConnectionAlive() {
    feed.add("a");
    link().listener.opened();
    link().receive("ok 1");
    for (int i = 0; i < 5; i++) {
      time.pass(Duration.ofSeconds(20));
      link().listener.pinged();
      feed.check();
    }
    assertThat(link().closed).isFalse();
  }

  @Test
  void givesUpAConnectionThatNeverConfirms() {
    feed.add("a");
    link().listener.opened();
    time.pass(Duration.ofSeconds(11));
    feed.check();
    assertThat(link().closed).isTrue();
    assertThat(report().lastError()).contains("not answered");
  }

  @Test
  void closesWhenNothingIsWantedAnyMore() {
    feed.add("a");
    link().listener.opened();
    link().receive("ok 1");
    feed.add("b");
    feed.remove("a");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b", "- 3 a");
    feed.remove("b");
    assertThat(link().closed).isTrue();
    assertThat(told).endsWith("idle");
    assertThat(report().state()).isEqualTo(FeedState.IDLE);
    time.pass(Duration.ofSeconds(20));
    assertThat(links.opened).hasSize(1);
  }

  @Test
  void closesAfterTheOnlyNameWasRefusedAndLetGo() {
    feed.add("bad");
    link().listener.opened();
    link().receive("no 1 unknown symbol bad");
    feed.remove("bad");
    assertThat(link().closed).isTrue();
    assertThat(told).endsWith("idle");
  }

  @Test
  void aNameThatIsWantedAgainBeforeItWasLetGoBeginsAnew() {
    feed.add("a");
    feed.add("b");
    link().listener.opened();
    link().receive("ok 1");
    feed.add("c");
    feed.add("d");
    told.clear();
    feed.remove("a"); // no token is left to say so
    feed.add("a");
    time.pass(Duration.ofSeconds(2));
    assertThat(link().sent).containsExactly("+ 1 a,b", "+ 2 c", "+ 3 d", "- 4 a");
    link().receive("ok 4");
    assertThat(link().sent).endsWith("+ 5 a");
    link().receive("ok 5");
    assertThat(told).containsSubsequence("a Connecting", "a Accepted");
  }

  @Test
  void triesAgainWhenALinkCannotEvenBeOpened() {
    links.broken = true;
    feed.add("a");
    assertThat(report().state()).isEqualTo(FeedState.RECONNECTING);
    assertThat(report().lastError()).contains("a part that connections need");
    assertThat(told).contains("a Lost");
    links.broken = false;
    time.pass(Duration.ofSeconds(2));
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 a");
  }

  @Test
  void saysWhyANameWaitsWhenTheAttemptsAreUsedUp() {
    feed.add("a");
    link().listener.closed("refused", 0);
    time.pass(Duration.ofSeconds(2));
    link().listener.closed("refused", 0);
    time.pass(Duration.ofSeconds(5));
    feed.add("b");
    assertThat(report().lastError()).contains("used up");
    assertThat(told).endsWith("b Lost");
  }

  @Test
  void makesAnAttemptThatIsOverdue() {
    feed.add("a");
    link().listener.closed("lost", 0);
    time.jump(Duration.ofSeconds(3));
    feed.check();
    assertThat(links.opened).hasSize(1);
    time.jump(Duration.ofSeconds(4));
    feed.check();
    assertThat(links.opened).hasSize(2);
    time.pass(Duration.ofSeconds(3));
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void countsFramesThatFailThroughAMistakeOfOurs() {
    feed.add("a");
    link().listener.opened();
    link().receive("ok what");
    link().receive("ok 1");
    assertThat(feed.failedFrames()).isEqualTo(1);
    assertThat(report().lastError()).startsWith("a frame could not be decoded: ");
    assertThat(told).contains("a Accepted");
  }

  @Test
  void tellsOnceThatItWaitsWhileThatChangesLittle() {
    TokenBucket shared = new TokenBucket(1, Duration.ofSeconds(1));
    Feed waiting =
        new Feed(
            "plain:only#2",
            new PlainExchange(),
            PlainExchange.ROUTE,
            time.lane,
            PlainExchange.SETTINGS,
            links,
            _ -> null,
            new AddressBudget(shared, null, new Bans()),
            new Random(1),
            this);
    shared.spend(time.lane.now());
    waiting.add("a");
    for (int i = 0; i < 60; i++) { // others take what it waits for
      time.pass(Duration.ofMillis(500));
      shared.spend(time.lane.now());
    }
    assertThat(links.opened).isEmpty();
    assertThat(told).contains("a Lost").hasSizeBetween(3, 10);
  }

  @Test
  void tellsSinceWhenItIsNotLive() {
    long start = time.lane.now();
    feed.add("a");
    assertThat(report().unsettledSince()).isEqualTo(start);
    time.pass(Duration.ofSeconds(1));
    link().close("lost");
    time.pass(Duration.ofSeconds(2));
    link().listener.opened();
    assertThat(report().unsettledSince()).isEqualTo(start);
    link().receive("ok 1");
    link().receive("ok 2");
    assertThat(report().state()).isEqualTo(FeedState.LIVE);
    assertThat(report().unsettledSince()).isZero();
  }

  @Test
  void tellsTheFirstNameOnceThatItConnects() {
    feed.add("a");
    assertThat(told).containsExactly("a Connecting");
  }
}
