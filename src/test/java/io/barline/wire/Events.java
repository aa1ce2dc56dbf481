package io.barline.wire;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events to encode. */
final class Events {
  static final Instrument BTC =
      new Instrument(
          "binance",
          "spot",
          "BTC/USDT",
          "BTCUSDT",
          Instrument.Type.SPOT,
          "BTC",
          "USDT",
          null,
          null,
          null,
          null,
          true,
          false);

  private Events() {}

  static long time(String iso) {
    return UtcNanos.of(Instant.parse(iso));
  }

  static Trade trade(long sequence, @Nullable String textId) {
    return new Trade(
        BTC,
        sequence,
        textId,
        Decimal.parse("67123.45"),
        Decimal.parse("0.00012"),
        Side.SELL,
        3,
        time("2026-11-22T14:20:00.123Z"),
        time("2026-11-22T14:20:00.123456789Z"));
  }

  static Quote quote(long exchangeTime) {
    return new Quote(
        BTC,
        7,
        Decimal.parse("67123.4"),
        Decimal.parse("1"),
        Decimal.parse("67123.5"),
        Decimal.ZERO,
        exchangeTime,
        time("2026-11-22T14:20:01.000001Z"));
  }

  static BookSnapshot snapshot(long updateId, long exchangeTime) {
    return new BookSnapshot(
        BTC,
        50,
        updateId,
        List.of(level("67123.4", "1.50"), level("67123", "2")),
        List.of(level("67123.5", "0.001")),
        exchangeTime,
        time("2026-11-22T14:20:01.000001Z"));
  }

  static BookDelta delta(long updateId) {
    return new BookDelta(
        BTC,
        50,
        Trade.NO_SEQUENCE,
        Trade.NO_SEQUENCE,
        updateId,
        List.of(level("67123.4", "0")),
        List.of(),
        time("2026-11-22T14:20:01Z"),
        time("2026-11-22T14:20:01.000001Z"));
  }

  static BookReset reset() {
    return new BookReset(
        BTC, 50, "expected update 41, got \"43\"", time("2026-11-22T14:20:01.000001Z"));
  }

  private static Level level(String price, String size) {
    return new Level(Decimal.parse(price), Decimal.parse(size));
  }

  /** A ticker that tells all, or only its last price and times. */
  static Ticker ticker(boolean all) {
    return new Ticker(
        BTC,
        Decimal.parse("100"),
        all ? Decimal.parse("99") : null,
        all ? Decimal.parse("101") : null,
        all ? Decimal.parse("98.5") : null,
        all ? Decimal.parse("1234.5") : null,
        all ? Decimal.parse("123456.78") : null,
        all ? Decimal.parse("99.9") : null,
        all ? Decimal.parse("1") : null,
        all ? Decimal.parse("100.1") : null,
        all ? Decimal.parse("2") : null,
        all ? Decimal.parse("100.05") : null,
        all ? Decimal.parse("100.02") : null,
        all ? Decimal.parse("-0.0001") : null,
        all ? time("2026-11-22T16:00:00Z") : 0,
        all ? Decimal.parse("5000") : null,
        all ? time("2026-11-22T14:20:01Z") : 0,
        time("2026-11-22T14:20:01.000001Z"));
  }

  static Bar bar(@Nullable Decimal vwap, boolean closed) {
    return new Bar(
        BTC,
        Interval.M1,
        time("2026-11-22T14:20:00Z"),
        Decimal.parse("10"),
        Decimal.parse("12.5"),
        Decimal.parse("9.75"),
        Decimal.parse("11"),
        Decimal.parse("3.25"),
        Decimal.parse("35.123456789012345678"),
        vwap,
        Decimal.parse("2"),
        42,
        closed,
        1,
        Bar.Quality.REPAIRED,
        Bar.Source.TRADES,
        time("2026-11-22T14:20:59.999Z"),
        time("2026-11-22T14:21:00.5Z"));
  }

  static FeedStatus status(Topic topic, long nextRetry, @Nullable String reason) {
    return new FeedStatus(
        topic,
        FeedStatus.State.RECONNECTING,
        2,
        nextRetry,
        reason,
        time("2026-11-22T14:20:00.000Z"));
  }

  static Gap gap(Topic topic, long missed) {
    return gap(topic, missed, Gap.Cause.SEQUENCE_JUMP);
  }

  static Gap gap(Topic topic, Gap.Cause cause) {
    return gap(topic, Gap.UNKNOWN, cause);
  }

  private static Gap gap(Topic topic, long missed, Gap.Cause cause) {
    return new Gap(
        7,
        topic,
        time("2026-11-22T14:20:00.000Z"),
        time("2026-11-22T14:20:05.000Z"),
        cause,
        missed,
        "expected trade 41, got 44",
        time("2026-11-22T14:20:05.1Z"));
  }

  static GapFilled filled(Topic topic, GapFilled.By by, long found) {
    return new GapFilled(
        7,
        topic,
        time("2026-11-22T14:20:00.000Z"),
        time("2026-11-22T14:20:05.000Z"),
        by,
        found,
        time("2026-11-22T14:20:06.2Z"));
  }

  static Quarantine quarantine(Topic topic, Quarantine.State state) {
    return new Quarantine(
        topic,
        state,
        2,
        Decimal.parse("91.5"),
        Decimal.parse("100"),
        "8.5 % from \"100\"",
        time("2026-11-22T14:20:05.1Z"));
  }
}
