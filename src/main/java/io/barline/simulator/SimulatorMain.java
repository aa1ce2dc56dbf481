package io.barline.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a simulated exchange in a process of its own: {@code --port N --seed N --rate N} (trades a
 * second of each symbol) {@code --replay FILE --http FILE --segment spot|usdm|coinm --speed N}.
 */
public final class SimulatorMain {
  private SimulatorMain() {}

  public static void main(String[] args) throws InterruptedException {
    BinanceSimulator simulator = BinanceSimulator.start(settings(args), Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    System.out.println("spot-ws " + simulator.spotWs());
    System.out.println("spot-rest " + simulator.spotRest());
    System.out.println("usdm-public-ws " + simulator.usdmPublicWs());
    System.out.println("usdm-market-ws " + simulator.usdmMarketWs());
    System.out.println("usdm-rest " + simulator.usdmRest());
    System.out.println("coinm-ws " + simulator.coinmWs());
    System.out.println("coinm-rest " + simulator.coinmRest());
    new CountDownLatch(1).await();
  }

  static SimulatorSettings settings(String[] args) {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS;
    Path replay = null;
    Path http = null;
    Segment segment = Segment.SPOT;
    int speed = 1;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--port" -> settings = settings.withPort(Integer.parseInt(value));
        case "--seed" -> settings = settings.withSeed(Long.parseLong(value));
        case "--rate" -> settings = settings.withTradesPerSecond(Integer.parseInt(value));
        case "--replay" -> replay = Path.of(value);
        case "--http" -> http = Path.of(value);
        case "--segment" -> segment = Segment.valueOf(value.toUpperCase(Locale.ROOT));
        case "--speed" -> speed = Integer.parseInt(value);
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return replay == null
        ? settings
        : settings.withReplay(new ReplaySettings(replay, http, segment, speed, Set.of()));
  }
}
