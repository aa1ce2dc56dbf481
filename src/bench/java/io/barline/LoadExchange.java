package io.barline;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatedInstrument;
import io.barline.simulator.SimulatorCounts;
import io.barline.simulator.SimulatorSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A simulated exchange in a process of its own that lists as many spot markets as the load needs
 * and no others, so that none costs anything for nothing: {@code <symbols> <trades a second of
 * each>}. It tells its endpoints, then its counts for each line that it reads, and ends with its
 * input.
 */
public final class LoadExchange {
  private LoadExchange() {}

  /** The unified symbols of the first {@code count} markets. */
  static List<String> symbols(int count) {
    return IntStream.range(0, count).mapToObj(i -> base(i) + "/USDT").toList();
  }

  private static String base(int index) {
    return index == 0 ? "BTC" : "L%02d".formatted(index);
  }

  public static void main(String[] args) throws IOException {
    List<SimulatedInstrument> markets =
        IntStream.range(0, Integer.parseInt(args[0]))
            .mapToObj(
                i -> SimulatedInstrument.spot(base(i), "USDT", "0.01", "0.00001", "65000", "0.02"))
            .toList();
    SimulatorSettings settings =
        SimulatorSettings.DEFAULTS
            .withTradesPerSecond(Integer.parseInt(args[1]))
            .withHistory(Duration.ofMillis(10))
            .withKeptTrades(1_000);
    try (BinanceSimulator simulator = BinanceSimulator.start(settings, Clock.systemUTC(), markets);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("spot-ws=" + simulator.spotWs());
      System.out.println("spot-rest=" + simulator.spotRest());
      System.out.println("usdm-public-ws=" + simulator.usdmPublicWs());
      System.out.println("usdm-market-ws=" + simulator.usdmMarketWs());
      System.out.println("usdm-rest=" + simulator.usdmRest());
      System.out.println("coinm-ws=" + simulator.coinmWs());
      System.out.println("coinm-rest=" + simulator.coinmRest());
      while (in.readLine() != null) {
        SimulatorCounts counts = simulator.counts();
        System.out.println(
            counts.framesSent() + " " + counts.bytesSent() + " " + counts.closedForSlowness());
      }
    }
    System.exit(0);
  }
}
