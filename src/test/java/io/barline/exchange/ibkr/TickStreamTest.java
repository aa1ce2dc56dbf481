package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.Decimal;
import io.barline.market.Side;
import io.barline.market.Trade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickStreamTest {
  @ParameterizedTest
  @CsvSource({"159,1", "159,2", "178,2", "193,2"})
  void tellsEveryTrade(int version, int type) {
    assertThat(ticks(version).event("99|2|" + type + "|1795356000|250.01|100|0|NASDAQ|@|"))
        .isEqualTo(trade("250.01", "100"));
  }

  @Test
  void oldServersTellSharesInLots() {
    assertThat(ticks(158).event("99|2|2|1795356000|250.01|2|0|NASDAQ|@|"))
        .isEqualTo(trade("250.01", "200"));
  }

  @Test
  void thoseOfOneSecondAreAllTold() {
    Talk talk = ticks(178);
    assertThat(talk.hears("99|2|2|1795356000|250.01|100|0|NASDAQ||")).hasSize(1);
    assertThat(talk.hears("99|2|2|1795356000|250.01|100|0|NASDAQ||")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void thoseThatAreNotReportedAreLeftOut(int mask) {
    assertThat(ticks(178).hears("99|2|2|1795356000|250.01|100|" + mask + "|FINRA|I|")).isEmpty();
    assertThat(ticks(178).hears("99|2|2|1795356000|250.01|100|1|FINRA|I|")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3|1795356000|250|250.1|100|200|0",
        "4|1795356000|250.05",
        "9|1795356000|250.05",
        "2|1795356000|250.01|0|0|NASDAQ|"
      })
  void othersAreNoTrades(String fields) {
    assertThat(ticks(178).hears("99|2|" + fields + "|")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|1795356000||100|0|NASDAQ|",
        "2|1795356000|250.01||0|NASDAQ|",
        "2|1795356000|250.01|100||NASDAQ|",
        "2||250.01|100|0|NASDAQ|",
        "2|-1|250.01|100|0|NASDAQ|",
        "2|1795356000|250.01|-100|0|NASDAQ|",
        "|1795356000|250.01|100|0|NASDAQ|",
        "2|1795356000|250.01"
      })
  void aTradeThatCannotBeReadIsTold(String fields) {
    Talk talk = ticks(178);
    assertThat(talk.hears("99|2|" + fields + "|"))
        .singleElement()
        .isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.hears("99|2|2|1795356000|250.01|100|0|NASDAQ|@|")).hasSize(1);
  }

  private static Talk ticks(int version) {
    Talk talk = Talk.ready(version);
    talk.streams("ticks:" + Talk.AAPL);
    return talk;
  }

  private static Trade trade(String price, String size) {
    return new Trade(
        Talk.instrument(Talk.AAPL),
        Trade.NO_SEQUENCE,
        null,
        Decimal.parse(price),
        Decimal.parse(size),
        Side.UNKNOWN,
        1,
        1_795_356_000L * Talk.SECOND,
        Talk.RECEIVED);
  }
}
