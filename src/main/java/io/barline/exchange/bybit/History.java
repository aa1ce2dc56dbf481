package io.barline.exchange.bybit;

import io.barline.exchange.Endpoint;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://bybit-exchange.github.io/docs/v5/market/kline">Bars</a> and <a
 * href="https://bybit-exchange.github.io/docs/v5/market/recent-trade">trades</a> of the past, both
 * told newest first.
 */
final class History implements HistoryRequests {
  private static final int MOST_BARS = 1_000;

  private final URI rest;

  History(URI rest) {
    this.rest = rest;
  }

  @Override
  public int maxBars() {
    return MOST_BARS;
  }

  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    String name = Intervals.name(interval);
    return name == null
        ? null
        : request(
            "kline",
            instrument,
            "&interval=%s&start=%d&end=%d&limit=%d"
                .formatted(name, firstMillis(from), firstMillis(to) - 1, MOST_BARS));
  }

  /** The first millisecond that does not begin before {@code time}. */
  private static long firstMillis(long time) {
    return Math.ceilDiv(time, UtcNanos.MILLISECOND);
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    List<Bar> bars = new ArrayList<>();
    Answer.read(
        "kline of " + instrument.symbol(),
        body,
        json -> bars.add(new BarReader(json).readRow(instrument, interval, receiveTime)));
    return HistoryPage.last(bars.reversed());
  }

  /** Bybit makes a bar of each window, also of one in which nothing traded. */
  @Override
  public boolean tellsEmptyBars(Instrument instrument) {
    return true;
  }

  @Override
  public Reach reach() {
    return Reach.NEWEST;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return Category.of(instrument.segment()).mostTrades;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    int most = Category.of(instrument.segment()).mostTrades;
    return request("recent-trade", instrument, "&limit=" + most);
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    List<Trade> trades = new ArrayList<>();
    Answer.read(
        "recent-trade of " + instrument.symbol(),
        body,
        json -> trades.add(new TradeReader(json).read(instrument, receiveTime)));
    return HistoryPage.last(trades.reversed());
  }

  private RestRequest request(String resource, Instrument instrument, String further) {
    String path =
        "/v5/market/%s?category=%s&symbol=%s%s"
            .formatted(
                resource,
                instrument.segment(),
                URLEncoder.encode(instrument.nativeSymbol(), StandardCharsets.UTF_8),
                further);
    return RestRequest.get(Endpoint.append(rest, path), 1);
  }
}
