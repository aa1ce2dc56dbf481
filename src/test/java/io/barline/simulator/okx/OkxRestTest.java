package io.barline.simulator.okx;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.MarketControl;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.StreamClient;
import io.barline.simulator.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OkxRestTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
  private static final JsonMapper JSON = new JsonMapper();

  private final TestClock clock = new TestClock();
  private final OkxSimulator okx = OkxSimulator.start(MANUAL, clock);
  private final MarketControl spot = okx.market("BTC-USDT");

  @AfterEach
  void close() {
    okx.close();
  }

  private HttpResponse<String> response(String path) throws IOException, InterruptedException {
    URI uri = URI.create(okx.rest() + "/api/v5/" + path);
    return StreamClient.HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private JsonNode list(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = response(path);
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("code").asString()).isEqualTo("0");
    return body.path("data");
  }

  @Test
  void listsInstrumentsOfAType() throws Exception {
    assertThat(list("public/instruments?instType=SPOT")).hasSize(2);
    JsonNode swap = list("public/instruments?instType=SWAP").get(0);
    assertThat(swap.path("instId").asString()).isEqualTo("BTC-USDT-SWAP");
    assertThat(swap.path("uly").asString()).isEqualTo("BTC-USDT");
    assertThat(swap.path("settleCcy").asString()).isEqualTo("USDT");
    assertThat(swap.path("ctVal").asString()).isEqualTo("0.01");
    assertThat(list("public/instruments?instType=OPTION&uly=BTC-USD")).isEmpty();
    assertThat(response("public/instruments").body()).contains("\"code\":\"50014\"");
    assertThat(list("public/time").get(0).path("ts").asString())
        .isEqualTo(Long.toString(TestClock.START.toEpochMilli()));
  }

  @Test
  void tellsTradesNewestFirst() throws Exception {
    for (int i = 0; i < 5; i++) {
      spot.lostTrade("65000", "0.5", Side.SELL, clock.instant());
    }
    JsonNode newest = list("market/trades?instId=BTC-USDT&limit=2");
    assertThat(newest).hasSize(2);
    assertThat(newest.get(0).path("tradeId").asString()).isEqualTo("1000004");
    assertThat(newest.get(0).path("side").asString()).isEqualTo("sell");
    JsonNode earlier = list("market/history-trades?instId=BTC-USDT&type=1&after=1000003&limit=2");
    assertThat(earlier.get(0).path("tradeId").asString()).isEqualTo("1000002");
    assertThat(earlier).hasSize(2);
    assertThat(list("market/history-trades?instId=BTC-USDT&before=1000003")).hasSize(1);
  }

  @Test
  void tellsWholeCandlesNewestFirst() throws Exception {
    spot.trade("65000", "0.5", Side.SELL, clock.instant());
    spot.trade("65001", "0.5", Side.SELL, clock.instant().plusSeconds(59));
    clock.advance(Duration.ofMinutes(2));
    spot.trade("65010", "1", Side.SELL, clock.instant());
    JsonNode all = list("market/candles?instId=BTC-USDT&bar=1m");
    assertThat(all).hasSize(3);
    assertThat(all.get(0).get(8).asString()).isEqualTo("0");
    assertThat(all.get(1).toString())
        .isEqualTo(
            "[\"1795357260000\",\"65001\",\"65001\",\"65001\",\"65001\",\"0\",\"0\",\"0\",\"1\"]");
    assertThat(list("market/history-candles?instId=BTC-USDT")).hasSize(2);
    JsonNode first =
        list("market/candles?instId=BTC-USDT&before=1795357199999&after=1795357210000");
    assertThat(first).hasSize(1);
    assertThat(first.get(0).get(5).asString()).isEqualTo("1");
    assertThat(response("market/candles?instId=BTC-USDT&bar=7m").body()).contains("51000");
  }

  @Test
  void tellsBookAndTicker() throws Exception {
    JsonNode book = list("market/books?instId=BTC-USDT&sz=3").get(0);
    assertThat(book.path("bids")).hasSize(3);
    assertThat(book.path("asks").get(0)).hasSize(4);
    assertThat(list("market/ticker?instId=BTC-USDT")).isEmpty();
    spot.trade("65000", "0.5", Side.SELL, clock.instant());
    assertThat(list("market/ticker?instId=BTC-USDT").get(0).path("last").asString())
        .isEqualTo("65000");
    assertThat(list("market/tickers?instType=SPOT")).hasSize(1);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(response("market/trades?instId=NOSUCH").body())
        .isEqualTo("{\"code\":\"51001\",\"msg\":\"Instrument ID doesn't exist.\",\"data\":[]}");
    okx.refuseRest(429);
    assertThat(response("public/time").statusCode()).isEqualTo(429);
    assertThat(response("public/time").body()).contains("\"code\":\"50011\"");
  }
}
