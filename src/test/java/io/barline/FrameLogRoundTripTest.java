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
              + "\"binance:trades:BTC/USDT\",\"alpaca:trades:BTC/USD\"]}");
      await(logged, "exchange=alpaca", "direction=out", "frame=***");
      await(logged, "exchange=alpaca", "direction=in", "\"T\":\"subscription\"");
      await(logged, "exchange=binance", "direction=in", "btcusdt@trade");
      assertThat(logged.lines())
          .noneMatch(line -> line.contains(AlpacaSimulator.SECRET))
          .noneMatch(line -> line.contains(AlpacaSimulator.KEY));

      assertThat(gateway.actuator("/frames").body()).isEqualTo("{\"frames\":[\"*\"]}");
      assertThat(gateway.tellActuator("/frames", "{\"frames\":\"\"}").body())
          .isEqualTo("{\"frames\":[]}");
      HttpResponse<String> refused = gateway.tellActuator("/frames", "{\"frames\":\"krakn\"}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(gateway.tellActuator("/frames", "{\"frames\":\"bybit:BTC/USDT, binance\"}").body())
          .isEqualTo("{\"frames\":[\"bybit:BTC/USDT\",\"binance\"]}");
    }
  }
}
