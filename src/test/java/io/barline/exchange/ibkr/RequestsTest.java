package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, field by field. */
class RequestsTest {
  private static final String EUR_FIELDS = "12087792|EUR|CASH||0|||IDEALPRO||USD|EUR.USD|EUR.USD|";
  private static final String BITCOIN_FIELDS = "479624278|BTC|CRYPTO||0|||PAXOS||USD|BTC.USD|BTC|";
  private static final String CFD_FIELDS = "111987469|IBUS500|CFD||0|||SMART||USD|IBUS500|IBUS500|";

  @ParameterizedTest
  @CsvSource({"157,''", "175,''", "176,|", "178,|", "193,|"})
  void resolvesASymbolFirst(int version, String issuer) {
    assertThat(Talk.ready(version).subscribe(9, "trades:" + Talk.AAPL))
        .containsExactly("9|8|1|0|AAPL|STK||0|||SMART||USD|||0|||" + issuer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "ES-FUT-CME-USD-202612 0|ES|FUT|202612|0|||CME||USD|||",
        "SPX-OPT-SMART-USD-20261218-5000.5-C-SPXW 0|SPX|OPT|20261218|5000.5|C||SMART||USD||SPXW|",
        "ES-FOP-CME-USD-20261218-5000-P 0|ES|FOP|20261218|5000|P||CME||USD|||",
        "SHEL-STK-SMART.LSE-GBP 0|SHEL|STK||0|||SMART|LSE|GBP|||",
        "SPX-IND-CBOE-USD 0|SPX|IND||0|||CBOE||USD|||"
      })
  void asksForTheContractThatTheSymbolDescribes(String symbol, String fields) {
    assertThat(Talk.ready(178).subscribe(9, "quotes:" + symbol))
        .containsExactly("9|8|1|" + fields + "0||||");
  }

  @ParameterizedTest
  @ValueSource(ints = {157, 178, 193})
  void asksForQuotesAndTrades(int version) {
    Talk talk = Talk.ready(version);
    assertThat(talk.streams("trades:" + Talk.AAPL))
        .containsExactly(
            Talk.say("1|11|2|" + Talk.AAPL_FIELDS + "0|233|0|0||"),
            Talk.say("49|1|"),
            new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "trades:" + Talk.AAPL)).containsExactly("2|1|2|", "49|1|");
  }

  @Test
  void asksForNoTradesOfWhatTellsNone() {
    assertThat(Talk.ready(178).streams("quotes:" + Talk.EUR))
        .containsExactly(
            Talk.say("1|11|2|" + EUR_FIELDS + "0||0|0||"), Talk.say("49|1|"), new Inbound.Taken(1));
  }

  @Test
  void asksForTicks() {
    Talk talk = Talk.ready(178);
    assertThat(talk.streams("ticks:" + Talk.AAPL))
        .containsExactly(
            Talk.say("97|2|" + Talk.AAPL_FIELDS + "AllLast|0|0|"),
            Talk.say("49|1|"),
            new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "ticks:" + Talk.AAPL)).containsExactly("98|2|", "49|1|");
  }

  @Test
  void asksForDepthOfAllExchangesTogether() {
    Talk talk = Talk.ready(178, "depth=20");
    assertThat(talk.streams("book:" + Talk.AAPL))
        .containsExactly(
            Talk.say("10|5|2|" + Talk.AAPL_FIELDS + "20|1||"),
            Talk.say("49|1|"),
            new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "book:" + Talk.AAPL)).containsExactly("11|1|2|1|", "49|1|");
  }

  @Test
  void asksForDepthOfOneExchange() {
    Talk talk = Talk.ready(178);
    assertThat(talk.streams("book:" + Talk.EUR))
        .containsExactly(
            Talk.say("10|5|2|" + EUR_FIELDS + "10|0||"), Talk.say("49|1|"), new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "book:" + Talk.EUR)).containsExactly("11|1|2|0|", "49|1|");
  }

  @Test
  void asksForBars() {
    Talk talk = Talk.ready(178);
    assertThat(talk.streams("bars:" + Talk.AAPL))
        .containsExactly(
            Talk.say("50|3|2|" + Talk.AAPL_FIELDS + "5|TRADES|0||"),
            Talk.say("49|1|"),
            new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "bars:" + Talk.AAPL)).containsExactly("51|1|2|", "49|1|");
  }

  @Test
  void asksForBarsThatAreKeptUpToDate() {
    Talk talk = Talk.ready(178);
    assertThat(talk.streams("history:" + Talk.AAPL))
        .containsExactly(
            Talk.say("20|2|" + Talk.AAPL_FIELDS + "0||5 secs|300 S|0|TRADES|2|1||"),
            Talk.say("49|1|"),
            new Inbound.Taken(1));
    assertThat(talk.unsubscribe(2, "history:" + Talk.AAPL)).containsExactly("25|1|2|", "49|1|");
  }

  @ParameterizedTest
  @CsvSource({"157,TRADES", "167,TRADES", "168,AGGTRADES", "193,AGGTRADES"})
  void asksForAggregatedTradesOfCryptoWhereThereAreSuch(int version, String show) {
    assertThat(Talk.ready(version).streams("bars:" + Talk.BITCOIN))
        .contains(Talk.say("50|3|2|" + BITCOIN_FIELDS + "5|" + show + "|0||"));
    assertThat(Talk.ready(version).streams("history:" + Talk.BITCOIN))
        .contains(Talk.say("20|2|" + BITCOIN_FIELDS + "0||5 secs|300 S|0|" + show + "|2|1||"));
  }

  @Test
  void asksForTheMiddleWhereNoTradesAreTold() {
    assertThat(Talk.ready(178).streams("bars:" + Talk.CFD))
        .contains(Talk.say("50|3|2|" + CFD_FIELDS + "5|MIDPOINT|0||"));
    assertThat(Talk.ready(178).streams("bars:" + Talk.EUR))
        .contains(Talk.say("50|3|2|" + EUR_FIELDS + "5|MIDPOINT|0||"));
  }

  @Test
  void quotesAndTradesShareALineUntilTheLastOfThemGoes() {
    Talk talk = Talk.ready(178);
    talk.streams("trades:" + Talk.AAPL);
    assertThat(talk.subscribe(2, "quotes:" + Talk.AAPL)).containsExactly("49|1|");
    assertThat(talk.hears("49|1|1795356000|")).contains(new Inbound.Accepted(2));
    assertThat(talk.unsubscribe(3, "trades:" + Talk.AAPL)).containsExactly("49|1|");
    talk.hears("49|1|1795356000|");
    assertThat(talk.unsubscribe(4, "quotes:" + Talk.AAPL)).containsExactly("2|1|2|", "49|1|");
    talk.hears("49|1|1795356000|");
    assertThat(talk.subscribe(5, "quotes:" + Talk.AAPL))
        .as("no id is used twice, and what is resolved stays so")
        .containsExactly("1|11|3|" + Talk.AAPL_FIELDS + "0|233|0|0||", "49|1|");
  }

  @Test
  void otherStreamsOfTheSameContractHaveIdsOfTheirOwn() {
    Talk talk = Talk.ready(178);
    talk.streams("trades:" + Talk.AAPL);
    assertThat(talk.subscribe(2, "bars:" + Talk.AAPL, "book:" + Talk.AAPL))
        .containsExactly(
            "50|3|3|" + Talk.AAPL_FIELDS + "5|TRADES|0||",
            "49|1|",
            "10|5|4|" + Talk.AAPL_FIELDS + "10|1||");
  }

  @Test
  void lettingGoOfWhatIsNotSubscribedIsAcceptedToo() {
    Talk talk = Talk.ready(178);
    assertThat(talk.unsubscribe(4, "trades:" + Talk.AAPL)).containsExactly("49|1|");
    assertThat(talk.hears("49|1|1795356000|")).isEqualTo(List.of(new Inbound.Accepted(4)));
  }
}
