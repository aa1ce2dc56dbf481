package io.barline.simulator;

import static io.barline.market.Side.BUY;
import static io.barline.market.Side.SELL;
import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BinanceKlinesTest {
  private final BinanceSimulator simulator =
      BinanceSimulator.start(SimulatorSettings.DEFAULTS.withTradesPerSecond(0), new TestClock());

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void closesBarsOnceAndTellsEmptyOnesOnSpot() {
    SimulatedMarket market = simulator.market(Segment.SPOT, "BTCUSDT");
    try (var client = new StreamClient(simulator.spotWs(), "/ws/btcusdt@kline_1m")) {
      client.expectNothing();
      market.trade("100", "1", BUY, START.plusSeconds(1));
      market.trade("90.5", "2", SELL, START.plusSeconds(59));
      market.advanceTo(START.plusSeconds(121));
      List<JsonNode> closed = closedBars(client, 2);
      assertThat(closed.getFirst().toString())
          .contains("\"t\":1795357200000,\"T\":1795357259999")
          .contains("\"o\":\"100.00000000\",\"c\":\"90.50000000\"")
          .contains("\"h\":\"100.00000000\",\"l\":\"90.50000000\",\"v\":\"3.00000000\",\"n\":2")
          .contains("\"q\":\"281.00000000\",\"V\":\"1.00000000\",\"Q\":\"100.00000000\"");
      assertThat(closed.getLast().toString())
          .contains("\"f\":-1,\"L\":-1,\"o\":\"90.50000000\"")
          .contains("\"v\":\"0.00000000\",\"n\":0,\"x\":true");
      client.expectNothing();
    }
  }

  @Test
  void futuresKeepSilentAboutEmptyBars() {
    SimulatedMarket market = simulator.market(Segment.USDM, "BTCUSDT");
    try (var client = new StreamClient(simulator.usdmMarketWs(), "/ws/btcusdt@kline_1m")) {
      client.expectNothing();
      market.trade("100", "1", BUY, START);
      market.advanceTo(START.plusSeconds(240));
      closedBars(client, 1);
      client.expectNothing();
    }
  }

  @Test
  void countsTheCoinAsQuoteVolumeOfInverseContracts() {
    SimulatedMarket market = simulator.market(Segment.COINM, "BTCUSD_PERP");
    try (var client = new StreamClient(simulator.coinmWs(), "/ws/btcusd_perp@kline_1m")) {
      client.expectNothing();
      market.trade("60000", "3", BUY, START);
      JsonNode bar = client.json().get("k");
      assertThat(bar.get("v").asString()).isEqualTo("3");
      assertThat(bar.get("q").asString()).isEqualTo("0.00500000");
    }
  }

  @Test
  void barsAreTheSumsOfTheTrades() {
    for (Segment segment : List.of(Segment.SPOT, Segment.USDM)) {
      SimulatedMarket market = simulator.market(segment, "BTCUSDT");
      var base = segment == Segment.SPOT ? simulator.spotWs() : simulator.usdmMarketWs();
      try (var client = new StreamClient(base, "/ws/btcusdt@kline_1m")) {
        client.expectNothing();
        market.setTradeRate(50);
        for (int second = 0; second <= 200; second += 3) {
          market.advanceTo(START.plusSeconds(second));
        }
        for (JsonNode bar : closedBars(client, 3)) {
          assertIsSumOf(bar, tradesWithin(market, bar));
        }
      }
    }
  }

  @Test
  void lateTradesReviseWhatRestTellsOnly() throws Exception {
    SimulatedMarket market = simulator.market(Segment.SPOT, "BTCUSDT");
    market.trade("100", "1", BUY, START);
    market.trade("101", "1", BUY, START.plusSeconds(61));
    market.trade("105", "1", BUY, START.plusSeconds(59));
    var rest = new RestClient(simulator.spotRest());
    JsonNode rows = rest.get("/api/v3/klines?symbol=BTCUSDT&interval=1m");
    assertThat(rows.get(0).get(2).asString()).isEqualTo("105.00000000");
    assertThat(rows.get(0).get(8).asInt()).isEqualTo(2);
    assertThat(rows.get(1).get(8).asInt()).isEqualTo(1);
  }

  private static List<JsonNode> closedBars(StreamClient client, int count) {
    List<JsonNode> closed = new ArrayList<>();
    while (closed.size() < count) {
      JsonNode bar = client.json().get("k");
      if (bar.get("x").asBoolean()) {
        closed.add(bar);
      }
    }
    return closed;
  }

  private static List<SimulatedTrade> tradesWithin(SimulatedMarket market, JsonNode bar) {
    return market.trades().stream()
        .filter(trade -> trade.time() / 1_000_000 >= bar.get("t").asLong())
        .filter(trade -> trade.time() / 1_000_000 <= bar.get("T").asLong())
        .toList();
  }

  private static void assertIsSumOf(JsonNode bar, List<SimulatedTrade> trades) {
    assertThat(trades).hasSizeGreaterThan(2_000);
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal quote = BigDecimal.ZERO;
    BigDecimal takerQuote = BigDecimal.ZERO;
    BigDecimal high = trades.getFirst().price().toBigDecimal();
    BigDecimal low = high;
    for (SimulatedTrade trade : trades) {
      BigDecimal price = trade.price().toBigDecimal();
      BigDecimal size = trade.size().toBigDecimal();
      volume = volume.add(size);
      quote = quote.add(price.multiply(size));
      if (trade.taker() == Side.BUY) {
        takerQuote = takerQuote.add(price.multiply(size));
      }
      high = high.max(price);
      low = low.min(price);
    }
    assertThat(number(bar, "v")).isEqualByComparingTo(volume);
    assertThat(number(bar, "q")).isEqualByComparingTo(quote);
    assertThat(number(bar, "Q")).isEqualByComparingTo(takerQuote);
    assertThat(number(bar, "h")).isEqualByComparingTo(high);
    assertThat(number(bar, "l")).isEqualByComparingTo(low);
    assertThat(number(bar, "o")).isEqualByComparingTo(trades.getFirst().price().toBigDecimal());
    assertThat(number(bar, "c")).isEqualByComparingTo(trades.getLast().price().toBigDecimal());
    assertThat(bar.get("f").asLong()).isEqualTo(trades.getFirst().firstId());
    assertThat(bar.get("L").asLong()).isEqualTo(trades.getLast().lastId());
    assertThat(bar.get("n").asLong())
        .isEqualTo(trades.getLast().lastId() - trades.getFirst().firstId() + 1);
  }

  private static BigDecimal number(JsonNode bar, String field) {
    return new BigDecimal(bar.get(field).asString());
  }
}
