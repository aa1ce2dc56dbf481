package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Message 4 of the connection, and what follows from it. */
class ConnectionErrorsTest {
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final String BARS = "bars:" + Talk.AAPL;
  private static final String SERVERS = "servers of Interactive Brokers";
  private static final Inbound CONNECTED = new Inbound.Condition(SERVERS, "connected", false);

  private final Talk talk = Talk.ready(178);

  @Test
  void halvesThePaceWhereItWasTooFast() {
    assertThat(error(100, "Max rate of messages per second has been exceeded"))
        .containsExactly(
            new Inbound.TooFast("100 Max rate of messages per second has been exceeded"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 99})
  void whatWasTooFastIsNotLookedAt(int id) {
    talk.streams(QUOTES);
    talk.subscribe(7, "quotes:" + Talk.EUR);
    assertThat(talk.hears("4|2|%d|100|too fast||".formatted(id)))
        .containsExactly(new Inbound.TooFast("100 too fast"));
    talk.hears("1|6|2|1|249.99|300|0|");
    assertThat(talk.hears("1|6|2|2|250.02|300|0|")).as("it goes on").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"503,true", "506,true", "1300,false"})
  void endsTheConnection(String code, boolean terminal) {
    assertThat(error(Integer.parseInt(code), "it ends"))
        .containsExactly(new Inbound.Refused(code, "it ends", terminal));
  }

  @ParameterizedTest
  @ValueSource(ints = {1100, 2110})
  void theServersAreLostAndTheSocketStays(int code) {
    talk.streams(QUOTES);
    talk.subscribe(7, BARS);
    String reason = code + " Connectivity has been lost";
    assertThat(error(code, "Connectivity has been lost"))
        .containsExactlyInAnyOrder(
            new Inbound.Condition(SERVERS, "not connected: " + reason, true),
            lost(QUOTES, reason),
            lost(BARS, reason));
  }

  @Test
  void afterALossOfDataEverythingIsAskedForAnew() {
    talk.streams(QUOTES);
    talk.subscribe(7, "book:" + Talk.EUR);
    error(1100, "lost");
    assertThat(error(1101, "restored- data lost"))
        .containsExactly(
            CONNECTED,
            new Inbound.Unsay(),
            new Inbound.Dropped(Set.of(QUOTES, "book:" + Talk.EUR), "1101 restored- data lost", 0));
    assertThat(talk.hears("1|6|2|1|249.99|300|0|")).as("of an id that is over").isEmpty();
    assertThat(talk.hears("52|1|3|")).as("nothing is resolved any more").isEmpty();
    assertThat(talk.subscribe(8, QUOTES).getFirst()).startsWith("1|11|4|");
  }

  @Test
  void withoutALossOfDataEverythingIsAsItWas() {
    talk.streams(QUOTES);
    error(1100, "lost");
    assertThat(error(1102, "restored- data maintained"))
        .containsExactly(CONNECTED, new Inbound.Confirmed(true, Set.of(QUOTES)));
    talk.hears("1|6|2|1|249.99|300|0|");
    assertThat(talk.hears("1|6|2|2|250.02|300|0|")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2104, 2106})
  void aFarmThatIsBackTellsThatTheServersAre(int code) {
    talk.streams(QUOTES);
    error(2110, "Connectivity between TWS and server is broken.");
    assertThat(error(code, "Market data farm connection is OK:usfarm"))
        .containsExactly(
            new Inbound.Condition("farm usfarm", "ok", false),
            CONNECTED,
            new Inbound.Confirmed(true, Set.of(QUOTES)));
    assertThat(error(code, "Market data farm connection is OK:usfarm")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2103,broken,true",
    "2105,broken,true",
    "2157,broken,true",
    "2104,ok,false",
    "2106,ok,false",
    "2158,ok,false",
    "2107,inactive until it is needed,false",
    "2108,inactive until it is needed,false",
    "2119,connecting,false"
  })
  void tellsHowFarmsAre(int code, String state, boolean trouble) {
    assertThat(error(code, "Market data farm connection is so:us:farm.nj"))
        .containsExactly(new Inbound.Condition("farm farm.nj", state, trouble));
  }

  @Test
  void aFarmThatIsBackMayHaveWithheldWhatSilentStreamsMissed() {
    talk.streams(QUOTES);
    talk.subscribe(7, BARS);
    long t = Talk.RECEIVED;
    talk.hears("4|2|-1|2103|broken:usfarm||", t);
    talk.hears("4|2|-1|2103|broken:usfarm||", t + 5 * Talk.SECOND);
    talk.hears("1|6|2|1|249.99|300|0|", t + Talk.SECOND);
    assertThat(talk.hears("4|2|-1|2119|connecting:usfarm||", t + 7 * Talk.SECOND)).hasSize(1);
    assertThat(talk.hears("4|2|-1|2104|OK:eufarm||", t + 8 * Talk.SECOND)).hasSize(1);
    assertThat(talk.hears("4|2|-1|2104|OK:usfarm||", t + 9 * Talk.SECOND))
        .containsExactly(
            new Inbound.Condition("farm usfarm", "ok", false),
            lost(BARS, "2104 OK:usfarm"),
            new Inbound.Confirmed(true, Set.of(BARS)));
    assertThat(talk.hears("4|2|-1|2104|OK:usfarm||", t + 9 * Talk.SECOND)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2104,ok",
    "2106,ok",
    "2158,ok",
    "2107,inactive until it is needed",
    "2108,inactive until it is needed"
  })
  void aFarmIsBrokenUntilAnythingElseIsToldOfIt(int code, String state) {
    talk.streams(QUOTES);
    error(2103, "broken:usfarm");
    assertThat(error(code, "now:usfarm"))
        .containsExactly(
            new Inbound.Condition("farm usfarm", state, false),
            lost(QUOTES, code + " now:usfarm"),
            new Inbound.Confirmed(true, Set.of(QUOTES)));
    assertThat(error(code, "now:usfarm")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2105, 2157})
  void aFarmOfThePastWithholdsNothing(int code) {
    talk.streams(QUOTES);
    error(code, "broken:ushmds");
    assertThat(error(2106, "OK:ushmds"))
        .containsExactly(new Inbound.Condition("farm ushmds", "ok", false));
  }

  @Test
  void anotherSessionPausesEverything() {
    talk.streams(QUOTES);
    talk.subscribe(7, BARS);
    assertThat(error(10197, "competing live session"))
        .containsExactly(
            Talk.say("2|1|2|"),
            new Inbound.Dropped(Set.of(QUOTES), "10197 competing live session", 60_000),
            Talk.say("51|1|3|"),
            new Inbound.Dropped(Set.of(BARS), "10197 competing live session", 300_000));
  }

  @Test
  void anotherSessionConcernsNothingElseWhereItIsOfWhatWasLetGo() {
    talk.streams(QUOTES);
    assertThat(talk.hears("4|2|99|10197|competing live session||")).isEmpty();
    talk.hears("1|6|2|1|249.99|300|0|");
    assertThat(talk.hears("1|6|2|2|250.02|300|0|")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"2100,notice", "2137,notice", "2169,notice", "2170,error", "321,error", "504,error"})
  void tellsOfOthers(int code, String subject) {
    assertThat(error(code, "some text"))
        .containsExactly(new Inbound.Condition(subject, code + " some text", false));
  }

  @ParameterizedTest
  @ValueSource(ints = {165, 300, 310, 366})
  void ignoresWhatIsOfSomethingThatWasLetGo(int code) {
    assertThat(error(code, "can't find it")).isEmpty();
  }

  @Test
  void readsTheNewerLayoutToo() {
    Talk newer = Talk.ready(194);
    newer.streams(QUOTES);
    assertThat(newer.hears("4|-1|1102|restored||1795356000500|"))
        .containsExactly(CONNECTED, new Inbound.Confirmed(true, Set.of(QUOTES)));
  }

  @Test
  void textsAreCutAndOnOneLine() {
    assertThat(error(399, "a\nb\u0007" + "x".repeat(500)))
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Condition.class,
            said -> assertThat(said.text()).startsWith("399 a b xx").hasSizeLessThan(210));
  }

  private List<Inbound> error(int code, String text) {
    return talk.hears("4|2|-1|%d|%s||".formatted(code, text));
  }

  private static Inbound lost(String name, String reason) {
    return new Inbound.Lost(name, reason, 0, 0, false);
  }
}
