package io.barline.simulator.hyperliquid;

import static io.barline.market.Side.BUY;
import static io.barline.market.Side.SELL;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HyperliquidInfoTest {
  private final HyperliquidSimulator simulator =
      HyperliquidSimulator.start(
          SimulatorSettings.DEFAULTS.withTradesPerSecond(0), new TestClock(), instruments());

  private static List<HyperliquidInstrument> instruments() {
    List<HyperliquidInstrument> all = new ArrayList<>(HyperliquidInstrument.DEFAULTS);
    all.add(HyperliquidInstrument.perpetual("MATIC", 1, "0.0001", "0.5", "100").asDelisted());
    return all;
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    URI uri = URI.create(simulator.rest() + "/info");
    return StreamClient.HTTP.send(
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private JsonNode ask(String body) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(post(body).body());
  }

  @Test
  void listsPerpetualsOfEachDeployer() throws Exception {
    JsonNode own = ask("{\"type\":\"meta\"}").get("universe");
    assertThat(own)
        .extracting(entry -> entry.get("name").stringValue())
        .containsExactly("BTC", "ETH", "SOL", "HYPE", "kPEPE", "MATIC");
    assertThat(own.get(0).get("szDecimals").intValue()).isEqualTo(5);
    assertThat(own.get(5).get("isDelisted").booleanValue()).isTrue();
    JsonNode dexes = ask("{\"type\":\"perpDexs\"}");
    assertThat(dexes.get(0).isNull()).isTrue();
    assertThat(dexes.get(1).get("name").stringValue()).isEqualTo("xyz");
    assertThat(ask("{\"type\":\"meta\",\"dex\":\"xyz\"}").get("universe"))
        .extracting(entry -> entry.get("name").stringValue())
        .containsExactly("xyz:SP500");
  }

  @Test
  void answersSoMuchWeightAMinuteOnly() throws Exception {
    simulator.limitWeight(22);
    assertThat(post("{\"type\":\"meta\"}").statusCode()).isEqualTo(200);
    assertThat(post("{\"type\":\"meta\"}").statusCode()).isEqualTo(429);
    assertThat(post("{\"type\":\"l2Book\",\"coin\":\"BTC\"}").statusCode()).isEqualTo(200);
    assertThat(post("{\"type\":\"l2Book\",\"coin\":\"BTC\"}").statusCode()).isEqualTo(429);
    simulator.limitWeight(1_200);
    simulator.refuseRest(500);
    HttpResponse<String> refused = post("{\"type\":\"meta\"}");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).isEqualTo("null");
    simulator.refuseRest(0);
    assertThat(post("{\"type\":\"meta\"}").statusCode()).isEqualTo(200);
    assertThat(simulator.counts().restRefused()).isEqualTo(3);
  }

  @Test
  void listsSpotByTokens() throws Exception {
    JsonNode spot = ask("{\"type\":\"spotMeta\"}");
    JsonNode pair = spot.get("universe").get(1);
    assertThat(pair.get("name").stringValue()).isEqualTo("@107");
    int base = pair.get("tokens").get(0).intValue();
    assertThat(
            spot.get("tokens")
                .valueStream()
                .filter(token -> token.get("index").intValue() == base)
                .map(token -> token.get("name").stringValue()))
        .containsExactly("HYPE");
  }

  @Test
  void tellsTradesAndCandlesAndBooks() throws Exception {
    var eth = simulator.market("ETH");
    eth.trade("3200.5", "1", BUY, START.minusSeconds(70));
    MarketTrade newest = eth.lostTrade("3201", "0.5", SELL, START);
    JsonNode trades = ask("{\"type\":\"recentTrades\",\"coin\":\"ETH\"}");
    assertThat(trades).hasSize(2);
    assertThat(trades.get(0).get("tid").longValue())
        .isEqualTo(HyperliquidSimulator.tradeId("ETH", newest));
    long millis = START.toEpochMilli();
    // The answer begins with the candle that holds the start.
    JsonNode candles =
        ask(
            "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":\"ETH\",\"interval\":\"1m\",\"startTime\":%d,\"endTime\":%d}}"
                .formatted(millis - 61_000, millis));
    assertThat(candles)
        .extracting(candle -> candle.get("t").longValue())
        .containsExactly(millis - 120_000, millis);
    assertThat(candles.get(0).get("v").stringValue()).isEqualTo("1.0");
    JsonNode book = ask("{\"type\":\"l2Book\",\"coin\":\"ETH\"}");
    assertThat(book.get("levels").get(0)).hasSize(20);
    assertThat(ask("{\"type\":\"l2Book\",\"coin\":\"eth\"}").isNull()).isTrue();
    assertThat(ask("{\"type\":\"l2Book\",\"coin\":\"MATIC\"}").get("levels").toString())
        .isEqualTo("[[],[]]");
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertThat(post("{\"type\":\"unheardOf\"}").statusCode()).isEqualTo(422);
    assertThat(post("no JSON").statusCode()).isEqualTo(422);
    assertThat(post("{\"type\":\"recentTrades\",\"coin\":\"NOPE\"}").statusCode()).isEqualTo(500);
    assertThat(
            StreamClient.HTTP
                .send(
                    HttpRequest.newBuilder(URI.create(simulator.rest() + "/info")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(404);
    simulator.refuse(true);
    assertThat(post("{\"type\":\"meta\"}").statusCode()).isEqualTo(503);
  }
}
