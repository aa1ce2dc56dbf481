package io.barline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.market.Decimal;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.ReplaySettings;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recording of Binance USD-M, played to the gateway by the simulator: wherever the exchange
 * recorded a kline whose trades the recording holds, the gateway's bar had the same values at that
 * point.
 */
class RecordedKlinesTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final Path RECORDING =
      FIXTURES.resolve("binance-usdm/cryptofeed/split/BINANCE_FUTURES.open.ws");
  private static final Path EXPECTED = FIXTURES.resolve("expected/kline_from_aggtrades.open.json");

  @Test
  void barsEqualTheKlinesThatTheExchangeRecorded() throws Exception {
    assumeTrue(
        Files.exists(RECORDING) && Files.exists(EXPECTED),
        "skipped: the recordings are not at " + FIXTURES.toAbsolutePath().normalize());
    List<JsonNode> klines = new ArrayList<>();
    for (JsonNode check :
        JsonMapper.builder().build().readTree(Files.readString(EXPECTED)).path("checks")) {
      if (check.path("file").asString().equals("BINANCE_FUTURES")) {
        klines.add(check.path("kline"));
      }
    }
    assertThat(klines).isNotEmpty();
    SimulatorSettings settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
    try (BinanceSimulator exchange = BinanceSimulator.start(settings, Clock.systemUTC())) {
      CompletableFuture<Void> played =
          exchange.replay(
              new ReplaySettings(
                  RECORDING,
                  null,
                  Segment.USDM,
                  0,
                  Set.of("sushiusdt@aggTrade", "ctkusdt@aggTrade", "sushiusdt@bookTicker")));
      try (Gateway gateway = Gateway.start(exchange, "barline.bars.live-interval=0s");
          GatewayClient client = gateway.connect()) {
        client.subscribe(
            "binance:bars.1m:SUSHI/USDT:USDT,binance:bars.1m:CTK/USDT:USDT",
            ",\"updates\":\"live\"");
        client.awaitStates(
            "quiet", "binance:bars.1m:SUSHI/USDT:USDT", "binance:bars.1m:CTK/USDT:USDT");
        client.subscribe("binance:quotes:SUSHI/USDT:USDT", ""); // starts it, now that all are heard
        for (JsonNode kline : klines) {
          assertThat(values(awaitBar(client, kline))).isEqualTo(expected(kline));
        }
        played.join();
      }
    }
  }

  /** The version of the kline's bar that counts as many trades. */
  private static JsonNode awaitBar(GatewayClient client, JsonNode kline) {
    String symbol = kline.path("s").asString().replace("USDT", "/USDT:USDT");
    String timestamp = Instant.ofEpochMilli(kline.path("t").asLong()).toString();
    String start = timestamp.replace("Z", ".000Z");
    for (JsonNode earlier : client.received()) {
      if (isVersion(earlier, symbol, start, kline.path("n").asLong())) {
        return earlier;
      }
    }
    return client.await(m -> isVersion(m, symbol, start, kline.path("n").asLong()));
  }

  private static boolean isVersion(JsonNode message, String symbol, String start, long trades) {
    return GatewayClient.is(message, "bar")
        && message.path("symbol").asString().equals(symbol)
        && message.path("timestamp").asString().equals(start)
        && message.path("trades").asLong() == trades;
  }

  private static List<String> values(JsonNode bar) {
    return List.of(
        bar.path("open").asString(),
        bar.path("high").asString(),
        bar.path("low").asString(),
        bar.path("close").asString(),
        bar.path("volume").asString(),
        bar.path("quoteVolume").asString(),
        bar.path("buyVolume").asString(),
        bar.path("trades").asString());
  }

  private static List<String> expected(JsonNode kline) {
    List<String> values = new ArrayList<>();
    for (String field : List.of("o", "h", "l", "c", "v", "q", "V")) {
      values.add(Decimal.parse(kline.path(field).asString()).toString());
    }
    values.add(kline.path("n").asString());
    return values;
  }
}
