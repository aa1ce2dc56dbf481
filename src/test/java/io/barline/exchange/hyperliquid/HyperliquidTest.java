package io.barline.exchange.hyperliquid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Access;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.Inbound;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.StreamName;
import io.barline.market.Bar;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HyperliquidTest extends ExchangeContract {
  private static final Instrument BTC = perpetual("BTC/USDC:USDC", "BTC", "BTC", "0.00001");
  private static final Instrument PEPE = perpetual("kPEPE/USDC:USDC", "kPEPE", "kPEPE", "1");
  private static final Instrument SP500 =
      perpetual("XYZ-SP500/USDC:USDC", "xyz:SP500", "XYZ-SP500", "0.001");
  private static final Instrument PURR = spot("PURR/USDC", "PURR/USDC", "PURR", "USDC", "1");
  private static final Instrument HYPE = spot("HYPE/USDC", "@107", "HYPE", "USDC", "0.01");
  private static final Instrument HYPE_USDH = spot("HYPE/USDH", "@232", "HYPE", "USDH", "0.01");

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000_000_000L;

  private static final long MS = 1_000_000L;
  private static final long HOUR = 3_600_000 * MS;
  private static final URI INFO = URI.create("https://api.hyperliquid.xyz/info");

  private final Hyperliquid hyperliquid = new Hyperliquid(settings(Map.of()));

  static HyperliquidSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.exchanges.hyperliquid", HyperliquidSettings.class);
  }

  private static Instrument perpetual(
      String symbol, String nativeSymbol, String base, String lotSize) {
    return instrument(symbol, nativeSymbol, Instrument.Type.LINEAR, base, "USDC", "USDC", lotSize);
  }

  private static Instrument spot(
      String symbol, String nativeSymbol, String base, String quote, String lotSize) {
    return instrument(symbol, nativeSymbol, Instrument.Type.SPOT, base, quote, null, lotSize);
  }

  private static Instrument instrument(
      String symbol,
      String nativeSymbol,
      Instrument.Type type,
      String base,
      String quote,
      @Nullable String settle,
      String lotSize) {
    return new Instrument(
        "hyperliquid",
        "main",
        symbol,
        nativeSymbol,
        type,
        base,
        quote,
        settle,
        null,
        decimal(lotSize),
        null,
        true,
        false);
  }

  @Override
  protected Exchange exchange() {
    return hyperliquid;
  }

  @Override
  protected String frames() {
    return "/exchange/hyperliquid";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(BTC, PEPE, SP500, PURR, HYPE, HYPE_USDH);
  }

  @Override
  protected List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(control());
    samples.addAll(trades());
    samples.addAll(quotes());
    samples.addAll(books());
    samples.addAll(bars());
    samples.addAll(tickers());
    return samples;
  }

  private static List<Sample> trades() {
    return List.of(
        data(
            "trades.json", trade(BTC, 482019377120455L, "87250", "0.0012", Side.BUY, T + 123 * MS)),
        data(
            "trades-replayed.json",
            trade(SP500, 1099511627775999L, "6610.7", "1", Side.BUY, T - 19_000 * MS),
            trade(SP500, 77, "6610.5", "0.25", Side.SELL, T - 100 * MS),
            trade(SP500, 3, "6610.6", "0.003", Side.SELL, T - 100 * MS)),
        data(
            "trades-spot-data-first.json",
            trade(HYPE, 900719925474099L, "31.415", "10.01", Side.SELL, T + 400 * MS)),
        data("trades-none.json"));
  }

  private static Trade trade(
      Instrument instrument, long id, String price, String size, Side taker, long time) {
    return new Trade(instrument, id, null, decimal(price), decimal(size), taker, 1, time, RECEIVED);
  }

  private static List<Sample> quotes() {
    return List.of(
        data("bbo.json", quote(PEPE, "0.010512", "190334", "0.010514", "88012", 221)),
        data("bbo-no-bid.json", quote(PURR, "0", "0", "0.0671", "440", 222)),
        data("bbo-no-ask.json", quote(PURR, "0.067", "12", "0", "0", 223)),
        data("bbo-one-element.json", quote(PURR, "0.067", "12", "0", "0", 224)));
  }

  private static Quote quote(
      Instrument instrument,
      String bid,
      String bidSize,
      String ask,
      String askSize,
      long millisAfter) {
    return new Quote(
        instrument,
        Trade.NO_SEQUENCE,
        decimal(bid),
        decimal(bidSize),
        decimal(ask),
        decimal(askSize),
        T + millisAfter * MS,
        RECEIVED);
  }

  private static List<Sample> books() {
    return List.of(
        data(
            "book.json",
            book(
                BTC,
                20,
                levels("87249 1.2", "87248 0.00002"),
                levels("87250 0.4", "87251 7", "87255 0.1"),
                300)),
        data("book-levels-first.json", book(HYPE, 20, levels("31.41 2.5"), levels("31.42 3"), 301)),
        data("book-empty.json", book(PEPE, 20, levels(), levels(), 302)),
        new Sample(
            "fast-books",
            "book-fast.json",
            List.of(
                new Inbound.Data(
                    book(
                        BTC,
                        5,
                        levels("87249 1.2"),
                        levels("87250 0.4", "87251 7", "87252 1", "87253 1.1", "87254 1.2"),
                        310)))));
  }

  private static BookSnapshot book(
      Instrument instrument, int depth, List<Level> bids, List<Level> asks, long millisAfter) {
    return new BookSnapshot(
        instrument, depth, Trade.NO_SEQUENCE, bids, asks, T + millisAfter * MS, RECEIVED);
  }

  private static List<Level> levels(String... pricesAndSizes) {
    return Arrays.stream(pricesAndSizes)
        .map(text -> text.split(" ", -1))
        .map(pair -> new Level(decimal(pair[0]), decimal(pair[1])))
        .toList();
  }

  private static List<Sample> bars() {
    return List.of(
        data(
            "candle.json",
            bar(
                BTC,
                Interval.M1,
                T,
                List.of("87249", "87270", "87240", "87261"),
                "18.204",
                1885,
                false,
                RECEIVED)),
        data(
            "candles.json",
            bar(
                SP500,
                Interval.H1,
                T - HOUR,
                List.of("6600.1", "6612", "6599.9", "6610.5"),
                "120.5",
                77,
                false,
                T - 1),
            bar(
                SP500,
                Interval.H1,
                T,
                List.of("6610.5", "6610.5", "6610.5", "6610.5"),
                "0",
                0,
                false,
                T)));
  }

  private static Bar bar(
      Instrument instrument,
      Interval interval,
      long start,
      List<String> ohlc,
      String volume,
      long trades,
      boolean closed,
      long exchangeTime) {
    return new Bar(
        instrument,
        interval,
        start,
        decimal(ohlc.get(0)),
        decimal(ohlc.get(1)),
        decimal(ohlc.get(2)),
        decimal(ohlc.get(3)),
        decimal(volume),
        trades == 0 ? Decimal.ZERO : null,
        null,
        trades == 0 ? Decimal.ZERO : null,
        trades,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        exchangeTime,
        RECEIVED);
  }

  private static List<Sample> tickers() {
    return List.of(
        data(
            "context.json",
            ticker(
                BTC,
                "86100",
                "25312.4",
                "2201894411.2",
                "87248.5",
                "87240",
                "0.0000125",
                "28411.5")),
        data(
            "context-spot.json",
            ticker(HYPE, "30.9", "583011.2", "18244010.5", "31.414", null, null, null)));
  }

  private static Ticker ticker(
      Instrument instrument,
      String open,
      String volume,
      String quoteVolume,
      String mark,
      @Nullable String index,
      @Nullable String funding,
      @Nullable String openInterest) {
    return new Ticker(
        instrument,
        null,
        decimal(open),
        null,
        null,
        decimal(volume),
        decimal(quoteVolume),
        null,
        null,
        null,
        null,
        decimal(mark),
        index == null ? null : decimal(index),
        funding == null ? null : decimal(funding),
        0,
        openInterest == null ? null : decimal(openInterest),
        0,
        RECEIVED);
  }

  private static List<Sample> control() {
    Inbound heartbeat = new Inbound.Heartbeat();
    String unreadable = "Error parsing JSON into valid websocket request: {\"method\":";
    String unknownType =
        "Error parsing JSON into valid websocket request:"
            + " {\"method\":\"subscribe\",\"subscription\":{\"type\":\"tradez\",\"coin\":\"BTC\"}}";
    return List.of(
        new Sample("main", "greeting.txt", List.of(heartbeat)),
        new Sample("fast-books", "pong.json", List.of(heartbeat)),
        new Sample("main", "mids.json", List.of(heartbeat)),
        confirmed("main", "subscribed.json", true, "trades:xyz:SP500"),
        confirmed("main", "subscribed-book.json", true, "l2Book:BTC"),
        confirmed("fast-books", "subscribed-book-fast.json", true, "l2Book:BTC"),
        confirmed("main", "subscribed-candle.json", true, "candle.1M:@107"),
        confirmed("main", "unsubscribed.json", false, "bbo:PURR/USDC"),
        confirmed("main", "already-subscribed.json", true, "trades:BTC"),
        confirmed("main", "already-unsubscribed.json", false, "candle.15m:BTC"),
        rejected("rejected.json", List.of("tradez:BTC"), unknownType, true),
        rejected("rejected-unnamed.json", List.of(), unreadable, true),
        rejected("rejected-limit.json", List.of(), "Too many subscriptions", false));
  }

  private static Sample confirmed(String route, String resource, boolean subscribed, String name) {
    return new Sample(route, resource, List.of(new Inbound.Confirmed(subscribed, Set.of(name))));
  }

  private static Sample rejected(
      String resource, List<String> names, String message, boolean terminal) {
    return new Sample(
        "main",
        resource,
        List.of(new Inbound.Rejected(Inbound.NO_REQUEST, names, "error", message, terminal)));
  }

  private static Sample data(String resource, MarketEvent... events) {
    return new Sample("main", resource, Stream.of(events).<Inbound>map(Inbound.Data::new).toList());
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        request("main", "trades:xyz:SP500", "{\"type\":\"trades\",\"coin\":\"xyz:SP500\"}"),
        request("main", "bbo:PURR/USDC", "{\"type\":\"bbo\",\"coin\":\"PURR/USDC\"}"),
        request("main", "activeAssetCtx:@107", "{\"type\":\"activeAssetCtx\",\"coin\":\"@107\"}"),
        request("main", "l2Book:BTC", "{\"type\":\"l2Book\",\"coin\":\"BTC\"}"),
        request("fast-books", "l2Book:BTC", "{\"type\":\"l2Book\",\"coin\":\"BTC\",\"fast\":true}"),
        request(
            "main",
            "candle.1M:kPEPE",
            "{\"type\":\"candle\",\"coin\":\"kPEPE\",\"interval\":\"1M\"}"),
        request("main", "trades:odd\"one", "{\"type\":\"trades\",\"coin\":\"odd\\\"one\"}"));
  }

  private static Request request(String route, String name, String subscription) {
    return new Request(
        route,
        312,
        List.of(name),
        "{\"method\":\"subscribe\",\"subscription\":" + subscription + "}",
        "{\"method\":\"unsubscribe\",\"subscription\":" + subscription + "}");
  }

  @Override
  protected List<Listing> listings() {
    return List.of(
        new Listing("main", "meta.json", CataloguePage.last(List.of(BTC, PEPE))),
        new Listing("main", "meta-dex.json", CataloguePage.last(List.of(SP500))),
        new Listing("main", "meta-dex-other-collateral.json", CataloguePage.last(List.of())),
        new Listing("main", "spot-meta.json", CataloguePage.last(List.of(PURR, HYPE, HYPE_USDH))),
        new Listing(
            "main",
            "perp-dexs.json",
            new CataloguePage(
                List.of(),
                List.of(
                    RestRequest.post(INFO, "{\"type\":\"meta\",\"dex\":\"xyz\"}", 20),
                    RestRequest.post(INFO, "{\"type\":\"meta\",\"dex\":\"abc\"}", 20)))));
  }

  @Override
  protected boolean isEmptyHistory(String body) {
    return body.equals("[]");
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            BTC,
            Interval.H1,
            T - HOUR,
            T + HOUR,
            new Answer<>(
                candleSnapshot("BTC", "1h", T - HOUR, T + HOUR, 21),
                "candle-snapshot.json",
                List.of(
                    bar(
                        BTC,
                        Interval.H1,
                        T - HOUR,
                        List.of("87100", "87300", "87090", "87249"),
                        "812.5",
                        20111,
                        true,
                        T - 1),
                    bar(
                        BTC,
                        Interval.H1,
                        T,
                        List.of("87249", "87270", "87240", "87261"),
                        "18.204",
                        1885,
                        false,
                        RECEIVED)))));
  }

  private static RestRequest candleSnapshot(
      String coin, String interval, long from, long to, int weight) {
    return RestRequest.post(
        INFO,
        "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"%s\",\"interval\":\"%s\",\"startTime\":%d,\"endTime\":%d}}"
            .formatted(coin, interval, from / MS, to / MS - 1),
        weight);
  }

  @Override
  protected List<BookAnswer> bookAnswers() {
    return List.of(
        new BookAnswer(
            HYPE,
            5,
            new Answer<>(
                RestRequest.post(INFO, "{\"type\":\"l2Book\",\"coin\":\"@107\"}", 2),
                "l2-book.json",
                book(HYPE, 20, levels("31.41 2.5", "31.4 10"), levels("31.42 3"), 301))));
  }

  @Override
  protected List<TradesAnswer> tradesAnswers() {
    return List.of(
        new TradesAnswer(
            HYPE,
            12,
            T,
            new Answer<>(
                RestRequest.post(INFO, "{\"type\":\"recentTrades\",\"coin\":\"@107\"}", 25),
                "recent-trades.json",
                HistoryPage.last(
                    List.of(
                        trade(HYPE, 12, "31.416", "2", Side.BUY, T - 10_000 * MS),
                        trade(
                            HYPE,
                            900719925474099L,
                            "31.415",
                            "10.01",
                            Side.SELL,
                            T + 400 * MS))))));
  }

  @Test
  void notEachWindowHasABarAndOldOnesAreNotKept() {
    assertThat(List.of(BTC, PURR)).noneMatch(hyperliquid.history()::tellsEmptyBars);
    assertThat(hyperliquid.history().keptBars()).isEqualTo(5_000);
  }

  @Test
  void asksForNoBarBeforeTheStart() {
    // The answer would begin with the bar that holds the start.
    assertThat(hyperliquid.history().bars(BTC, Interval.M1, T + 1, T + HOUR))
        .isEqualTo(candleSnapshot("BTC", "1m", T + 60_000 * MS, T + HOUR, 21));
    assertThat(hyperliquid.history().bars(BTC, Interval.M1, T, T + 83 * HOUR))
        .isEqualTo(candleSnapshot("BTC", "1m", T, T + 83 * HOUR, 104));
    assertThat(hyperliquid.history().bars(BTC, Interval.H6, T, T + HOUR)).isNull();
  }

  @Test
  void knowsThatThereAreNoBars() {
    byte[] none = {'[', ']'};
    assertThat(hyperliquid.history().readBars(BTC, Interval.M1, none, RECEIVED).list()).isEmpty();
    assertThat(hyperliquid.history().readTrades(BTC, none, RECEIVED).list()).isEmpty();
  }

  @Test
  void keepsFastBooksOffTheSocketOfTheOthers() {
    assertThat(hyperliquid.streams(BTC, new UpstreamChannel.Book(5)))
        .containsExactly(new StreamName("fast-books", "l2Book:BTC"));
    assertThat(hyperliquid.streams(BTC, new UpstreamChannel.Book(20)))
        .containsExactly(new StreamName("main", "l2Book:BTC"));
    assertThat(hyperliquid.streams(BTC, new UpstreamChannel.Book(50))).isEmpty();
    assertThat(hyperliquid.streams(BTC, new UpstreamChannel.Klines(Interval.H6))).isEmpty();
    assertThat(hyperliquid.streams(SP500, new UpstreamChannel.Klines(Interval.MONTH)))
        .containsExactly(new StreamName("main", "candle.1M:xyz:SP500"));
  }

  @Test
  void staysWithinWhatOneAddressMayDo() {
    List<Route> routes = hyperliquid.routes();
    // Of all connections together; two pings a minute of each go beside.
    assertThat(Objects.requireNonNull(hyperliquid.sharedMessages()).most() + 10 * 2)
        .isLessThanOrEqualTo(2_000);
    // And one that replaces another.
    assertThat(routes.stream().mapToInt(route -> route.limits().connectionsInUse()).sum())
        .isEqualTo(9);
    // Counted for both together.
    assertThat(routes).allMatch(route -> route.limits().attempts() == 30);
    assertThat(routes)
        .allSatisfy(
            route -> {
              assertThat(10 * route.limits().streamsPerConnection()).isEqualTo(1_000);
              assertThat(route.limits().namesPerRequest()).isEqualTo(1);
              Access.Socket socket = (Access.Socket) route.access();
              assertThat(socket.keepAlive())
                  .isEqualTo(new Access.KeepAlive("{\"method\":\"ping\"}", Duration.ofSeconds(30)));
            });
  }

  @Test
  void presumesNothing() {
    instruments().forEach(known -> assertThat(hyperliquid.presume(known.symbol())).isEmpty());
  }

  @Test
  void listsByPost() {
    assertThat(hyperliquid.catalogueRequests(hyperliquid.segments().getFirst()))
        .containsExactly(
            RestRequest.post(INFO, "{\"type\":\"meta\"}", 20),
            RestRequest.post(INFO, "{\"type\":\"spotMeta\"}", 20),
            RestRequest.post(INFO, "{\"type\":\"perpDexs\"}", 20));
  }

  @Test
  void endpointsAndLimitsAreConfigurable() {
    String prefix = "barline.exchanges.hyperliquid.";
    HyperliquidSettings set =
        settings(
            Map.of(
                prefix + "endpoints.ws", "wss://api.hyperliquid-testnet.xyz/ws",
                prefix + "limits.fast-book-connections", "1",
                prefix + "ping-every", "20s",
                prefix + "silence", "50s"));
    Route fast = new Hyperliquid(set).routes().getLast();
    assertThat(fast.target()).isEqualTo("wss://api.hyperliquid-testnet.xyz/ws");
    assertThat(fast.limits().connectionsInUse()).isEqualTo(1);
    assertThat(fast.limits().attempts()).isEqualTo(30);
    assertThat(fast.silence()).hasSeconds(50);
    URI here = URI.create("http://127.0.0.1:9001/");
    Hyperliquid local =
        new Hyperliquid(set.at(new HyperliquidSettings.Endpoints(URI.create("ws://h/ws"), here)));
    assertThat(local.routes().getFirst().target()).isEqualTo("ws://h/ws");
    assertThat(local.history().trades(BTC, Trade.NO_SEQUENCE, 0).uri())
        .isEqualTo(here.resolve("/info"));
  }

  @Test
  void refusesPingsThatComeTooLate() {
    Map<String, String> late = Map.of("barline.exchanges.hyperliquid.ping-every", "60s");
    assertThatThrownBy(() -> settings(late))
        .rootCause()
        .hasMessageContaining("ping-every must be")
        .hasMessageContaining("PT1M");
    Map<String, String> hasty = Map.of("barline.exchanges.hyperliquid.silence", "30s");
    assertThatThrownBy(() -> settings(hasty))
        .rootCause()
        .hasMessageContaining("longer than ping-every");
  }

  @Test
  void refusesABarThatStartsInTheMiddleOfItsWindow() {
    String frame =
        "{\"channel\":\"candle\",\"data\":{\"t\":1795356000000,\"T\":1795960799999,\"s\":\"BTC\","
            + "\"i\":\"1w\",\"o\":\"1\",\"c\":\"1\",\"h\":\"1\",\"l\":\"1\",\"v\":\"1\",\"n\":1}}";
    List<Inbound> said = new ArrayList<>();
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    hyperliquid
        .newDecoder(hyperliquid.routes().getFirst(), symbol -> BTC)
        .decode(bytes, 0, bytes.length, RECEIVED, said::add);
    assertThat(said)
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Unrecognized.class,
            unrecognized -> assertThat(unrecognized.reason()).contains("not aligned to 1w"));
  }
}
