package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicPatternTest {
  private static final Topic BARS =
      new Topic("binance", new Channel.Bars(Interval.of("1m").orElseThrow()), "BTC/USDT:USDT");

  @ParameterizedTest
  @CsvSource({
    "binance:bars.1m:BTC/USDT:USDT, true",
    "*:*:*, true",
    "binance:bars.*:*/USDT:USDT, true",
    "bin*:*:BTC*, true",
    "b*n*e:*1m:*B*T*C*, true",
    "**:bars.1m**:*, true",
    "binance:bars.*:*/USDT, false",
    "binance:trades:*, false",
    "bybit:*:*, false",
    "binanc:*:*, false",
    "*x:*:*, false",
    "binance:bars.1:*, false",
    "Binance:*:*, false",
  })
  void matchesPartByPart(String pattern, boolean matches) {
    assertThat(TopicPattern.of(pattern).matches(BARS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "binance, binance, true",
    "binance, bybit, false",
    "binance, b*, true",
    "binance, b*t, false",
    "b*, binance, true",
    "b*, *t, true",
    "b*, x*, false",
    "*a*, *b*, true",
    "a*b, a*c, false",
    "a*b, *a*b*, true",
    "ab*, a, false",
    "*, **, true",
    "**, zzz*, true",
  })
  void tellsWhetherAnExchangeCanBeOfTwoPatterns(String one, String other, boolean overlap) {
    assertThat(TopicPattern.of(one + ":*:*").overlapsExchange(other)).isEqualTo(overlap);
    assertThat(TopicPattern.of(other + ":*:*").overlapsExchange(one)).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource({
    "binance:*:NEW/USDT, binance:trades:N*, true",
    "binance:*:NEW/USDT, *:trades:*, true",
    "binance:*:NEW/USDT, binance:trades:NEO*, false",
    "binance:*:NEW/USDT, bybit:trades:N*, false",
    "binance:bars.*:*/USDT, binance:bars.1m:BTC*, true",
    "binance:bars.*:*/USDT, binance:trades:BTC*, false",
    "binance:trades:*X/USDT, binance:trades:DOGE*, true",
    "binance:trades:*/USDT, binance:trades:*/USDC, false",
  })
  void tellsWhetherATopicCanBeOfTwoPatterns(String one, String other, boolean overlap) {
    assertThat(TopicPattern.of(one).overlaps(TopicPattern.of(other))).isEqualTo(overlap);
    assertThat(TopicPattern.of(other).overlaps(TopicPattern.of(one))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource({
    "*:*:*, b*:trades:N*, true",
    "binance:*:N*, binance:trades:N*, true",
    "binance:*:*N*, binance:trades:N*W, true",
    "binance:*:N*, binance:trades:*, false",
    "binance:*:NEW, binance:trades:N*, false",
    "binance:*:N*W, binance:trades:N*, false",
    "binance:*:*, *:trades:N*, false",
    "binance:quotes:*, binance:trades:N*, false",
  })
  void tellsWhetherAllOfOneIsOfAnother(String one, String other, boolean covers) {
    assertThat(TopicPattern.of(one).covers(TopicPattern.of(other))).isEqualTo(covers);
  }

  @Test
  void takesNoLongForManyStars() {
    String symbol = "A".repeat(10_000);
    String pattern = "*A".repeat(90) + "B";
    assertThat(TopicPattern.of("x:y:" + pattern).matchesSymbol(symbol)).isFalse();
  }

  @Test
  void saysWhatAPatternIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicPattern.of("binance:trades"))
        .withMessageContaining("binance:bars.*:*/USDT")
        .withMessageContaining("\"binance:trades\"");
    assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.of("::x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicPattern.of("x:y:" + "*".repeat(200)));
  }
}
