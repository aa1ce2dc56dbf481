package io.barline.simulator.kraken;

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

class KrakenRestTest {
  private static final SimulatorSettings MANUAL = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
  private static final JsonMapper JSON = new JsonMapper();

  private final TestClock clock = new TestClock();
  private final KrakenSimulator kraken = KrakenSimulator.start(MANUAL, clock);
  private final MarketControl market = kraken.market("BTC/USD");

  @AfterEach
  void close() {
    kraken.close();
  }

  private HttpResponse<String> response(String path) throws IOException, InterruptedException {
    URI uri = URI.create(kraken.rest() + "/0/public/" + path);
    return StreamClient.HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private JsonNode result(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = response(path);
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("error")).isEmpty();
    return body.path("result");
  }

  @Test
  void listsPairsAndAssets() throws Exception {
    JsonNode pair = result("AssetPairs").path("XXBTZUSD");
    assertThat(pair.path("altname").asString()).isEqualTo("XBTUSD");
    assertThat(pair.path("wsname").asString()).isEqualTo("XBT/USD");
    assertThat(pair.path("pair_decimals").asInt()).isEqualTo(1);
    assertThat(result("AssetPairs").propertyNames())
        .containsExactly("XXBTZUSD", "XETHZUSD", "XXBTZEUR", "SOLUSD");
    assertThat(result("Assets").path("XXBT").path("altname").asString()).isEqualTo("XBT");
    assertThat(result("Assets").propertyNames()).contains("XETH", "ZUSD", "ZEUR", "SOL");
    assertThat(result("Time").path("unixtime").asLong())
        .isEqualTo(TestClock.START.getEpochSecond());
    assertThat(result("SystemStatus").path("status").asString()).isEqualTo("online");
  }

  @Test
  void tellsTradesFromATimeOn() throws Exception {
    for (int i = 0; i < 3; i++) {
      market.lostTrade("65000", "0.5", Side.SELL, clock.instant());
      clock.advance(Duration.ofMillis(1_500));
    }
    assertThat(result("Trades?pair=XBTUSD").path("XXBTZUSD")).hasSize(3);
    assertThat(response("Trades?pair=XBTUSD").body())
        .contains("[\"65000.0\",\"0.50000000\",1795357201.500000000,\"s\",\"m\",\"\",1000001]");
    JsonNode newest = result("Trades?pair=XBTUSD&count=1");
    assertThat(newest.path("XXBTZUSD").get(0).get(6).asLong()).isEqualTo(1_000_002);
    JsonNode first = result("Trades?pair=XXBTZUSD&count=1&since=1795357199");
    assertThat(first.path("XXBTZUSD").get(0).get(6).asLong()).isEqualTo(1_000_000);
    JsonNode rest = result("Trades?pair=XBT/USD&since=" + first.path("last").asString());
    assertThat(rest.path("XXBTZUSD")).hasSize(2);
    assertThat(rest.path("last").asString()).isEqualTo("1795357203000000000");
  }

  @Test
  void tellsCandlesThoseWithoutTradesIncluded() throws Exception {
    market.trade("65000", "0.5", Side.SELL, clock.instant());
    clock.advance(Duration.ofMinutes(2));
    market.trade("65010", "1", Side.SELL, clock.instant());
    JsonNode ohlc = result("OHLC?pair=XBTUSD&interval=1");
    assertThat(ohlc.path("XXBTZUSD")).hasSize(3);
    assertThat(ohlc.path("XXBTZUSD").get(1).toString())
        .isEqualTo(
            "[1795357260,\"65000.0\",\"65000.0\",\"65000.0\",\"65000.0\",\"0.0\",\"0.00000000\",0]");
    assertThat(ohlc.path("last").asLong()).isEqualTo(1_795_357_260);
    assertThat(result("OHLC?pair=XBTUSD&since=1795357260").path("XXBTZUSD")).hasSize(1);
    assertThat(response("OHLC?pair=XBTUSD&interval=7").body())
        .contains("EGeneral:Invalid arguments");
  }

  @Test
  void tellsBookAndTicker() throws Exception {
    JsonNode book = result("Depth?pair=XXBTZUSD&count=3").path("XXBTZUSD");
    assertThat(book.path("bids")).hasSize(3);
    assertThat(book.path("asks").get(0)).hasSize(3);
    assertThat(result("Ticker")).isEmpty();
    market.trade("65000", "0.5", Side.SELL, clock.instant());
    JsonNode ticker = result("Ticker?pair=XXBTZUSD").path("XXBTZUSD");
    assertThat(ticker.path("c").get(0).asString()).isEqualTo("65000.0");
    assertThat(ticker.path("v").toString()).isEqualTo("[\"0.50000000\",\"0.50000000\"]");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(response("Trades?pair=NOSUCH").body())
        .isEqualTo("{\"error\":[\"EQuery:Unknown asset pair\"]}");
    assertThat(response("Nothing").body()).contains("EGeneral:Unknown method");
    kraken.refuseRest(429);
    assertThat(response("Time").statusCode()).isEqualTo(429);
    assertThat(response("Time").body()).isEqualTo("{\"error\":[\"EGeneral:Too many requests\"]}");
  }
}
