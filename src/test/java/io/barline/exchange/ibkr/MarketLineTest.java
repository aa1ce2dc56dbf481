package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.Decimal;
import io.barline.market.Quote;
import io.barline.market.Trade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketLineTest {
  private static final String TRADES = "trades:" + Talk.AAPL;
  private static final String QUOTES = "quotes:" + Talk.AAPL;
  private static final String TRADE = "250.01;100;1795356000123;51234;249.87;true";
  private static final long LATER = Talk.RECEIVED + Talk.SECOND;

  @ParameterizedTest
  @ValueSource(ints = {159, 178, 193})
  void tellsBothSidesOnceBothAreKnown(int version) {
    Talk talk = quotes(version);
    assertThat(talk.hears("1|6|2|1|249.99|300|0|")).isEmpty();
    assertThat(talk.event("1|6|2|2|250.02|1,200|3|")).isEqualTo(quote("249.99 300 250.02 1200"));
    assertThat(talk.event("2|6|2|0|400|")).isEqualTo(quote("249.99 400 250.02 1200"));
    assertThat(talk.event("2|6|2|3|0|")).isEqualTo(quote("249.99 400 250.02 0"));
    assertThat(talk.hears("2|6|2|3|0|")).as("told already").isEmpty();
    assertThat(talk.hears("1|6|2|1|249.99|400|1|")).as("told already").isEmpty();
  }

  @Test
  void oldServersTellSharesInLots() {
    Talk talk = quotes(158);
    talk.hears("1|6|2|1|249.99|3|0|");
    assertThat(talk.event("1|6|2|2|250.02|12|0|")).isEqualTo(quote("249.99 300 250.02 1200"));
    assertThat(talk.event("2|6|2|0|4|")).isEqualTo(quote("249.99 400 250.02 1200"));
    Talk euro = Talk.ready(158);
    euro.streams("quotes:" + Talk.EUR);
    euro.hears("1|6|2|1|1.0850|1000000|0|");
    Quote quote = (Quote) euro.event("1|6|2|2|1.0851|500000|0|");
    assertThat(quote.bidSize()).isEqualTo(decimal("1000000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1|0", "-1.0|0", "|", "0|0", "1.7976931348623157E308|0", "-1|"})
  void aSideWithoutAPriceHasNone(String none) {
    Talk talk = quotes(178);
    talk.hears("1|6|2|1|249.99|300|0|");
    talk.hears("1|6|2|2|250.02|1200|0|");
    assertThat(talk.event("1|6|2|1|" + none + "|0|")).isEqualTo(quote("0 0 250.02 1200"));
    assertThat(talk.hears("2|6|2|0|500|")).as("the size of no price").isEmpty();
    assertThat(talk.event("1|6|2|1|249.98|100|0|")).isEqualTo(quote("249.98 100 250.02 1200"));
  }

  @Test
  void sidesThatPassEachOtherAreNotTold() {
    Talk talk = quotes(178);
    talk.hears("1|6|2|1|249.99|300|0|");
    talk.hears("1|6|2|2|250.02|1200|0|");
    assertThat(talk.hears("1|6|2|1|250.05|200|0|")).isEmpty();
    assertThat(talk.event("1|6|2|2|250.07|100|0|")).isEqualTo(quote("250.05 200 250.07 100"));
    assertThat(talk.event("1|6|2|1|250.07|100|0|"))
        .as("locked, which is not crossed")
        .isEqualTo(quote("250.07 100 250.07 100"));
  }

  @Test
  void sidesThatStayCrossedAreToldAfterASecond() {
    Talk talk = quotes(178);
    talk.hears("1|6|2|1|250.05|300|0|");
    assertThat(talk.hears("1|6|2|2|250.02|100|0|")).isEmpty();
    assertThat(talk.hears("2|6|2|0|200|", LATER - 1)).isEmpty();
    assertThat(talk.data("2|6|2|0|100|", LATER)).hasSize(1);
  }

  @Test
  void otherTicksSayNothing() {
    Talk talk = quotes(178);
    talk.hears("1|6|2|1|249.99|300|0|");
    talk.hears("1|6|2|2|250.02|1200|0|");
    for (String frame :
        new String[] {
          "1|6|2|4|250.01|100|0|",
          "1|6|2|6|251|0|0|",
          "1|6|2|9|249|0|0|",
          "2|6|2|5|100|",
          "2|6|2|8|123456|",
          "46|6|2|45|1795356000|",
          "46|6|2|32|NQ|",
          "46|6|2|48|250.01;100;1795356000123;51234;249.87;true|",
          "45|6|2|23|0.21|"
        }) {
      assertThat(talk.hears(frame)).as(frame).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2,frozen: as the market was when it closed",
    "3,'delayed, by 15 minutes or so'",
    "4,delayed and frozen: as the market was when it closed"
  })
  void notesHowTheDataIs(int type, String note) {
    Talk talk = quotes(178);
    assertThat(talk.hears("58|1|2|" + type + "|")).containsExactly(new Inbound.Noted(QUOTES, note));
    assertThat(talk.hears("58|1|2|1|")).containsExactly(new Inbound.Noted(QUOTES, null));
  }

  @ParameterizedTest
  @CsvSource({"49,1", "49,2", "90,1"})
  void notesThatTradingIsHalted(int tick, int value) {
    Talk talk = quotes(178);
    assertThat(talk.hears("45|6|2|%d|%d|".formatted(tick, value)))
        .containsExactly(new Inbound.Noted(QUOTES, "trading is halted"));
    assertThat(talk.hears("45|6|2|%d|0|".formatted(tick)))
        .containsExactly(new Inbound.Noted(QUOTES, null));
  }

  @Test
  void whoJoinsIsToldWhatIsKnown() {
    Talk talk = trades(178);
    assertThat(talk.hears("58|1|2|2|")).hasSize(1);
    assertThat(talk.hears("1|6|2|1|249.99|300|0|")).isEmpty();
    assertThat(talk.hears("1|6|2|2|250.02|1200|0|")).as("nobody wants quotes").isEmpty();
    talk.subscribe(7, QUOTES);
    String note = "frozen: as the market was when it closed";
    assertThat(talk.hears("49|1|1795356000|"))
        .containsExactly(
            new Inbound.Accepted(7),
            new Inbound.Data(quote("249.99 300 250.02 1200")),
            new Inbound.Noted(TRADES, note),
            new Inbound.Noted(QUOTES, note));
  }

  @Test
  void delayedQuotesAreToldAndNoDelayedTrades() {
    Talk talk = trades(178);
    talk.subscribe(7, QUOTES);
    talk.hears("49|1|1795356000|");
    assertThat(talk.hears("58|1|2|3|"))
        .containsExactly(
            new Inbound.Noted(TRADES, "delayed, by 15 minutes or so"),
            new Inbound.Noted(QUOTES, "delayed, by 15 minutes or so"),
            refusedTrades());
    talk.hears("1|6|2|66|249.99|300|0|");
    assertThat(talk.event("1|6|2|67|250.02|1200|0|")).isEqualTo(quote("249.99 300 250.02 1200"));
    assertThat(talk.event("2|6|2|69|400|")).isEqualTo(quote("249.99 400 250.02 1200"));
    assertThat(talk.event("2|6|2|70|500|")).isEqualTo(quote("249.99 400 250.02 500"));
    assertThat(talk.hears("46|6|2|48|" + TRADE + "|")).isEmpty();
    assertThat(talk.subscribe(8, TRADES)).containsExactly("49|1|");
    assertThat(talk.hears("49|1|1795356000|")).contains(refusedTrades());
  }

  @Test
  void aDelayedLineOfTradesAloneIsCancelled() {
    Talk talk = trades(178);
    assertThat(talk.hears("58|1|2|3|"))
        .containsExactly(
            new Inbound.Noted(TRADES, "delayed, by 15 minutes or so"),
            Talk.say("2|1|2|"),
            refusedTrades());
    assertThat(talk.hears("46|6|2|48|" + TRADE + "|")).isEmpty();
  }

  /** One side was delayed and the other live: together they are no quote. */
  @Test
  void delayedAndLiveSidesAreNotPutTogether() {
    Talk talk = quotes(178);
    talk.hears("58|1|2|3|");
    talk.hears("1|6|2|66|240|300|0|");
    talk.hears("1|6|2|67|240.1|300|0|");
    talk.hears("58|1|2|1|");
    assertThat(talk.hears("1|6|2|2|250.02|1200|0|")).isEmpty();
    assertThat(talk.event("1|6|2|1|249.99|300|0|")).isEqualTo(quote("249.99 300 250.02 1200"));
  }

  private static Inbound refusedTrades() {
    return new Inbound.Lost(
        TRADES,
        "only delayed data can be had of it: its trades need a market data subscription",
        0,
        0,
        true);
  }

  private static Talk quotes(int version) {
    Talk talk = Talk.ready(version);
    talk.streams(QUOTES);
    return talk;
  }

  private static Talk trades(int version) {
    Talk talk = Talk.ready(version);
    talk.streams(TRADES);
    return talk;
  }

  private static Quote quote(String sides) {
    String[] four = sides.split(" ", -1);
    return new Quote(
        Talk.instrument(Talk.AAPL),
        Trade.NO_SEQUENCE,
        decimal(four[0]),
        decimal(four[1]),
        decimal(four[2]),
        decimal(four[3]),
        0,
        Talk.RECEIVED);
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }
}
