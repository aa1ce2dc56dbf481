package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.LoggedLines;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Frames of all exchanges, switched on and off while the gateway runs. */
class FrameLogRoundTripTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static void await(LoggedLines logged, String... parts) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (logged.lines().stream()
        .noneMatch(line -> List.of(parts).stream().allMatch(line::contains))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no line with " + List.of(parts));
      }
      Thread.onSpinWait();
    }
  }

  private static void assertRefused(Gateway gateway, String body, String value, String right) {
    HttpResponse<String> refused = gateway.tellActuator("/frames", body);
    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode problem = JsonMapper.shared().readTree(refused.body());
    assertThat(problem.path("value").asString()).contains(value);
    assertThat(problem.path("detail").asString()).contains(right);
  }

  @Test
  void showsFramesButNoSecrets() {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS;
    Clock clock = Clock.systemUTC();
    try (BinanceSimulator binance = BinanceSimulator.start(settings, clock);
        BybitSimulator bybit = BybitSimulator.start(settings, clock);
        HyperliquidSimulator hyperliquid = HyperliquidSimulator.start(settings, clock);
        AlpacaSimulator alpaca = AlpacaSimulator.start(settings, clock);
        Gateway gateway =
            Gateway.start(binance, bybit, hyperliquid, alpaca, "barline.debug.frames=*");
        LoggedLines logged = LoggedLines.of("ROOT");
        GatewayClient client = gateway.connect()) {
      gateway.awaitCatalogues();
      client.send(
          "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"alpaca:trades:AAPL\","
              + "\"binance:trades:BTC/USDT\",\"binance:trades:BTC/USDT:USDT\","
              + "\"alpaca:trades:BTC/USD\"]}");
      await(logged, "exchange=alpaca", "direction=out", "frame=***");
      await(logged, "exchange=alpaca", "direction=in", "\"T\":\"subscription\"");
      await(logged, "exchange=binance", "direction=in", "btcusdt@trade");
      assertThat(logged.lines())
          .noneMatch(line -> line.contains(AlpacaSimulator.SECRET))
          .noneMatch(line -> line.contains(AlpacaSimulator.KEY));

      assertThat(gateway.actuator("/frames").body()).isEqualTo("{\"frames\":[\"*\"]}");
      assertThat(gateway.tellActuator("/frames", "{\"frames\":\"\"}").body())
          .isEqualTo("{\"frames\":[]}");
      try (LoggedLines since = LoggedLines.of("io.barline.frames")) {
        gateway.tellActuator("/frames", "{\"frames\":\"binance:BTC/USDT:USDT\"}");
        await(since, "feed=binance:usdm-market", "BTCUSDT");
        assertThat(since.lines()).noneMatch(line -> line.contains("feed=binance:spot"));
      }
      assertThat(gateway.tellActuator("/frames", "{\"frames\":\"bybit:BTC/USDT, binance\"}").body())
          .isEqualTo("{\"frames\":[\"bybit:BTC/USDT\",\"binance\"]}");
      String list = "{\"frames\":[\"bybit:BTC/USDT:USDT\",\"binance:ETH/USDT\"]}";
      assertThat(gateway.tellActuator("/frames", list).body()).isEqualTo(list);
      assertThat(gateway.actuator("/frames").body()).isEqualTo(list);
      assertRefused(gateway, "{\"frames\":\"krakn\"}", "krakn", "served are [alpaca, binance");
      assertRefused(gateway, "{\"frames\":[\"binance:BTC/USDX\"]}", "binance:BTC/USDX", "BTC/USDT");
      assertRefused(gateway, "{\"frames\":[7]}", "7", "a list of texts");
      assertRefused(gateway, "{\"frame\":\"binance\"}", "frame", "the body must be");
      assertRefused(gateway, "frames", "frames", "the body must be");
      assertRefused(gateway, "", "", "the body must be");
      assertThat(gateway.actuator("/frames").body()).isEqualTo(list);
    }
  }
}
