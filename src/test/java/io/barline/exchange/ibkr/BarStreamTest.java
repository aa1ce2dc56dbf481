package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Inbound;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarStreamTest {
  private static final long START = 1_795_356_000L * Talk.SECOND;

  @ParameterizedTest
  @ValueSource(ints = {159, 178, 193})
  void tellsBarsThatAreOver(int version) {
    Bar bar =
        bar(
            talk("bars:", Talk.AAPL, version),
            "50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|");
    assertPrices(bar, "250", "250.1", "249.9", "250.05");
    assertThat(bar.interval()).isEqualTo(Interval.S5);
    assertThat(bar.timestamp()).isEqualTo(START);
    assertThat(bar.volume()).isEqualTo(Decimal.of(1_200, 0));
    assertThat(bar.vwap()).isEqualTo(Decimal.parse("250.02"));
    assertThat(bar.trades()).isEqualTo(14);
    assertThat(bar.closed()).isTrue();
    assertThat(bar.receiveTime()).isEqualTo(Talk.RECEIVED);
  }

  @ParameterizedTest
  @CsvSource({"157,120000", "158,120000", "159,1200", "174,1200", "193,1200"})
  void oldServersTellLiveVolumesInLots(int version, String volume) {
    Bar bar =
        bar(
            talk("bars:", Talk.AAPL, version),
            "50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|");
    assertThat(bar.volume()).isEqualTo(Decimal.parse(volume));
  }

  @ParameterizedTest
  @CsvSource({"157,120000", "174,120000", "175,1200", "193,1200"})
  void olderServersTellVolumesOfThePastInLots(int version, String volume) {
    Talk talk = talk("history:", Talk.AAPL, version);
    talk.hears("90|2|14|1795356000|250|250.05|250.1|249.9|250.02|1200|");
    Bar bar = bar(talk, "90|2|1|1795356005|250|250|250|250|250|1|");
    assertThat(bar.volume()).isEqualTo(Decimal.parse(volume));
  }

  @ParameterizedTest
  @ValueSource(strings = {Talk.EUR, Talk.CFD})
  void barsOfTheMiddleTellNoVolume(String symbol) {
    Bar bar =
        bar(talk("bars:", symbol, 178), "50|3|2|1795356000|1.085|1.0852|1.0849|1.0851|-1|-1|-1|");
    assertPrices(bar, "1.085", "1.0852", "1.0849", "1.0851");
    assertThat(bar.volume()).isEqualTo(Decimal.ZERO);
    assertThat(bar.vwap()).isNull();
    assertThat(bar.trades()).isEqualTo(Bar.UNKNOWN);
    assertThat(bar.quoteVolume()).isNull();
  }

  @Test
  void updatesTellTheCloseBeforeTheHigh() {
    Talk talk = talk("history:", Talk.AAPL, 178);
    assertThat(talk.hears("90|2|3|1795356000|250|250.05|250.1|249.9|250.02|1200|")).isEmpty();
    assertThat(talk.hears("90|2|5|1795356000|250|250.2|250.3|249.8|250.03|1500|"))
        .as("the same bar goes on")
        .isEmpty();
    assertThat(talk.hears("90|2|9|1795355995|1|1|1|1|1|1|")).as("an older one").isEmpty();
    Bar bar = bar(talk, "90|2|1|1795356005|250.2|250.2|250.2|250.2|250.2|10|");
    assertPrices(bar, "250", "250.3", "249.8", "250.2");
    assertThat(bar.timestamp()).isEqualTo(START);
    assertThat(bar.volume()).isEqualTo(Decimal.of(1_500, 0));
    assertThat(bar.vwap()).isEqualTo(Decimal.parse("250.03"));
    assertThat(bar.trades()).isEqualTo(5);
    assertThat(bar.closed()).isTrue();
  }

  @Test
  void aBarInWhichNothingTradedHasNoTrades() {
    Talk talk = talk("history:", Talk.AAPL, 178);
    talk.hears("90|2|-1|1795356000|250|250|250|250|250|0|");
    Bar bar = bar(talk, "90|2|1|1795356010|250|250|250|250|250|1|");
    assertThat(bar.trades()).isZero();
    assertThat(bar.volume()).isEqualTo(Decimal.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1795356001|250|250.1|249.9|250.05|1200|250.02|14",
        "-5|250|250.1|249.9|250.05|1200|250.02|14",
        "9223372036854775807|250|250.1|249.9|250.05|1200|250.02|14",
        "1795356000|250|249.9|250.1|250.05|1200|250.02|14",
        "1795356000||250.1|249.9|250.05|1200|250.02|14",
        "1795356000|250|250.1|249.9|1.7976931348623157E308|1200|250.02|14",
        "1795356000|250|250.1|249.9|250.05||250.02|14",
        "1795356000|250|250.1|249.9|250.05|-7|250.02|14",
        "1795356000|250|250.1|249.9|250.05|1200|250.02",
        "1795356000|250|250.1|249.9|250.05|1200|250.02|"
      })
  void aBarThatIsNoneIsTold(String fields) {
    Talk talk = talk("bars:", Talk.AAPL, 178);
    assertThat(talk.hears("50|3|2|" + fields + "|"))
        .singleElement()
        .isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.hears("50|3|2|1795356000|250|250.1|249.9|250.05|1200|250.02|14|")).hasSize(1);
  }

  /** The last of what was told of it is missing. */
  @Test
  void aBarOfWhichAnUpdateCouldNotBeReadIsNotTold() {
    Talk talk = talk("history:", Talk.AAPL, 178);
    talk.hears("90|2|3|1795356000|250|250.05|250.1|249.9|250.02|1200|");
    assertThat(talk.hears("90|2|3|1795356000|250|x|250.1|249.9|250.02|1200|"))
        .singleElement()
        .isInstanceOf(Inbound.Unrecognized.class);
    assertThat(talk.hears("90|2|1|1795356005|250|250|250|250|250|1|")).isEmpty();
    assertThat(talk.hears("90|2|1|1795356010|250|250|250|250|250|1|")).hasSize(1);
  }

  @Test
  void thePastItselfIsNotRead() {
    Talk talk = talk("history:", Talk.AAPL, 178);
    assertThat(talk.hears("17|2|a|b|1|1795355995|1|1|1|1|1|1|1|"))
        .containsExactly(new Inbound.Heartbeat());
  }

  private static Talk talk(String kind, String symbol, int version) {
    Talk talk = Talk.ready(version);
    talk.streams(kind + symbol);
    return talk;
  }

  private static Bar bar(Talk talk, String frame) {
    List<MarketEvent> events = talk.data(frame, Talk.RECEIVED);
    assertThat(events).singleElement().isInstanceOf(Bar.class);
    return (Bar) events.getFirst();
  }

  private static void assertPrices(Bar bar, String open, String high, String low, String close) {
    assertThat(bar.open()).isEqualTo(Decimal.parse(open));
    assertThat(bar.high()).isEqualTo(Decimal.parse(high));
    assertThat(bar.low()).isEqualTo(Decimal.parse(low));
    assertThat(bar.close()).isEqualTo(Decimal.parse(close));
  }
}
