package io.barline.simulator.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlpacaSimulatorTest {
  private static final Instant START = Instant.parse("2026-11-23T14:31:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  private final StandingClock clock = new StandingClock();
  private final AlpacaSimulator simulator =
      AlpacaSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), clock);
  private final MarketControl apple = simulator.market("AAPL");
  private final MarketControl bitcoin = simulator.market("BTC/USD");

  /** A clock that stands still until it is told otherwise. */
  private static final class StandingClock extends Clock {
    private volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private void advanceTo(Instant time) {
    clock.now = time;
    simulator.settle();
  }

  private AlpacaClient stocks() {
    return AlpacaClient.ready(simulator.stocksWs(), "/iex");
  }

  private AlpacaClient crypto() {
    return AlpacaClient.ready(simulator.cryptoWs(), "/us");
  }

  private static HttpResponse<String> response(URI base, String path, String secret)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("APCA-API-KEY-ID", AlpacaSimulator.KEY)
            .header("APCA-API-SECRET-KEY", secret)
            .build();
    return AlpacaClient.HTTP.send(request, BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = response(simulator.rest(), path, AlpacaSimulator.SECRET);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void acknowledgesWithTheWholeStateAndTellsTrades() {
    try (var client = stocks()) {
      assertThat(
              client.ask(
                  "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"NONE\"],\"bars\":[\"*\"]}"))
          .isEqualTo(
              "[{\"T\":\"subscription\",\"trades\":[\"AAPL\",\"NONE\"],\"bars\":[\"*\"],"
                  + "\"corrections\":[\"AAPL\",\"NONE\"],\"cancelErrors\":[\"AAPL\",\"NONE\"]}]");
      assertThat(simulator.isSubscribed("trades", "AAPL")).isTrue();
      var trade = apple.trade("271.48", "100", Side.BUY, START.plusNanos(1_500));
      assertThat(client.text())
          .isEqualTo(
              "[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":"
                  + trade.id()
                  + ",\"p\":271.48,\"s\":100,\"t\":\"2026-11-23T14:31:00.000001500Z\","
                  + "\"x\":\"V\",\"c\":[\"@\"],\"z\":\"C\"}]");
      assertThat(
              client.ask(
                  "{\"action\":\"unsubscribe\",\"trades\":[\"AAPL\",\"NONE\"],\"bars\":[\"*\"]}"))
          .isEqualTo("[{\"T\":\"subscription\"}]");
      apple.trade("271.5", "1", Side.BUY, START);
      client.expectNothing();
      assertThat(simulator.counts().subscribed()).isEqualTo(3);
      assertThat(simulator.counts().unsubscribed()).isEqualTo(3);
    }
  }

  @Test
  void refusesAsAlpacaDoesAndLeavesTheSocketOpen() {
    try (var client = new AlpacaClient(simulator.stocksWs(), "/iex")) {
      assertThat(client.ask("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}"))
          .isEqualTo("[{\"T\":\"error\",\"code\":401,\"msg\":\"not authenticated\"}]");
      assertThat(client.ask("{\"action\":\"auth\",\"key\":\"x\",\"secret\":\"y\"}"))
          .contains("\"code\":402");
      simulator.refuseStreaming(409);
      assertThat(client.ask(AlpacaClient.login())).contains("insufficient subscription");
      simulator.refuseStreaming(0);
      assertThat(client.ask(AlpacaClient.login())).contains("authenticated");
      assertThat(client.ask(AlpacaClient.login())).contains("\"code\":403");
      for (String bad :
          List.of(
              "{}",
              "no JSON",
              "{\"action\":\"subscribe\"}",
              "{\"action\":\"subscribe\",\"trades\":[]}",
              "{\"action\":\"subscribe\",\"orderbooks\":[\"AAPL\"]}",
              "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"BTC/USD\"]}")) {
        assertThat(client.ask(bad)).as(bad).contains("\"code\":400,\"msg\":\"invalid syntax\"");
      }
      assertThat(simulator.isSubscribed("trades", "AAPL")).isFalse();
      assertThat(simulator.counts().open()).isEqualTo(1);
    }
  }

  @Test
  void allowsOneConnectionAndAFewSymbols() {
    try (var first = stocks();
        var second = new AlpacaClient(simulator.stocksWs(), "/iex");
        var elsewhere = crypto()) {
      assertThat(second.ask(AlpacaClient.login())).contains("\"code\":406");
      simulator.limitSymbols(2);
      assertThat(
              first.ask(
                  "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"quotes\":[\"AAPL\",\"MSFT\"]}"))
          .contains("\"code\":405");
      assertThat(
              first.ask(
                  "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"bars\":[\"A\",\"B\",\"C\"]}"))
          .contains("\"bars\":[\"A\",\"B\",\"C\"]")
          .doesNotContain("quotes");
      elsewhere.expectNothing();
    }
  }

  @Test
  void tellsWhoIsLateWithTheLoginAndPings() {
    try (var client = new AlpacaClient(simulator.stocksWs(), "/iex")) {
      advanceTo(START.plusSeconds(9));
      client.expectNothing();
      advanceTo(START.plusSeconds(10));
      assertThat(client.text()).contains("\"code\":404,\"msg\":\"auth timeout\"");
      advanceTo(START.plusSeconds(53));
      assertThat(client.pinged).isNotDone();
      advanceTo(START.plusSeconds(54));
      client.pinged.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(simulator.counts().pingsSent()).isEqualTo(1);
    }
  }

  @Test
  void neverAnswersAClose() throws Exception {
    URI at = simulator.stocksWs();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort())) {
      socket.setSoTimeout(10_000);
      String handshake =
          """
          GET %s/iex HTTP/1.1\r
          Host: localhost\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Version: 13\r
          \r
          """
              .formatted(at.getPath());
      byte[] close = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};
      socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
      var greeting = new StringBuilder();
      while (!greeting.toString().endsWith("\"connected\"}]")) {
        int next = socket.getInputStream().read();
        assertThat(next).as("what comes after " + greeting).isNotNegative();
        greeting.append((char) next);
      }
      socket.getOutputStream().write(close);
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void tellsABarAfterItsMinuteAndCorrectsSome() {
    simulator.updateBars(1);
    try (var client = stocks()) {
      client.ask(
          "{\"action\":\"subscribe\",\"bars\":[\"AAPL\",\"MSFT\"],\"updatedBars\":[\"AAPL\"]}");
      apple.trade("271.4", "10", Side.BUY, START.plusSeconds(1));
      apple.trade("271.1", "20", Side.SELL, START.plusSeconds(20));
      apple.trade("271.9", "30", Side.BUY, START.plusSeconds(59));
      advanceTo(START.plusMillis(60_499));
      client.expectNothing();
      advanceTo(START.plusMillis(60_500));
      JsonNode bar = client.json().path(0);
      assertThat(bar.path("T").asString()).isEqualTo("b");
      assertThat(bar.path("t").asString()).isEqualTo("2026-11-23T14:31:00.000Z");
      assertThat(bar.path("c").asString()).isEqualTo("271.1");
      assertThat(bar.path("v").asInt()).isEqualTo(30);
      assertThat(bar.path("vw").asString()).isEqualTo("271.2");
      advanceTo(START.plusMillis(90_499));
      client.expectNothing();
      advanceTo(START.plusMillis(90_500));
      JsonNode update = client.json().path(0);
      assertThat(update.path("T").asString()).isEqualTo("u");
      Candle truth = apple.candles(Interval.M1, START, START.plusSeconds(60)).getFirst();
      assertThat(update.path("c").asString()).isEqualTo(truth.close().toString());
      assertThat(update.path("n").asInt()).isEqualTo(3);
      assertThat(update.path("v").asString()).isEqualTo(truth.volume().toString());
      advanceTo(START.plusSeconds(200)); // nothing traded since: no bars
      client.expectNothing();
    }
  }

  @Test
  void tellsEmptyBarsOfCryptoAtTheMiddle() {
    simulator.delayBars(Duration.ofSeconds(1));
    try (var client = crypto()) {
      client.ask("{\"action\":\"subscribe\",\"bars\":[\"BTC/USD\",\"ETH/USD\"]}");
      bitcoin.quote("65000", "1", "65003", "2", START);
      advanceTo(START.plusSeconds(61));
      JsonNode bars = client.json();
      assertThat(bars.size()).isEqualTo(2); // in one frame
      assertThat(bars.path(0).path("S").asString()).isEqualTo("BTC/USD");
      assertThat(bars.path(0).path("o").asString()).isEqualTo("65001.5");
      assertThat(bars.path(0).path("v").asInt()).isZero();
      assertThat(bars.path(0).path("vw").asInt()).isZero();
    }
  }

  @Test
  void tellsTheTakersSideAndQuotesOfCrypto() {
    try (var client = crypto()) {
      client.ask("{\"action\":\"subscribe\",\"trades\":[\"BTC/USD\"],\"quotes\":[\"BTC/USD\"]}");
      bitcoin.trade("65010.5", "0.25", Side.SELL, START);
      assertThat(client.json().path(0).path("tks").asString()).isEqualTo("S");
      JsonNode quote = client.json().path(0);
      assertThat(quote.path("T").asString()).isEqualTo("q");
      assertThat(quote.path("bp").asString()).isEqualTo("65010.5");
      simulator.mute(true);
      bitcoin.trade("65011", "0.25", Side.BUY, START);
      simulator.mute(false);
      client.expectNothing();
    }
  }

  @Test
  void tellsAWholeBookAndThenItsChanges() {
    try (var client = crypto()) {
      client.ask("{\"action\":\"subscribe\",\"orderbooks\":[\"BTC/USD\"]}");
      JsonNode whole = client.json().path(0);
      assertThat(whole.path("r").asBoolean()).isTrue();
      assertThat(whole.path("b").size()).isEqualTo(AssetMarket.BOOK_LEVELS);
      String best = whole.path("a").path(0).path("p").asString();
      String bid = whole.path("b").path(0).path("p").asString();
      bitcoin.quote(bid, "7", "66000", "3", START);
      simulator.settle();
      JsonNode delta = client.json().path(0);
      assertThat(delta.has("r")).isFalse();
      assertThat(delta.path("b").toString()).contains("\"s\":7");
      assertThat(delta.path("a").toString()).contains("{\"p\":" + best + ",\"s\":0}");
    }
  }

  @Test
  void answersTheLatestAndRanges() throws IOException, InterruptedException {
    apple.trade("271.4", "10", Side.BUY, START.plusSeconds(1));
    apple.trade("271.6", "20", Side.BUY, START.plusSeconds(70));
    bitcoin.trade("65010.5", "0.25", Side.SELL, START.plusSeconds(70));
    advanceTo(START.plusSeconds(130));
    JsonNode trades = get("/v2/stocks/trades/latest?symbols=AAPL,MSFT,NONE&feed=iex");
    assertThat(trades.path("trades").propertyNames()).containsExactly("AAPL");
    assertThat(trades.path("trades").path("AAPL").path("p").asString()).isEqualTo("271.6");
    assertThat(get("/v2/stocks/quotes/latest?symbols=AAPL,MSFT").path("quotes").size())
        .isEqualTo(2);
    assertThat(
            get("/v2/stocks/bars/latest?symbols=AAPL")
                .path("bars")
                .path("AAPL")
                .path("t")
                .asString())
        .isEqualTo("2026-11-23T14:32:00.000Z");
    JsonNode bars =
        get(
            "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&start=2026-11-23T14:31:00Z"
                + "&end=2026-11-23T14:31:59.999999999Z&limit=10000&sort=asc&feed=iex");
    assertThat(bars.path("bars").path("AAPL").size()).isEqualTo(1);
    assertThat(bars.path("next_page_token").isNull()).isTrue();
    JsonNode newest = get("/v2/stocks/trades?symbols=AAPL&sort=desc&limit=1");
    assertThat(newest.path("trades").path("AAPL").path(0).path("p").asString()).isEqualTo("271.6");
    JsonNode crypto = get("/v1beta3/crypto/us/bars?symbols=BTC%2FUSD&timeframe=1Min");
    assertThat(crypto.path("bars").path("BTC/USD").path(0).path("n").asInt()).isEqualTo(1);
    assertThat(
            get("/v1beta3/crypto/us/latest/orderbooks?symbols=BTC%2FUSD")
                .path("orderbooks")
                .path("BTC/USD")
                .path("b")
                .size())
        .isEqualTo(AssetMarket.BOOK_LEVELS);
  }

  @Test
  void listsAssets() throws IOException, InterruptedException {
    JsonNode stocks = get("/v2/assets?status=active&asset_class=us_equity");
    assertThat(stocks.valueStream().map(asset -> asset.path("symbol").asString()))
        .containsExactly("AAPL", "MSFT", "SPY", "SELDM");
    JsonNode crypto = get("/v2/assets?status=active&asset_class=crypto");
    assertThat(crypto.path(0).path("price_increment").asString()).isEqualTo("0.01");
  }

  @Test
  void answersOnlyWhoHasTheKeysAndSoManyRequestsAMinute() throws IOException, InterruptedException {
    assertThat(response(simulator.assets(), "/v2/assets", "wrong").statusCode()).isEqualTo(403);
    simulator.limitRequests(2);
    get("/v2/assets");
    HttpResponse<String> refused = response(simulator.rest(), "/v2/assets", AlpacaSimulator.SECRET);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("too many requests");
    assertThat(simulator.counts().restRefused()).isEqualTo(1);
    advanceTo(START.plusSeconds(61));
    get("/v2/assets");
  }

  @Test
  void refusesAFeedAndEverythingOnRequest() throws IOException, InterruptedException {
    simulator.refuseFeed("sip");
    String latest = "/v2/stocks/trades/latest?symbols=AAPL&feed=";
    HttpResponse<String> refused =
        response(simulator.rest(), latest + "sip", AlpacaSimulator.SECRET);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("subscription does not permit");
    get(latest + "iex");
    simulator.refuseRest(429);
    refused = response(simulator.rest(), latest + "iex", AlpacaSimulator.SECRET);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("42910000");
    simulator.refuseRest(0);
    get(latest + "iex");
  }

  @Test
  void revisesTheLatestBarLater() throws IOException, InterruptedException {
    simulator.updateBars(1);
    apple.trade("271.4", "10", Side.BUY, START.plusSeconds(1));
    apple.trade("271.9", "30", Side.BUY, START.plusSeconds(59));
    String latest = "/v2/stocks/bars/latest?symbols=AAPL";
    advanceTo(START.plusSeconds(61));
    assertThat(get(latest).path("bars").path("AAPL").path("v").asInt()).isEqualTo(10);
    advanceTo(START.plusSeconds(91));
    assertThat(get(latest).path("bars").path("AAPL").path("v").asInt()).isEqualTo(40);
  }

  @Test
  void tradesByItselfAndSeldomWhereToldTo() {
    simulator.setTradeRate(100);
    advanceTo(START.plusSeconds(1));
    assertThat(apple.trades()).hasSizeGreaterThan(20);
    MarketControl seldom = simulator.market("SELDM");
    assertThat(seldom.trades()).hasSize(1);
    advanceTo(START.plusSeconds(152));
    assertThat(seldom.trades()).hasSize(2);
    assertThatThrownBy(() -> simulator.market("NONE")).hasMessageContaining("NONE");
  }

  @Test
  void breaksConnectionsOnRequest() {
    try (var client = stocks()) {
      simulator.dropAll();
      assertThat(client.end()).isEqualTo(1006);
    }
    simulator.refuse(true);
    assertThatThrownBy(this::stocks).hasMessageContaining("HandshakeException");
  }
}
