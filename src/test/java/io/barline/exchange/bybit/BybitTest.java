package io.barline.exchange.bybit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.book.SequenceRule;
import io.barline.exchange.Access;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BybitTest extends ExchangeContract {
  static final BybitSettings SETTINGS = settings(Map.of());

  static final Instrument SPOT = known("BTC/USDT", "0.01", "0.000001");
  static final Instrument LINEAR = known("BTC/USDT:USDT", "0.1", "0.001");
  static final Instrument USDC = known("BTC/USDC:USDC", "0.5", "0.001");
  static final Instrument INVERSE = known("BTC/USD:BTC", "0.5", "1");
  private static final Instrument DATED =
      dated(INVERSE, "-261225", "BTCUSDZ26", Instrument.Type.INVERSE_FUTURE, true);

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000_000_000L;

  private static final long MS = 1_000_000L;

  private final Bybit bybit = new Bybit(SETTINGS);

  static BybitSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.exchanges.bybit", BybitSettings.class);
  }

  private static Instrument known(String symbol, @Nullable String tick, @Nullable String lot) {
    Instrument presumed = Presumption.of(symbol).orElseThrow();
    return new Instrument(
        presumed.exchange(),
        presumed.segment(),
        symbol,
        presumed.nativeSymbol(),
        presumed.type(),
        presumed.base(),
        presumed.quote(),
        presumed.settle(),
        tick == null ? null : decimal(tick),
        lot == null ? null : decimal(lot),
        presumed.contractSize(),
        true,
        false);
  }

  private static Instrument dated(
      Instrument like, String suffix, String nativeSymbol, Instrument.Type type, boolean active) {
    return new Instrument(
        like.exchange(),
        like.segment(),
        like.symbol() + suffix,
        nativeSymbol,
        type,
        like.base(),
        like.quote(),
        like.settle(),
        decimal("0.5"),
        like.lotSize(),
        like.contractSize(),
        active,
        false);
  }

  @Override
  protected Exchange exchange() {
    return bybit;
  }

  @Override
  protected String frames() {
    return "/exchange/bybit";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(SPOT, LINEAR, USDC, INVERSE, DATED);
  }

  @Override
  protected List<Sample> samples() {
    return Stream.of(spot(), linear(), inverse(), books(), replies())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Sample> spot() {
    return List.of(
        data(
            "spot",
            "spot-trades.json",
            trade(SPOT, 2290000000950703789L, null, "87250.01", "0.041732", Side.SELL, 123),
            trade(SPOT, 2290000000950703790L, null, "87250.02", "0.0012", Side.BUY, 124)),
        data(
            "spot",
            "spot-book-snapshot.json",
            snapshot(
                SPOT,
                50,
                3734358,
                List.of(level("87250.01", "1.5"), level("87250", "0.216593")),
                List.of(level("87250.02", "0.3")),
                139)),
        data(
            "spot",
            "spot-book-delta.json",
            delta(
                SPOT,
                50,
                3734359,
                List.of(level("87250", "0"), level("87249.5", "2")),
                List.of(),
                160)),
        data(
            "spot",
            "spot-book-1.json",
            snapshot(
                SPOT,
                1,
                1980705,
                List.of(level("87250.01", "1.5")),
                List.of(level("87250.02", "0.3")),
                139)),
        data(
            "spot",
            "spot-kline.json",
            bar(
                SPOT,
                Interval.D1,
                1_795_305_600_000L * MS,
                List.of("86900", "87400.5", "86500", "87250", "2000", "174000000"),
                "87000",
                false,
                T + 321 * MS)),
        data(
            "spot",
            "spot-ticker.json",
            new Ticker(
                SPOT,
                decimal("87250.01"),
                decimal("86900"),
                decimal("88000"),
                decimal("86000.5"),
                decimal("6780.866843"),
                decimal("590000000.25"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                T + 3 * MS,
                RECEIVED)));
  }

  private static List<Sample> linear() {
    return List.of(
        data(
            "linear",
            "linear-trades.json",
            trade(
                LINEAR,
                Trade.NO_SEQUENCE,
                "5bd1c0a3-9f6d-5f0e-8f3a-2f8f0c5ad8a1",
                "87250.1",
                "0.012",
                Side.BUY,
                123),
            trade(
                LINEAR,
                Trade.NO_SEQUENCE,
                "0a7b5d0e-3c1c-5a58-93a4-1c7b0b2d6f10",
                "87250",
                "1",
                Side.SELL,
                123)),
        data(
            "linear",
            "linear-trade-usdc.json",
            trade(
                USDC,
                Trade.NO_SEQUENCE,
                "c6d1a4b0-2f63-5f0a-a1d7-41b1a3d7f001",
                "87251.5",
                "0.5",
                Side.BUY,
                220)),
        data(
            "linear",
            "linear-book-snapshot.json",
            snapshot(
                LINEAR,
                200,
                40718225,
                List.of(level("87250", "1.204"), level("87249.9", "3")),
                List.of(level("87250.1", "0.5")),
                139)),
        data(
            "linear",
            "linear-book-delta.json",
            delta(
                LINEAR,
                200,
                40718226,
                List.of(level("87249.9", "0")),
                List.of(level("87250.1", "0.25"), level("87250.3", "4")),
                239)),
        data(
            "linear",
            "linear-book-restart.json",
            snapshot(
                LINEAR,
                200,
                1,
                List.of(level("87249.9", "1")),
                List.of(level("87250.3", "4")),
                344)),
        data(
            "linear",
            "linear-kline.json",
            bar(
                LINEAR,
                Interval.M1,
                T,
                List.of("87249.9", "87260", "87238.4", "87251.1", "313.944", "27391504.2286"),
                "87249.6503471956782",
                true,
                T + 59_871 * MS),
            bar(
                LINEAR,
                Interval.M1,
                T + 60_000 * MS,
                List.of("87251.1", "87251.1", "87251.1", "87251.1", "0", "0"),
                null,
                false,
                T + 60_000 * MS)),
        data("linear", "linear-ticker.json", linearTicker()),
        new Sample(
            "linear",
            "linear-ticker-delta-alone.json",
            List.of(
                new Inbound.Unrecognized(
                    "a ticker changes that was never told: {\"topic\":\"tickers.BTCPERP\","
                        + "\"type\":\"delta\",\"data\":{\"symbol\":\"BTCPERP\",\"bid1Size\":\"1\"},"
                        + "\"cs\":4410551230,\"ts\":1795356000300}"))),
        new Sample("linear", "linear-liquidation.json", List.of(new Inbound.Heartbeat())));
  }

  static Ticker linearTicker() {
    return new Ticker(
        LINEAR,
        decimal("87250.1"),
        decimal("86900"),
        decimal("88000"),
        decimal("86000.5"),
        decimal("38512.55"),
        decimal("3352579456.24"),
        decimal("87250"),
        decimal("1.204"),
        decimal("87250.1"),
        decimal("0.5"),
        decimal("87249.85"),
        decimal("87260.39"),
        decimal("0.0001"),
        T + 7_200_000 * MS,
        decimal("49598.123"),
        T + 200 * MS,
        RECEIVED);
  }

  private static List<Sample> inverse() {
    return List.of(
        data(
            "inverse",
            "inverse-trades.json",
            trade(
                INVERSE,
                Trade.NO_SEQUENCE,
                "7c1df1a2-88a3-5b0c-b1c6-ef3ad06e0a52",
                "87246",
                "2500",
                Side.BUY,
                44),
            trade(
                INVERSE,
                Trade.NO_SEQUENCE,
                "b7d3a6f4-1d7b-5c8e-8f40-0a2f6a3d9e77",
                "87245.5",
                "1",
                Side.SELL,
                44)),
        data(
            "inverse",
            "inverse-dated-trade.json",
            trade(
                DATED,
                Trade.NO_SEQUENCE,
                "f0a1d3c2-6a5e-5a3f-9a59-6d0d5a5b1c33",
                "87901.5",
                "100",
                Side.SELL,
                320)),
        data(
            "inverse",
            "inverse-book-1.json",
            snapshot(
                INVERSE,
                1,
                5510021,
                List.of(level("87245.5", "120500")),
                List.of(level("87246", "98000")),
                141)),
        data(
            "inverse",
            "inverse-kline.json",
            bar(
                INVERSE,
                Interval.H1,
                T,
                List.of("87246", "87330", "87199.5", "87301.5", "2011400", "2011400"),
                null,
                false,
                T + 2_400_398 * MS)),
        data(
            "inverse",
            "inverse-ticker.json",
            new Ticker(
                INVERSE,
                decimal("87246"),
                decimal("86900"),
                decimal("88000"),
                decimal("86000.5"),
                decimal("132500000"),
                decimal("132500000"),
                decimal("87245.5"),
                decimal("120500"),
                decimal("87246"),
                decimal("98000"),
                decimal("87249.85"),
                decimal("87260.39"),
                decimal("-0.00005"),
                T + 7_200_000 * MS,
                decimal("450012345"),
                T + 200 * MS,
                RECEIVED)));
  }

  /** Of the depths that no other sample is of. */
  private static List<Sample> books() {
    List<Sample> samples = new ArrayList<>();
    for (int depth : List.of(200, 1_000)) {
      samples.add(book(SPOT, depth, "87250.01", "87250.02"));
    }
    for (int depth : List.of(1, 50, 1_000)) {
      samples.add(book(LINEAR, depth, "87250", "87250.1"));
    }
    for (int depth : List.of(50, 200, 1_000)) {
      samples.add(book(INVERSE, depth, "87245.5", "87246"));
    }
    samples.add(
        data(
            "inverse",
            "inverse-book-delta.json",
            delta(
                INVERSE,
                50,
                5510022,
                List.of(level("87245.5", "0"), level("87245", "300")),
                List.of(level("87246", "97000")),
                241)));
    return samples;
  }

  private static Sample book(Instrument instrument, int depth, String bid, String ask) {
    return data(
        instrument.segment(),
        instrument.segment() + "-book-" + depth + ".json",
        snapshot(
            instrument, depth, 5510021, List.of(level(bid, "2")), List.of(level(ask, "3")), 141));
  }

  private static List<Sample> replies() {
    List<Sample> samples = new ArrayList<>();
    for (String route : List.of("spot", "linear", "inverse")) {
      samples.add(new Sample(route, "spot-accepted.json", List.of(new Inbound.Accepted(7))));
      samples.add(new Sample(route, "linear-accepted.json", List.of(new Inbound.Accepted(8))));
      samples.add(new Sample(route, "spot-pong.json", List.of(new Inbound.Heartbeat())));
    }
    samples.add(
        new Sample(
            "spot",
            "spot-rejected.json",
            List.of(
                new Inbound.Rejected(
                    Inbound.NO_REQUEST,
                    List.of("orderbook.50.NOSUCHSYM"),
                    "subscribe",
                    "Invalid symbol :[orderbook.50.NOSUCHSYM]",
                    true))));
    samples.add(
        new Sample(
            "spot",
            "spot-too-many.json",
            List.of(
                new Inbound.Rejected(Inbound.NO_REQUEST, "subscribe", "args size >10", false))));
    samples.add(
        new Sample(
            "linear",
            "linear-rejected.json",
            List.of(
                new Inbound.Rejected(
                    9,
                    List.of("orderbook.500.BTCUSDT"),
                    "subscribe",
                    "error:handler not found,topic:orderbook.500.BTCUSDT",
                    true))));
    samples.add(
        new Sample(
            "linear",
            "linear-already.json",
            List.of(
                new Inbound.Confirmed(true, Set.of("publicTrade.BTCUSDT")),
                new Inbound.Rejected(
                    10,
                    "subscribe",
                    "error:already subscribed,topic:publicTrade.BTCUSDT",
                    false))));
    return samples;
  }

  private static Trade trade(
      Instrument instrument,
      long id,
      @Nullable String textId,
      String price,
      String size,
      Side taker,
      long millis) {
    return new Trade(
        instrument, id, textId, decimal(price), decimal(size), taker, 1, T + millis * MS, RECEIVED);
  }

  private static BookSnapshot snapshot(
      Instrument instrument,
      int depth,
      long update,
      List<Level> bids,
      List<Level> asks,
      long millis) {
    return new BookSnapshot(instrument, depth, update, bids, asks, T + millis * MS, RECEIVED);
  }

  private static BookDelta delta(
      Instrument instrument,
      int depth,
      long update,
      List<Level> bids,
      List<Level> asks,
      long millis) {
    return new BookDelta(
        instrument,
        depth,
        Trade.NO_SEQUENCE,
        Trade.NO_SEQUENCE,
        update,
        bids,
        asks,
        T + millis * MS,
        RECEIVED);
  }

  /** {@code values}: open, high, low, close, volume, quote volume. */
  private static Bar bar(
      Instrument instrument,
      Interval interval,
      long start,
      List<String> values,
      @Nullable String vwap,
      boolean closed,
      long lastTrade) {
    boolean nothing = values.get(4).equals("0");
    return new Bar(
        instrument,
        interval,
        start,
        decimal(values.get(0)),
        decimal(values.get(1)),
        decimal(values.get(2)),
        decimal(values.get(3)),
        decimal(values.get(4)),
        decimal(values.get(5)),
        vwap == null ? null : decimal(vwap),
        nothing ? Decimal.ZERO : null,
        nothing ? 0 : Bar.UNKNOWN,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        lastTrade,
        RECEIVED);
  }

  private static Level level(String price, String size) {
    return new Level(decimal(price), decimal(size));
  }

  private static Sample data(String route, String resource, MarketEvent... events) {
    return new Sample(route, resource, Stream.of(events).<Inbound>map(Inbound.Data::new).toList());
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        new Request(
            "linear",
            312,
            List.of("orderbook.50.BTCUSDT", "publicTrade.BTCUSDT"),
            "{\"req_id\":\"312\",\"op\":\"subscribe\",\"args\":[\"orderbook.50.BTCUSDT\",\"publicTrade.BTCUSDT\"]}",
            "{\"req_id\":\"312\",\"op\":\"unsubscribe\",\"args\":[\"orderbook.50.BTCUSDT\",\"publicTrade.BTCUSDT\"]}"),
        new Request(
            "inverse",
            2,
            List.of("kline.60.BTCUSD"),
            "{\"req_id\":\"2\",\"op\":\"subscribe\",\"args\":[\"kline.60.BTCUSD\"]}",
            "{\"req_id\":\"2\",\"op\":\"unsubscribe\",\"args\":[\"kline.60.BTCUSD\"]}"),
        new Request(
            "spot",
            1,
            List.of("tickers.odd\"name"),
            "{\"req_id\":\"1\",\"op\":\"subscribe\",\"args\":[\"tickers.odd\\\"name\"]}",
            "{\"req_id\":\"1\",\"op\":\"unsubscribe\",\"args\":[\"tickers.odd\\\"name\"]}"));
  }

  @Override
  protected List<Recorded> recorded() {
    return List.of(
        new Recorded(
            "bybit/tardis-node/bybit_spot_messages_with_expected.json", "spot", SPOT, List.of()));
  }

  @Override
  protected List<Listing> listings() {
    return List.of(
        new Listing("spot", "instruments-spot.json", CataloguePage.last(List.of(SPOT))),
        new Listing(
            "linear",
            "instruments-linear.json",
            new CataloguePage(
                List.of(LINEAR),
                List.of(
                    get(
                        "/v5/market/instruments-info?category=linear&limit=1000"
                            + "&cursor=first%3DBTCUSDT%26last%3DBTCUSDT")))),
        new Listing(
            "linear",
            "instruments-linear-2.json",
            CataloguePage.last(
                List.of(
                    USDC,
                    dated(
                        LINEAR, "-261225", "BTCUSDT-25DEC26", Instrument.Type.LINEAR_FUTURE, false),
                    inactive()))),
        new Listing(
            "inverse", "instruments-inverse.json", CataloguePage.last(List.of(INVERSE, DATED))));
  }

  private static Instrument inactive() {
    Instrument active = known("NEW/USDT:USDT", null, "1");
    return new Instrument(
        active.exchange(),
        active.segment(),
        active.symbol(),
        active.nativeSymbol(),
        active.type(),
        active.base(),
        active.quote(),
        active.settle(),
        null,
        active.lotSize(),
        null,
        false,
        false);
  }

  private static RestRequest get(String path) {
    return RestRequest.get(URI.create("https://api.bybit.com" + path), 1);
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            LINEAR,
            Interval.M1,
            T - 60_000 * MS,
            T + 60_000 * MS,
            new Answer<>(
                get(
                    "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1"
                        + "&start=1795355940000&end=1795356059999&limit=1000"),
                "klines-linear.json",
                List.of(
                    bar(
                        LINEAR,
                        Interval.M1,
                        T - 60_000 * MS,
                        List.of("87240", "87250", "87230", "87249.9", "10", "872450"),
                        "87245",
                        true,
                        T - MS),
                    bar(
                        LINEAR,
                        Interval.M1,
                        T,
                        List.of(
                            "87249.9", "87260", "87238.4", "87251.1", "313.944", "27391504.2286"),
                        "87249.6503471956782",
                        false,
                        RECEIVED)))),
        new BarsAnswer(
            INVERSE,
            Interval.H1,
            T - 3_600_000 * MS,
            T,
            new Answer<>(
                get(
                    "/v5/market/kline?category=inverse&symbol=BTCUSD&interval=60"
                        + "&start=1795352400000&end=1795355999999&limit=1000"),
                "klines-inverse.json",
                List.of(
                    bar(
                        INVERSE,
                        Interval.H1,
                        T - 3_600_000 * MS,
                        List.of("87246", "87330", "87199.5", "87301.5", "2011400", "2011400"),
                        null,
                        true,
                        T - MS)))));
  }

  @Override
  protected List<TradesAnswer> tradesAnswers() {
    return List.of(
        new TradesAnswer(
            SPOT,
            2290000000950703789L,
            T,
            new Answer<>(
                get("/v5/market/recent-trade?category=spot&symbol=BTCUSDT&limit=60"),
                "trades-spot.json",
                HistoryPage.last(
                    List.of(
                        trade(
                            SPOT,
                            2290000000950703789L,
                            null,
                            "87250.01",
                            "0.041732",
                            Side.SELL,
                            123),
                        trade(
                            SPOT,
                            2290000000950703790L,
                            null,
                            "87250.02",
                            "0.0012",
                            Side.BUY,
                            124))))),
        new TradesAnswer(
            LINEAR,
            Trade.NO_SEQUENCE,
            T,
            new Answer<>(
                get("/v5/market/recent-trade?category=linear&symbol=BTCUSDT&limit=1000"),
                "trades-linear.json",
                HistoryPage.last(
                    List.of(
                        trade(
                            LINEAR,
                            Trade.NO_SEQUENCE,
                            "5bd1c0a3-9f6d-5f0e-8f3a-2f8f0c5ad8a1",
                            "87250.1",
                            "0.012",
                            Side.BUY,
                            123))))));
  }

  @Test
  void eachWindowHasABar() {
    assertThat(List.of(SPOT, LINEAR, INVERSE)).allMatch(bybit.history()::tellsEmptyBars);
  }

  @Test
  void namesTopics() {
    assertThat(bybit.streams(SPOT, new UpstreamChannel.Trades()))
        .containsExactly(new StreamName("spot", "publicTrade.BTCUSDT"));
    assertThat(bybit.streams(LINEAR, new UpstreamChannel.Book(50)))
        .containsExactly(new StreamName("linear", "orderbook.50.BTCUSDT"));
    assertThat(bybit.streams(USDC, new UpstreamChannel.Ticker()))
        .containsExactly(new StreamName("linear", "tickers.BTCPERP"));
    assertThat(bybit.streams(DATED, new UpstreamChannel.Klines(Interval.MONTH)))
        .containsExactly(new StreamName("inverse", "kline.M.BTCUSDZ26"));
    assertThat(bybit.streams(LINEAR, new UpstreamChannel.Book(500))).isEmpty();
    assertThat(bybit.streams(LINEAR, new UpstreamChannel.Quotes())).isEmpty();
    assertThat(bybit.streams(SPOT, new UpstreamChannel.Klines(Interval.H8))).isEmpty();
    assertThat(bybit.history().bars(SPOT, Interval.S1, 0, 1)).isNull();
  }

  @Test
  void keepsToTheDocumentedLimits() {
    for (Route route : bybit.routes()) {
      assertThat(route.access())
          .isEqualTo(
              new Access.Socket(
                  URI.create("wss://stream.bybit.com/v5/public/" + route.segment()),
                  null,
                  new Access.KeepAlive("{\"op\":\"ping\"}", SETTINGS.pingEvery())));
      assertThat(route.limits().requestsInFlight() == 1).isEqualTo(route.id().equals("spot"));
      String longest = "orderbook.1000.1000000CHEEMSBABYDOGEUSDT";
      assertThat(route.limits().streamsPerConnection() * (longest.length() - 1 + 3))
          .isLessThanOrEqualTo(21_000);
      assertThat(route.limits().namesPerRequest()).isLessThanOrEqualTo(10);
    }
    assertThat(bybit.segments())
        .allSatisfy(
            segment -> {
              assertThat(segment.rest().isShared()).isTrue();
              assertThat(segment.rest().weight()).isLessThanOrEqualTo(600);
            });
  }

  @Test
  void endpointsAreConfigurable() {
    Bybit testnet =
        new Bybit(
            settings(
                Map.of(
                    "barline.exchanges.bybit.endpoints.ws",
                    "ws://127.0.0.1:9001/v5/public/",
                    "barline.exchanges.bybit.endpoints.rest",
                    "http://127.0.0.1:9002")));
    assertThat(testnet.routes().getFirst().target())
        .isEqualTo("ws://127.0.0.1:9001/v5/public/spot");
    assertThat(testnet.segments().stream().flatMap(s -> testnet.catalogueRequests(s).stream()))
        .extracting(request -> request.uri().toString())
        .containsExactly(
            "http://127.0.0.1:9002/v5/market/instruments-info?category=spot",
            "http://127.0.0.1:9002/v5/market/instruments-info?category=linear&limit=1000",
            "http://127.0.0.1:9002/v5/market/instruments-info?category=inverse&limit=1000");
  }

  @Test
  void presumesOnlyWhatASymbolMustMean() {
    assertThat(bybit.presume("BTC/USDC:USDC"))
        .hasValueSatisfying(i -> assertThat(i.nativeSymbol()).isEqualTo("BTCPERP"));
    assertThat(bybit.presume("BTC/USD:BTC"))
        .hasValueSatisfying(
            i -> {
              assertThat(i.segment()).isEqualTo("inverse");
              assertThat(i.contractSize()).isEqualTo(Decimal.ONE);
            });
    assertThat(
            List.of("BTCUSDT", "btc/usdt", "BTC/USDT:USDT-261225", "BTC/EUR:EUR", "BTC/", "A/B:"))
        .allSatisfy(symbol -> assertThat(bybit.presume(symbol)).isEmpty());
  }

  @Test
  void aPerpetualWithoutAQuoteIsTheLinearOneInTether() {
    InstrumentCatalogue catalogue = new InstrumentCatalogue(List.of(SPOT, USDC, LINEAR, INVERSE));
    assertThat(catalogue.resolve("BTC-PERP")).contains(LINEAR);
    assertThat(catalogue.resolve("BTC-USDC-PERP")).contains(USDC);
    assertThat(catalogue.resolve("BTCPERP")).contains(USDC); // Bybit's own name
    assertThat(catalogue.resolve("BTCUSD")).contains(INVERSE);
  }

  @Test
  void asksByRestForSymbolsOfAnyLetters() {
    Instrument odd = dated(SPOT, "", "\u5e01&x=USDT", Instrument.Type.SPOT, true);
    assertThat(bybit.history().trades(odd, Trade.NO_SEQUENCE, 0))
        .isEqualTo(
            get("/v5/market/recent-trade?category=spot&symbol=%E5%B8%81%26x%3DUSDT&limit=60"));
  }

  @Test
  void takesJumpsInBooksAsTheyComeWhereToldTo() {
    assertThat(bybit.segments())
        .allSatisfy(
            segment ->
                assertThat(segment.books())
                    .isEqualTo(
                        new SequenceRule(
                            SequenceRule.Origin.STREAM, SequenceRule.Chain.CONSECUTIVE)));
    Bybit lenient =
        new Bybit(settings(Map.of("barline.exchanges.bybit.consecutive-books", "false")));
    assertThat(lenient.segments())
        .allSatisfy(
            segment ->
                assertThat(segment.books())
                    .isEqualTo(
                        new SequenceRule(
                            SequenceRule.Origin.STREAM, SequenceRule.Chain.UNNUMBERED)));
  }

  @Test
  void saysWhyAnAnswerIsNone() {
    Segment linear = bybit.segments().get(1);
    String error =
        "{\"retCode\":10001,\"retMsg\":\"params error: illegal cursor\",\"result\":{},\"time\":1}";
    assertThatThrownBy(() -> bybit.readCatalogue(linear, error.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedAnswer.class)
        .hasMessage(
            "bybit linear instruments-info: retCode 10001: params error: illegal cursor: " + error);
  }

  @Test
  void encodesACursorThatIsNotEncoded() {
    Segment linear = bybit.segments().get(1);
    String body = "{\"retCode\":0,\"result\":{\"list\":[],\"nextPageCursor\":\"a=1&b= 2\"}}";
    assertThat(bybit.readCatalogue(linear, body.getBytes(StandardCharsets.UTF_8)).next())
        .containsExactly(
            get("/v5/market/instruments-info?category=linear&limit=1000&cursor=a%3D1%26b%3D+2"));
  }
}
