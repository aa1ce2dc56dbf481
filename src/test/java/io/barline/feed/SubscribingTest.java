package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Access;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.market.MarketEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a feed subscribes where exchanges differ: logins, answers by name, one request at a time. */
class SubscribingTest implements FeedListener {
  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final List<String> told = new ArrayList<>();

  /** What is had from elsewhere where the feed is refused. */
  private final Set<String> elsewhere = new HashSet<>();

  private Feed feed(Access access, int namesPerRequest, int inFlight) {
    return new Feed(
        "plain:only#1",
        new PlainExchange(),
        new Route(
            "only",
            "spot",
            access,
            new Limits(
                5, namesPerRequest, inFlight, 100, Limits.UNLIMITED, 100, Duration.ofMinutes(1)),
            Duration.ofSeconds(30),
            Duration.ofHours(24)),
        time.lane,
        PlainExchange.SETTINGS,
        links,
        _ -> null,
        new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, new Bans()),
        new Random(1),
        this);
  }

  private static Access socket(@Nullable String login, Access.@Nullable KeepAlive keepAlive) {
    return new Access.Socket(URI.create("ws://127.0.0.1:1/"), login, keepAlive);
  }

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
    told.add(name + " barred " + terminal);
    return elsewhere.contains(name);
  }

  @Override
  public void idle(Feed feed) {
    told.add("idle");
  }

  private FakeLinks.FakeLink link() {
    return links.opened.getLast();
  }

  private FeedState state(Feed feed) {
    return feed.report(time.lane.now()).state();
  }

  @Test
  void subscribesOnlyAfterTheLogin() {
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    assertThat(link().sent).isEmpty();
    feed.add("b");
    assertThat(link().sent).isEmpty();
    link().receive("who");
    assertThat(link().sent).containsExactly("me");
    link().receive("welcome");
    assertThat(link().sent).containsExactly("me", "+ 1 a,b");
    link().receive("ok 1");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void givesUpALoginThatIsNotAnswered() {
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    link().receive("who");
    time.pass(PlainExchange.SETTINGS.ackTimeout().plusSeconds(1));
    feed.check();
    assertThat(link().closed).isTrue();
    assertThat(feed.report(time.lane.now()).lastError()).contains("not ready within");
  }

  @Test
  void failsForGoodWhereTheLoginCannotSucceed() {
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    link().receive("refused 402 auth failed");
    assertThat(link().closed).isTrue();
    assertThat(state(feed)).isEqualTo(FeedState.FAILED);
    assertThat(told).contains("a barred true").doesNotContain("a Lost");
    time.pass(Duration.ofMinutes(10));
    assertThat(links.opened).hasSize(1);
    assertThat(feed.isOver()).isFalse();
    assertThat(feed.hasRoom("b")).isFalse();
  }

  @Test
  void triesAgainWhereTheRefusalMayPassAndNothingElseServes() {
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    link().receive("full 406 connection limit exceeded");
    assertThat(state(feed)).isEqualTo(FeedState.RECONNECTING);
    time.pass(Duration.ofSeconds(2));
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void isOverAfterATimeWhereAllWentElsewhere() {
    elsewhere.add("a");
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    link().receive("full 406 connection limit exceeded");
    assertThat(state(feed)).isEqualTo(FeedState.FAILED);
    assertThat(feed.report(time.lane.now()).streams()).isZero();
    assertThat(feed.isOver()).isFalse();
    time.pass(PlainExchange.SETTINGS.refusedRetry().plusSeconds(1));
    assertThat(feed.isOver()).isTrue();
    assertThat(links.opened).hasSize(1);
  }

  @Test
  void isTriedAgainSoonWhileTheExchangeMayCountTheConnectionThatEndedAndThenSeldom() {
    elsewhere.add("a");
    Feed feed = feed(socket("me", null), 2, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    link().receive("welcome");
    feed.reconnect("it is close to its maximum age");
    for (int attempt = 2; attempt <= 5; attempt++) { // also more often than a host may be away
      passUntilOpened(attempt);
      link().listener.opened();
      link().receive("full 406 connection limit exceeded");
      assertThat(state(feed)).isEqualTo(FeedState.RECONNECTING);
    }
    assertThat(told).noneMatch(each -> each.startsWith("a barred"));
    time.pass(Duration.ofSeconds(30)); // the exchange means another program's
    passUntilOpened(6);
    link().listener.opened();
    link().receive("full 406 connection limit exceeded");
    assertThat(state(feed)).isEqualTo(FeedState.FAILED);
    assertThat(told).contains("a barred false");
    time.pass(Duration.ofMinutes(1));
    assertThat(links.opened).hasSize(6);
  }

  private void passUntilOpened(int number) {
    for (int second = 0; second < 20 && links.opened.size() < number; second++) {
      time.pass(Duration.ofSeconds(1));
    }
    assertThat(links.opened).hasSize(number);
  }

  @Test
  void keepsTheConnectionAliveWhileItLasts() {
    Feed feed = feed(socket(null, new Access.KeepAlive("ping", Duration.ofSeconds(20))), 2, 1_000);
    feed.add("a");
    link().listener.opened();
    link().receive("ok 1");
    time.pass(Duration.ofSeconds(41));
    assertThat(link().sent).containsExactly("+ 1 a", "ping", "ping");
    FakeLinks.FakeLink first = link();
    first.listener.closed("reset", 0);
    time.pass(Duration.ofSeconds(30));
    assertThat(first.sent).hasSize(3);
    feed.stop();
  }

  @Test
  void takesAnswersThatNameTheNames() {
    Feed feed = feed(socket(null, null), 1, Limits.UNLIMITED);
    feed.add("a");
    feed.add("b");
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b");
    link().receive("now b");
    assertThat(told).contains("b Accepted").doesNotContain("a Accepted");
    link().receive("now a,b");
    assertThat(told).contains("a Accepted").containsOnlyOnce("b Accepted");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void blamesOnlyTheNamesThatARefusalNames() {
    Feed feed = feed(socket(null, null), 5, Limits.UNLIMITED);
    feed.add("a");
    feed.add("bad");
    feed.add("c");
    link().listener.opened();
    link().receive("never bad no such name");
    assertThat(told).contains("bad Refused");
    assertThat(link().sent).containsExactly("+ 1 a,bad,c", "+ 2 a,c");
    link().receive("ok 2");
    assertThat(told).contains("a Accepted", "c Accepted");
  }

  @Test
  void waitsForEachAnswerWhereOneRequestIsAllowedAtATime() {
    Feed feed = feed(socket(null, null), 1, 1);
    feed.add("a");
    feed.add("b");
    feed.add("c");
    link().listener.opened();
    assertThat(link().sent).containsExactly("+ 1 a");
    link().receive("ok 1");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b");
    link().receive("never b no such name");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b", "+ 3 c");
    link().receive("ok 3");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void beginsAStreamAnew() {
    Feed feed = feed(socket(null, null), 5, Limits.UNLIMITED);
    feed.add("a");
    feed.add("b");
    link().listener.opened();
    link().receive("ok 1");
    feed.renew("a");
    feed.renew("a");
    assertThat(link().sent).containsExactly("+ 1 a,b", "- 2 a");
    link().receive("ok 2");
    assertThat(link().sent).containsExactly("+ 1 a,b", "- 2 a", "+ 3 a");
    link().receive("ok 3");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void beginsAStreamAnewOnceItIsConfirmed() {
    Feed feed = feed(socket(null, null), 5, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    feed.renew("a");
    assertThat(link().sent).containsExactly("+ 1 a");
    link().receive("ok 1");
    assertThat(told).doesNotContain("a Accepted");
    link().receive("ok 2");
    link().receive("ok 3");
    assertThat(link().sent).containsExactly("+ 1 a", "- 2 a", "+ 3 a");
    assertThat(told).contains("a Accepted");
  }

  @Test
  void asksOnlyForWhatIsThereToBeLetGo() {
    Feed feed = feed(socket(null, null), 1, Limits.UNLIMITED);
    feed.add("a");
    feed.add("b");
    feed.add("c");
    link().listener.opened();
    link().receive("busy 1 later");
    feed.remove("a"); // it waits for another try
    feed.remove("b"); // it is asked for
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b", "+ 3 c");
    link().receive("ok 2");
    assertThat(link().sent).endsWith("- 4 b");
    time.pass(Duration.ofSeconds(9));
    assertThat(link().sent).hasSize(4);
  }

  @Test
  void holdsBackANameThatIsNeverAnsweredAndServesTheOthers() {
    Feed feed = feed(socket(null, null), 10, Limits.UNLIMITED);
    feed.add("a");
    feed.add("mute");
    feed.add("c");
    for (int i = 0; i < 8 && !told.contains("mute Refused"); i++) {
      link().listener.opened();
      for (int pass = 0; pass < 12; pass++) {
        answerAllButMute();
        time.pass(Duration.ofSeconds(1));
        feed.check();
      }
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(told).contains("mute Refused");
    link().listener.opened();
    answerAllButMute();
    time.pass(Duration.ofSeconds(1));
    answerAllButMute();
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  private void answerAllButMute() {
    FakeLinks.FakeLink open = link();
    for (int i = 0; i < open.sent.size() && !open.closed; i++) {
      String[] words = open.sent.get(i).split(" ", 3);
      if (!words[2].contains("mute")) {
        open.receive("ok " + words[1]);
      }
    }
  }

  @Test
  void blamesNoNameWhileTheExchangeAnswersNothing() {
    Feed feed = feed(socket(null, null), 1, Limits.UNLIMITED);
    feed.add("a");
    for (int i = 0; i < 8; i++) {
      link().listener.opened();
      link().listener.closed("maintenance", 0);
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(told).doesNotContain("a Refused");
    link().listener.opened();
    assertThat(link().sent).isNotEmpty();
    link().receive("now a");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void findsTheNameThatCutsTheConnectionAndServesTheOthers() {
    Feed feed = feed(socket(null, null), 1, Limits.UNLIMITED);
    feed.add("a");
    feed.add("poison");
    feed.add("c");
    for (int i = 0; i < 8 && !told.contains("poison Refused"); i++) {
      link().listener.opened();
      answerUntilPoison();
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(told).contains("poison Refused");
    link().listener.opened();
    answerUntilPoison();
    assertThat(link().closed).isFalse();
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
    assertThat(told.subList(told.indexOf("poison Refused"), told.size()))
        .contains("a Accepted", "c Accepted");
    time.pass(Duration.ofMinutes(5));
    assertThat(link().sent).last().asString().endsWith(" poison");
  }

  /** Answers as an exchange does that cuts the connection at a name it doesn't know. */
  private void answerUntilPoison() {
    FakeLinks.FakeLink open = link();
    for (int i = 0; i < open.sent.size() && !open.closed; i++) {
      String name = open.sent.get(i).split(" ", 3)[2];
      if (name.equals("poison")) {
        open.closed = true;
        open.listener.closed("cut off", 0);
      } else {
        open.receive("now " + name);
      }
    }
  }

  @Test
  void asksNothingOfAPolledRouteAndCountsItAsAccepted() {
    Feed feed = feed(new Access.Polled(Duration.ofSeconds(2)), 5, Limits.UNLIMITED);
    feed.add("a");
    link().listener.opened();
    assertThat(link().sent).isEmpty();
    assertThat(told).contains("a Accepted");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
    assertThat(feed.report(time.lane.now()).mode()).isEqualTo(FeedReport.Mode.POLLING);
    feed.add("b");
    assertThat(told).contains("b Accepted");
  }

  /** One that is open, with requests of one name each. */
  private Feed bridged(String... names) {
    Feed feed = feed(socket(null, null), 1, Limits.UNLIMITED);
    for (String name : names) {
      feed.add(name);
    }
    link().listener.opened();
    return feed;
  }

  @Test
  void whatIsTakenIsNotOverdueAndNotLiveBeforeItIsConfirmed() {
    Feed feed = bridged("a");
    assertThat(link().sent).containsExactly("+ 1 a");
    link().receive("taken 1");
    time.pass(PlainExchange.SETTINGS.ackTimeout().plusSeconds(1));
    feed.check();
    assertThat(link().closed).isFalse();
    assertThat(feed.isConfirmed("a")).isFalse();
    assertThat(state(feed)).isEqualTo(FeedState.SUBSCRIBING);
    assertThat(told).doesNotContain("a Accepted");
    link().receive("now a");
    assertThat(feed.isConfirmed("a")).isTrue();
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
    assertThat(told).contains("a Accepted");
  }

  @Test
  void whatIsTakenCanBeRefusedLater() {
    Feed feed = bridged("a", "b");
    link().receive("taken 1");
    link().receive("taken 2");
    link().receive("now b");
    assertThat(state(feed)).isEqualTo(FeedState.SUBSCRIBING);
    link().receive("no 1 unknown");
    assertThat(told).contains("a Refused");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void whatIsTakenCanBeLetGo() {
    Feed feed = bridged("a", "b");
    feed.remove("a");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b");
    link().receive("taken 1");
    assertThat(link().sent).containsExactly("+ 1 a", "+ 2 b", "- 3 a");
    link().receive("now a");
    link().receive("ok 3");
    link().receive("taken 2");
    link().receive("now b");
    assertThat(told).doesNotContain("a Accepted").contains("b Accepted");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void whatTheOtherSideLostIsLiveAgainOnceItIsConfirmedAnew() {
    Feed feed = bridged("a", "b");
    for (String frame : List.of("taken 1", "taken 2", "now a", "now b")) {
      link().receive(frame);
    }
    told.clear();
    link().receive("down a gone");
    link().receive("down b gone");
    link().receive("down a gone");
    assertThat(told).containsExactly("a Lost", "b Lost", "a Lost");
    assertThat(state(feed)).isEqualTo(FeedState.SUBSCRIBING);
    assertThat(feed.report(time.lane.now()).reconnects()).isEqualTo(1);
    assertThat(feed.report(time.lane.now()).lastError()).isEqualTo("gone");
    assertThat(feed.report(time.lane.now()).lost()).isTrue();
    time.pass(PlainExchange.SETTINGS.ackTimeout().plusSeconds(1));
    feed.check();
    assertThat(link().closed).isFalse();
    link().receive("now a");
    assertThat(state(feed)).isEqualTo(FeedState.SUBSCRIBING);
    link().receive("now b");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
    assertThat(told).endsWith("a Accepted", "b Accepted");
    assertThat(feed.report(time.lane.now()).lost()).isFalse();
    assertThat(link().sent).hasSize(2);
    assertThat(links.opened).hasSize(1);
  }

  @Test
  void whatTheOtherSideLostCanBeLetGoMeanwhile() {
    Feed feed = bridged("a", "b");
    for (String frame : List.of("ok 1", "ok 2", "down a gone")) {
      link().receive(frame);
    }
    feed.remove("a");
    assertThat(link().sent).last().isEqualTo("- 4 a");
    link().receive("ok 4");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
  }

  @Test
  void whatTheOtherSideLostForGoodIsRefused() {
    Feed feed = bridged("a", "b");
    for (String frame : List.of("taken 1", "taken 2", "now a", "now b")) {
      link().receive(frame);
    }
    link().receive("down a gone");
    link().receive("ended a delisted");
    assertThat(told).endsWith("a Refused");
    assertThat(state(feed)).isEqualTo(FeedState.LIVE);
    assertThat(feed.report(time.lane.now()).streams()).isEqualTo(1);
    link().receive("now a");
    link().receive("down c unknown");
    assertThat(told).endsWith("a Refused");
  }

  @Test
  void aLostConnectionBlamesNothingThatWasTaken() {
    Feed feed = bridged("a", "b");
    for (int lost = 0; lost < 2 * Subscription.STRIKES; lost++) {
      FakeLinks.FakeLink before = link();
      assertThat(before.sent).hasSize(2);
      before.sent.forEach(request -> before.receive("taken " + request.split(" ", -1)[1]));
      before.close("gone");
      time.pass(Duration.ofSeconds(10));
      assertThat(link()).isNotSameAs(before);
      link().listener.opened();
    }
    assertThat(link().sent).hasSize(2);
    assertThat(feed.isOver()).isFalse();
  }

  @Test
  void aNameThatIsSuspectedKeepsNoOtherWaitingOnceItIsTaken() {
    bridged("a", "b");
    link().close("gone");
    time.pass(Duration.ofSeconds(10));
    link().listener.opened();
    assertThat(link().sent).hasSize(1);
    link().receive("taken " + link().sent.getFirst().split(" ", -1)[1]);
    assertThat(link().sent).hasSize(2);
  }
}
