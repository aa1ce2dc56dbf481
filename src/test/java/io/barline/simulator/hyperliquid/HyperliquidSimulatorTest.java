package io.barline.simulator.hyperliquid;

import static io.barline.market.Side.BUY;
import static io.barline.market.Side.SELL;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HyperliquidSimulatorTest {
  private static final long START_MILLIS = START.toEpochMilli();

  private final TestClock clock = new TestClock();
  private final HyperliquidSimulator simulator =
      HyperliquidSimulator.start(
          SimulatorSettings.DEFAULTS.withTradesPerSecond(0),
          clock,
          HyperliquidInstrument.DEFAULTS,
          HyperliquidPace.DEFAULTS.withConnections(2));
  private final MarketControl btc = simulator.market("BTC");

  @AfterEach
  void stop() {
    simulator.close();
  }

  private StreamClient connect() {
    return new StreamClient(simulator.ws(), "");
  }

  private static String subscribe(String subscription) {
    return "{\"method\":\"subscribe\",\"subscription\":" + subscription + "}";
  }

  private static String unsubscribe(String subscription) {
    return "{\"method\":\"unsubscribe\",\"subscription\":" + subscription + "}";
  }

  /** Nothing else has been sent: the reply to a ping comes first. */
  private static void expectNothing(StreamClient client) {
    assertThat(client.ask("{\"method\":\"ping\"}")).isEqualTo("{\"channel\":\"pong\"}");
  }

  private void pass(Duration time) {
    clock.advance(time);
    simulator.settle();
  }

  @Test
  void repeatsWhatIsSubscribedAndLetGo() {
    try (var client = connect()) {
      String trades = "{\"type\":\"trades\",\"coin\":\"xyz:SP500\"}";
      assertThat(client.ask(subscribe(trades)))
          .isEqualTo(
              "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"subscribe\",\"subscription\":"
                  + trades
                  + "}}");
      assertThat(client.ask(subscribe(trades)))
          .startsWith("{\"channel\":\"error\",\"data\":\"Already subscribed: {\\\"type\\\":");
      assertThat(client.ask(unsubscribe(trades)))
          .isEqualTo(
              "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"unsubscribe\",\"subscription\":"
                  + trades
                  + "}}");
      assertThat(client.ask(unsubscribe(trades))).contains("Already unsubscribed: {");
      simulator.market("xyz:SP500").trade("6610.5", "0.25", SELL, START);
      expectNothing(client);
      assertThat(simulator.counts().subscribed()).isEqualTo(1);
      assertThat(simulator.counts().unsubscribed()).isEqualTo(1);
      assertThat(simulator.counts().rejected()).isEqualTo(2);
    }
  }

  @Test
  void tellsTradesWithTheTakersSide() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"BTC\"}"));
      MarketTrade trade = btc.trade("65000", "0.25", SELL, START.plusMillis(7));
      btc.trade("65001", "1", BUY, START.plusMillis(8));
      JsonNode told = client.json();
      assertThat(told.get("channel").stringValue()).isEqualTo("trades");
      JsonNode first = told.get("data").get(0);
      assertThat(first.get("coin").stringValue()).isEqualTo("BTC");
      assertThat(first.get("side").stringValue()).isEqualTo("A");
      assertThat(first.get("px").stringValue()).isEqualTo("65000.0");
      assertThat(first.get("sz").stringValue()).isEqualTo("0.25");
      assertThat(first.get("time").longValue()).isEqualTo(START_MILLIS + 7);
      assertThat(first.get("tid").longValue())
          .isEqualTo(HyperliquidSimulator.tradeId("BTC", trade))
          .isBetween(0L, (1L << 50) - 1);
      assertThat(client.json().get("data").get(0).get("side").stringValue()).isEqualTo("B");
    }
  }

  @Test
  void replaysTheTradesOfTheLastTwentySecondsTheNewestFirst() {
    btc.trade("65000", "1", BUY, START.minusSeconds(21));
    MarketTrade older = btc.trade("65001", "1", BUY, START.minusSeconds(20));
    MarketTrade lost = btc.lostTrade("65002", "1", BUY, START.minusSeconds(1));
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"BTC\"}"));
      assertThat(client.json().get("data"))
          .extracting(trade -> trade.get("tid").longValue())
          .containsExactly(
              HyperliquidSimulator.tradeId("BTC", lost),
              HyperliquidSimulator.tradeId("BTC", older));
      expectNothing(client);
    }
  }

  @Test
  void sendsWholeBooksAgainAndAgainThoughNothingChanged() {
    try (var client = connect()) {
      assertThat(client.ask(subscribe("{\"type\":\"l2Book\",\"coin\":\"BTC\"}")))
          .contains("\"nSigFigs\":null,\"mantissa\":null,\"fast\":false");
      JsonNode first = client.json().get("data");
      assertThat(first.get("levels").get(0)).hasSize(20);
      assertThat(first.get("levels").get(1)).hasSize(20);
      assertThat(levels(first)).isEqualTo(levels(btc.book(20)));
      pass(Duration.ofMillis(5_399));
      expectNothing(client);
      pass(Duration.ofMillis(1));
      JsonNode second = client.json().get("data");
      assertThat(second.get("levels")).isEqualTo(first.get("levels"));
      assertThat(second.get("time").longValue() - first.get("time").longValue()).isEqualTo(5_400);
      btc.quote("65100", "1.5", "65105", "0.25", clock.instant());
      expectNothing(client);
      pass(Duration.ofMillis(5_400));
      JsonNode best = client.json().get("data").get("levels").get(0).get(0);
      assertThat(best.toString()).startsWith("{\"px\":\"65100.0\",\"sz\":\"1.5\",");
    }
  }

  private static List<String> levels(JsonNode book) {
    return book.get("levels")
        .valueStream()
        .flatMap(JsonNode::valueStream)
        .map(level -> level.get("px").stringValue().replaceAll("\\.0$", ""))
        .toList();
  }

  private static List<String> levels(MarketBook book) {
    return Stream.concat(book.bids().stream(), book.asks().stream())
        .map(Level::price)
        .map(Object::toString)
        .toList();
  }

  @Test
  void sendsFastBooksOfFiveLevels() {
    try (var client = connect()) {
      assertThat(client.ask(subscribe("{\"type\":\"l2Book\",\"coin\":\"@107\",\"fast\":true}")))
          .contains("\"fast\":true");
      assertThat(client.json().get("data").get("levels").get(0)).hasSize(5);
      pass(Duration.ofMillis(540));
      JsonNode next = client.json().get("data");
      assertThat(next.get("levels").get(1)).hasSize(5);
      assertThat(next.get("time").longValue()).isEqualTo(START_MILLIS + 540);
      expectNothing(client);
    }
  }

  @Test
  void tellsTheBestBidAndAskOnlyWhenTheyChange() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"bbo\",\"coin\":\"BTC\"}"));
      expectNothing(client);
      btc.quote("65100", "1.5", "65105", "0.25", START.plusMillis(3));
      btc.quote("65100", "1.5", "65105", "0.25", START.plusMillis(4));
      assertThat(client.text())
          .isEqualTo(
              "{\"channel\":\"bbo\",\"data\":{\"coin\":\"BTC\",\"time\":%d,\"bbo\":[{\"px\":\"65100.0\",\"sz\":\"1.5\",\"n\":1},{\"px\":\"65105.0\",\"sz\":\"0.25\",\"n\":1}]}}"
                  .formatted(START_MILLIS + 3));
      expectNothing(client);
    }
  }

  @Test
  void tellsCandlesWithoutSayingThatTheyAreOver() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"candle\",\"coin\":\"BTC\",\"interval\":\"1m\"}"));
      btc.trade("65000", "0.25", BUY, START.plusMillis(1));
      btc.trade("65010", "0.5", SELL, START.plusMillis(2));
      expectNothing(client);
      pass(Duration.ofSeconds(1));
      assertThat(client.text())
          .isEqualTo(
              "{\"channel\":\"candle\",\"data\":{\"t\":%d,\"T\":%d,\"s\":\"BTC\",\"i\":\"1m\",\"o\":\"65000.0\",\"c\":\"65010.0\",\"h\":\"65010.0\",\"l\":\"65000.0\",\"v\":\"0.75\",\"n\":2}}"
                  .formatted(START_MILLIS, START_MILLIS + 59_999));
      pass(Duration.ofSeconds(30));
      expectNothing(client);
    }
  }

  @Test
  void tellsPricesAndVolumesEverySecond() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"activeAssetCtx\",\"coin\":\"@107\"}"));
      JsonNode spot = client.json();
      assertThat(spot.get("channel").stringValue()).isEqualTo("activeSpotAssetCtx");
      assertThat(spot.get("data").get("ctx").has("funding")).isFalse();
      client.ask(subscribe("{\"type\":\"activeAssetCtx\",\"coin\":\"BTC\"}"));
      assertThat(client.json().get("channel").stringValue()).isEqualTo("activeAssetCtx");
      btc.trade("65000", "2", BUY, START);
      pass(Duration.ofSeconds(1));
      JsonNode context = client.json().get("data").get("ctx");
      assertThat(context.get("dayBaseVlm").stringValue()).isEqualTo("2.0");
      assertThat(context.get("dayNtlVlm").stringValue()).isEqualTo("130000.0");
      assertThat(client.json().get("channel").stringValue()).isEqualTo("activeSpotAssetCtx");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"trades\",\"coin\":\"NOPE\"}",
        "{\"type\":\"trades\",\"coin\":\"KPEPE\"}",
        "{\"type\":\"l2Book\",\"coin\":\"BTC\",\"nSigFigs\":6}",
        "{\"type\":\"l2Book\",\"coin\":\"BTC\",\"mantissa\":2}",
        "{\"type\":\"candle\",\"coin\":\"BTC\",\"interval\":\"6h\"}"
      })
  void cutsTheConnectionWithoutAWordForWhatItDoesNotKnow(String subscription) {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"kPEPE\"}"));
      client.send(subscribe(subscription));
      expectCut(client);
    }
  }

  private static void expectCut(StreamClient client) {
    assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{\"method\":\"login\"}",
        "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"tradez\",\"coin\":\"BTC\"}}",
        "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"trades\",\"coin\":[\"BTC\"]}}"
      })
  void repeatsWhatItCannotRead(String text) {
    try (var client = connect()) {
      client.send(text);
      JsonNode error = client.json();
      assertThat(error.get("channel").stringValue()).isEqualTo("error");
      assertThat(error.get("data").stringValue())
          .isEqualTo("Error parsing JSON into valid websocket request: " + text);
      expectNothing(client);
    }
  }

  @Test
  void closesAConnectionOnWhichItSentNothingForAMinute() {
    try (var client = connect()) {
      expectNothing(client);
      pass(Duration.ofSeconds(59));
      expectNothing(client);
      pass(Duration.ofSeconds(59));
      assertThat(simulator.counts().open()).isEqualTo(1);
      pass(Duration.ofSeconds(1));
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(simulator.counts().closedForSilence()).isEqualTo(1);
    }
  }

  @Test
  void refusesMoreConnectionsThanAnAddressMayHave() {
    try (var first = connect();
        var second = connect()) {
      expectNothing(first);
      expectNothing(second);
      assertThatThrownBy(this::connect)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(429));
      assertThat(simulator.counts().refused()).isEqualTo(1);
    }
  }

  @Test
  void allowsSoManyMessagesSubscriptionsAndNewConnections() {
    simulator.limitSubscriptions(1);
    simulator.limitConnectionAttempts(1);
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"BTC\"}"));
      assertThat(client.ask(subscribe("{\"type\":\"bbo\",\"coin\":\"BTC\"}")))
          .contains("Too many subscriptions");
      assertThatThrownBy(this::connect)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(429));
      simulator.limitMessages(2);
      assertThat(client.ask("{\"method\":\"ping\"}")).contains("Too many messages");
      simulator.limitMessages(3);
      expectNothing(client);
    }
  }

  @Test
  void failsOnRequest() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"BTC\"}"));
      simulator.mute(true);
      btc.trade("65000", "1", BUY, START);
      expectNothing(client);
      simulator.mute(false);
      simulator.refuse(true);
      assertThatThrownBy(this::connect).hasCauseInstanceOf(WebSocketHandshakeException.class);
      simulator.refuse(false);
      simulator.closeAll(1012, "Restart");
      assertThat(client.closeCode()).isEqualTo(1012);
    }
    try (var client = connect()) {
      expectNothing(client);
      simulator.dropAll();
      expectCut(client);
    }
  }

  @Test
  void mayBeginWithPlainText() {
    try (var greeting =
            HyperliquidSimulator.start(
                SimulatorSettings.DEFAULTS.withTradesPerSecond(0),
                clock,
                HyperliquidInstrument.DEFAULTS,
                HyperliquidPace.DEFAULTS.withGreeting());
        var client = new StreamClient(greeting.ws(), "")) {
      assertThat(client.text()).isEqualTo("Websocket connection established.");
    }
  }

  @Test
  void tradesByItself() {
    try (var client = connect()) {
      client.ask(subscribe("{\"type\":\"trades\",\"coin\":\"PURR/USDC\"}"));
      simulator.setTradeRate(100);
      pass(Duration.ofSeconds(1));
      assertThat(client.json().get("data").get(0).get("coin").stringValue()).isEqualTo("PURR/USDC");
      assertThat(simulator.market("PURR/USDC").trades()).isNotEmpty();
    }
  }
}
