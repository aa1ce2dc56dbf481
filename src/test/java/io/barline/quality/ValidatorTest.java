package io.barline.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidatorTest {
  private static final long NOW = UtcNanos.of(Instant.parse("2026-03-02T12:00:00Z"));
  private static final Instrument BITCOIN = instrument("BTC/USDT");

  private final Validator validator = new Validator(BITCOIN, Duration.ofSeconds(5));

  private static Instrument instrument(String symbol) {
    return new Instrument(
        "binance",
        "spot",
        symbol,
        symbol,
        Instrument.Type.SPOT,
        "",
        "",
        null,
        null,
        null,
        null,
        true,
        false);
  }

  private static Trade trade(Instrument instrument, String price, String size, long time) {
    return new Trade(
        instrument, 1, null, Decimal.parse(price), Decimal.parse(size), Side.BUY, 1, time, NOW);
  }

  private @Nullable Rejection check(String price, String size, long time) {
    return validator.check(trade(BITCOIN, price, size, time), NOW);
  }

  private @Nullable Rejection quote(String bid, String bidSize, String ask, String askSize) {
    Quote quote =
        new Quote(
            BITCOIN,
            1,
            Decimal.parse(bid),
            Decimal.parse(bidSize),
            Decimal.parse(ask),
            Decimal.parse(askSize),
            NOW,
            NOW);
    return validator.check(quote, NOW);
  }

  private static Rejection because(Reason reason, String sentence) {
    return new Rejection(reason, sentence);
  }

  @Test
  void acceptsWhatIsPlausible() {
    assertThat(check("0.00000001", "0.00000001", NOW)).isNull();
    assertThat(check("1", "1", NOW + Duration.ofSeconds(5).toNanos())).isNull();
    assertThat(check("1", "1", UtcNanos.of(Instant.parse("2010-01-01T00:00:00Z")))).isNull();
    assertThat(validator.check(trade(instrument("BTC/USDT"), "1", "1", NOW), NOW)).isNull();
  }

  @Test
  void refusesTradesOfNothing() {
    assertThat(check("0", "1", NOW))
        .isEqualTo(because(Reason.PRICE_NOT_POSITIVE, "trade price must be above 0: 0"));
    assertThat(check("-0.5", "1", NOW))
        .isEqualTo(because(Reason.PRICE_NOT_POSITIVE, "trade price must be above 0: -0.5"));
    assertThat(check("1", "0", NOW))
        .isEqualTo(because(Reason.SIZE_NOT_POSITIVE, "trade size must be above 0: 0"));
    assertThat(check("1", "-2", NOW))
        .isEqualTo(because(Reason.SIZE_NOT_POSITIVE, "trade size must be above 0: -2"));
  }

  @Test
  void refusesTimesThatCannotBe() {
    assertThat(check("1", "1", NOW + Duration.ofSeconds(5).toNanos() + 1))
        .isEqualTo(
            because(
                Reason.TIME_IMPLAUSIBLE,
                "trade time 2026-03-02T12:00:05.000000001Z is too far ahead: the exchange's is"
                    + " 2026-03-02T12:00:00.000Z"));
    assertThat(check("1", "1", 0))
        .isEqualTo(
            because(
                Reason.TIME_IMPLAUSIBLE,
                "trade time must not be before 2010: 1970-01-01T00:00:00.000Z"));
    assertThat(check("1", "1", Long.MIN_VALUE)).isNotNull();
    assertThat(check("1", "1", Long.MAX_VALUE)).isNotNull();
  }

  @Test
  void acceptsAnyNearFutureWhileTheExchangesClockIsNotKnown() {
    Trade ahead = trade(BITCOIN, "1", "1", NOW + Duration.ofDays(1).toNanos());

    assertThat(validator.check(ahead, 0)).isNull();
    assertThat(validator.check(trade(BITCOIN, "1", "1", Long.MAX_VALUE), 0)).isNotNull();
  }

  @Test
  void refusesAnotherSymbol() {
    assertThat(validator.check(trade(instrument("ETH/USDT"), "1", "1", NOW), NOW))
        .isEqualTo(
            because(Reason.WRONG_SYMBOL, "trade of binance:ETH/USDT where binance:BTC/USDT is"));
  }

  @Test
  void acceptsQuotesWithAnEmptySide() {
    assertThat(quote("1", "2", "1.5", "3")).isNull();
    assertThat(quote("1.5", "2", "1.5", "3")).isNull();
    assertThat(quote("0", "0", "1.5", "3")).isNull();
    assertThat(quote("1", "2", "0", "0")).isNull();
    assertThat(quote("1", "0", "2", "0")).isNull();
  }

  @Test
  void refusesQuotesThatCannotBe() {
    assertThat(quote("2", "1", "1.5", "1"))
        .isEqualTo(because(Reason.CROSSED_QUOTE, "bid 2 is above ask 1.5"));
    assertThat(quote("1", "-1", "2", "1"))
        .isEqualTo(because(Reason.SIZE_NEGATIVE, "bid size must not be negative: -1"));
    assertThat(quote("1", "1", "2", "-1"))
        .isEqualTo(because(Reason.SIZE_NEGATIVE, "ask size must not be negative: -1"));
    assertThat(quote("0", "1", "2", "1"))
        .isEqualTo(because(Reason.PRICE_NOT_POSITIVE, "bid must be above 0: 0 for size 1"));
    assertThat(quote("1", "1", "-2", "0"))
        .isEqualTo(because(Reason.PRICE_NOT_POSITIVE, "ask must be above 0: -2 for size 0"));
  }

  @Test
  void refusesBarsThatCannotBe() {
    assertThat(validator.check(bar(NOW, "1", "2", "1"), NOW)).isNull();
    assertThat(validator.check(bar(NOW + 1, "1", "2", "1"), NOW))
        .isEqualTo(
            because(
                Reason.TIME_IMPLAUSIBLE,
                "2026-03-02T12:00:00.000000001Z is not the start of a bar of 1m"));
    assertThat(validator.check(bar(NOW, "0", "2", "1"), NOW))
        .isEqualTo(because(Reason.PRICE_NOT_POSITIVE, "bar low must be above 0: 0"));
    assertThat(validator.check(bar(NOW, "1", "2", "3"), NOW))
        .extracting(Rejection::reason)
        .isEqualTo(Reason.SIZE_NEGATIVE);
    assertThat(validator.check(bar(NOW, "1", "-2", "-3"), NOW)).isNotNull();
    assertThat(validator.check(bar(NOW + 60 * UtcNanos.SECOND, "1", "2", "1"), NOW)).isNotNull();
  }

  private static Bar bar(long start, String price, String volume, String bought) {
    Decimal flat = Decimal.parse(price);
    return new Bar(
        BITCOIN,
        Interval.M1,
        start,
        flat,
        flat,
        flat,
        flat,
        Decimal.parse(volume),
        Decimal.parse(volume),
        null,
        Decimal.parse(bought),
        1,
        true,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        start,
        NOW);
  }

  @Test
  void everyReasonHasItsOwnCode() {
    assertThat(Reason.values()).extracting(Reason::code).doesNotHaveDuplicates();
  }

  private static BookDelta delta(Instrument instrument, long time) {
    return new BookDelta(instrument, 50, 1, 0, 1, List.of(), List.of(), time, NOW);
  }

  private static BookSnapshot snapshot(Instrument instrument, long time) {
    return new BookSnapshot(instrument, 50, 1, List.of(), List.of(), time, NOW);
  }

  @Test
  void acceptsBooksWithAndWithoutATime() {
    assertThat(validator.check(delta(BITCOIN, NOW), NOW)).isNull();
    assertThat(validator.check(delta(BITCOIN, 0), NOW)).isNull();
    assertThat(validator.check(snapshot(BITCOIN, NOW), NOW)).isNull();
    assertThat(validator.check(snapshot(BITCOIN, 0), NOW)).isNull();
  }

  @Test
  void rejectsBooksOfAnotherInstrumentOrTime() {
    long ahead = NOW + 6 * UtcNanos.SECOND;
    assertThat(reasonOf(validator.check(delta(instrument("ETH/USDT"), NOW), NOW)))
        .isEqualTo(Reason.WRONG_SYMBOL);
    assertThat(reasonOf(validator.check(snapshot(instrument("ETH/USDT"), NOW), NOW)))
        .isEqualTo(Reason.WRONG_SYMBOL);
    assertThat(reasonOf(validator.check(delta(BITCOIN, ahead), NOW)))
        .isEqualTo(Reason.TIME_IMPLAUSIBLE);
    assertThat(reasonOf(validator.check(snapshot(BITCOIN, 1), NOW)))
        .isEqualTo(Reason.TIME_IMPLAUSIBLE);
  }

  private static @Nullable Reason reasonOf(@Nullable Rejection rejection) {
    return rejection == null ? null : rejection.reason();
  }

  private @Nullable Reason ticker(
      @Nullable String last, @Nullable String volume, @Nullable String bid, @Nullable String size) {
    return reasonOf(
        validator.check(
            new Ticker(
                BITCOIN,
                decimal(last),
                null,
                null,
                null,
                decimal(volume),
                null,
                decimal(bid),
                decimal(size),
                null,
                null,
                null,
                null,
                Decimal.parse("-0.0001"),
                0,
                null,
                NOW,
                NOW),
            NOW));
  }

  private static @Nullable Decimal decimal(@Nullable String text) {
    return text == null ? null : Decimal.parse(text);
  }

  @Test
  void acceptsTickersThatTellLittle() {
    assertThat(ticker(null, null, null, null)).isNull();
    assertThat(ticker("5", "0", "4.9", "3")).isNull();
    assertThat(ticker("5", "0", "4.9", null)).isNull();
    assertThat(ticker("5", "0", "0", "0")).isNull();
  }

  @Test
  void rejectsTickersWithPricesOrSizesThatCannotBe() {
    assertThat(ticker("0", null, null, null)).isEqualTo(Reason.PRICE_NOT_POSITIVE);
    assertThat(ticker("5", "-1", null, null)).isEqualTo(Reason.SIZE_NEGATIVE);
    assertThat(ticker("5", "1", "-2", null)).isEqualTo(Reason.PRICE_NOT_POSITIVE);
    assertThat(ticker("5", "1", "2", "-3")).isEqualTo(Reason.SIZE_NEGATIVE);
    assertThat(ticker("5", "1", "0", "3")).isEqualTo(Reason.PRICE_NOT_POSITIVE);
  }
}
