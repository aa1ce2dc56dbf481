package io.barline.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.exchange.MalformedAnswer;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExchangeInfoTest {
  private static List<Instrument> read(Market market, String body) {
    return new ExchangeInfo(market).read(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void listsSpot() {
    List<Instrument> instruments =
        read(
            Market.SPOT,
            """
            {"timezone":"UTC","rateLimits":[],"symbols":[
              {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","baseAssetPrecision":8,
               "quoteAsset":"USDT","filters":[
                 {"filterType":"PRICE_FILTER","minPrice":"0.01","tickSize":"0.01000000"},
                 {"filterType":"LOT_SIZE","minQty":"0.00001","stepSize":"0.00001000"},
                 {"filterType":"MARKET_LOT_SIZE","stepSize":"0.00000000"}],"permissionSets":[]},
              {"symbol":"币安人生USDT","status":"TRADING","baseAsset":"\\u5e01安人生",
               "quoteAsset":"USDT","filters":[]},
              {"symbol":"BCCBTC","status":"BREAK","baseAsset":"BCC","quoteAsset":"BTC","filters":[
                 {"filterType":"PRICE_FILTER","tickSize":"0.00000000"}]}]}\
            """);
    assertThat(instruments)
        .extracting(Instrument::symbol)
        .containsExactly("BTC/USDT", "币安人生/USDT", "BCC/BTC");
    assertThat(instruments.getFirst())
        .isEqualTo(
            new Instrument(
                "binance",
                "spot",
                "BTC/USDT",
                "BTCUSDT",
                Instrument.Type.SPOT,
                "BTC",
                "USDT",
                null,
                Decimal.parse("0.01"),
                Decimal.parse("0.00001"),
                null,
                true,
                false));
    assertThat(instruments.getLast().active()).isFalse();
    assertThat(instruments.getLast().tickSize()).isNull();
  }

  @Test
  void listsPerpetualsAndDatedFutures() {
    List<Instrument> usdm =
        read(
            Market.USDM,
            """
            {"symbols":[
              {"symbol":"BTCUSDT","contractType":"PERPETUAL","deliveryDate":4133404800000,
               "status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT",
               "filters":[]},
              {"symbol":"TSLAUSDT","contractType":"TRADIFI_PERPETUAL","status":"TRADING",
               "baseAsset":"TSLA","quoteAsset":"USDT","marginAsset":"USDT"},
              {"symbol":"BTCUSDT_261225","contractType":"CURRENT_QUARTER",
               "deliveryDate":1798185600000,"status":"PENDING_TRADING","baseAsset":"BTC",
               "quoteAsset":"USDT","marginAsset":"USDT","filters":[]}]}\
            """);
    assertThat(usdm)
        .extracting(Instrument::symbol)
        .containsExactly("BTC/USDT:USDT", "TSLA/USDT:USDT", "BTC/USDT:USDT-261225");
    assertThat(usdm)
        .extracting(Instrument::type)
        .containsExactly(
            Instrument.Type.LINEAR, Instrument.Type.LINEAR, Instrument.Type.LINEAR_FUTURE);
    assertThat(usdm).extracting(Instrument::active).containsExactly(true, true, false);
    assertThat(usdm).extracting(Instrument::contractSize).containsOnlyNulls();

    List<Instrument> coinm =
        read(
            Market.COINM,
            """
            {"symbols":[
              {"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL",
               "contractStatus":"TRADING","contractSize":100,"baseAsset":"BTC","quoteAsset":"USD",
               "marginAsset":"BTC","filters":[]},
              {"symbol":"ETHUSD_261225","pair":"ETHUSD","contractType":"CURRENT_QUARTER",
               "deliveryDate":1798185600000,"contractStatus":"TRADING","contractSize":10,
               "baseAsset":"ETH","quoteAsset":"USD","marginAsset":"ETH","filters":[]}]}\
            """);
    assertThat(coinm)
        .extracting(Instrument::symbol)
        .containsExactly("BTC/USD:BTC", "ETH/USD:ETH-261225");
    assertThat(coinm)
        .extracting(Instrument::contractSize)
        .containsExactly(Decimal.parse("100"), Decimal.parse("10"));
    assertThat(coinm).extracting(Instrument::active).containsOnly(true);
  }

  @Test
  void leavesOutOnlyWhatItCannotRead() {
    List<Instrument> instruments =
        read(
            Market.USDM,
            """
            {"symbols":[
              {"symbol":"AUSDT","contractType":"LUNAR","baseAsset":"A","quoteAsset":"USDT",
               "marginAsset":"USDT"},
              {"symbol":7,"contractType":"PERPETUAL"},
              {"contractType":"PERPETUAL","baseAsset":"B","quoteAsset":"USDT"},
              {"symbol":"CUSDT_1","contractType":"NEXT_QUARTER","baseAsset":"C",
               "quoteAsset":"USDT","marginAsset":"USDT"},
              null, [], "text",
              {"symbol":"DUSDT","contractType":"PERPETUAL","status":"TRADING","baseAsset":"D",
               "quoteAsset":"USDT","marginAsset":"USDT","filters":"none"},
              {"symbol":"EUSDT","contractType":"PERPETUAL","status":"TRADING","baseAsset":"E",
               "quoteAsset":"USDT","marginAsset":"USDT","novel":{"x":[1]}}]}\
            """);
    assertThat(instruments).extracting(Instrument::symbol).containsExactly("E/USDT:USDT");
  }

  @Test
  void saysWhyABodyIsNoList() {
    assertThatThrownBy(() -> read(Market.SPOT, "{\"code\":-1003,\"msg\":\"Too many requests.\"}"))
        .isInstanceOf(MalformedAnswer.class)
        .hasMessage(
            "binance spot exchangeInfo: no \"symbols\": {\"code\":-1003,\"msg\":\"Too many"
                + " requests.\"}");
  }

  @Test
  void readsEveryRecordedList() throws IOException {
    Path fixtures = Path.of("../shared/fixtures");
    assumeTrue(Files.isDirectory(fixtures), "no recordings in ../shared/fixtures");
    matches(Market.SPOT, recorded(fixtures.resolve("binance-spot/cryptofeed/BINANCE.0")));
    matches(Market.USDM, recorded(fixtures.resolve("binance-usdm/cryptofeed/BINANCE_FUTURES.0")));
    matches(
        Market.COINM, recorded(fixtures.resolve("binance-coinm/cryptofeed/BINANCE_DELIVERY.0")));
    matches(
        Market.USDM,
        Files.readString(
            fixtures.resolve(
                "binance-usdm/nautilus_trader/http_responses/http_futures_market_exchange_info.json")));
  }

  /** The body in the first line: {@code <url> -> <receive time>: <body>}. */
  private static String recorded(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      String line = lines.findFirst().orElseThrow();
      return line.substring(line.indexOf('{'));
    }
  }

  private static void matches(Market market, String body) {
    List<Instrument> instruments = read(market, body);
    JsonNode symbols = JsonMapper.shared().readTree(body).get("symbols");
    List<JsonNode> expected =
        symbols.valueStream().filter(s -> !s.path("contractType").asString("x").isEmpty()).toList();
    assertThat(instruments).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < expected.size(); i++) {
      JsonNode entry = expected.get(i);
      Instrument instrument = instruments.get(i);
      assertThat(instrument.nativeSymbol()).isEqualTo(entry.get("symbol").stringValue());
      assertThat(instrument.symbol())
          .startsWith(
              entry.get("baseAsset").stringValue() + "/" + entry.get("quoteAsset").stringValue());
      assertThat(instrument.active())
          .isEqualTo(
              entry.path("status").asString("").equals("TRADING")
                  || entry.path("contractStatus").asString("").equals("TRADING"));
      assertThat(instrument.tickSize()).isNotNull();
      assertThat(instrument.lotSize()).isNotNull();
    }
    assertThat(instruments).extracting(Instrument::symbol).doesNotHaveDuplicates();
  }
}
