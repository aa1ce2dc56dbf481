package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  private static final Instrument AAPL = instrument("AAPL");
  private static final Instrument EUR_USD = instrument("EUR/USD");
  private static final long TWO = nanos("2026-11-23T14:00:00Z");
  private static final long LATER = nanos("2026-11-23T14:01:30Z");
  private static final String FIRST = "1795442400|231.1|231.4|231|231.25|1250|231.187|98";
  private static final String SECOND = "1795442460|231.25|231.3|231.2|231.3|40|231.26|7";

  private final History history = new History(TestSettings.exchange().routes().getFirst());

  @Test
  void asksForBars() {
    long to = TWO + 600 * 60 * UtcNanos.SECOND;
    assertThat(question(AAPL, Interval.M1, TWO, to))
        .isEqualTo("0|AAPL|STK||0|||SMART||USD|||0|20261124-00:00:00|1 min|36000 S|0|TRADES|2|0||");
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL,TRADES",
    "EUR/USD,MIDPOINT",
    "IBUS500-CFD-SMART-USD,MIDPOINT",
    "BTC/USD,AGGTRADES",
    "SPX-IND-CBOE-USD,TRADES"
  })
  void asksForWhatTheKindOffers(String symbol, String whatToShow) {
    assertThat(question(instrument(symbol), Interval.M1, TWO, LATER))
        .contains("|" + whatToShow + "|2|0||");
  }

  @ParameterizedTest
  @CsvSource({
    "S5,5 secs,3000 S",
    "S10,10 secs,6000 S",
    "S15,15 secs,9000 S",
    "S30,30 secs,18000 S",
    "M1,1 min,36000 S",
    "M3,3 mins,2 D",
    "M5,5 mins,3 D",
    "M15,15 mins,7 D",
    "M30,30 mins,13 D",
    "H1,1 hour,25 D"
  })
  void asksForNoMoreThanOneRequestMayTell(Interval interval, String barSize, String duration) {
    long from = nanos("2026-11-01T00:00:00Z");
    long to = from;
    for (int i = 0; i < history.maxBars(); i++) {
      to = interval.end(to);
    }
    assertThat(question(AAPL, interval, from, to)).contains("|" + barSize + "|" + duration + "|");
  }

  @ParameterizedTest
  @EnumSource(
      value = Interval.class,
      names = {"S1", "H2", "H4", "H6", "H8", "H12", "D1", "D3", "W1", "MONTH"})
  void hasNoBarsThatNeedNotBeginWithAWindow(Interval interval) {
    assertThat(history.bars(AAPL, interval, TWO, LATER)).isNull();
  }

  @Test
  void tradesCannotBeHad() {
    assertThat(history.trades(AAPL, -1, TWO).impossible()).contains("Interactive Brokers");
    assertThatThrownBy(() -> history.readTrades(AAPL, new byte[0], TWO))
        .isInstanceOf(MalformedAnswer.class);
  }

  @Test
  void readsBars() {
    List<Bar> bars = read(AAPL, 178, FIRST, SECOND);
    assertThat(bars).hasSize(2);
    Bar first = bars.getFirst();
    assertThat(first.timestamp()).isEqualTo(TWO);
    assertThat(first.open()).isEqualTo(Decimal.parse("231.1"));
    assertThat(first.high()).isEqualTo(Decimal.parse("231.4"));
    assertThat(first.low()).isEqualTo(Decimal.parse("231"));
    assertThat(first.close()).isEqualTo(Decimal.parse("231.25"));
    assertThat(first.volume()).isEqualTo(Decimal.parse("1250"));
    assertThat(first.vwap()).isEqualTo(Decimal.parse("231.187"));
    assertThat(first.quoteVolume()).isNull();
    assertThat(first.trades()).isEqualTo(98);
    assertThat(first.closed()).isTrue();
    assertThat(first.source()).isEqualTo(Bar.Source.EXCHANGE);
    assertThat(bars.getLast().closed()).isFalse();
  }

  @Test
  void noBarsAreAnAnswerToo() {
    assertThat(read(AAPL, 178)).isEmpty();
  }

  @Test
  void oldServersTellStocksInLots() {
    assertThat(read(AAPL, 174, FIRST).getFirst().volume()).isEqualTo(Decimal.of(125_000, 0));
    assertThat(read(AAPL, 175, FIRST).getFirst().volume()).isEqualTo(Decimal.of(1_250, 0));
    Instrument future = instrument("ES-FUT-CME-USD-202612");
    assertThat(read(future, 174, FIRST).getFirst().volume()).isEqualTo(Decimal.of(1_250, 0));
  }

  /** The fields of the first bar were taken for the times and the count. */
  @ParameterizedTest
  @ValueSource(ints = {196, 200})
  void newServersTellNoTimesOfTheAnswer(int version) {
    String head = version + "|17|5|2|";
    assertThat(read(AAPL, bytes(head + FIRST + "|" + SECOND + "|")))
        .isEqualTo(read(AAPL, 178, FIRST, SECOND));
  }

  @Test
  void barsOfQuotesTellNoVolume() {
    Bar bar = read(EUR_USD, 178, "1795442400|1.1|1.2|1.0|1.15|-1|-1|-1").getFirst();
    assertThat(bar.volume()).isEqualTo(Decimal.ZERO);
    assertThat(bar.vwap()).isNull();
    assertThat(bar.trades()).isEqualTo(Bar.UNKNOWN);
    assertThat(bar.isTraded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "230.9", "231.5", "", "1.7976931348623157E308"})
  void anAverageOutsideOfTheBarIsNone(String wap) {
    Bar bar = read(AAPL, 178, FIRST.replace("231.187", wap)).getFirst();
    assertThat(bar.vwap()).isNull();
    assertThat(bar.volume()).isEqualTo(Decimal.of(1_250, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1795442401|231.1|231.4|231|231.25|1250|231.187|98",
        "20261123|231.1|231.4|231|231.25|1250|231.187|98",
        "20261123  14:00:00|231.1|231.4|231|231.25|1250|231.187|98",
        "9223372036854775807|231.1|231.4|231|231.25|1250|231.187|98",
        "1795442400|231.1|231|231.4|231.25|1250|231.187|98",
        "1795442400||231.4|231|231.25|1250|231.187|98",
        "1795442400|231.1|231.4|231|231.25||231.187|98",
        "1795442400|231.1|231.4|231|231.25|-2|231.187|98",
        "1795442400|231.1|231.4|231|231.25|1250|231.187|",
        "1795442400|231.1|231.4|231|231.25|1250|231.187"
      })
  void refusesBarsThatAreNone(String bar) {
    assertThatThrownBy(() -> read(AAPL, 178, bar))
        .isInstanceOf(MalformedAnswer.class)
        .hasMessageContaining("bars of ibkr:AAPL");
  }

  @Test
  void refusesBarsOutOfOrder() {
    assertThatThrownBy(() -> read(AAPL, 178, SECOND, FIRST)).isInstanceOf(MalformedAnswer.class);
    assertThatThrownBy(() -> read(AAPL, 178, FIRST, FIRST)).isInstanceOf(MalformedAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "178|",
        "178|4|2|5|162|x|",
        "178|17|5|a|b|-1|",
        "178|17|5|a|b|2147483647|",
        "x|17|5|a|b|0|",
        "178|17|5|a|b|0"
      })
  void refusesOtherMessages(String body) {
    assertThatThrownBy(() -> read(AAPL, bytes(body))).isInstanceOf(MalformedAnswer.class);
  }

  @Property
  void failsOnNonsenseInOneWayOnly(@ForAll byte[] bytes, @ForAll boolean isMessage) {
    byte[] body = isMessage ? bytes("178|17|5|a|b|1|" + new String(bytes, UTF_8) + "|") : bytes;
    try {
      assertThat(read(AAPL, body)).isNotNull();
    } catch (MalformedAnswer expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  private List<Bar> read(Instrument instrument, int version, String... bars) {
    String head = version + "|17|5|20261123  14:00:00|20261123  14:02:00|" + bars.length + "|";
    String rows = bars.length == 0 ? "" : String.join("|", bars) + "|";
    return read(instrument, bytes(head + rows));
  }

  private List<Bar> read(Instrument instrument, byte[] body) {
    return history.readBars(instrument, Interval.M1, body, LATER).list();
  }

  private String question(Instrument instrument, Interval interval, long from, long to) {
    RestRequest request = Objects.requireNonNull(history.bars(instrument, interval, from, to));
    assertThat(request.weight()).isEqualTo(1);
    assertThat(request.uri()).hasToString("inquiry:tws");
    return Objects.requireNonNull(request.body()).replace('\0', '|');
  }

  private static byte[] bytes(String fields) {
    return fields.replace('|', '\0').getBytes(UTF_8);
  }

  private static Instrument instrument(String symbol) {
    return ContractSymbols.instrument(ContractSymbols.parse(symbol).orElseThrow());
  }

  private static long nanos(String time) {
    return UtcNanos.of(Instant.parse(time));
  }
}
