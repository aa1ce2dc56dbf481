package io.barline.simulator;

import static io.barline.market.Side.BUY;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BinanceRestTest {
  private final TestClock clock = new TestClock();
  private final BinanceSimulator simulator =
      BinanceSimulator.start(
          SimulatorSettings.DEFAULTS.withHistory(Duration.ofSeconds(150)), clock);
  private final RestClient rest = new RestClient(simulator.spotRest());

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void listsTheInstrumentsOfEachSegment() throws Exception {
    JsonNode spot = rest.get("/api/v3/exchangeInfo");
    assertThat(spot.get("symbols").size()).isEqualTo(8);
    JsonNode bitcoin = spot.get("symbols").get(0);
    assertThat(bitcoin.get("symbol").asString()).isEqualTo("BTCUSDT");
    assertThat(bitcoin.get("status").asString()).isEqualTo("TRADING");
    assertThat(bitcoin.get("filters").get(0).get("tickSize").asString()).isEqualTo("0.01000000");
    assertThat(bitcoin.get("filters").get(1).get("stepSize").asString()).isEqualTo("0.00001000");
    JsonNode linear = rest.get("/fapi/v1/exchangeInfo").get("symbols").get(0);
    assertThat(linear.get("contractType").asString()).isEqualTo("PERPETUAL");
    assertThat(linear.get("filters").get(0).get("tickSize").asString()).isEqualTo("0.1");
    JsonNode inverse = rest.get("/dapi/v1/exchangeInfo").get("symbols").get(0);
    assertThat(inverse.get("contractStatus").asString()).isEqualTo("TRADING");
    assertThat(inverse.get("contractSize").asInt()).isEqualTo(100);
  }

  @Test
  void listsTheNamedInstrumentsOnly() throws Exception {
    JsonNode named = rest.get("/api/v3/exchangeInfo?symbols=%5B%22ETHBTC%22,%22BTCUSDT%22%5D");
    assertThat(named.get("symbols").size()).isEqualTo(2);
    assertThat(rest.get("/api/v3/exchangeInfo?symbolStatus=HALT").get("symbols")).isEmpty();
  }

  @Test
  void tellsTradesByIdByTimeAndTheNewest() throws Exception {
    List<SimulatedTrade> truth = simulator.trades(Segment.SPOT, "BTCUSDT");
    assertThat(truth).hasSizeBetween(2_500, 3_500);
    String path = "/api/v3/aggTrades?symbol=BTCUSDT";
    assertThat(ids(rest.get(path))).isEqualTo(ids(truth.subList(truth.size() - 500, truth.size())));
    assertThat(ids(rest.get(path + "&limit=9999&fromId=" + truth.get(10).id())))
        .isEqualTo(ids(truth.subList(10, 1_010)));
    long from = START.minusSeconds(20).toEpochMilli();
    long to = START.minusSeconds(10).toEpochMilli();
    assertThat(ids(rest.get(path + "&startTime=" + from + "&endTime=" + to)))
        .isEqualTo(
            ids(
                truth.stream()
                    .filter(t -> t.time() >= from * 1_000_000 && t.time() <= to * 1_000_000)
                    .toList()));
    JsonNode row = rest.get(path + "&limit=1", "X-MBX-TIME-UNIT", "MICROSECOND").get(0);
    assertThat(row.get("T").asLong()).isEqualTo(truth.getLast().time() / 1_000);
    assertThat(rest.get("/api/v3/trades?symbol=BTCUSDT&limit=3").get(2).get("id").asLong())
        .isEqualTo(truth.getLast().id());
    assertThat(
            rest.get("/api/v3/historicalTrades?symbol=BTCUSDT&limit=1&fromId=" + truth.get(5).id())
                .get(0)
                .get("id")
                .asLong())
        .isEqualTo(truth.get(5).id());
  }

  @Test
  void tellsKlinesWithTheOpenOneLast() throws Exception {
    long now = START.toEpochMilli();
    JsonNode all = rest.get("/api/v3/klines?symbol=BTCUSDT&interval=1m");
    assertThat(all.size()).isEqualTo(4);
    assertThat(all.get(3).get(0).asLong()).isEqualTo(now);
    JsonNode two = rest.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2");
    assertThat(two.get(1).get(6).asLong()).isEqualTo(now + 59_999);
    JsonNode from = rest.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1&startTime=0");
    assertThat(from.get(0)).isEqualTo(all.get(0));
    JsonNode until =
        rest.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1&endTime=" + (now - 1));
    assertThat(until.get(0)).isEqualTo(all.get(2));
    long trades =
        simulator.trades(Segment.SPOT, "BTCUSDT").stream()
            .filter(t -> t.time() / 1_000_000 / 60_000 == now / 60_000 - 1)
            .count();
    assertThat(all.get(2).get(8).asLong()).isEqualTo(trades);
  }

  @Test
  void countsWeightAndRefusesBeyondTheLimit() throws Exception {
    try (var strict =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS
                .withTradesPerSecond(0)
                .withSpot(ConnectionLimits.SPOT.withWeightPerMinute(60)),
            clock)) {
      var client = new RestClient(strict.spotRest());
      String depth = "/api/v3/depth?symbol=BTCUSDT&limit=1000";
      assertThat(client.response(depth).headers().firstValue("X-MBX-USED-WEIGHT-1M"))
          .contains("50");
      var refused = client.response(depth);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("60");
      assertThat(refused.body()).contains("-1003");
      clock.advance(Duration.ofMinutes(1));
      assertThat(client.response(depth).statusCode()).isEqualTo(200);
      assertThat(strict.counts().restRefused()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v3/klines?symbol=NOSUCH&interval=1m, 400, -1121",
    "/api/v3/klines?symbol=BTCUSDT&interval=7m, 400, -1120",
    "/fapi/v1/klines?symbol=BTCUSDT&interval=1s, 400, -1120",
    "/api/v3/depth, 400, -1102",
    "/api/v3/depth?symbol=BTCUSDT&limit=x, 400, -1100",
    "/fapi/v1/aggTrades?symbol=BTCUSDT&startTime=0&endTime=3600001, 400, -1127",
    "/api/v3/nosuch, 404, -1",
  })
  void answersFaultsWithACode(String path, int status, int code) throws Exception {
    var response = rest.response(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("{\"code\":" + code + ",\"msg\":");
  }

  @Test
  void tellsTheTimeAndTheTouch() throws Exception {
    assertThat(rest.get("/fapi/v1/time").get("serverTime").asLong())
        .isEqualTo(START.toEpochMilli());
    JsonNode depth = rest.get("/dapi/v1/depth?symbol=BTCUSD_PERP&limit=5");
    assertThat(depth.get("bids").size()).isEqualTo(5);
    assertThat(depth.get("pair").asString()).isEqualTo("BTCUSD");
    assertThat(rest.get("/dapi/v1/ticker/bookTicker?symbol=BTCUSD_PERP").get("bidPrice").asString())
        .isEqualTo(depth.get("bids").get(0).get(0).asString());
    assertThat(rest.get("/api/v3/ticker/bookTicker").size()).isEqualTo(8);
  }

  @Test
  void forgetsTheOldestTrades() {
    try (var small =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(0).withKeptTrades(300), clock)) {
      SimulatedMarket market = small.market(Segment.SPOT, "BTCUSDT");
      long first = market.trade("1", "1", BUY, START).id();
      for (int i = 1; i < 700; i++) {
        market.trade("1", "1", BUY, START);
      }
      assertThat(market.trades()).hasSize(300);
      assertThat(market.trades().getFirst().id()).isEqualTo(first + 400);
      assertThat(market.trades().getLast().id()).isEqualTo(first + 699);
    }
  }

  private static List<Long> ids(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(r -> r.get("a").asLong()).toList();
  }

  private static List<Long> ids(List<SimulatedTrade> trades) {
    return trades.stream().map(SimulatedTrade::id).toList();
  }
}
