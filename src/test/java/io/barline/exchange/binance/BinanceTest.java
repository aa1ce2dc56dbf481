package io.barline.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.BookRequests;
import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.StreamName;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;

class BinanceTest extends ExchangeContract {
  static final BinanceSettings SETTINGS = settings(Map.of());

  private static final Instrument SPOT = known("BTC/USDT", null);
  private static final Instrument CHINESE = known("币安人生/USDT", null);
  private static final Instrument USDM = known("BTC/USDT:USDT", null);
  private static final Instrument COINM = known("BTC/USD:BTC", decimal("100"));
  private static final Instrument DATED =
      new Instrument(
          "binance",
          "coinm",
          "BTC/USD:BTC-261225",
          "BTCUSD_261225",
          Instrument.Type.INVERSE_FUTURE,
          "BTC",
          "USD",
          "BTC",
          null,
          null,
          decimal("100"),
          true,
          false);

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000_000_000L;

  private static final long MS = 1_000_000L;
  private static final long MINUTE = 60_000 * MS;

  private final Binance binance = new Binance(SETTINGS);

  static BinanceSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.exchanges.binance", BinanceSettings.class);
  }

  private static Instrument known(String symbol, @Nullable Decimal contractSize) {
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
        null,
        null,
        contractSize,
        true,
        false);
  }

  @Override
  protected Exchange exchange() {
    return binance;
  }

  @Override
  protected String frames() {
    return "/exchange/binance";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(SPOT, CHINESE, USDM, COINM, DATED);
  }

  @Override
  protected List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(spot());
    samples.addAll(futures());
    for (String route : List.of("spot", "usdm-public", "usdm-market", "coinm")) {
      samples.add(new Sample(route, "accepted.json", List.of(new Inbound.Accepted(7))));
      samples.add(new Sample(route, "listed.json", List.of(new Inbound.Accepted(8))));
      String reason = "Binance announced that it closes the connection: serverShutdown";
      samples.add(new Sample(route, "shutdown.json", List.of(new Inbound.Closing(reason))));
      samples.add(new Sample(route, "shutdown-bare.json", List.of(new Inbound.Closing(reason))));
    }
    return samples;
  }

  private static List<Sample> spot() {
    return List.of(
        trade(
            "spot",
            "spot-trade-buy.json",
            SPOT,
            5391284120L,
            "87250.01",
            "0.0012",
            Side.BUY,
            1,
            T + 123 * MS),
        trade(
            "spot",
            "spot-trade-sell-wrapped-last.json",
            SPOT,
            5391284121L,
            "87249.99",
            "12.5",
            Side.SELL,
            1,
            T + 123_456_000),
        trade(
            "spot",
            "spot-trade-bare.json",
            SPOT,
            5391284122L,
            "87250",
            "1",
            Side.SELL,
            1,
            T + 900 * MS),
        trade(
            "spot",
            "spot-trade-not-ascii.json",
            CHINESE,
            77120,
            "0.1431",
            "350",
            Side.BUY,
            1,
            T + 123 * MS),
        trade(
            "spot",
            "spot-trade-escaped.json",
            CHINESE,
            77121,
            "0.1431",
            "20",
            Side.SELL,
            1,
            T + 123 * MS),
        data(
            "spot",
            "spot-bookTicker.json",
            new Quote(
                SPOT,
                78120334411L,
                decimal("87250"),
                decimal("4.102"),
                decimal("87250.01"),
                decimal("0.7311"),
                0,
                RECEIVED)),
        data(
            "spot",
            "spot-kline-closed.json",
            new Bar(
                SPOT,
                Interval.M1,
                T,
                decimal("87249.99"),
                decimal("87270"),
                decimal("87240.1"),
                decimal("87261.4"),
                decimal("18.204"),
                decimal("1588402.112"),
                decimal("87255.6642496154691"),
                decimal("9.711"),
                1885,
                true,
                0,
                Bar.Quality.COMPLETE,
                Bar.Source.EXCHANGE,
                T + 59_999 * MS,
                RECEIVED)),
        data(
            "spot",
            "spot-kline-empty.json",
            new Bar(
                SPOT,
                Interval.S1,
                T,
                decimal("87250"),
                decimal("87250"),
                decimal("87250"),
                decimal("87250"),
                Decimal.ZERO,
                Decimal.ZERO,
                null,
                Decimal.ZERO,
                0,
                true,
                0,
                Bar.Quality.COMPLETE,
                Bar.Source.EXCHANGE,
                T,
                RECEIVED)),
        data(
            "spot",
            "spot-depth.json",
            new BookDelta(
                SPOT,
                500,
                78120334412L,
                Trade.NO_SEQUENCE,
                78120334420L,
                List.of(level("87250", "4.102"), level("87249.5", "0")),
                List.of(level("87250.02", "0.31")),
                T + 114 * MS,
                RECEIVED)),
        data(
            "spot",
            "spot-ticker.json",
            new Ticker(
                SPOT,
                decimal("87250.01"),
                decimal("86000"),
                decimal("87990"),
                decimal("85712.4"),
                decimal("18211.4022"),
                decimal("1579114821.112"),
                decimal("87250"),
                decimal("4.102"),
                decimal("87250.01"),
                decimal("0.7311"),
                null,
                null,
                null,
                0,
                null,
                T + 1_017 * MS,
                RECEIVED)),
        new Sample("spot", "spot-partial-depth.json", List.of(new Inbound.Heartbeat())),
        new Sample("spot", "spot-miniTicker-array.json", List.of(new Inbound.Heartbeat())),
        new Sample(
            "spot",
            "spot-rejected.json",
            List.of(
                new Inbound.Rejected(
                    7, "2", "Invalid request: missing field `method` at line 1 column 73", true))),
        new Sample(
            "spot",
            "rejected-unnamed.json",
            List.of(
                new Inbound.Rejected(Inbound.NO_REQUEST, "-1003", "Too many requests.", false))));
  }

  private static List<Sample> futures() {
    return List.of(
        trade(
            "usdm-market",
            "usdm-aggTrade-sell.json",
            USDM,
            2904417745L,
            "87249.9",
            "0.314",
            Side.SELL,
            4,
            T + 101 * MS),
        trade(
            "usdm-market",
            "usdm-aggTrade-buy.json",
            USDM,
            2904417746L,
            "87250",
            "0.002",
            Side.BUY,
            1,
            T + 222 * MS),
        new Sample("usdm-market", "usdm-trade-insurance.json", List.of(new Inbound.Heartbeat())),
        new Sample("usdm-market", "usdm-markPrice.json", List.of(new Inbound.Heartbeat())),
        data(
            "usdm-public",
            "usdm-bookTicker.json",
            new Quote(
                USDM,
                8531207744910L,
                decimal("87249.9"),
                decimal("7.114"),
                decimal("87250"),
                decimal("2.406"),
                T + 98 * MS,
                RECEIVED)),
        data(
            "usdm-market",
            "usdm-kline.json",
            new Bar(
                USDM,
                Interval.M1,
                T,
                decimal("87249.9"),
                decimal("87260"),
                decimal("87238.4"),
                decimal("87251.1"),
                decimal("313.944"),
                decimal("27391504.2286"),
                decimal("87249.6503471956782"),
                decimal("160.12"),
                2811,
                false,
                0,
                Bar.Quality.COMPLETE,
                Bar.Source.EXCHANGE,
                T + 31_250 * MS,
                RECEIVED)),
        data(
            "usdm-public",
            "usdm-depth.json",
            new BookDelta(
                USDM,
                500,
                8531207744712L,
                8531207744688L,
                8531207744910L,
                List.of(level("87249.9", "7.114")),
                List.of(),
                T + 98 * MS,
                RECEIVED)),
        new Sample("usdm-public", "usdm-partial-depth.json", List.of(new Inbound.Heartbeat())),
        new Sample("usdm-public", "usdm-rpiDepth.json", List.of(new Inbound.Heartbeat())),
        data(
            "coinm",
            "coinm-depth.json",
            new BookDelta(
                COINM,
                500,
                1320551200801L,
                1320551200790L,
                1320551200871L,
                List.of(level("87246", "1910")),
                List.of(level("87246.1", "422"), level("87260", "0")),
                T + 77 * MS,
                RECEIVED)),
        data(
            "usdm-market",
            "usdm-ticker.json",
            ticker(
                USDM,
                List.of("87249.9", "86000", "87991.2", "85710", "211804.118", "18365353104.22"),
                T + 1_502 * MS)),
        data(
            "coinm",
            "coinm-ticker.json",
            ticker(
                COINM,
                List.of("87246.1", "86000", "87988.8", "85706.5", "4120611", "412061100"),
                T + 1_611 * MS)),
        new Sample(
            "usdm-market",
            "usdm-rejected.json",
            List.of(
                new Inbound.Rejected(
                    9, "3", "Invalid JSON: expected value at line 1 column 1", true))),
        trade(
            "coinm",
            "coinm-aggTrade-buy.json",
            COINM,
            401228833L,
            "87246.1",
            "25",
            Side.BUY,
            2,
            T + 44 * MS),
        trade(
            "coinm",
            "coinm-aggTrade-sell.json",
            DATED,
            8122004L,
            "87901.4",
            "3",
            Side.SELL,
            1,
            T + 51 * MS),
        data(
            "coinm",
            "coinm-bookTicker.json",
            new Quote(
                COINM,
                1320551200871L,
                decimal("87246"),
                decimal("1910"),
                decimal("87246.1"),
                decimal("422"),
                T + 77 * MS,
                RECEIVED)),
        data(
            "coinm",
            "coinm-kline.json",
            new Bar(
                COINM,
                Interval.H1,
                T,
                decimal("87246"),
                decimal("87330.2"),
                decimal("87199.9"),
                decimal("87301.5"),
                decimal("20114"),
                decimal("2011400"),
                null,
                decimal("10020"),
                1255,
                false,
                0,
                Bar.Quality.COMPLETE,
                Bar.Source.EXCHANGE,
                T + 2_400_412 * MS,
                RECEIVED)));
  }

  private static Sample trade(
      String route,
      String resource,
      Instrument instrument,
      long id,
      String price,
      String size,
      Side taker,
      long count,
      long time) {
    return data(
        route,
        resource,
        new Trade(
            instrument, id, null, decimal(price), decimal(size), taker, count, time, RECEIVED));
  }

  /** A ticker without quotes: last, open, high, low, volume, quote volume. */
  private static Ticker ticker(Instrument instrument, List<String> numbers, long time) {
    return new Ticker(
        instrument,
        decimal(numbers.get(0)),
        decimal(numbers.get(1)),
        decimal(numbers.get(2)),
        decimal(numbers.get(3)),
        decimal(numbers.get(4)),
        decimal(numbers.get(5)),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        null,
        time,
        RECEIVED);
  }

  private static Level level(String price, String size) {
    return new Level(decimal(price), decimal(size));
  }

  private static Sample data(String route, String resource, MarketEvent event) {
    return new Sample(route, resource, List.of(new Inbound.Data(event)));
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        new Request(
            "spot",
            312,
            List.of("btcusdt@trade", "btcusdt@bookTicker"),
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"btcusdt@bookTicker\"],\"id\":312}",
            "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"btcusdt@bookTicker\"],\"id\":312}"),
        new Request(
            "usdm-public",
            2,
            List.of("btcusdt@depth@100ms"),
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@depth@100ms\"],\"id\":2}",
            "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@depth@100ms\"],\"id\":2}"),
        new Request(
            "coinm",
            3,
            List.of("btcusd_perp@aggTrade"),
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusd_perp@aggTrade\"],\"id\":3}",
            "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusd_perp@aggTrade\"],\"id\":3}"),
        new Request(
            "usdm-market",
            1,
            List.of("odd\"name@aggTrade"),
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"odd\\\"name@aggTrade\"],\"id\":1}",
            "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"odd\\\"name@aggTrade\"],\"id\":1}"));
  }

  @Override
  protected List<BookAnswer> bookAnswers() {
    return List.of(
        book(
            SPOT,
            "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000",
            50,
            78120334415L,
            List.of(level("87250", "4.102"), level("87249.99", "0.02")),
            List.of(level("87250.01", "0.7311")),
            0),
        book(
            USDM,
            "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000",
            20,
            8531207744900L,
            List.of(level("87249.9", "7.114")),
            List.of(level("87250", "2.406"), level("87250.1", "0.004")),
            T + 131 * MS),
        book(
            COINM,
            "https://dapi.binance.com/dapi/v1/depth?symbol=BTCUSD_PERP&limit=1000",
            20,
            1320551200860L,
            List.of(level("87246", "1910")),
            List.of(),
            T + 85 * MS));
  }

  @Override
  protected boolean isEmptyHistory(String body) {
    return body.equals("[]");
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            SPOT,
            Interval.M1,
            T - MINUTE,
            T + MINUTE,
            new Answer<>(
                get(
                    "https://api.binance.com/api/v3/klines?symbol=BTCUSDT&interval=1m"
                        + "&startTime=1795355940000&endTime=1795356059999&limit=2",
                    2),
                "klines-spot.json",
                List.of(
                    pastBar(
                        SPOT,
                        T - MINUTE,
                        List.of("87240", "87250", "87230", "87249.9", "10", "872450", "87245", "4"),
                        321,
                        true,
                        T - MS),
                    pastBar(
                        SPOT,
                        T,
                        List.of(
                            "87249.9",
                            "87249.9",
                            "87249.9",
                            "87249.9",
                            "2",
                            "174499.8",
                            "87249.9",
                            "0"),
                        1,
                        false,
                        RECEIVED)))),
        new BarsAnswer(
            COINM,
            Interval.M1,
            T - 100 * MINUTE,
            T,
            new Answer<>(
                get(
                    "https://dapi.binance.com/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m"
                        + "&startTime=1795350000000&endTime=1795355999999&limit=100",
                    2),
                "klines-coinm.json",
                List.of(
                    pastBar(
                        COINM,
                        T - MINUTE,
                        Arrays.asList(
                            "87246", "87330", "87199.5", "87301.5", "20", "2000", null, "5"),
                        12,
                        true,
                        T - MS)))),
        new BarsAnswer(
            USDM, Interval.S1, T, T + MINUTE, new Answer<>(null, "klines-none.json", List.of())));
  }

  private static Bar pastBar(
      Instrument instrument,
      long start,
      List<@Nullable String> numbers,
      long trades,
      boolean closed,
      long lastTrade) {
    List<@Nullable Decimal> read = new ArrayList<>();
    for (@Nullable String text : numbers) {
      read.add(text == null ? null : Decimal.parse(text));
    }
    return new Bar(
        instrument,
        Interval.M1,
        start,
        Objects.requireNonNull(read.get(0)),
        Objects.requireNonNull(read.get(1)),
        Objects.requireNonNull(read.get(2)),
        Objects.requireNonNull(read.get(3)),
        Objects.requireNonNull(read.get(4)),
        read.get(5),
        read.get(6),
        read.get(7),
        trades,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        lastTrade,
        RECEIVED);
  }

  @Override
  protected List<TradesAnswer> tradesAnswers() {
    return List.of(
        new TradesAnswer(
            SPOT,
            5391284120L,
            T,
            new Answer<>(
                get(
                    "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT"
                        + "&fromId=5391284120&limit=1000",
                    25),
                "trades-spot.json",
                HistoryPage.last(
                    List.of(
                        pastTrade(SPOT, 5391284120L, "87250.01", "0.0012", Side.BUY, 1, 123),
                        pastTrade(SPOT, 5391284121L, "87249.99", "12.5", Side.SELL, 1, 123))))),
        new TradesAnswer(
            USDM,
            2904417745L,
            T,
            new Answer<>(
                get(
                    "https://fapi.binance.com/fapi/v1/aggTrades?symbol=BTCUSDT"
                        + "&fromId=2904417745&limit=1000",
                    20),
                "trades-usdm.json",
                HistoryPage.last(
                    List.of(
                        pastTrade(USDM, 2904417745L, "87249.9", "0.314", Side.SELL, 4, 101),
                        pastTrade(USDM, 2904417746L, "87250", "1", Side.BUY, 1, 160))))),
        new TradesAnswer(
            COINM,
            31_001L,
            T,
            new Answer<>(
                get(
                    "https://dapi.binance.com/dapi/v1/aggTrades?symbol=BTCUSD_PERP"
                        + "&fromId=31001&limit=1000",
                    20),
                "trades-coinm.json",
                HistoryPage.last(
                    List.of(pastTrade(COINM, 31_001L, "87246.1", "7", Side.BUY, 2, 85))))));
  }

  private static Trade pastTrade(
      Instrument instrument,
      long id,
      String price,
      String size,
      Side taker,
      long count,
      long millis) {
    return new Trade(
        instrument,
        id,
        null,
        Decimal.parse(price),
        Decimal.parse(size),
        taker,
        count,
        T + millis * MS,
        RECEIVED);
  }

  private static RestRequest get(String uri, int weight) {
    return RestRequest.get(URI.create(uri), weight);
  }

  @Test
  void eachWindowHasABar() {
    assertThat(List.of(SPOT, USDM, COINM)).allMatch(binance.history()::tellsEmptyBars);
  }

  @Test
  void asksForAsManyBarsAsThereAreAndPaysForNoMore() {
    for (long[] countAndWeight :
        new long[][] {{1, 1}, {99, 1}, {100, 2}, {499, 2}, {500, 5}, {1_000, 5}}) {
      RestRequest request =
          Objects.requireNonNull(
              binance.history().bars(USDM, Interval.M1, T, T + countAndWeight[0] * MINUTE));
      assertThat(request.uri().getQuery()).endsWith("&limit=" + countAndWeight[0]);
      assertThat(request.weight()).isEqualTo((int) countAndWeight[1]);
    }
    RestRequest months =
        Objects.requireNonNull(
            binance.history().bars(SPOT, Interval.MONTH, T, T + 70 * 1_440 * MINUTE));
    assertThat(months.uri().getQuery()).endsWith("&limit=2"); // December and January begin within
  }

  @Test
  void refusesBarsAndTradesOfThePastThatLackSomething() {
    for (String row :
        List.of(
            "[1795356000000,\"1\",\"1\",\"1\",\"1\",\"1\",1795356059999,\"1\",1]",
            "[1795356000001,\"1\",\"1\",\"1\",\"1\",\"1\",1795356059999,\"1\",1,\"1\",\"1\",\"0\"]")) {
      byte[] body = ("[" + row + "]").getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> binance.history().readBars(SPOT, Interval.M1, body, RECEIVED))
          .isInstanceOf(MalformedAnswer.class);
    }
    for (String trade :
        List.of(
            "{\"a\":1,\"p\":\"1\",\"q\":\"1\",\"f\":3,\"l\":2,\"T\":1,\"m\":true}",
            "{\"a\":1,\"p\":\"1\",\"q\":\"1\",\"f\":3,\"l\":3,\"T\":1}",
            "{\"id\":1,\"price\":\"1\",\"qty\":\"1\",\"isBuyerMaker\":true}")) {
      byte[] body = ("[" + trade + "]").getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> binance.history().readTrades(USDM, body, RECEIVED))
          .isInstanceOf(MalformedAnswer.class);
    }
  }

  private static BookAnswer book(
      Instrument instrument,
      String uri,
      int weight,
      long sequence,
      List<Level> bids,
      List<Level> asks,
      long time) {
    return new BookAnswer(
        instrument,
        500,
        new Answer<>(
            RestRequest.get(URI.create(uri), weight),
            "book-" + instrument.segment() + ".json",
            new BookSnapshot(instrument, 1_000, sequence, bids, asks, time, RECEIVED)));
  }

  @Test
  void asksForBooksAsLargeAsConfigured() {
    BookRequests small = new Binance(settings(snapshotLevels("500", "500"))).books();
    assertThat(small.request(USDM, 500).toString()).endsWith("symbol=BTCUSDT&limit=500");
    assertThat(small.request(USDM, 500).weight()).isEqualTo(10);
    assertThat(small.request(SPOT, 500).weight()).isEqualTo(25);
    BookRequests large = new Binance(settings(snapshotLevels("5000", "1000"))).books();
    assertThat(large.request(SPOT, 500).weight()).isEqualTo(250);
    assertThat(large.request(CHINESE, 500).uri())
        .hasToString(
            "https://api.binance.com/api/v3/depth?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&limit=5000");
  }

  private static Map<String, String> snapshotLevels(String spot, String futures) {
    return Map.of(
        "barline.exchanges.binance.snapshot-levels.spot", spot,
        "barline.exchanges.binance.snapshot-levels.futures", futures);
  }

  @Test
  void refusesBooksThatAreTooSmallOrTooLarge() {
    assertThatThrownBy(() -> settings(snapshotLevels("499", "1000")))
        .hasRootCauseMessage("snapshot-levels.spot must be 500 to 5000: 499");
    assertThatThrownBy(() -> settings(snapshotLevels("1000", "750")))
        .hasRootCauseMessage("snapshot-levels.futures must be 500 or 1000: 750");
  }

  @Test
  void leadsBooksAndTickersToTheirRoutes() {
    UpstreamChannel book = new UpstreamChannel.Book(500);
    assertThat(binance.streams(SPOT, book))
        .containsExactly(new StreamName("spot", "btcusdt@depth@100ms"));
    assertThat(binance.streams(USDM, book))
        .containsExactly(new StreamName("usdm-public", "btcusdt@depth@100ms"));
    assertThat(binance.streams(USDM, new UpstreamChannel.Ticker()))
        .containsExactly(new StreamName("usdm-market", "btcusdt@ticker"));
    assertThat(binance.streams(DATED, book))
        .containsExactly(new StreamName("coinm", "btcusd_261225@depth@100ms"));
    assertThat(binance.streams(SPOT, new UpstreamChannel.Book(1_000))).isEmpty();
  }

  @Override
  protected List<Recorded> recorded() {
    return List.of(
        new Recorded(
            "binance-usdm/tardis-node/binance_usdm_messages_with_expected.json",
            "usdm-public",
            USDM,
            List.of(
                made(2),
                new Difference(
                    "without an id, as in 2019", 1, message -> isOf(message, "aggTrade")),
                new Difference(
                    "held back until there is a snapshot",
                    1,
                    message -> message.path("data").path("pu").asLong() == 687_687_946L))),
        new Recorded(
            "binance-coinm/tardis-node/binance_coinm_messages_with_expected.json",
            "coinm",
            COINM,
            List.of(made(2))));
  }

  private static Difference made(int messages) {
    return new Difference(
        "made by the recorder out of REST answers",
        messages,
        message -> message.path("generated").asBoolean(false));
  }

  private static boolean isOf(JsonNode message, String stream) {
    return message.path("stream").asString("").endsWith("@" + stream);
  }

  @Override
  protected List<Listing> listings() {
    return List.of(
        listing(SPOT, "0.01", "0.00001"),
        listing(USDM, "0.1", "0.001"),
        listing(DATED, "0.1", "1"));
  }

  private static Listing listing(Instrument listed, String tickSize, String lotSize) {
    return new Listing(
        listed.segment(),
        "instruments-" + listed.segment() + ".json",
        CataloguePage.last(
            List.of(
                new Instrument(
                    listed.exchange(),
                    listed.segment(),
                    listed.symbol(),
                    listed.nativeSymbol(),
                    listed.type(),
                    listed.base(),
                    listed.quote(),
                    listed.settle(),
                    decimal(tickSize),
                    decimal(lotSize),
                    listed.contractSize(),
                    true,
                    false))));
  }

  @Test
  void namesStreamsInLowerCaseOnTheRouteThatCarriesThem() {
    assertThat(binance.streams(SPOT, new UpstreamChannel.Trades()))
        .containsExactly(new StreamName("spot", "btcusdt@trade"));
    assertThat(binance.streams(USDM, new UpstreamChannel.Trades()))
        .containsExactly(new StreamName("usdm-market", "btcusdt@aggTrade"));
    assertThat(binance.streams(USDM, new UpstreamChannel.Quotes()))
        .containsExactly(new StreamName("usdm-public", "btcusdt@bookTicker"));
    assertThat(binance.streams(USDM, new UpstreamChannel.Klines(Interval.MONTH)))
        .containsExactly(new StreamName("usdm-market", "btcusdt@kline_1M"));
    assertThat(binance.streams(DATED, new UpstreamChannel.Quotes()))
        .containsExactly(new StreamName("coinm", "btcusd_261225@bookTicker"));
    assertThat(binance.streams(CHINESE, new UpstreamChannel.Trades()))
        .containsExactly(new StreamName("spot", "币安人生usdt@trade"));
  }

  @Test
  void offersSecondsOnSpotOnly() {
    UpstreamChannel seconds = new UpstreamChannel.Klines(Interval.S1);
    assertThat(binance.streams(SPOT, seconds)).isNotEmpty();
    assertThat(binance.streams(USDM, seconds)).isEmpty();
    assertThat(binance.streams(COINM, seconds)).isEmpty();
    assertThat(binance.streams(SPOT, new UpstreamChannel.Klines(Interval.S5))).isEmpty();
  }

  @Test
  void connectsToTheDocumentedAddresses() {
    assertThat(binance.routes())
        .extracting(Route::target)
        .containsExactly(
            "wss://stream.binance.com:9443/stream",
            "wss://fstream.binance.com/public/stream",
            "wss://fstream.binance.com/market/stream",
            "wss://dstream.binance.com/stream");
    assertThat(binance.segments().stream().flatMap(s -> binance.catalogueRequests(s).stream()))
        .extracting(request -> request.uri().toString())
        .containsExactly(
            "https://api.binance.com/api/v3/exchangeInfo?showPermissionSets=false",
            "https://fapi.binance.com/fapi/v1/exchangeInfo",
            "https://dapi.binance.com/dapi/v1/exchangeInfo");
  }

  @Test
  void endpointsAndLimitsAreConfigurable() {
    Binance testnet =
        new Binance(
            settings(
                Map.of(
                    "barline.exchanges.binance.endpoints.spot-ws",
                    "ws://127.0.0.1:9001/",
                    "barline.exchanges.binance.limits.spot-messages-per-second",
                    "2",
                    "barline.exchanges.binance.silence.futures",
                    "90s",
                    "barline.exchanges.binance.max-age",
                    "5m")));
    assertThat(testnet.routes().getFirst().target()).isEqualTo("ws://127.0.0.1:9001/stream");
    assertThat(testnet.routes().getFirst().limits().messagesPerSecond()).isEqualTo(2);
    assertThat(testnet.routes().getLast().silence()).hasSeconds(90);
    assertThat(testnet.routes().getLast().maxAge()).hasMinutes(5);
  }

  @Test
  void presumesOnlyWhatASymbolMustMean() {
    assertThat(binance.presume("BTC/USDT"))
        .hasValueSatisfying(i -> assertThat(i.nativeSymbol()).isEqualTo("BTCUSDT"));
    assertThat(binance.presume("BTC/USDT:USDT"))
        .hasValueSatisfying(i -> assertThat(i.segment()).isEqualTo("usdm"));
    assertThat(binance.presume("BTC/USD:BTC"))
        .hasValueSatisfying(
            i -> {
              assertThat(i.nativeSymbol()).isEqualTo("BTCUSD_PERP");
              assertThat(i.contractSize()).isEqualTo(decimal("100"));
            });
    assertThat(binance.presume("ETH/USD:ETH"))
        .hasValueSatisfying(i -> assertThat(i.contractSize()).isNull());
    assertThat(
            List.of(
                "BTCUSDT",
                "btc/usdt",
                "BTC/USDT:USDT-261225",
                "BTC/USD:USDT",
                "BTC/",
                "",
                "BTC/U:"))
        .allSatisfy(symbol -> assertThat(binance.presume(symbol)).isEmpty());
  }
}
