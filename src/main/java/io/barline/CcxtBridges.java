package io.barline;

import io.barline.bridge.ProcessBridge;
import io.barline.bridge.Program;
import io.barline.bridge.Programs;
import io.barline.bridge.RemoteBridge;
import io.barline.bridge.RunningBridge;
import io.barline.exchange.Bridge;
import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
import io.barline.exchange.ccxt.CcxtExchanges;
import io.barline.exchange.ccxt.CcxtSettings;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bridges that CCXT runs in, and which of its exchanges each serves. */
final class CcxtBridges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CcxtBridges.class);

  /** The bridge of all exchanges that no shard names. */
  private static final String MAIN = "ccxt";

  /** Of the memory that a bridge may take, so much is JavaScript's. */
  private static final double HEAP = 0.75;

  private final CcxtSettings settings;
  private final Clock clock;
  private final @Nullable String off;
  private final List<RunningBridge> all = new ArrayList<>();
  private final Map<String, RunningBridge> byExchange = new HashMap<>();
  private final CcxtExchanges exchanges;
  private volatile Predicate<String> isServed = _ -> false;
  private volatile @Nullable Roster roster;

  /**
   * @param taken the ids of exchanges that are reached directly
   */
  CcxtBridges(CcxtSettings settings, Set<String> taken, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.off = reasonForNone(settings);
    this.exchanges = new CcxtExchanges(taken, settings, this::of);
    if (off == null) {
      all.add(bridge(MAIN, settings.url(), settings.token()));
      for (CcxtSettings.Shard shard : settings.shards()) {
        RunningBridge own =
            bridge(MAIN + "-" + shard.exchanges().getFirst(), shard.url(), shard.token());
        all.add(own);
        shard.exchanges().forEach(id -> byExchange.put(id, own));
      }
    }
  }

  /** Why CCXT can't be had and what would help; null where it can. */
  private static @Nullable String reasonForNone(CcxtSettings settings) {
    if (!settings.enabled()) {
      return "barline.ccxt.enabled is false";
    }
    boolean remote =
        !settings.url().isEmpty()
            && settings.shards().stream().noneMatch(shard -> shard.url().isEmpty());
    if (remote) {
      return null;
    }
    if (node(settings) == null) {
      return ("CCXT is not available, as there is no program \"%s\": install Node.js 20.19 or"
              + " newer, or name it by barline.ccxt.node, or run the bridge elsewhere and set"
              + " barline.ccxt.url")
          .formatted(settings.node());
    }
    Path directory = directory(settings);
    if (!Files.isRegularFile(directory.resolve("index.js"))) {
      return ("CCXT is not available, as there is no bridge in %s: set barline.ccxt.directory, or"
              + " run it elsewhere and set barline.ccxt.url")
          .formatted(directory);
    }
    if (!Files.isDirectory(directory.resolve("node_modules").resolve("ccxt"))) {
      return "CCXT is not available, as it is not installed: run npm ci --omit=dev --ignore-scripts in %s and start the gateway again"
          .formatted(directory);
    }
    return null;
  }

  private static @Nullable Path node(CcxtSettings settings) {
    String path = System.getenv("PATH");
    return Programs.find(settings.node(), path == null ? "" : path);
  }

  private static Path directory(CcxtSettings settings) {
    return Path.of(settings.directory()).toAbsolutePath().normalize();
  }

  private RunningBridge bridge(String name, String url, String token) {
    if (!url.isEmpty()) {
      return new RemoteBridge(name, URI.create(url), token, this::listed);
    }
    String secret = new BigInteger(256, new SecureRandom()).toString(36);
    int megabytes = (int) settings.memory().toMegabytes();
    Program program =
        new Program(
            name,
            List.of(
                String.valueOf(node(settings)),
                "--max-old-space-size=" + (int) (megabytes * HEAP),
                "index.js",
                "--port",
                "0",
                "--supervised"),
            directory(settings),
            Map.of(
                "CCXT_BRIDGE_TOKEN",
                secret,
                "CCXT_BRIDGE_MAX_RSS_MB",
                Integer.toString(megabytes)));
    return new ProcessBridge(program, secret, this::listed, clock, RandomGenerator.getDefault());
  }

  private Bridge of(String exchange) {
    Bridge own = byExchange.get(exchange);
    return own != null ? own : all.isEmpty() ? new NoBridge() : all.getFirst();
  }

  private void listed(Bridge bridge, byte[] body) {
    Roster known = roster;
    if (known != null) {
      known.put(
          exchanges.of(bridge, body).stream().filter(one -> isServed.test(one.id())).toList());
    }
  }

  /** Why CCXT can't be had; null where it can. */
  @Nullable String off() {
    return off;
  }

  List<RunningBridge> all() {
    return List.copyOf(all);
  }

  /** What CCXT reaches, as far as that is known before it runs. */
  List<Exchange> exchanges() {
    return exchanges.bundled();
  }

  /**
   * What bridges list goes into {@code served} from now on.
   *
   * @param which the ids of those that are to be served
   */
  void serve(Roster served, Predicate<String> which) {
    List<String> unknown = exchanges.unknown();
    if (!unknown.isEmpty() && all.stream().noneMatch(RemoteBridge.class::isInstance)) {
      throw new IllegalArgumentException(
          "barline.ccxt names exchanges that CCXT has not: %s; docs/exchanges.md has all ids"
              .formatted(unknown));
    }
    for (String id : unknown) { // another bridge may know more
      LOG.warn("setting=barline.ccxt exchange={} reason=\"not known here\"", id);
    }
    isServed = which;
    roster = served;
  }

  /** Looks after the bridges from now on. */
  void start() {
    all.forEach(RunningBridge::start);
  }

  @Override
  public void close() {
    try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
      all.forEach(bridge -> together.execute(bridge::close));
    }
  }

  /** Nothing is served through it. */
  private record NoBridge() implements Bridge {
    @Override
    public @Nullable URI address() {
      return null;
    }

    @Override
    public String trouble() {
      return "CCXT is not available";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }
  }
}
