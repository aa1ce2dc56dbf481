package io.barline.history;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose answers are lists in text: trades as {@code <id>@<milliseconds>}, bars as the
 * minutes of their starts; {@code +} at the end says that more follow.
 *
 * @param page the most that an answer holds
 * @param tellsEmpty whether every window has a bar
 * @param settling how long after its end a window may change
 * @param tellsStreamedIds whether it is known to be like what is streamed
 */
record ListedPast(
    Reach way, int page, boolean tellsEmpty, Duration settling, boolean tellsStreamedIds)
    implements HistoryRequests {
  static final Instrument BTC = instrument("BTC/USDT");
  static final Instrument ETH = instrument("ETH/USDT");

  private static final long MINUTE = 60 * UtcNanos.SECOND;

  ListedPast(Reach way, int page, boolean tellsEmpty, Duration settling) {
    this(way, page, tellsEmpty, settling, true);
  }

  ListedPast(Reach way, int page) {
    this(way, page, false);
  }

  ListedPast(Reach way, int page, boolean tellsEmpty) {
    this(way, page, tellsEmpty, Duration.ZERO);
  }

  /** The same where nobody knows whether it is like what is streamed. */
  ListedPast withOtherIds() {
    return new ListedPast(way, page, tellsEmpty, settling, false);
  }

  @Override
  public boolean holdsAllTrades() {
    return tellsStreamedIds;
  }

  static Instrument instrument(String symbol) {
    return new Instrument(
        "binance",
        "spot",
        symbol,
        symbol.replace("/", ""),
        Instrument.Type.SPOT,
        symbol.substring(0, 3),
        "USDT",
        null,
        null,
        null,
        null,
        true,
        false);
  }

  /** The trade of that id, at {@code millis} since the epoch. */
  static Trade trade(long id, long millis) {
    return new Trade(
        BTC,
        id,
        null,
        Decimal.parse("100"),
        Decimal.parse("1"),
        Side.BUY,
        1,
        millis * UtcNanos.MILLISECOND,
        0);
  }

  @Override
  public int maxBars() {
    return page;
  }

  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    return interval == Interval.M1
        ? request("bars/%s/%d-%d".formatted(instrument.nativeSymbol(), from / MINUTE, to / MINUTE))
        : null;
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    List<Bar> bars = new ArrayList<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String minute : items(text)) {
      bars.add(bar(instrument, Long.parseLong(minute) * MINUTE, receiveTime));
    }
    return new HistoryPage<>(bars, text.endsWith("+"));
  }

  private static Bar bar(Instrument instrument, long start, long receiveTime) {
    Decimal price = Decimal.parse("100");
    boolean traded = start % (5 * MINUTE) != 0; // nothing trades each fifth minute
    return new Bar(
        instrument,
        Interval.M1,
        start,
        price,
        price,
        price,
        price,
        traded ? Decimal.ONE : Decimal.ZERO,
        null,
        null,
        null,
        traded ? Bar.UNKNOWN : 0,
        start + MINUTE <= receiveTime,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        start,
        receiveTime);
  }

  /** A thousand times as many as an answer holds. */
  @Override
  public int keptBars() {
    return 1_000 * page;
  }

  @Override
  public boolean tellsEmptyBars(Instrument instrument) {
    return tellsEmpty;
  }

  @Override
  public Reach reach() {
    return way;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return page;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    return request(
        "trades/%s/%d@%d"
            .formatted(instrument.nativeSymbol(), afterSequence, afterTime / UtcNanos.MILLISECOND));
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    List<Trade> trades = new ArrayList<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String item : items(text)) {
      int at = item.indexOf('@');
      trades.add(
          trade(Long.parseLong(item.substring(0, at)), Long.parseLong(item.substring(at + 1))));
    }
    return new HistoryPage<>(trades, text.endsWith("+"));
  }

  private static List<String> items(String text) {
    if (text.startsWith("<")) {
      throw new MalformedAnswer("no list: " + text);
    }
    return List.of(text.split("[ +]+", -1)).stream().filter(item -> !item.isEmpty()).toList();
  }

  private static RestRequest request(String path) {
    return RestRequest.get(URI.create("http://exchange.test/" + path), 1);
  }
}
