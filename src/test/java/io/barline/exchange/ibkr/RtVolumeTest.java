package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.Decimal;
import io.barline.market.MarketEvent;
import io.barline.market.Side;
import io.barline.market.Trade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trades of a market data line. */
class RtVolumeTest {
  private static final String TRADES = "trades:" + Talk.AAPL;
  private static final String TRADE = "250.01;100;1795356000123;51234;249.87;true";

  @ParameterizedTest
  @CsvSource({"48,true", "77,false"})
  void tellsTrades(int tick, boolean single) {
    Talk talk = trades(178);
    assertThat(
            talk.event("46|6|2|" + tick + "|250.01;100;1795356000123;51234;249.87;" + single + "|"))
        .isEqualTo(trade("250.01", "100"));
  }

  @Test
  void oldServersTellTradesInLots() {
    assertThat(trades(158).event("46|6|2|48|250.01;1;1795356000123;512;249.87;true|"))
        .isEqualTo(trade("250.01", "100"));
    assertThat(trades(159).event("46|6|2|48|250.01;1;1795356000123;512;249.87;true|"))
        .isEqualTo(trade("250.01", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";0;1795356000123;51234;249.87;false",
        ";;1795356000123;51234;249.87;false",
        "250.01;0;1795356000123;51234;249.87;true",
        "250.01;;1795356000123;51234;249.87;true"
      })
  void totalsAloneAreNoTrade(String text) {
    assertThat(trades(178).hears("46|6|2|48|" + text + "|")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250.01",
        "250.01;100",
        "",
        "x;100;1795356000123;51234;249.87;true",
        "250.01;x;1795356000123;51234;249.87;true",
        "250.01;100;;51234;249.87;true",
        "250.01;100;x;51234;249.87;true",
        "250.01;100;9223372036854775807;51234;249.87;true",
        "1.7976931348623157E308;100;1795356000123;51234;249.87;true",
        "250.01;-100;1795356000123;51234;249.87;true",
        "250.01;100;-1795356000123;51234;249.87;true"
      })
  void aTradeThatCannotBeReadIsTold(String text) {
    Talk talk = trades(178);
    assertThat(talk.hears("46|6|2|48|" + text + "|"))
        .singleElement()
        .isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.event("46|6|2|48|" + TRADE + "|")).isEqualTo(trade("250.01", "100"));
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 77})
  void aTradeThatIsRepeatedIsToldOnce(int tick) {
    Talk talk = trades(178);
    assertThat(talk.event("46|6|2|48|" + TRADE + "|")).isEqualTo(trade("250.01", "100"));
    assertThat(talk.hears("46|6|2|%d|%s|".formatted(tick, TRADE))).isEmpty();
    assertThat(talk.event("46|6|2|48|250.01;100;1795356000123;51334;249.87;true|"))
        .as("another, for the total grew")
        .isEqualTo(trade("250.01", "100"));
  }

  private static Talk trades(int version) {
    Talk talk = Talk.ready(version);
    talk.streams(TRADES);
    return talk;
  }

  private static MarketEvent trade(String price, String size) {
    return new Trade(
        Talk.instrument(Talk.AAPL),
        Trade.NO_SEQUENCE,
        null,
        Decimal.parse(price),
        Decimal.parse(size),
        Side.UNKNOWN,
        1,
        1_795_356_000_123_000_000L,
        Talk.RECEIVED);
  }
}
