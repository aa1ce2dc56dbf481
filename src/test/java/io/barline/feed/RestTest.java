package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.RestBudget;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.feed.Rest.Reply.Failed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RestTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RestBudget BUDGET = new RestBudget(100, MINUTE, Duration.ofMinutes(10));

  private final TestLane time = new TestLane();
  private final RestServer server = new RestServer();
  private final RestServer other = new RestServer();
  private final Bans bans = new Bans();
  private final Rest rest = server.rest(BUDGET, bans, time.clock());

  @AfterEach
  void close() {
    server.close();
    other.close();
  }

  private Failed fails(Rest through, RestServer host) throws InterruptedException {
    Rest.Reply reply = through.ask(host.get("any", 1));
    assertThat(reply).isInstanceOf(Failed.class);
    return (Failed) reply;
  }

  private void answers(RestServer host, int status, Map<String, String> headers) {
    host.answers = _ -> new RestServer.Answer(status, "no", headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"se\ncret", "secret\r", "sec\0ret"})
  void aSecretThatIsNoHeaderIsNotTold(String secret) throws Exception {
    RestRequest valid = server.get("assets", 1);
    RestRequest request = new RestRequest(valid.uri(), Map.of("KEY", secret), null, 1);
    Failed failed = (Failed) rest.ask(request);
    assertThat(failed.reason())
        .isEqualTo("GET %s could not be built: a header is not valid", valid.uri());
    assertThat(failed.status()).isZero();
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aBannedHostIsNotAskedAndWhoAsksIsToldAtOnce() throws Exception {
    answers(server, 418, Map.of());
    assertThat(fails(rest, server).atLeast()).isEqualTo(Duration.ofMinutes(5));
    time.pass(MINUTE);
    Failed barred = fails(rest, server);
    assertThat(barred.reason())
        .startsWith("not asked: barred until 2026-11-22T12:05:00.000Z because GET http://")
        .endsWith("/any answered 418: no");
    assertThat(barred.atLeast()).isEqualTo(Duration.ofMinutes(4));
    assertThat(barred.status()).isZero();
    assertThat(server.asked).hasSize(1);
    time.pass(Duration.ofMinutes(4));
    server.answers = _ -> new RestServer.Answer(200, "yes");
    assertThat(rest.ask(server.get("any", 1))).isInstanceOf(Rest.Reply.Answered.class);
  }

  @Test
  void theWeightThatTheExchangeCountedIsBelieved() throws Exception {
    Rest told = server.rest(BUDGET.toldIn("X-Used"), new Bans(), time.clock());
    server.answers = _ -> new RestServer.Answer(200, "yes", Map.of("x-used", "100"));
    assertThat(told.ask(server.get("any", 1))).isInstanceOf(Rest.Reply.Answered.class);
    assertThat(fails(told, server).reason()).startsWith("not asked: what the exchange allows");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void whatARequestWeighsIsSpentThoughItHadNoAnswer() throws Exception {
    other.close();
    Failed lost = (Failed) rest.ask(other.get("any", 100));
    assertThat(lost.status()).isZero();
    assertThat(lost.asked()).isTrue();
    assertThat(fails(rest, server).reason())
        .isEqualTo("not asked: what the exchange allows is used up for another PT1M");
    time.pass(MINUTE);
    assertThat(rest.ask(server.get("any", 100))).isInstanceOf(Rest.Reply.Answered.class);
  }

  @Test
  void whatCanWaitLeavesHalfToTheRest() throws Exception {
    server.answers = _ -> new RestServer.Answer(200, "yes");
    assertThat(rest.background().ask(server.get("past", 50))).isNotEmpty();
    assertThatThrownBy(() -> rest.background().ask(server.get("past", 1)))
        .isInstanceOf(RestUnavailable.class)
        .hasMessageStartingWith("not asked: what the exchange allows");
    assertThat(rest.ask(server.get("book", 50))).isInstanceOf(Rest.Reply.Answered.class);
  }

  @Test
  void aBanIsOfTheHostWhoeverAsks() throws Exception {
    Rest another = server.rest(BUDGET, bans, time.clock());
    answers(server, 403, Map.of());
    assertThat(fails(rest, server).atLeast()).isEqualTo(Duration.ofMinutes(10));
    assertThat(fails(another, server).reason()).startsWith("not asked: barred until ");
    assertThat(another.ask(other.get("any", 1))).isInstanceOf(Rest.Reply.Answered.class);
  }

  @Test
  void a403IsNoBanWhereItIsAboutTheRequest() throws Exception {
    Rest entitled =
        server.rest(new RestBudget(100, MINUTE, Duration.ZERO), new Bans(), time.clock());
    answers(server, 403, Map.of());
    assertThat(fails(entitled, server).atLeast()).isZero();
    assertThat(fails(entitled, server).status()).isEqualTo(403);
  }

  @Test
  void tooManyRequestsBarForLongerWhileTheyRepeat() throws Exception {
    answers(server, 429, Map.of());
    for (long seconds : new long[] {5, 10, 20, 40, 80, 160, 320, 320}) {
      Duration wait = Duration.ofSeconds(seconds);
      assertThat(fails(rest, server).atLeast()).isEqualTo(wait);
      time.pass(wait);
    }
    server.answers = _ -> new RestServer.Answer(200, "yes");
    assertThat(rest.ask(server.get("any", 1))).isInstanceOf(Rest.Reply.Answered.class);
    answers(server, 429, Map.of("Retry-After", "30"));
    assertThat(fails(rest, server).atLeast()).isEqualTo(Duration.ofSeconds(30));
    time.pass(Duration.ofSeconds(30));
    answers(server, 429, Map.of());
    assertThat(fails(rest, server).atLeast()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aFailureKeepsTheStatusAndTheBeginningOfTheBody() throws Exception {
    server.answers = _ -> new RestServer.Answer(422, "bad\n\u001b[31m" + "x".repeat(5_000));
    Failed failed = fails(rest, server);
    assertThat(failed.status()).isEqualTo(422);
    assertThat(failed.body()).hasSize(2_048).startsWith('b', 'a', 'd', '\n');
    assertThat(failed.reason())
        .endsWith("/any answered 422: bad??[31m" + "x".repeat(160 - "bad??[31m".length()) + "...");
  }

  @Test
  void doesNotWaitForWeightThatComesTooLate() throws Exception {
    rest.ask(server.get("any", 100));
    time.pass(Duration.ofSeconds(20));
    Failed failed = fails(rest, server);
    assertThat(failed.reason())
        .isEqualTo("not asked: what the exchange allows is used up for another PT40S");
    assertThat(failed.atLeast()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void waitsForWeightThatComesSoon() throws Exception {
    Rest patient = patient(() -> {});
    patient.ask(server.get("first", 100));
    time.pass(Duration.ofSeconds(55));
    assertThat(patient.ask(server.get("second", 1))).isInstanceOf(Rest.Reply.Answered.class);
    assertThat(time.lane.now()).isEqualTo(at(60));
  }

  @Test
  void waitsNoLongerInAllThoughItIsWokenLate() throws Exception {
    WeightBucket weight = new WeightBucket(BUDGET.weight(), BUDGET.window().toNanos());
    Rest late =
        rest(
            weight,
            nanos -> {
              time.pass(Duration.ofNanos(nanos).plusSeconds(3));
              assertThat(weight.take(20, false, time.lane.now())).isZero();
            });
    late.ask(server.get("first", 60));
    time.pass(Duration.ofSeconds(7));
    late.ask(server.get("second", 40));
    time.pass(Duration.ofSeconds(48));
    assertThat(((Failed) late.ask(server.get("third", 50))).reason())
        .isEqualTo("not asked: what the exchange allows is used up for another PT4S");
    assertThat(time.lane.now()).isEqualTo(at(63));
  }

  @Test
  void whoWaitsForWeightHoldsUpNobody() throws Exception {
    int[] waiting = {0};
    Rest[] patient = new Rest[1];
    patient[0] =
        patient(
            () -> {
              waiting[0]++;
              boolean enough = waiting[0] == Rest.AT_ONCE;
              assertThat(patient[0].ask(server.get("any", enough ? 0 : 1)))
                  .isInstanceOf(Rest.Reply.Answered.class);
            });
    patient[0].ask(server.get("first", 100));
    time.pass(Duration.ofSeconds(55));
    assertThat(patient[0].ask(server.get("second", 1))).isInstanceOf(Rest.Reply.Answered.class);
    assertThat(waiting[0]).isEqualTo(Rest.AT_ONCE);
    assertThat(time.lane.now()).isGreaterThanOrEqualTo(at(60));
  }

  /** One whose waits let the time of the test pass; first it does something. */
  private Rest patient(Meanwhile meanwhile) {
    return rest(
        new WeightBucket(BUDGET.weight(), BUDGET.window().toNanos()),
        nanos -> {
          meanwhile.run();
          time.pass(Duration.ofNanos(nanos));
        });
  }

  private Rest rest(WeightBucket weight, Rest.Pause pause) {
    return new Rest(
        server.client, BUDGET, weight, bans, PlainExchange.SETTINGS, time.clock(), pause);
  }

  @FunctionalInterface
  private interface Meanwhile {
    void run() throws InterruptedException;
  }

  private final long begin = time.lane.now();

  private long at(int seconds) {
    return begin + Duration.ofSeconds(seconds).toNanos();
  }
}
