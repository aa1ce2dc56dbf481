package io.barline.exchange.alpaca;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://docs.alpaca.markets/reference/stockbars">Bars</a> and <a
 * href="https://docs.alpaca.markets/reference/stocktrades">trades</a> of the past. Windows longer
 * than an hour follow New York's calendar, not UTC's, and are not asked for. A page may end before
 * it is full: only {@code next_page_token} tells whether more follow.
 */
final class History implements HistoryRequests {
  static final int LONGEST_PAGE = 10_000;

  private static final Duration SETTLING = Duration.ofSeconds(35);

  private final AlpacaSettings settings;
  private final Requests requests;

  History(AlpacaSettings settings, Requests requests) {
    this.settings = settings;
    this.requests = requests;
  }

  @Override
  public int maxBars() {
    return LONGEST_PAGE;
  }

  /** The range's end is inclusive at Alpaca's. */
  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    String timeframe = timeframe(interval);
    return timeframe == null
        ? null
        : requests.range(
            market(instrument),
            "bars",
            instrument,
            "&timeframe=%s&start=%s&end=%s&sort=asc"
                .formatted(timeframe, UtcNanos.format(from), UtcNanos.format(to - 1)));
  }

  private static @Nullable String timeframe(Interval interval) {
    return switch (interval) {
      case M1 -> "1Min";
      case M3 -> "3Min";
      case M5 -> "5Min";
      case M15 -> "15Min";
      case M30 -> "30Min";
      case H1 -> "1Hour";
      case S1, S5, S10, S15, S30, H2, H4, H6, H8, H12, D1, D3, W1, MONTH -> null;
    };
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    return read(
        instrument,
        "bars",
        body,
        events -> events.bar(instrument, interval, 0, false, receiveTime));
  }

  /** Where trades came late, a bar is corrected about 30 seconds after its end. */
  @Override
  public Duration settling() {
    return SETTLING;
  }

  /** Minutes of crypto in which nothing traded have bars at the middle of the quote. */
  @Override
  public boolean tellsEmptyBars(Instrument instrument) {
    return market(instrument) == Market.CRYPTO;
  }

  @Override
  public Reach reach() {
    return Reach.TIME;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return LONGEST_PAGE;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    return requests.range(
        market(instrument), "trades", instrument, "&sort=asc&start=" + UtcNanos.format(afterTime));
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    return read(instrument, "trades", body, events -> events.trade(instrument, receiveTime));
  }

  private <T> HistoryPage<T> read(
      Instrument instrument, String channel, byte[] bytes, Function<Events, T> reader) {
    return RestBody.read(
        instrument + " " + channel,
        bytes,
        json -> {
          Fields fields = new Fields(json);
          Events events = new Events(json, fields, market(instrument), settings);
          Body body = Body.read(json);
          if (body.message() != null) {
            throw new MalformedFrame("refused, " + body.code() + " " + body.message());
          }
          List<T> all = new ArrayList<>();
          for (Body.Entry entry : body.entries()) {
            if (entry.channel().equals(channel)
                && entry.symbol().equals(instrument.nativeSymbol())) {
              fields.read(entry.start());
              all.add(reader.apply(events));
            }
          }
          return new HistoryPage<>(all, body.more());
        });
  }

  private static Market market(Instrument instrument) {
    return Market.named(instrument.segment());
  }
}
