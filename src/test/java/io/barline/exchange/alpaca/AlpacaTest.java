package io.barline.exchange.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.Exchange;
import io.barline.exchange.ExchangeContract;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.Inbound;
import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
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
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlpacaTest extends ExchangeContract {
  static final AlpacaSettings SETTINGS =
      AlpacaSettingsTest.settings(Map.of()).withKeys("PKDEMO", "s3cr\"et");

  static final Instrument AAPL = presumed("AAPL");
  static final Instrument BERKSHIRE = presumed("BRK.B");
  static final Instrument MSFT = presumed("MSFT");
  static final Instrument BITCOIN = presumed("BTC/USD");

  /** 14:00 UTC of 22 November 2026. */
  private static final long T = 1_795_356_000_000_000_000L;

  private static final long MS = 1_000_000L;
  private static final long MINUTE = 60_000 * MS;
  private static final Map<String, String> KEYS =
      Map.of("APCA-API-KEY-ID", "PKDEMO", "APCA-API-SECRET-KEY", "s3cr\"et");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final Alpaca alpaca = new Alpaca(SETTINGS);

  static Instrument presumed(String symbol) {
    return Objects.requireNonNull(Assets.presume(symbol), symbol);
  }

  @Override
  protected Exchange exchange() {
    return alpaca;
  }

  @Override
  protected String frames() {
    return "/exchange/alpaca";
  }

  @Override
  protected List<Instrument> instruments() {
    return List.of(AAPL, BERKSHIRE, MSFT, BITCOIN);
  }

  @Override
  protected List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(stocks());
    samples.addAll(crypto());
    samples.addAll(polled());
    for (String route : List.of("stocks", "crypto")) {
      samples.addAll(session(route));
    }
    return samples;
  }

  private static List<Sample> stocks() {
    Trade trade = trade(AAPL, 52983525029461L, "271.48", "100", Side.UNKNOWN, T + 123_456_789);
    return List.of(
        says("stocks", "stocks-trade.json", trade),
        new Sample(
            "stocks",
            "stocks-several.json",
            List.of(
                new Inbound.Data(trade(BERKSHIRE, 7, "481", "3", Side.UNKNOWN, T)),
                HEARTBEAT,
                new Inbound.Data(quote(AAPL, "271.47", "120", "271.5", "280", T + 100 * MS)))),
        says(
            "stocks",
            "stocks-exponents.json",
            trade(AAPL, 9, "0.00001", "2500", Side.UNKNOWN, T + 500 * MS)),
        says("stocks", "stocks-bar.json", bar(0, "271.85", "18204", "271.652317", 211)),
        says("stocks", "stocks-bar-updated.json", bar(1, "271.86", "18304", "271.65", 212)),
        new Sample(
            "stocks",
            "stocks-others.json",
            List.of(HEARTBEAT, HEARTBEAT, HEARTBEAT, HEARTBEAT, HEARTBEAT, HEARTBEAT)),
        new Sample(
            "stocks",
            "ack.json",
            List.of(confirmed("trades:AAPL", "quotes:MSFT", "quotes:AAPL", "bars:AAPL"))));
  }

  private static List<Sample> crypto() {
    return List.of(
        says(
            "crypto",
            "crypto-trades.json",
            trade(BITCOIN, 7120331180446291L, "87250.5", "0.0012", Side.BUY, T + 123_400_000),
            trade(BITCOIN, 7120331180446292L, "87250", "0.000000001", Side.SELL, T + 200 * MS)),
        says(
            "crypto",
            "crypto-quote.json",
            quote(BITCOIN, "87250.1", "0.3", "87251", "1.25", T + 1_000)),
        says(
            "crypto",
            "crypto-bar-empty.json",
            new Bar(
                BITCOIN,
                Interval.M1,
                T - MINUTE,
                decimal("87250.55"),
                decimal("87250.55"),
                decimal("87250.55"),
                decimal("87250.55"),
                Decimal.ZERO,
                Decimal.ZERO,
                null,
                Decimal.ZERO,
                0,
                true,
                0,
                Bar.Quality.COMPLETE,
                Bar.Source.EXCHANGE,
                T - MINUTE,
                RECEIVED)),
        says(
            "crypto",
            "crypto-book.json",
            new BookSnapshot(
                BITCOIN,
                1_000,
                Trade.NO_SEQUENCE,
                List.of(level("87250.1", "0.3"), level("87249", "2")),
                List.of(level("87251", "1.25"), level("87252.5", "4")),
                T + 100 * MS,
                RECEIVED)),
        says(
            "crypto",
            "crypto-book-delta.json",
            new BookDelta(
                BITCOIN,
                1_000,
                Trade.NO_SEQUENCE,
                Trade.NO_SEQUENCE,
                Trade.NO_SEQUENCE,
                List.of(level("87250.1", "0")),
                List.of(),
                T + 200 * MS,
                RECEIVED)),
        new Sample(
            "crypto",
            "ack-crypto.json",
            List.of(confirmed("orderbooks:BTC/USD", "trades:BTC/USD"))));
  }

  private static List<Sample> polled() {
    return List.of(
        answers(
            "stocks-polled",
            "latest-trades.json",
            trade(AAPL, 52983525029461L, "271.48", "100", Side.UNKNOWN, T + 123_456_789)),
        answers(
            "stocks-polled",
            "latest-quotes.json",
            quote(AAPL, "271.47", "120", "271.5", "280", T + 100 * MS)),
        answers(
            "stocks-polled",
            "latest-bars.json",
            bar(0, "271.85", "18204", "271.652317", 211),
            open(BERKSHIRE, "481", "481", "481", "481", "2", "481", 1)),
        answers("stocks-polled", "latest-none.json"),
        answers(
            "crypto-polled",
            "latest-books.json",
            new BookSnapshot(
                BITCOIN,
                1_000,
                Trade.NO_SEQUENCE,
                List.of(level("87250.1", "0.3")),
                List.of(level("87251", "1.25")),
                T + 100 * MS,
                RECEIVED)),
        refused("stocks-polled", "forbidden.json", "", "forbidden.", true),
        refused("stocks-polled", "too-many.json", "42910000", "too many requests.", false),
        rejected(
            "crypto-polled",
            "invalid-location.json",
            "40010001",
            "invalid location specified",
            true));
  }

  private static List<Sample> session(String route) {
    return List.of(
        new Sample(route, "connected.json", List.of(new Inbound.LoginWanted())),
        new Sample(route, "authenticated.json", List.of(new Inbound.Ready())),
        new Sample(route, "already-authenticated.json", List.of(HEARTBEAT)),
        new Sample(route, "ack-empty.json", List.of(confirmed())),
        refused(route, "not-authenticated.json", "401", "not authenticated", false),
        refused(route, "auth-failed.json", "402", "auth failed", true),
        refused(route, "auth-timeout.json", "404", "auth timeout", false),
        refused(route, "connection-limit.json", "406", "connection limit exceeded", false),
        refused(route, "slow-client.json", "407", "slow client", false),
        refused(route, "insufficient.json", "409", "insufficient subscription", true),
        rejected(route, "internal.json", "500", "internal error", false),
        rejected(route, "invalid-syntax.json", "400", "invalid syntax", true),
        rejected(route, "symbol-limit.json", "405", "symbol limit exceeded", true),
        rejected(
            route, "invalid-action.json", "410", "invalid subscribe action for this feed", true),
        rejected(route, "error-unknown.json", "418", "tea is served", false));
  }

  private static Sample says(String route, String resource, MarketEvent... events) {
    List<Inbound> says = new ArrayList<>();
    for (MarketEvent event : events) {
      says.add(new Inbound.Data(event));
    }
    return new Sample(route, resource, says);
  }

  private static Sample answers(String route, String resource, MarketEvent... events) {
    List<Inbound> says = new ArrayList<>();
    says.add(HEARTBEAT);
    says.addAll(says(route, resource, events).says());
    return new Sample(route, resource, says);
  }

  private static Sample refused(
      String route, String resource, String code, String message, boolean terminal) {
    return new Sample(route, resource, List.of(new Inbound.Refused(code, message, terminal)));
  }

  private static Sample rejected(
      String route, String resource, String code, String message, boolean terminal) {
    return new Sample(
        route,
        resource,
        List.of(new Inbound.Rejected(Inbound.NO_REQUEST, code, message, terminal)));
  }

  private static Inbound confirmed(String... names) {
    return new Inbound.Confirmed(true, new LinkedHashSet<>(List.of(names)));
  }

  private static Trade trade(
      Instrument instrument, long id, String price, String size, Side taker, long time) {
    return new Trade(instrument, id, null, decimal(price), decimal(size), taker, 1, time, RECEIVED);
  }

  private static Quote quote(
      Instrument instrument, String bid, String bidSize, String ask, String askSize, long time) {
    return new Quote(
        instrument,
        Trade.NO_SEQUENCE,
        decimal(bid),
        decimal(bidSize),
        decimal(ask),
        decimal(askSize),
        time,
        RECEIVED);
  }

  /** Of AAPL's minute before {@link #T}. */
  private static Bar bar(int revision, String close, String volume, String vwap, long trades) {
    return new Bar(
        AAPL,
        Interval.M1,
        T - MINUTE,
        decimal("271.4"),
        decimal("271.9"),
        decimal("271.38"),
        decimal(close),
        decimal(volume),
        null,
        decimal(vwap),
        null,
        trades,
        true,
        revision,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        T - 1,
        RECEIVED);
  }

  /** A bar of the minute from {@link #T} on. */
  private static Bar open(
      Instrument instrument,
      String open,
      String high,
      String low,
      String close,
      String volume,
      String vwap,
      long trades) {
    return new Bar(
        instrument,
        Interval.M1,
        T,
        decimal(open),
        decimal(high),
        decimal(low),
        decimal(close),
        decimal(volume),
        decimal(volume).signum() == 0 ? Decimal.ZERO : null,
        decimal(vwap),
        null,
        trades,
        false,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        RECEIVED,
        RECEIVED);
  }

  private static Level level(String price, String size) {
    return new Level(decimal(price), decimal(size));
  }

  private static Decimal decimal(String text) {
    return Decimal.parse(text);
  }

  @Override
  protected List<Request> requests() {
    return List.of(
        new Request(
            "stocks",
            1,
            List.of("trades:AAPL", "bars:MSFT", "quotes:AAPL", "bars:AAPL", "trades:BRK.B"),
            "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"BRK.B\"],\"quotes\":[\"AAPL\"],"
                + "\"bars\":[\"MSFT\",\"AAPL\"],\"updatedBars\":[\"MSFT\",\"AAPL\"]}",
            "{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\",\"BRK.B\"],\"quotes\":[\"AAPL\"],"
                + "\"bars\":[\"MSFT\",\"AAPL\"],\"updatedBars\":[\"MSFT\",\"AAPL\"]}"),
        new Request(
            "crypto",
            2,
            List.of("orderbooks:BTC/USD"),
            "{\"action\":\"subscribe\",\"orderbooks\":[\"BTC/USD\"]}",
            "{\"action\":\"unsubscribe\",\"orderbooks\":[\"BTC/USD\"]}"));
  }

  /** Trades of stocks don't tell who took. */
  @Override
  protected Set<String> segmentsWithoutTakers() {
    return Set.of("stocks");
  }

  @Override
  protected boolean streamsDeltas(Segment segment) {
    return segment.id().equals("crypto");
  }

  @Override
  protected List<Listing> listings() {
    return List.of(
        new Listing(
            "stocks",
            "assets-stocks.json",
            CataloguePage.last(
                List.of(
                    listed(AAPL, null, null, true),
                    listed(BERKSHIRE, null, null, true),
                    listed(presumed("OLDCO"), null, null, false)))),
        new Listing(
            "crypto",
            "assets-crypto.json",
            CataloguePage.last(
                List.of(
                    listed(BITCOIN, decimal("0.01"), decimal("0.000000001"), true),
                    listed(presumed("ETH/BTC"), null, decimal("0.00001"), false)))));
  }

  private static Instrument listed(
      Instrument presumed, @Nullable Decimal tick, @Nullable Decimal lot, boolean active) {
    return new Instrument(
        "alpaca",
        presumed.segment(),
        presumed.symbol(),
        presumed.nativeSymbol(),
        presumed.type(),
        presumed.base(),
        presumed.quote(),
        null,
        tick,
        lot,
        null,
        active,
        false);
  }

  @Override
  protected List<BarsAnswer> barsAnswers() {
    return List.of(
        new BarsAnswer(
            AAPL,
            Interval.M1,
            T - MINUTE,
            T + MINUTE,
            new Answer<>(
                get(
                    "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=2026-11-22T13:59:00.000Z"
                        + "&end=2026-11-22T14:00:59.999999999Z&sort=asc&limit=10000&feed=iex"),
                "bars-stocks.json",
                List.of(
                    bar(0, "271.85", "18204", "271.652317", 211),
                    open(AAPL, "271.86", "271.86", "271.8", "271.8", "10", "271.83", 2)))),
        new BarsAnswer(
            BITCOIN,
            Interval.H1,
            T - 60 * MINUTE,
            T,
            new Answer<>(
                get(
                    "/v1beta3/crypto/us/bars?symbols=BTC%2FUSD&timeframe=1Hour"
                        + "&start=2026-11-22T13:00:00.000Z&end=2026-11-22T13:59:59.999999999Z"
                        + "&sort=asc&limit=10000"),
                "bars-crypto.json",
                List.of())),
        new BarsAnswer(
            AAPL,
            Interval.D1,
            T - T % (1_440 * MINUTE),
            T,
            new Answer<>(null, "bars-crypto.json", List.of())));
  }

  @Override
  protected List<TradesAnswer> tradesAnswers() {
    return List.of(
        new TradesAnswer(
            AAPL,
            11,
            T + 100 * MS,
            new Answer<>(
                get(
                    "/v2/stocks/trades?symbols=AAPL&sort=asc&start=2026-11-22T14:00:00.100Z"
                        + "&limit=10000&feed=iex"),
                "trades-stocks.json",
                new HistoryPage<>(
                    List.of(
                        trade(AAPL, 11, "271.48", "2", Side.UNKNOWN, T + 100 * MS),
                        trade(AAPL, 12, "271.5", "1", Side.UNKNOWN, T + 200 * MS)),
                    true))),
        new TradesAnswer(
            BITCOIN,
            41,
            T + 100 * MS,
            new Answer<>(
                get(
                    "/v1beta3/crypto/us/trades?symbols=BTC%2FUSD&sort=asc"
                        + "&start=2026-11-22T14:00:00.100Z&limit=10000"),
                "trades-crypto.json",
                HistoryPage.last(
                    List.of(trade(BITCOIN, 41, "87250.5", "0.5", Side.SELL, T + 100 * MS))))));
  }

  @Override
  protected List<Poll> polls() {
    return List.of(
        new Poll(
            "stocks-polled",
            List.of("bars:AAPL", "trades:AAPL", "bars:BRK.B", "quotes:MSFT"),
            List.of(
                get("/v2/stocks/trades/latest?symbols=AAPL&feed=iex"),
                get("/v2/stocks/quotes/latest?symbols=MSFT&feed=iex"),
                get("/v2/stocks/bars/latest?symbols=AAPL,BRK.B&feed=iex"))),
        new Poll(
            "crypto-polled",
            List.of("trades:BTC/USD", "orderbooks:BTC/USD"),
            List.of(
                get("/v1beta3/crypto/us/latest/trades?symbols=BTC%2FUSD"),
                get("/v1beta3/crypto/us/latest/orderbooks?symbols=BTC%2FUSD"))));
  }

  private static RestRequest get(String path) {
    return new RestRequest(URI.create("https://data.alpaca.markets" + path), KEYS, null, 1);
  }

  @Test
  void eachMinuteOfCryptoHasABarAndNotEachOfStocks() {
    assertThat(alpaca.history().tellsEmptyBars(BITCOIN)).isTrue();
    assertThat(alpaca.history().tellsEmptyBars(AAPL)).isFalse();
  }

  @Test
  void aPageOfBarsThatNamesAnotherIsNotTakenForAll() {
    for (String token : List.of("null", "\"\"", "\"QUFQTHw=\"")) {
      String body =
          "{\"bars\":{\"AAPL\":[{\"t\":\"2026-11-22T13:59:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,"
              + "\"v\":1,\"n\":1,\"vw\":1}]},\"next_page_token\":"
              + token
              + "}";
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      assertThat(alpaca.history().readBars(AAPL, Interval.M1, bytes, RECEIVED).more())
          .as(token)
          .isEqualTo(token.length() > 4);
    }
  }

  @Test
  void asksForSoManySymbolsAtATimeAsAnAddressMayHold() {
    Route route = alpaca.routes().get(2);
    List<String> names =
        IntStream.range(0, 3_000).mapToObj(i -> "bars:S%04d".formatted(i)).toList();
    List<RestRequest> requests = alpaca.polls(route, names);
    assertThat(requests)
        .hasSize(4)
        .allSatisfy(request -> assertThat(request.uri().toString()).hasSizeLessThan(6_000));
    List<String> asked =
        requests.stream()
            .map(request -> request.uri().getQuery().replaceAll(".*symbols=([^&]*).*", "$1"))
            .flatMap(list -> List.of(list.split(",")).stream())
            .map(symbol -> "bars:" + symbol)
            .toList();
    assertThat(asked).isEqualTo(names);
  }

  @Test
  void streamsFirstAndPollsOtherwise() {
    assertThat(alpaca.streams(AAPL, new UpstreamChannel.Klines(Interval.M1)))
        .containsExactly(
            new StreamName("stocks", "bars:AAPL"), new StreamName("stocks-polled", "bars:AAPL"));
    assertThat(alpaca.streams(AAPL, Market.BOOK)).isEmpty();
    assertThat(alpaca.streams(BITCOIN, new UpstreamChannel.Klines(Interval.M5))).isEmpty();
    assertThat(alpaca.streams(BITCOIN, new UpstreamChannel.Ticker())).isEmpty();
  }

  @Test
  void refusesABarThatStartsInTheMiddleOfItsWindow() {
    String frame =
        "[{\"T\":\"b\",\"S\":\"AAPL\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1,\"vw\":1,\"n\":1,"
            + "\"t\":\"2026-11-22T14:00:01Z\"}]";
    List<Inbound> said = new ArrayList<>();
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    alpaca
        .newDecoder(alpaca.routes().getFirst(), symbol -> AAPL)
        .decode(bytes, 0, bytes.length, RECEIVED, said::add);
    assertThat(said)
        .singleElement()
        .isInstanceOfSatisfying(
            Inbound.Unrecognized.class,
            unrecognized -> assertThat(unrecognized.reason()).contains("not aligned to 1m"));
  }

  @Test
  void countsAllButBars() {
    assertThat(alpaca.line("bars:AAPL")).isNull();
    assertThat(alpaca.line("trades:AAPL")).isEqualTo("trades:AAPL");
  }

  @Test
  void connectsToTheDocumentedAddresses() {
    assertThat(alpaca.routes())
        .extracting(Route::target)
        .containsExactly(
            "wss://stream.data.alpaca.markets/v2/iex",
            "wss://stream.data.alpaca.markets/v1beta3/crypto/us",
            "REST, every PT3S",
            "REST, every PT3S");
    assertThat(alpaca.segments().stream().flatMap(s -> alpaca.catalogueRequests(s).stream()))
        .containsExactly(
            new RestRequest(
                URI.create(
                    "https://paper-api.alpaca.markets/v2/assets?status=active&asset_class=us_equity"),
                KEYS,
                null,
                1),
            new RestRequest(
                URI.create(
                    "https://paper-api.alpaca.markets/v2/assets?status=active&asset_class=crypto"),
                KEYS,
                null,
                1));
  }

  @Test
  void presumesOnlyWhatASymbolMustMean() {
    assertThat(alpaca.presume("F"))
        .hasValueSatisfying(
            i -> {
              assertThat(i.type()).isEqualTo(Instrument.Type.STOCK);
              assertThat(i.quote()).isEqualTo("USD");
            });
    assertThat(alpaca.presume("ETH/USDC"))
        .hasValueSatisfying(
            i -> {
              assertThat(i.type()).isEqualTo(Instrument.Type.SPOT);
              assertThat(i.base()).isEqualTo("ETH");
            });
    assertThat(List.of("aapl", "BTCUSDT", "BTC/EUR", "BTC/USD:USD", "", "/USD", "BRK.", "BRK.BB"))
        .allSatisfy(symbol -> assertThat(alpaca.presume(symbol)).isEmpty());
  }
}
