package io.barline;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a gateway under load and tells what it takes: an exchange, the gateway and the clients, each
 * in a process of its own on the loopback interface. See docs/benchmarks.md.
 *
 * <p>It ends with 1 where a client saw what must not be: a hole in a sequence, a gap, an error, the
 * end of its connection.
 */
public final class LoadHarness {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MICROSECOND = 1_000;

  /** Its count is that of the batches written. */
  private static final String WRITES = "barline.client.latency";

  private static final long SECOND = 1_000_000_000;
  static final List<String> INTERVALS = List.of("1s", "1m", "5m", "15m", "1h", "1d");

  private final LoadOptions options;
  private final LoadReport report;
  private long faults;

  private LoadHarness(LoadOptions options) throws IOException {
    this.options = options;
    this.report = new LoadReport(options);
  }

  public static void main(String[] args) throws IOException {
    LoadHarness harness = new LoadHarness(LoadOptions.parse(args));
    harness.run();
    harness.report.tell(harness.options.json());
    System.exit(harness.faults == 0 ? 0 : 1);
  }

  private void run() throws IOException {
    switch (options.scenario()) {
      case FAN_OUT, LATENCY -> traffic();
      case IDLE -> idle();
      case START -> start();
      case EXCHANGE -> exchange();
      case DEAF, SLOW, HERD, FLOOD -> faults = new LoadUnruly(options, report).run();
    }
  }

  /** The harness measures real time, so it waits in real time. */
  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static LoadProcess startExchange(LoadOptions options) throws IOException {
    List<String> command = new ArrayList<>(List.of("-Xmx512m"));
    command.addAll(LoadProcess.sameClassPath(LoadExchange.class));
    command.add(Integer.toString(options.symbols()));
    command.add(Integer.toString(options.rate() / options.symbols()));
    return new LoadProcess("exchange", command);
  }

  /** The exchange's addresses, as settings of the gateway. */
  static List<String> endpoints(LoadProcess exchange) {
    return Stream.generate(() -> "barline.exchanges.binance.endpoints." + exchange.line())
        .limit(7)
        .toList();
  }

  private static URI spot(List<String> endpoints) {
    String first = endpoints.getFirst();
    return URI.create(first.substring(first.indexOf('=') + 1));
  }

  static List<String> topics(LoadOptions options, String... channels) {
    return Arrays.stream(channels)
        .flatMap(
            channel ->
                LoadExchange.symbols(options.symbols()).stream()
                    .map(symbol -> "binance:" + channel + ":" + symbol))
        .toList();
  }

  private void traffic() throws IOException {
    try (LoadProcess exchange = startExchange(options)) {
      List<String> endpoints = endpoints(exchange);
      try (LoadGateway gateway = LoadGateway.start(options, endpoints);
          LoadSwarm swarm = new LoadSwarm()) {
        gateway.awaitCatalogue();
        List<String> trades = topics(options, "trades");
        List<String> bars =
            topics(
                options,
                INTERVALS.stream().map(interval -> "bars." + interval).toArray(String[]::new));
        URI spot = spot(endpoints);
        boolean tapped = options.scenario() == LoadOptions.Scenario.LATENCY;
        LoadTap tap = new LoadTap(spot.toString(), "BTCUSDT", swarm.tally);
        if (tapped) {
          swarm.connect(1, spot, () -> tap);
        }
        URI door = gateway.webSocket();
        swarm.connect(
            options.clientsBars(), door, () -> new LoadClient(door, bars, swarm.tally, null));
        swarm.connect(
            options.clientsTrades(),
            door,
            () -> new LoadClient(door, trades, swarm.tally, tapped ? tap : null));
        int clients = options.clientsBars() + options.clientsTrades();
        swarm.await("all subscribed", PATIENCE, tally -> tally.subscribed >= clients);
        pause(Duration.ofSeconds(options.warmup()));
        measure(exchange, gateway, swarm);
      }
    }
  }

  private void measure(LoadProcess exchange, LoadGateway gateway, LoadSwarm swarm)
      throws IOException {
    String counter = "barline.pipeline.trades?tag=segment:spot";
    LoadUsage exchangeBefore = LoadUsage.of(exchange.pid());
    LoadUsage harnessBefore = LoadUsage.of(ProcessHandle.current().pid());
    long tradesBefore = gateway.meter(counter);
    long writesBefore = gateway.meter(WRITES);
    LoadUsage before = gateway.usage();
    swarm.ask(
        tally -> {
          tally.begin();
          return 0;
        });
    long start = System.nanoTime();
    pause(Duration.ofSeconds(options.seconds()));
    swarm.ask(
        tally -> {
          tally.end();
          return 0;
        });
    long nanos = System.nanoTime() - start;
    LoadUsage after = gateway.usage();
    long trades = gateway.meter(counter) - tradesBefore;
    long writes = gateway.meter(WRITES) - writesBefore;
    LoadTally tally = swarm.tally;
    LoadUsage exchangeAfter = LoadUsage.of(exchange.pid());
    LoadUsage harnessAfter = LoadUsage.of(ProcessHandle.current().pid());
    long closedForSlowness = Long.parseLong(exchange.ask().split(" ", -1)[2]);
    faults = tally.faultCount + closedForSlowness;
    long cpu = after.cpu() - before.cpu();
    report
        .put("symbols", options.symbols())
        .put("clientsOfBars", options.clientsBars())
        .put("clientsOfTrades", options.clientsTrades())
        .ratio("seconds", nanos, SECOND)
        .rate("tradesPerSecond", trades, nanos)
        .rate("deliveredPerSecond", tally.messages, nanos)
        .ratio("bytesPerMessage", tally.bytes, tally.messages)
        .ratio("messagesPerWrite", tally.messages, writes)
        .put("barsDelivered", tally.bars)
        .ratio("cpuMicrosPerTrade", cpu, MICROSECOND * trades)
        .ratio("cpuMicrosPerDelivered", cpu, MICROSECOND * tally.messages)
        .ratio("cpuCores", cpu, nanos)
        .ratio("ofWhichKernel", after.system() - before.system(), cpu)
        .put("cpuPercentByThread", after.busiest(before))
        .ratio("cpuCoresOfHarness", harnessAfter.cpu() - harnessBefore.cpu(), nanos)
        .ratio("cpuCoresOfExchange", exchangeAfter.cpu() - exchangeBefore.cpu(), nanos)
        .latency("tradesFromExchange", tally.tradesFromExchange)
        .latency("tapFromExchange", tally.tapFromExchange)
        .latency("tradesFromGateway", tally.tradesFromGateway)
        .latency("barsFromGateway", tally.barsFromGateway)
        .put("unmatched", tally.unmatched)
        .megabytes("residentMB", after.resident())
        .megabytes("heapUsedMB", gateway.meter("jvm.memory.used?tag=area:heap"))
        .faults(faults, tally.faults);
  }

  private void idle() throws IOException {
    try (LoadProcess exchange = startExchange(options)) {
      List<String> endpoints = endpoints(exchange);
      try (LoadGateway gateway = LoadGateway.start(options, endpoints);
          LoadSwarm swarm = new LoadSwarm()) {
        gateway.awaitCatalogue();
        pause(Duration.ofSeconds(options.warmup()));
        gateway.process.jcmd("GC.run");
        LoadUsage empty = gateway.usage();
        long emptyHeap = gateway.meter("jvm.memory.used?tag=area:heap");
        URI door = gateway.webSocket();
        List<String> quiet = topics(options, "bars.1d");
        swarm.connect(
            options.clientsIdle(), door, () -> new LoadClient(door, quiet, swarm.tally, null));
        swarm.await("all subscribed", PATIENCE, tally -> tally.subscribed >= options.clientsIdle());
        LoadUsage connected = gateway.usage();
        swarm.ask(
            tally -> {
              tally.begin();
              return 0;
            });
        pause(Duration.ofSeconds(options.seconds()));
        LoadUsage idle = gateway.usage();
        gateway.process.jcmd("GC.run");
        long heap = gateway.meter("jvm.memory.used?tag=area:heap");
        LoadUsage collected = gateway.usage();
        faults = swarm.ask(tally -> tally.faultCount);
        report
            .put("clients", swarm.ask(tally -> tally.subscribed))
            .put("heartbeats", swarm.ask(tally -> tally.messages))
            .megabytes("emptyMB", empty.resident())
            .megabytes("connectedMB", connected.resident())
            .megabytes("idleMB", idle.resident())
            .megabytes("idleCollectedMB", collected.resident())
            .megabytes("aboveEmptyMB", idle.resident() - empty.resident())
            .megabytes("aboveEmptyCollectedMB", collected.resident() - empty.resident())
            .ratio("heapKBPerClient", heap - emptyHeap, 1_024L * options.clientsIdle())
            .ratio(
                "cpuMillisPerConnect",
                connected.cpu() - empty.cpu(),
                1_000 * MICROSECOND * options.clientsIdle())
            .ratio("cpuCoresIdle", idle.cpu() - connected.cpu(), options.seconds() * SECOND)
            .faults(faults, swarm.ask(tally -> List.copyOf(tally.faults)));
      }
    }
  }

  private void start() throws IOException {
    for (int i = 1; i <= options.repeats(); i++) {
      try (LoadGateway gateway =
          LoadGateway.start(options, List.of("spring.profiles.active=demo"))) {
        LoadUsage ready = gateway.usage();
        pause(Duration.ofSeconds(options.warmup()));
        LoadUsage idle = gateway.usage();
        pause(Duration.ofSeconds(options.seconds()));
        LoadUsage later = gateway.usage();
        report
            .seconds("readySeconds" + i, gateway.startup())
            .ratio("cpuSecondsToReady" + i, ready.cpu(), SECOND)
            .megabytes("idleMB" + i, later.resident())
            .ratio("cpuCoresIdle" + i, later.cpu() - idle.cpu(), options.seconds() * SECOND);
      }
    }
  }

  /** How much the exchange alone can send to one connection. */
  private void exchange() throws IOException {
    try (LoadProcess exchange = startExchange(options);
        LoadSwarm swarm = new LoadSwarm()) {
      URI spot = spot(endpoints(exchange));
      List<LoadTap> taps = new ArrayList<>();
      for (int i = 0; i < options.clientsTrades(); i++) {
        for (String symbol : LoadExchange.symbols(options.symbols())) {
          taps.add(new LoadTap(spot.toString(), symbol.replace("/", ""), swarm.tally));
        }
      }
      for (LoadTap tap : taps) {
        swarm.connect(1, spot, () -> tap);
      }
      pause(Duration.ofSeconds(options.warmup()));
      LoadUsage before = LoadUsage.of(exchange.pid());
      long framesBefore =
          swarm.ask(
              tally -> {
                tally.begin();
                return taps.stream().mapToLong(tap -> tap.frames).sum();
              });
      long start = System.nanoTime();
      pause(Duration.ofSeconds(options.seconds()));
      long frames = swarm.ask(_ -> taps.stream().mapToLong(tap -> tap.frames).sum()) - framesBefore;
      long nanos = System.nanoTime() - start;
      LoadUsage after = LoadUsage.of(exchange.pid());
      faults = swarm.ask(tally -> tally.faultCount);
      report
          .put("connections", taps.size())
          .put("askedPerSecond", options.rate() * options.clientsTrades())
          .rate("framesPerSecond", frames, nanos)
          .ratio("cpuMicrosPerFrame", after.cpu() - before.cpu(), MICROSECOND * frames)
          .ratio("cpuCores", after.cpu() - before.cpu(), nanos)
          .latency("tapFromExchange", swarm.tally.tapFromExchange)
          .faults(faults, swarm.tally.faults);
    }
  }
}
