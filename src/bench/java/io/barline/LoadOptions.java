package io.barline;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to put the gateway under.
 *
 * @param clientsBars clients of the bars of six intervals of all symbols
 * @param clientsTrades clients of the trades of all symbols
 * @param clientsIdle clients that hear nothing but heartbeats
 * @param clientsUnruly clients that do not read, read slowly, come back in a herd or flood
 * @param rate trades a second of all symbols together
 * @param symbols how many symbols trade
 * @param seconds how long is measured
 * @param warmup seconds before that, under the same load
 * @param repeats how often the gateway is started, where that is measured
 * @param json a file for the figures; null for none
 * @param jar the gateway as a jar; null to take the classes of this process
 * @param jvm more options of the gateway's JVM, separated by spaces
 * @param settings the gateway's, separated by commas, such as {@code
 *     barline.stream.max-batching=1ms}
 */
record LoadOptions(
    Scenario scenario,
    int clientsBars,
    int clientsTrades,
    int clientsIdle,
    int clientsUnruly,
    int rate,
    int symbols,
    int seconds,
    int warmup,
    int repeats,
    @Nullable Path json,
    @Nullable Path jar,
    List<String> jvm,
    List<String> settings) {

  enum Scenario {
    FAN_OUT("fan-out"),
    LATENCY("latency"),
    IDLE("idle"),
    START("start"),
    EXCHANGE("exchange"),
    DEAF("deaf"),
    SLOW("slow"),
    HERD("herd"),
    FLOOD("flood");

    final String code;

    Scenario(String code) {
      this.code = code;
    }

    /** Whether well-behaved clients are measured without and then with others beside them. */
    boolean isUnruly() {
      return this == DEAF || this == SLOW || this == HERD || this == FLOOD;
    }

    private static Scenario of(String code) {
      for (Scenario each : values()) {
        if (each.code.equals(code)) {
          return each;
        }
      }
      throw new IllegalArgumentException("no scenario " + code);
    }
  }

  LoadOptions {
    within("clients-bars", clientsBars, 20_000);
    within("clients-trades", clientsTrades, 20_000);
    within("clients-idle", clientsIdle, 20_000);
    within("clients-unruly", clientsUnruly, 20_000);
    within("rate", rate, 1_000_000);
    within("symbols", symbols, 100);
    within("seconds", seconds, 3_600);
    within("warmup", warmup, 600);
    within("repeats", repeats, 20);
    if (symbols < 1 || seconds < 1 || rate % symbols != 0) {
      throw new IllegalArgumentException(
          "symbols and seconds must be above 0, and the rate a multiple of the symbols");
    }
  }

  private static void within(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException("--%s must be 0 to %d".formatted(name, most));
    }
  }

  /** {@code <scenario> --option value ...}; what is left out is as the design's targets say. */
  static LoadOptions parse(String[] args) {
    Scenario scenario = Scenario.of(args.length == 0 ? "" : args[0]);
    boolean unruly = scenario.isUnruly();
    int bars = unruly ? 20 : 0;
    int trades = unruly ? 5 : 0;
    int idle = 0;
    int others = unruly ? 20 : 0;
    int rate = unruly ? 2_000 : 0;
    int symbols = unruly ? 10 : 1;
    switch (scenario) {
      case FAN_OUT -> {
        trades = 200;
        rate = 2_000;
      }
      case LATENCY -> {
        bars = 50;
        trades = 5;
        rate = 20_000;
        symbols = 10;
      }
      case EXCHANGE -> {
        trades = 1;
        rate = 100_000;
        symbols = 10;
      }
      case IDLE -> idle = 10_000;
      case HERD -> {
        others = 2_000;
        rate = 500;
      }
      case START, DEAF, SLOW, FLOOD -> {}
    }
    int seconds = 30;
    int warmup = 20;
    int repeats = 3;
    Path json = null;
    Path jar = null;
    List<String> jvm = List.of();
    List<String> settings = List.of();
    for (int i = 1; i + 1 < args.length; i += 2) {
      String value = args[i + 1];
      switch (args[i]) {
        case "--clients-bars" -> bars = Integer.parseInt(value);
        case "--clients-trades" -> trades = Integer.parseInt(value);
        case "--clients-idle" -> idle = Integer.parseInt(value);
        case "--clients-unruly" -> others = Integer.parseInt(value);
        case "--rate" -> rate = Integer.parseInt(value);
        case "--symbols" -> symbols = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--warmup" -> warmup = Integer.parseInt(value);
        case "--repeats" -> repeats = Integer.parseInt(value);
        case "--json" -> json = Path.of(value);
        case "--jar" -> jar = Path.of(value);
        case "--jvm" -> jvm = List.of(value.split(" ", -1));
        case "--settings" -> settings = List.of(value.split(",", -1));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (args.length % 2 == 0) {
      throw new IllegalArgumentException(args[args.length - 1] + " needs a value");
    }
    return new LoadOptions(
        scenario, bars, trades, idle, others, rate, symbols, seconds, warmup, repeats, json, jar,
        jvm, settings);
  }
}
