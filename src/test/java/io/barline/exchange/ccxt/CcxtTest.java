package io.barline.exchange.ccxt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.Inbound;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exchange behind a bridge, by frames as ccxt-bridge/PROTOCOL.md has them. */
class CcxtTest extends ExchangeContract {
  private static final String SETUP = "{\"sandbox\":false,\"pollMs\":2000,\"tradesLimit\":50000}";
  private static final Instrument BTC = spot("BTC/USDT", "BTC-USDT", "BTC", "0.1", "0.00000001");
  private static final Instrument PERPETUAL =
      contract("BTC/USDT:USDT", "BTC-USDT-SWAP", Instrument.Type.LINEAR, "USDT", "0.01");
  private static final Instrument INVERSE =
      contract("BTC/USD:BTC", "BTC-USD-SWAP", Instrument.Type.INVERSE, "USD", "100");
  private static final Instrument DATED =
      contract(
          "BTC/USD:BTC-261225", "BTC-USD-261225", Instrument.Type.INVERSE_FUTURE, "USD", "100");

  private static final long MS = 1_000_000L;

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000L * MS;

  private static final long MINUTE = 60_000 * MS;

  private final Exchange okx = Listed.one("okx");

  private static Instrument spot(
      String symbol,
      String nativeSymbol,
      String base,
      @Nullable String tick,
      @Nullable String lot) {
    return new Instrument(
        "okx",
        "main",
        symbol,
        nativeSymbol,
        Instrument.Type.SPOT,
        base,
        symbol.substring(symbol.indexOf('/') + 1),
        null,
        tick == null ? null : decimal(tick),
        lot == null ? null : decimal(lot),
        null,
        true,
        false);
  }

  private static Instrument contract(
      String symbol, String nativeSymbol, Instrument.Type type, String quote, String size) {
    return new Instrument(
        "okx",
        "main",
        symbol,
        nativeSymbol,
        type,
        "BTC",
        quote,
        type.isInverse() ? "BTC" : quote,
        decimal("0.1"),
        Decimal.ONE,
        decimal(size),
        true,
        false);
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected Exchange exchange() {
    return okx;
  }

  @Override
  protected String frames() {
    return "/exchange/ccxt";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(BTC, PERPETUAL, INVERSE, DATED);
  }

  /** Of contracts the volumes are in one unit here and in another there. */
  @Override
  protected boolean hasBars(Instrument instrument) {
    return instrument.type() == Instrument.Type.SPOT;
  }

  @Override
  protected boolean asksUntil() {
    return false;
  }

  /** Only CCXT's list tells the exchange's own. */
  @Override
  protected String presumedName(Instrument instrument) {
    return instrument.symbol();
  }

  @Override
  protected List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(notices());
    samples.addAll(trades());
    samples.addAll(books());
    samples.addAll(others());
    return samples;
  }

  private static List<Sample> notices() {
    String trades = "trades:BTC/USDT";
    Inbound heartbeat = new Inbound.Heartbeat();
    return List.of(
        says("hello", new Inbound.LoginWanted()),
        says(
            "hello-newer",
            new Inbound.Refused(
                "protocol", "the bridge speaks version 2, and this gateway 1", true)),
        says("opened", new Inbound.Ready()),
        says("refused", new Inbound.Refused("NotSupported", "okx has no sandbox", true)),
        says(
            "refused-for-now",
            new Inbound.Refused(
                "NetworkError", "okx GET https://www.okx.com/api/v5/public/instruments", false)),
        says("taken", new Inbound.Taken(7)),
        says("live", new Inbound.Confirmed(true, Set.of(trades))),
        says(
            "rejected",
            new Inbound.Rejected(
                7,
                List.of("trades:FOO/BAR"),
                "BadSymbol",
                "okx does not have market symbol FOO/BAR",
                true)),
        says(
            "rejected-for-now",
            new Inbound.Rejected(8, List.of("book:BTC/USDT"), "RateLimitExceeded", "50011", false)),
        says("left", new Inbound.Accepted(9)),
        says(
            "down",
            new Inbound.Lost(
                trades,
                "NetworkError: Connection closed by remote server, closing code 1006",
                2,
                1000,
                false)),
        says("down-ended", new Inbound.Lost("book:BTC/USDT", "BadSymbol: delisted", 1, 0, true)),
        says(
            "gap",
            new Inbound.Missed(
                trades, Gap.Cause.OVERFLOW, "the gateway took too long (120 dropped)")),
        polled(
            "gap-polled",
            new Inbound.Missed(trades, Gap.Cause.POLLED, "the page did not reach back")),
        says("heartbeat", heartbeat),
        says("later-kind", heartbeat));
  }

  private static List<Sample> trades() {
    long at = T - 705 * MS;
    return List.of(
        says(
            "trades",
            data(trade(BTC, 17, null, "60001", "0.01", Side.BUY, at)),
            data(trade(BTC, 18, null, "60000.5", "1.25", Side.SELL, at + 6 * MS)),
            data(trade(BTC, -1, null, "60000.5", "0.0000001", Side.UNKNOWN, at + 6 * MS))),
        says(
            "trades-ids",
            data(trade(PERPETUAL, -1, "007", "60001", "3", Side.BUY, at)),
            data(trade(PERPETUAL, 0, null, "60001", "4", Side.SELL, at)),
            data(trade(PERPETUAL, Long.MAX_VALUE, null, "60001", "5", Side.BUY, at + MS)),
            data(trade(PERPETUAL, -1, "9223372036854775808", "60001", "6", Side.BUY, at + 2 * MS)),
            data(trade(PERPETUAL, -1, "f81d4fae-7dec-11d0", "60001", "7", Side.BUY, at + 3 * MS)),
            data(trade(PERPETUAL, -1, "-4", "60001", "8", Side.BUY, at + 4 * MS))),
        says("trades-untimed", data(trade(INVERSE, 19, null, "60001", "3", Side.BUY, RECEIVED))),
        says("trades-none"),
        polled("trades-polled", data(trade(BTC, 17, null, "60001", "0.01", Side.BUY, at))));
  }

  private static Trade trade(
      Instrument instrument,
      long sequence,
      @Nullable String id,
      String price,
      String size,
      Side taker,
      long time) {
    return new Trade(
        instrument, sequence, id, decimal(price), decimal(size), taker, 1, time, RECEIVED);
  }

  private static List<Sample> books() {
    return List.of(
        says(
            "book",
            data(
                new BookSnapshot(
                    BTC,
                    100,
                    1,
                    levels("60000 0.5", "59999.5 2"),
                    levels("60001 1"),
                    T - 705 * MS,
                    RECEIVED))),
        says(
            "book-delta",
            data(
                new BookDelta(
                    BTC,
                    100,
                    2,
                    Trade.NO_SEQUENCE,
                    2,
                    levels("59999.5 0"),
                    levels("60001 1.5", "60002 3"),
                    0,
                    RECEIVED))),
        says(
            "reset",
            data(
                new BookReset(
                    PERPETUAL, 100, "CCXT found the book wrong: ChecksumError: okx", RECEIVED))));
  }

  private static List<Level> levels(String... pricesAndSizes) {
    return Arrays.stream(pricesAndSizes)
        .map(text -> text.split(" ", -1))
        .map(pair -> new Level(decimal(pair[0]), decimal(pair[1])))
        .toList();
  }

  private static List<Sample> others() {
    return List.of(
        says(
            "ticker",
            data(
                ticker(
                    BTC,
                    T - 705 * MS,
                    "60001 59000 61000 58000.5 1234.5 74000000 60000 0.5 60001 1 60000.7"
                        + " 60000.6"))),
        says("ticker-bare", data(ticker(PERPETUAL, 0, "60001"))),
        says(
            "bars",
            data(bar(T - 2 * MINUTE, "1.5 2 1 1.7", "30", true)),
            data(bar(T - MINUTE, "1.7 1.7 1.7 1.7", "0", false))));
  }

  private static Ticker ticker(Instrument instrument, long time, String values) {
    List<@Nullable Decimal> all = new ArrayList<>();
    Stream.of(values.split(" ", -1)).map(CcxtTest::decimal).forEach(all::add);
    while (all.size() < 12) {
      all.add(null);
    }
    return new Ticker(
        instrument,
        all.get(0),
        all.get(1),
        all.get(2),
        all.get(3),
        all.get(4),
        all.get(5),
        all.get(6),
        all.get(7),
        all.get(8),
        all.get(9),
        all.get(10),
        all.get(11),
        null,
        0,
        null,
        time,
        RECEIVED);
  }

  private static Bar bar(long start, String prices, String volume, boolean closed) {
    String[] all = prices.split(" ", -1);
    boolean empty = volume.equals("0");
    return new Bar(
        BTC,
        Interval.M1,
        start,
        decimal(all[0]),
        decimal(all[1]),
        decimal(all[2]),
        decimal(all[3]),
        decimal(volume),
        empty ? Decimal.ZERO : null,
        null,
        empty ? Decimal.ZERO : null,
        empty ? 0 : Bar.UNKNOWN,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        empty ? start : Math.min(RECEIVED, start + MINUTE - 1),
        RECEIVED);
  }

  private static Inbound data(MarketEvent event) {
    return new Inbound.Data(event);
  }

  private static Sample says(String frame, Inbound... said) {
    return new Sample("stream", frame + ".json", List.of(said));
  }

  private static Sample polled(String frame, Inbound... said) {
    return new Sample("poll", frame + ".json", List.of(said));
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        new Request(
            "stream",
            7,
            List.of("trades:BTC/USDT"),
            "{\"op\":\"sub\",\"id\":7,\"name\":\"trades:BTC/USDT\",\"mode\":\"stream\"}",
            "{\"op\":\"unsub\",\"id\":7,\"name\":\"trades:BTC/USDT\"}"),
        new Request(
            "poll",
            8,
            List.of("book:\"ODD\"/USDT"),
            "{\"op\":\"sub\",\"id\":8,\"name\":\"book:\\\"ODD\\\"/USDT\",\"mode\":\"poll\"}",
            "{\"op\":\"unsub\",\"id\":8,\"name\":\"book:\\\"ODD\\\"/USDT\"}"));
  }

  /** Options, what has no size where one is needed, duplicates and what is odd are left out. */
  @Override
  protected List<Listing> listings() {
    Instrument eth =
        new Instrument(
            "okx",
            "main",
            "ETH/USDT:USDT",
            "ETH-USDT-SWAP",
            Instrument.Type.LINEAR,
            "ETH",
            "USDT",
            "USDT",
            null,
            null,
            null,
            false,
            false);
    return List.of(
        new Listing(
            "main",
            "markets.json",
            CataloguePage.last(
                List.of(
                    BTC,
                    PERPETUAL,
                    INVERSE,
                    DATED,
                    eth,
                    spot("XBT/EUR", "XBT/EUR", "XBT", null, null)))));
  }

  static RestRequest get(String path) {
    return new RestRequest(
        URI.create("http://127.0.0.1:8787/v1/exchanges/" + path),
        Map.of(
            "Authorization",
            "Bearer token",
            "Ccxt-Setup",
            Base64.getUrlEncoder().withoutPadding().encodeToString(SETUP.getBytes(UTF_8))),
        null,
        1);
  }

  @Override
  protected List<BookAnswer> bookAnswers() {
    return List.of(
        new BookAnswer(
            BTC,
            100,
            new Answer<>(
                get("okx/book?symbol=BTC%2FUSDT"),
                "book-rest.json",
                new BookSnapshot(
                    BTC,
                    2,
                    Trade.NO_SEQUENCE,
                    levels("60000 0.5", "59999.5 2"),
                    levels("60001 1"),
                    T - 705 * MS,
                    RECEIVED))));
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            BTC,
            Interval.M1,
            T - 2 * MINUTE,
            T + MINUTE,
            new Answer<>(
                get("okx/ohlcv?limit=100&since=1795355880000&symbol=BTC%2FUSDT&timeframe=1m"),
                "bars-rest.json",
                List.of(
                    bar(T - 2 * MINUTE, "1.5 2 1 1.7", "30", true),
                    bar(T - MINUTE, "1.7 1.8 1.7 1.8", "4", true),
                    bar(T, "1.8 1.8 1.8 1.8", "1", false)))));
  }

  @Override
  protected List<TradesAnswer> tradesAnswers() {
    return List.of(
        new TradesAnswer(
            BTC,
            17,
            T,
            new Answer<>(
                get("okx/trades?limit=1000&symbol=BTC%2FUSDT"),
                "trades-rest.json",
                HistoryPage.last(
                    List.of(
                        trade(BTC, 17, null, "60001", "0.01", Side.BUY, T - 705 * MS),
                        trade(BTC, -1, "0018", "60000.5", "1.25", Side.SELL, T - 699 * MS))))));
  }
}
