package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Message 4 of one request, and what follows from it. */
class StreamErrorsTest {
  private static final String TRADES = "trades:" + Talk.AAPL;
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final String BARS = "bars:" + Talk.AAPL;

  @ParameterizedTest
  @CsvSource({
    "157,4|2|2|200|No security definition|",
    "165,4|2|2|200|No security definition|",
    "166,4|2|2|200|No security definition||",
    "178,4|2|2|200|No security definition||",
    "193,4|2|2|200|No security definition||",
    "194,4|2|200|No security definition||1795356000500|",
    "200,4|2|200|No security definition||1795356000500|"
  })
  void readsEveryLayout(int version, String frame) {
    assertThat(stream(version, TRADES).hears(frame))
        .containsExactly(lost(TRADES, "200 No security definition"));
  }

  @Test
  void readsEscapedCharacters() {
    assertThat(stream(178, TRADES).hears("4|2|2|200|Soci\\u00e9t\\u00e9 inconnue||"))
        .containsExactly(lost(TRADES, "200 Société inconnue"));
  }

  @ParameterizedTest
  @CsvSource({
    "101,Max number of tickers has been reached",
    "200,No security definition has been found for the request",
    "309,Max number (3) of market depth requests has been reached",
    "321,Error validating request:-'bW' : cause - What to show field is missing or incorrect.",
    "322,Error processing request",
    "10190,Max number of tick-by-tick requests has been reached",
    "10299,Expected what to show is AGGTRADES",
    "162,Historical Market Data Service error message:No market data permissions for ISLAND STK",
    "420,Invalid Real-time Query:No market data permissions for ISLAND STK"
  })
  void isRefusedForGood(int code, String text) {
    Talk talk = stream(178, BARS);
    assertThat(error(talk, code, text)).containsExactly(lost(BARS, code + " " + text));
    assertThat(talk.hears("50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|"))
        .as("late")
        .isEmpty();
    assertThat(talk.unsubscribe(8, BARS)).as("nothing to cancel").containsExactly("49|1|");
  }

  @Test
  void allNamesOfALineAreRefused() {
    Talk talk = stream(178, TRADES);
    talk.subscribe(7, QUOTES);
    talk.hears("49|1|1795356000|");
    assertThat(error(talk, 321, "Error validating request"))
        .containsExactly(
            lost(TRADES, "321 Error validating request"),
            lost(QUOTES, "321 Error validating request"));
  }

  @ParameterizedTest
  @CsvSource({
    "101,quotes:,2|1|2|",
    "309,book:,11|1|2|1|",
    "101,history:,25|1|2|",
    "10190,trades:,2|1|2|"
  })
  void whereThereAreTooManyItIsAskedForAgainAfterAWhile(int code, String kind, String cancel) {
    String name = kind + Talk.AAPL;
    assertThat(error(stream(178, name), code, "Max number has been reached"))
        .containsExactly(
            Talk.say(cancel),
            new Inbound.Dropped(Set.of(name), code + " Max number has been reached", 300_000));
  }

  @Test
  void whereThereAreTooManyAllNamesOfALineAreAskedForAgain() {
    Talk talk = stream(178, TRADES);
    talk.subscribe(7, QUOTES);
    talk.hears("49|1|1795356000|");
    assertThat(error(talk, 101, "Max number of tickers has been reached"))
        .containsExactly(
            Talk.say("2|1|2|"),
            new Inbound.Dropped(
                Set.of(TRADES, QUOTES), "101 Max number of tickers has been reached", 300_000));
  }

  @ParameterizedTest
  @CsvSource({"10190,ticks:", "101,ticks:", "101,bars:"})
  void whereThereAreTooManyItIsHadInAnotherWay(int code, String kind) {
    String name = kind + Talk.AAPL;
    assertThat(error(stream(178, name), code, "Max number has been reached"))
        .containsExactly(lost(name, code + " Max number has been reached"));
  }

  @ParameterizedTest
  @CsvSource({"101,quotes:", "101,trades:", "309,book:", "101,history:", "10190,ticks:"})
  void whereThereAreTooManyItIsHadOfAnotherGateway(int code, String kind) {
    Talk talk = Talk.ready(178, "host=one", "gateways[0].host=two");
    String name = kind + Talk.AAPL;
    talk.streams(name);
    assertThat(error(talk, code, "Max number has been reached"))
        .containsExactly(lost(name, code + " Max number has been reached"));
  }

  @ParameterizedTest
  @CsvSource({
    "162,Historical Market Data Service error message:pacing violation,300",
    "420,Invalid Real-time Query:Historical data request pacing violation,300",
    "162,Historical Market Data Service error message:something else,300",
    "162,Historical Market Data Service error message:HMDS query returned no data,300",
    "10197,No market data during competing live session,300",
    "9999,unheard of,60"
  })
  void barsAreAskedForAgainLater(int code, String text, long seconds) {
    Talk talk = stream(178, BARS);
    List<Inbound> said = error(talk, code, text);
    assertThat(said)
        .endsWith(
            Talk.say("51|1|2|"),
            new Inbound.Dropped(Set.of(BARS), code + " " + text, seconds * 1_000));
    assertThat(talk.subscribe(8, BARS).getFirst()).startsWith("50|3|3|");
  }

  @ParameterizedTest
  @CsvSource({"10197,No market data during competing live session", "9999,unheard of"})
  void isAskedForAgainInAMinute(int code, String text) {
    Talk talk = stream(178, QUOTES);
    assertThat(error(talk, code, text))
        .endsWith(
            Talk.say("2|1|2|"), new Inbound.Dropped(Set.of(QUOTES), code + " " + text, 60_000));
    assertThat(talk.subscribe(8, QUOTES).getFirst()).startsWith("1|11|3|");
  }

  @ParameterizedTest
  @CsvSource({"102,Duplicate ticker id", "10225,Bust event occurred"})
  void isAskedForAnewSoon(int code, String text) {
    assertThat(error(stream(178, BARS), code, text))
        .containsExactly(
            Talk.say("51|1|2|"), new Inbound.Dropped(Set.of(BARS), code + " " + text, 1_000));
  }

  @Test
  void whatIsNotKnownEndsNothingThatBringsData() {
    Talk talk = stream(178, BARS);
    talk.hears("50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|");
    assertThat(error(talk, 9999, "unheard of"))
        .containsExactly(new Inbound.Condition("error", "9999 unheard of", false));
    assertThat(talk.hears("50|3|2|1795356005|250|250.1|249.9|250.05|1200|250.02|14|")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {165, 300, 310, 366, 2100, 2104, 2137, 2169, 10090})
  void warningsChangeNothing(int code) {
    assertThat(error(stream(178, BARS), code, "a warning")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "354,Requested market data is not subscribed.",
    "10089,Requested market data requires additional subscription",
    "10168,Requested market data is not subscribed. Delayed market data is not enabled.",
    "10186,Requested market data is not subscribed. Delayed market data is not enabled."
  })
  void withoutASubscriptionItIsRefusedWithAHint(int code, String text) {
    assertThat(error(stream(178, QUOTES), code, text))
        .containsExactly(
            lost(
                QUOTES,
                code
                    + " "
                    + text
                    + " (delayed quotes can be had by barline.exchanges.ibkr.delayed=true)"));
    assertThat(error(stream(178, BARS), code, text))
        .as("of bars there are no delayed ones")
        .containsExactly(lost(BARS, code + " " + text));
  }

  @ParameterizedTest
  @ValueSource(ints = {354, 10089, 10168, 10186})
  void withoutASubscriptionDelayedDataIsAskedForOnce(int code) {
    Talk talk = Talk.ready(178, "delayed=true");
    talk.streams(QUOTES);
    assertThat(error(talk, code, "not subscribed"))
        .containsExactly(
            Talk.say("59|1|3|"),
            Talk.say("2|1|2|"),
            new Inbound.Dropped(Set.of(QUOTES), code + " not subscribed", 0));
    assertThat(talk.subscribe(8, QUOTES).getFirst()).startsWith("1|11|3|");
    assertThat(talk.hears("4|2|3|%d|not subscribed||".formatted(code)))
        .containsExactly(lost(QUOTES, code + " not subscribed"));
  }

  /** The second one was refused for good, for delayed data was allowed meanwhile. */
  @Test
  void everyLineThatWasAskedForBeforeDelayedDataWasAllowedIsAskedForAgain() {
    Talk talk = Talk.ready(178, "delayed=true");
    talk.streams(QUOTES);
    String euro = "quotes:" + Talk.EUR;
    talk.streams(euro);
    assertThat(error(talk, 354, "not subscribed")).hasSize(3);
    assertThat(talk.hears("4|2|4|354|not subscribed||"))
        .containsExactly(
            Talk.say("2|1|4|"), new Inbound.Dropped(Set.of(euro), "354 not subscribed", 0));
    assertThat(talk.subscribe(8, euro).getFirst()).startsWith("1|11|5|");
    assertThat(talk.hears("4|2|5|354|not subscribed||"))
        .containsExactly(lost(euro, "354 not subscribed"));
  }

  @Test
  void barsAreRefusedEvenWhereDelayedQuotesWouldDo() {
    Talk talk = Talk.ready(178, "delayed=true");
    talk.streams(BARS);
    assertThat(error(talk, 354, "not subscribed"))
        .containsExactly(lost(BARS, "354 not subscribed"));
  }

  @Test
  void delayedDataThatComesAllTheSameIsNoted() {
    Talk talk = stream(178, QUOTES);
    assertThat(error(talk, 10167, "Displaying delayed market data."))
        .containsExactly(new Inbound.Noted(QUOTES, "delayed, by 15 minutes or so"));
    assertThat(talk.hears("1|6|2|66|249.99|300|0|")).isEmpty();
    assertThat(talk.hears("1|6|2|67|250.02|300|0|")).hasSize(1);
  }

  @Test
  void errorsOfWhatWasLetGoEndNothing() {
    Talk talk = stream(178, QUOTES);
    talk.subscribe(7, BARS);
    talk.unsubscribe(8, QUOTES);
    assertThat(error(talk, 300, "Can't find EId with tickerId:2")).isEmpty();
    assertThat(error(talk, 354, "not subscribed"))
        .containsExactly(new Inbound.Condition("error", "354 not subscribed", false));
    assertThat(talk.hears("50|3|3|1795356000|250|250.1|249.9|250.05|1200|250.02|14|")).hasSize(1);
  }

  @Test
  void anErrorThatCannotBeReadIsTold() {
    Talk talk = stream(178, QUOTES);
    for (String frame : Arrays.asList("4|", "4|2|", "4|2|2|", "4|2|2|354|", "4|2|x|354|text||")) {
      assertThat(talk.hears(frame))
          .as(frame)
          .singleElement()
          .isInstanceOf(Inbound.Unrecognized.class);
    }
    assertThat(talk.hears("1|6|2|1|249.99|300|0|")).isEmpty();
    assertThat(talk.hears("1|6|2|2|250.02|300|0|")).hasSize(1);
  }

  private static List<Inbound> error(Talk talk, int code, String text) {
    return talk.hears("4|2|2|%d|%s||".formatted(code, text));
  }

  private static Talk stream(int version, String name) {
    Talk talk = Talk.ready(version);
    talk.streams(name);
    return talk;
  }

  private static Inbound lost(String name, String reason) {
    return new Inbound.Lost(name, reason, 0, 0, true);
  }
}
