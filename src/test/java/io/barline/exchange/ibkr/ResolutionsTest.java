package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionsTest {
  private static final String TRADES = "trades:" + Talk.AAPL;
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final String NASDAQ = "SMART|USD|AAPL|NMS|NMS|265598";

  private static final String HINT =
      "; AAPL-STK-SMART-USD was looked for among stocks:"
          + " others are written in full, such as ES-FUT-CME-USD-202612";

  @ParameterizedTest
  @ValueSource(ints = {157, 163, 164, 178, 182, 186, 193})
  void readsTheContractOfEveryVersion(int version) {
    Talk talk = Talk.ready(version);
    assertThat(talk.streams(TRADES)).hasSize(3).endsWith(new Inbound.Taken(1));
  }

  @Test
  void aSymbolWithoutAContractIsRefused() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES);
    assertThat(talk.hears("52|1|1|"))
        .containsExactly(
            new Inbound.Rejected(
                4, List.of(TRADES), "200", "there is no contract " + Talk.AAPL + HINT, true));
  }

  @ParameterizedTest
  @CsvSource({
    "200,No security definition has been found for the request,true",
    "321,Error validating request,true",
    "10197,No market data during competing live session,false",
    "9999,something else,false"
  })
  void aSymbolThatCannotBeResolvedIsRefused(String code, String text, boolean terminal) {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES, QUOTES);
    String message = code.equals("200") ? text + HINT : text;
    assertThat(talk.hears("4|2|1|%s|%s||".formatted(code, text)))
        .containsExactly(
            new Inbound.Rejected(4, List.of(TRADES), code, message, terminal),
            new Inbound.Rejected(4, List.of(QUOTES), code, message, terminal));
    assertThat(talk.hears("52|1|1|")).isEmpty();
  }

  @Test
  void whatIsWrittenInFullIsRefusedWithoutAHint() {
    Talk talk = Talk.ready(178);
    String name = "trades:ES-FUT-CME-USD-202612";
    talk.subscribe(4, name);
    assertThat(talk.hears("52|1|1|"))
        .containsExactly(
            new Inbound.Rejected(
                4, List.of(name), "200", "there is no contract ES-FUT-CME-USD-202612", true));
    talk.subscribe(5, name);
    assertThat(talk.hears("4|2|2|200|No security definition||"))
        .containsExactly(
            new Inbound.Rejected(5, List.of(name), "200", "No security definition", true));
  }

  @Test
  void aNameThatIsLetGoMeanwhileIsNotAskedFor() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES, "bars:" + Talk.AAPL);
    assertThat(talk.unsubscribe(5, TRADES)).containsExactly("49|1|");
    talk.hears("49|1|1795356000|");
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"));
    assertThat(talk.hears("52|1|1|"))
        .containsExactly(
            Talk.say("50|3|2|" + Talk.AAPL_FIELDS + "5|TRADES|0||"),
            Talk.say("49|1|"),
            new Inbound.Taken(4));
  }

  @Test
  void nothingIsAskedForWhereAllNamesAreLetGoMeanwhile() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES);
    talk.unsubscribe(5, TRADES);
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"));
    assertThat(talk.hears("52|1|1|")).isEmpty();
    assertThat(talk.subscribe(6, TRADES)).first().asString().startsWith("1|11|2|");
  }

  @Test
  void aWarningRefusesNothing() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES);
    assertThat(talk.hears("4|2|1|2107|inactive:ushmds||")).isEmpty();
    assertThat(talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"))).isEmpty();
    assertThat(talk.hears("52|1|1|")).hasSize(3).endsWith(new Inbound.Taken(4));
  }

  @Test
  void namesOfOneSymbolWaitTogether() {
    Talk talk = Talk.ready(178);
    assertThat(talk.subscribe(4, TRADES)).hasSize(1);
    assertThat(talk.subscribe(5, QUOTES, "bars:" + Talk.AAPL)).isEmpty();
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"));
    assertThat(talk.hears("52|1|1|"))
        .containsExactly(
            Talk.say("1|11|2|" + Talk.AAPL_FIELDS + "0|233|0|0||"),
            Talk.say("49|1|"),
            Talk.say("50|3|3|" + Talk.AAPL_FIELDS + "5|TRADES|0||"),
            new Inbound.Taken(4),
            new Inbound.Taken(5),
            new Inbound.Taken(5));
    assertThat(talk.hears("49|1|1795356000|"))
        .startsWith(new Inbound.Accepted(4), Talk.say("49|1|"));
    assertThat(talk.hears("49|1|1795356000|"))
        .containsExactly(new Inbound.Accepted(5), new Inbound.Accepted(5));
  }

  @Test
  void severalContractsAreNamedAsTheyCanBeAskedFor() {
    Talk talk = Talk.ready(178);
    String name = "trades:ES-FUT-CME-USD-202612";
    talk.subscribe(4, name);
    String place = "CME|USD|ESZ6|ES|ES|";
    talk.hears(talk.details(1, "ES|FUT", "20261218-08:30:00-US/Central", place + "11", "CME"));
    talk.hears(talk.details(1, "ES|FUT", "20261204", place + "12", ""));
    assertThat(talk.hears("52|1|1|"))
        .containsExactly(
            new Inbound.Rejected(
                4,
                List.of(name),
                "200",
                "ES-FUT-CME-USD-202612 means 2 contracts, name one of them:"
                    + " ES-FUT-CME-USD-20261204-ES, ES-FUT-CME.CME-USD-20261218-ES",
                true));
  }

  @Test
  void everyContractThatIsNamedMeansItself() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, "quotes:SPX-OPT-SMART-USD-20261218-5000-C");
    for (int i = 0; i < 8; i++) {
      talk.hears(
          talk.details(
              1, "SPX|OPT", "20261218", "5000.0|C", "SMART|USD|SPX C|SPX|SPXW" + i + "|1" + i, ""));
    }
    Inbound.Rejected refusal = (Inbound.Rejected) talk.hears("52|1|1|").getFirst();
    assertThat(refusal.message()).endsWith("-SPXW4 and 3 more");
    String named = refusal.message().replaceAll(".*: | and 3 more", "");
    assertThat(named.split(", ", -1))
        .hasSize(5)
        .allSatisfy(
            symbol ->
                assertThat(FullForm.of(ContractSymbols.parse(symbol).orElseThrow()))
                    .isEqualTo(symbol));
  }

  @Test
  void oneContractToldTwiceIsOne() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES);
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"));
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ.replace("SMART", "ARCA"), "NASDAQ"));
    assertThat(talk.hears("52|1|1|").getFirst())
        .isEqualTo(Talk.say("1|11|2|" + Talk.AAPL_FIELDS + "0|233|0|0||"));
  }

  @Test
  void itsHoursAreKnownFromThenOn() {
    Talk talk = Talk.ready(178);
    long night = UtcNanos.of(Instant.parse("2026-11-23T08:00:00Z"));
    long day = UtcNanos.of(Instant.parse("2026-11-23T15:00:00Z"));
    assertThat(talk.hours.isOpen(Talk.AAPL, night)).isTrue();
    talk.streams(TRADES);
    assertThat(talk.hours.isOpen(Talk.AAPL, night)).isFalse();
    assertThat(talk.hours.isOpen(Talk.AAPL, day)).isTrue();
  }

  @Test
  void detailsOfNothingAreNobodys() {
    Talk talk = Talk.ready(178);
    assertThat(talk.hears(talk.details(7, "AAPL|STK", "", NASDAQ, "NASDAQ"))).isEmpty();
    assertThat(talk.hears("52|1|7|")).isEmpty();
  }

  @Test
  void detailsThatCannotBeReadAreToldAndDoNotSpoilOthers() {
    Talk talk = Talk.ready(178);
    talk.subscribe(4, TRADES);
    assertThat(talk.hears("10|1|AAPL|STK|"))
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Unrecognized.class,
            said -> assertThat(said.reason()).contains("missing: 10|1|AAPL|STK|"));
    talk.hears(talk.details(1, "AAPL|STK", "", NASDAQ, "NASDAQ"));
    assertThat(talk.hears("52|1|1|")).hasSize(3).endsWith(new Inbound.Taken(4));
  }
}
