package io.barline.simulator;

import static io.barline.market.Side.BUY;
import static io.barline.market.Side.SELL;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BinanceStreamsTest {
  private final BinanceSimulator simulator =
      BinanceSimulator.start(
          SimulatorSettings.DEFAULTS
              .withTradesPerSecond(0)
              .withSpot(ConnectionLimits.SPOT.withMessagesPerSecond(100))
              .withFutures(ConnectionLimits.FUTURES.withMessagesPerSecond(100)),
          new TestClock());
  private final SimulatedMarket spot = simulator.market(Segment.SPOT, "BTCUSDT");
  private final SimulatedMarket usdm = simulator.market(Segment.USDM, "BTCUSDT");
  private final SimulatedMarket coinm = simulator.market(Segment.COINM, "BTCUSD_PERP");

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void tellsTradesOfAStreamInTheUrlBare() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      client.expectNothing();
      SimulatedTrade trade = spot.trade("65000.5", "0.25", SELL, START.plusMillis(7));
      assertThat(client.text())
          .isEqualTo(
              "{\"e\":\"trade\",\"E\":1795357200007,\"s\":\"BTCUSDT\",\"t\":"
                  + trade.id()
                  + ",\"p\":\"65000.50000000\",\"q\":\"0.25000000\",\"T\":1795357200007,"
                  + "\"m\":true,\"M\":true}");
    }
  }

  @Test
  void wrapsPayloadsOfCombinedStreamsAndTellsMicroseconds() {
    try (var client =
        new StreamClient(
            simulator.spotWs(),
            "/stream?streams=ethusdt@trade/btcusdt@aggTrade&timeUnit=MICROSECOND")) {
      client.expectNothing();
      spot.trade("65000.5", "0.25", BUY, START.plusNanos(1_234_000));
      JsonNode frame = client.json();
      assertThat(frame.get("stream").asString()).isEqualTo("btcusdt@aggTrade");
      JsonNode data = frame.get("data");
      assertThat(data.get("e").asString()).isEqualTo("aggTrade");
      assertThat(data.get("T").asLong()).isEqualTo(1_795_357_200_001_234L);
      assertThat(data.get("f").asLong()).isEqualTo(data.get("a").asLong());
      assertThat(data.get("m").asBoolean()).isFalse();
    }
  }

  @Test
  void acknowledgesSubscriptionsAndHonoursThem() {
    try (var client = new StreamClient(simulator.spotWs(), "/stream")) {
      assertThat(
              client.ask(
                  "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"x@y\"],\"id\":1}"))
          .isEqualTo("{\"result\":null,\"id\":1}");
      assertThat(client.ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\"a3\"}"))
          .isEqualTo("{\"result\":[\"btcusdt@trade\",\"x@y\"],\"id\":\"a3\"}");
      spot.trade("1", "1", BUY, START);
      assertThat(client.text()).startsWith("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":");
      assertThat(
              client.ask("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":312}"))
          .isEqualTo("{\"result\":null,\"id\":312}");
      spot.trade("2", "1", BUY, START);
      client.expectNothing();
    }
    assertThat(simulator.counts().subscribed()).isEqualTo(2);
    assertThat(simulator.counts().unsubscribed()).isEqualTo(1);
  }

  @Test
  void changesBetweenBareAndCombined() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      assertThat(
              client.ask("{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":5}"))
          .isEqualTo("{\"result\":null,\"id\":5}");
      assertThat(client.ask("{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":2}"))
          .isEqualTo("{\"result\":true,\"id\":2}");
      spot.trade("1", "1", BUY, START);
      assertThat(client.json().get("stream").asString()).isEqualTo("btcusdt@trade");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"method\":\"GET_PROPERTY\",\"params\":[\"x\"],\"id\":1} | 0 | Unknown property",
        "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":1} | 1 | Invalid value"
            + " type: expected Boolean",
        "{\"method\":\"GET_PROPERTY\",\"params\":[7],\"id\":1} | 2 | Invalid request: property name"
            + " must be a string",
        "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\",1],\"id\":1} | 2 | Invalid request:"
            + " too many parameters",
        "{\"method\":\"SUBSCRIBE\",\"params\":[],\"id\":{}} | 2 | Invalid request: request ID must"
            + " be an unsigned integer",
        "{\"method\":\"SUBSCRIBE\",\"id\":1} | 2 | Invalid request: missing field `params` at line"
            + " 1 column 29",
        "{\"params\":[],\"id\":1} | 2 | Invalid request: missing field `method` at line 1 column"
            + " 20",
        "{\"method\":\"LOOK\",\"id\":1} | 2 | Invalid request: unknown variant `LOOK`, expected one"
            + " of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`"
            + " at line 1 column 16",
        "hello | 3 | Invalid JSON: expected value at line 1 column 1",
      })
  void refusesRubbishAndGoesOn(String request, int code, String message) {
    try (var client = new StreamClient(simulator.spotWs(), "/ws")) {
      client.send(request);
      JsonNode reply = client.json();
      assertThat(reply.get("code").asInt()).isEqualTo(code);
      assertThat(reply.get("msg").asString()).isEqualTo(message);
      client.expectNothing();
    }
    assertThat(simulator.counts().rejected()).isEqualTo(1);
  }

  @Test
  void futuresDemandUnsignedRequestIds() {
    try (var client = new StreamClient(simulator.usdmPublicWs(), "/ws")) {
      assertThat(client.ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\"a\"}"))
          .contains("request ID must be an unsigned integer");
    }
  }

  @Test
  void staysSilentOnUnknownAndUpperCaseNames() {
    try (var client =
        new StreamClient(simulator.spotWs(), "/ws/BTCUSDT@trade/nosuch@trade/btcusdt@nosuch")) {
      spot.trade("1", "1", BUY, START);
      client.expectNothing();
    }
  }

  @Test
  void staysSilentAboutMarketStreamsOnThePublicRouteAndTheOtherWayRound() {
    String all = "/stream?streams=btcusdt@aggTrade/btcusdt@kline_1m/btcusdt@bookTicker";
    try (var asPublic = new StreamClient(simulator.usdmPublicWs(), all);
        var asMarket = new StreamClient(simulator.usdmMarketWs(), all)) {
      asPublic.expectNothing();
      asMarket.expectNothing();
      usdm.trade("65000", "1", BUY, START);
      assertThat(asPublic.json().get("stream").asString()).isEqualTo("btcusdt@bookTicker");
      asPublic.expectNothing();
      assertThat(asMarket.json().get("stream").asString()).isEqualTo("btcusdt@aggTrade");
      assertThat(asMarket.json().get("stream").asString()).isEqualTo("btcusdt@kline_1m");
      asMarket.expectNothing();
    }
  }

  @Test
  void servesTheHostsPathsWithoutPrefixToo() {
    try (var spotClient = new StreamClient(simulator.spotWs().resolve("/"), "ws/btcusdt@trade");
        var market =
            new StreamClient(simulator.spotWs().resolve("/"), "market/ws/btcusdt@aggTrade");
        var inverse = new StreamClient(simulator.coinmWs(), "/ws/btcusd_perp@aggTrade")) {
      spotClient.expectNothing();
      market.expectNothing();
      inverse.expectNothing();
      spot.trade("1", "1", BUY, START);
      usdm.trade("2", "1", BUY, START);
      coinm.trade("3", "4", BUY, START);
      assertThat(spotClient.json().get("p").asString()).isEqualTo("1.00000000");
      assertThat(market.json().get("nq").asString()).isEqualTo("1.000");
      assertThat(inverse.json().get("q").asString()).isEqualTo("4");
    }
  }

  @Test
  void quotesAsEachSegmentDoes() {
    try (var onSpot = new StreamClient(simulator.spotWs(), "/ws/btcusdt@bookTicker");
        var onUsdm = new StreamClient(simulator.usdmPublicWs(), "/ws/btcusdt@bookTicker")) {
      onSpot.expectNothing();
      onUsdm.expectNothing();
      spot.quote("100.01", "1", "100.02", "2.5", START);
      usdm.quote("100.1", "1", "100.2", "2.5", START.plusMillis(3));
      JsonNode quote = onSpot.json();
      assertThat(quote.propertyNames()).containsExactly("u", "s", "b", "B", "a", "A");
      assertThat(quote.get("A").asString()).isEqualTo("2.50000000");
      quote = onUsdm.json();
      assertThat(quote.get("e").asString()).isEqualTo("bookTicker");
      assertThat(quote.get("T").asLong()).isEqualTo(START.toEpochMilli() + 3);
      assertThat(quote.get("b").asString()).isEqualTo("100.1");
    }
  }

  @Test
  void losesSkipsAndRepeatsTradesOnRequest() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      client.expectNothing();
      long first = spot.trade("10", "1", BUY, START).id();
      SimulatedTrade lost = spot.lostTrade("11", "1", BUY, START);
      spot.trade("12", "1", BUY, START);
      spot.skipIds(5);
      spot.trade("13", "1", BUY, START);
      spot.repeatLastTrade();
      for (long offset : new long[] {0, 2, 8, 8}) {
        assertThat(client.json().get("t").asLong()).isEqualTo(first + offset);
      }
      assertThat(spot.trades()).hasSize(4).contains(lost);
      assertThat(lost.price()).isEqualTo(Decimal.parse("11"));
    }
  }

  @Test
  void announcesItsShutdownToSpotClients() {
    try (var bare = new StreamClient(simulator.spotWs(), "/ws");
        var combined = new StreamClient(simulator.spotWs(), "/stream")) {
      simulator.announceShutdown();
      assertThat(bare.json().get("e").asString()).isEqualTo("serverShutdown");
      assertThat(combined.json().get("stream").asString()).isEqualTo("!serverShutdown");
    }
  }

  @Test
  void sendsWhateverATestWants() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@trade")) {
      client.expectNothing();
      assertThat(spot.isSubscribed("trade")).isTrue();
      spot.send("trade", "{\"e\":");
      assertThat(client.text()).isEqualTo("{\"e\":");
    }
  }

  @Test
  void tellsTheStatisticsOfATicker() {
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@ticker")) {
      client.expectNothing();
      spot.trade("65000", "0.25", SELL, START.plusMillis(1_007));
      spot.trade("65010.5", "0.5", BUY, START.plusMillis(2_100));
      JsonNode first = client.json();
      JsonNode ticker = first.path("c").asString().equals("65010.50000000") ? first : client.json();
      assertThat(ticker.path("e").asString()).isEqualTo("24hrTicker");
      assertThat(Decimal.parse(ticker.path("o").asString())).isEqualTo(Decimal.parse("65000"));
      assertThat(Decimal.parse(ticker.path("h").asString())).isEqualTo(Decimal.parse("65010.5"));
      assertThat(Decimal.parse(ticker.path("v").asString())).isEqualTo(Decimal.parse("0.75"));
      assertThat(Decimal.parse(ticker.path("p").asString())).isEqualTo(Decimal.parse("10.5"));
      assertThat(ticker.path("n").asInt()).isEqualTo(2);
    }
  }
}
