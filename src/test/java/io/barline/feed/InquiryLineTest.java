package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.FakeLinks.FakeLink;
import io.barline.feed.Rest.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InquiryLineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestLane time = new TestLane();
  private final FakeLinks links = new FakeLinks();
  private final AskedExchange exchange = new AskedExchange(1);
  private final InquiryLine line =
      new InquiryLine(
          exchange,
          exchange.route,
          time.lane,
          PlainExchange.SETTINGS,
          links,
          AddressBudget.of(exchange, new Bans()));

  private AskedQuestion ask(String text) {
    AskedQuestion question = new AskedQuestion(exchange.question(text), text);
    line.ask(question);
    return question;
  }

  private FakeLink link() {
    return links.opened.getLast();
  }

  /** The newest connection takes questions from now on. */
  private void welcome() {
    link().listener.opened();
    link().receive("who");
    link().receive("welcome");
  }

  private static String answer(AskedQuestion question) {
    assertThat(question.reply).isDone();
    return switch (question.reply.join()) {
      case Reply.Answered(byte[] body) -> new String(body, UTF_8);
      case Reply.Failed failed -> (failed.asked() ? "failed " : "not asked ") + failed.reason();
    };
  }

  private static Reply.Failed failed(AskedQuestion question) {
    return (Reply.Failed) question.reply.join();
  }

  @Test
  void asksOnceTheConnectionIsReady() {
    AskedQuestion question = ask("how");
    link().listener.opened();
    assertThat(link().sent).isEmpty();
    link().receive("who");
    assertThat(link().sent).containsExactly("me");
    link().receive("welcome");
    assertThat(link().sent).containsExactly("me", "ask 1 how");
    link().receive("answer 1 very well");
    assertThat(answer(question)).isEqualTo("very well");
    assertThat(links.opened).hasSize(1);
  }

  @Test
  void takesAnswersInAnyOrderAndIgnoresThoseToNothing() {
    AskedQuestion first = ask("a");
    AskedQuestion second = ask("b");
    welcome();
    link().receive("answer 2 B");
    link().receive("answer 2 again");
    link().receive("answer 77 nobody");
    link().receive("no 77 nobody");
    assertThat(first.reply).isNotDone();
    link().receive("answer 1 A");
    assertThat(answer(first)).isEqualTo("A");
    assertThat(answer(second)).isEqualTo("B");
  }

  @Test
  void saysWhyItIsRefusedAndWhetherForGood() {
    AskedQuestion wrong = ask("wrong\0thing");
    AskedQuestion early = ask("early");
    welcome();
    link().receive("no 1 no such thing");
    link().receive("busy 2 come again");
    assertThat(answer(wrong)).isEqualTo("failed past wrong|thing was rejected: 7 no such thing");
    assertThat(failed(wrong).exception().isLasting()).isTrue();
    assertThat(answer(early)).isEqualTo("failed past early was rejected: 8 come again");
    assertThat(failed(early).exception().isLasting()).isFalse();
  }

  @Test
  void cancelsWhatIsNotAnsweredInTime() {
    AskedQuestion question = ask("how");
    welcome();
    time.pass(PlainExchange.SETTINGS.catalogueTimeout());
    assertThat(answer(question)).isEqualTo("failed past how: no whole answer within PT5S");
    assertThat(link().sent).containsExactly("me", "ask 1 how", "drop 1");
    link().receive("answer 1 late");
    AskedQuestion next = ask("again");
    link().receive("answer 2 in time");
    assertThat(answer(next)).isEqualTo("in time");
  }

  @Test
  void whatNobodyWaitsForIsCanceled() {
    AskedQuestion sent = ask("sent");
    welcome();
    line.withdraw(sent);
    assertThat(link().sent).endsWith("ask 1 sent", "drop 1");
  }

  @Test
  void whatIsLostFailsAndTheNextQuestionConnectsAnew() {
    AskedQuestion lost = ask("lost");
    welcome();
    link().close("closed by the other side");
    assertThat(answer(lost))
        .isEqualTo("failed past lost: the connection was lost: closed by the other side");
    assertThat(exchange.ended).hasValue(1);
    AskedQuestion next = ask("next");
    assertThat(links.opened).hasSize(2);
    welcome();
    assertThat(link().sent).containsExactly("me", "ask 1 next");
    assertThat(next.reply).isNotDone();
  }

  @Test
  void anAttemptInVainIsNotRepeatedAtOnce() {
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      AskedQuestion first = ask("first");
      int tried = links.opened.size();
      link().close("nobody there");
      assertThat(answer(first))
          .isEqualTo("not asked past first not asked: no connection to 127.0.0.1:1: nobody there");
      assertThat(failed(first).atLeast()).hasSeconds(seconds);
      time.skip(Duration.ofMillis(500));
      AskedQuestion early = ask("early");
      assertThat(answer(early))
          .startsWith(
              "not asked past early not asked: no connection to 127.0.0.1:1: nobody there;");
      assertThat(failed(early).atLeast()).isEqualTo(Duration.ofMillis(seconds * 1_000L - 500));
      assertThat(links.opened).hasSize(tried);
      time.skip(Duration.ofMillis(seconds * 1_000L - 500));
    }
    ask("works");
    welcome();
    link().close("lost");
    ask("again");
    link().close("in vain");
    assertThat(failed(ask("early")).atLeast()).isEqualTo(SECOND);
  }

  @Test
  void aConnectionThatIsRefusedFailsWhatWaits() {
    AskedQuestion question = ask("how");
    link().listener.opened();
    link().receive("out taken");
    assertThat(answer(question)).contains("the connection is refused by the exchange: 9 taken");
    assertThat(link().closed).isTrue();
  }

  @Test
  void aConnectionThatCanNotBeOpenedFailsWhatWaits() {
    links.broken = true;
    assertThat(answer(ask("how"))).contains("could not open 127.0.0.1:1: ");
    assertThat(exchange.ended).hasValue(1);
  }

  @Test
  void aConnectionThatDoesNotBecomeReadyIsClosed() {
    AskedQuestion question = ask("how");
    link().listener.opened();
    time.pass(Duration.ofSeconds(5));
    assertThat(answer(question)).endsWith("no connection to 127.0.0.1:1: not ready within PT3S");
    assertThat(link().closed).isTrue();
  }

  @Test
  void isClosedOnceNothingWasAskedForAWhile() {
    ask("how");
    welcome();
    link().receive("answer 1 well");
    time.pass(Duration.ofSeconds(59));
    ask("again");
    link().receive("answer 2 well");
    time.pass(Duration.ofSeconds(59));
    assertThat(link().closed).isFalse();
    time.pass(Duration.ofSeconds(2));
    assertThat(link().closed).isTrue();
    ask("more");
    assertThat(links.opened).hasSize(2);
  }

  @Test
  void keepsTheConnectionAliveAndClosesASilentOne() {
    ask("how");
    welcome();
    time.pass(Duration.ofSeconds(45));
    ask("still");
    time.pass(Duration.ofSeconds(45));
    ask("still");
    time.pass(Duration.ofSeconds(9));
    assertThat(link().sent).filteredOn("alive"::equals).hasSize(4);
    assertThat(link().closed).isFalse();
    time.pass(Duration.ofSeconds(3));
    assertThat(link().closed).isTrue();
  }

  @Test
  void aQuestionThatMakesNoSenseFailsAlone() {
    AskedQuestion broken = ask("");
    AskedQuestion fine = ask("fine");
    welcome();
    assertThat(answer(broken)).contains("there is no question");
    link().receive("answer 2 well");
    assertThat(answer(fine)).isEqualTo("well");
  }

  @Test
  void asksNoMoreThanFiftyAtATime() {
    List<AskedQuestion> questions = new ArrayList<>();
    for (int i = 0; i < 52; i++) {
      questions.add(ask("q" + i));
    }
    welcome();
    assertThat(link().sent).hasSize(1 + 50).endsWith("ask 50 q49");
    link().receive("answer 7 yes");
    assertThat(link().sent).endsWith("ask 51 q50");
    line.withdraw(questions.getFirst());
    assertThat(link().sent).endsWith("drop 1", "ask 52 q51");
  }

  @Test
  void staysWithinTheMessagesOfASecond() {
    ask("first");
    welcome();
    link().receive("answer 1 yes");
    int sent = 2;
    for (int i = 0; i < 2 * AskedExchange.EACH_SECOND; i++) {
      AskedQuestion question = ask("more");
      if (link().sent.size() == sent) { // it waits
        assertThat(sent).isEqualTo(AskedExchange.EACH_SECOND);
        time.pass(Duration.ofSeconds(2));
        assertThat(link().sent).hasSize(sent + 1);
        assertThat(question.reply).isNotDone();
        return;
      }
      sent++;
      link().receive("answer %d yes".formatted(i + 2));
    }
    throw new AssertionError("nothing had to wait");
  }
}
