package io.barline;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Well-behaved clients, measured without others and then beside clients that never read, read
 * slowly, come back all at once, or flood the gateway with requests.
 */
final class LoadUnruly {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MICROSECOND = 1_000;

  /** How long a slow client pauses between two reads. */
  private static final long SLOWLY_MILLIS = 200;

  private final LoadOptions options;
  private final LoadReport report;

  LoadUnruly(LoadOptions options, LoadReport report) {
    this.options = options;
    this.report = report;
  }

  /** Runs it; how often a well-behaved client saw what must not be. */
  long run() throws IOException {
    try (LoadProcess exchange = LoadHarness.startExchange(options)) {
      List<String> endpoints = LoadHarness.endpoints(exchange);
      try (LoadGateway gateway = LoadGateway.start(options, endpoints);
          LoadSwarm swarm = new LoadSwarm();
          LoadSwarm others = new LoadSwarm()) {
        gateway.awaitCatalogue();
        connectNeighbours(gateway, swarm);
        LoadHarness.pause(Duration.ofSeconds(options.warmup()));
        report
            .put("symbols", options.symbols())
            .put("tradesPerSecond", options.rate())
            .put("clientsOfBars", options.clientsBars())
            .put("clientsOfTrades", options.clientsTrades())
            .put("clientsUnruly", options.clientsUnruly());
        measure("Without", gateway, swarm, () -> {});
        switch (options.scenario()) {
          case DEAF -> reluctant(gateway, swarm, others, 0);
          case SLOW -> reluctant(gateway, swarm, others, SLOWLY_MILLIS);
          case HERD -> herd(gateway, swarm, others);
          case FLOOD -> flood(gateway, swarm, others);
          case FAN_OUT, LATENCY, IDLE, START, EXCHANGE ->
              throw new IllegalArgumentException("not of the unruly: " + options.scenario());
        }
        measure("Afterwards", gateway, swarm, () -> {});
        long faults = swarm.ask(tally -> tally.faultCount);
        report.faults(faults, swarm.ask(tally -> List.copyOf(tally.faults)));
        return faults;
      }
    }
  }

  private void connectNeighbours(LoadGateway gateway, LoadSwarm swarm) {
    URI door = gateway.webSocket();
    List<String> trades = LoadHarness.topics(options, "trades");
    List<String> bars =
        LoadHarness.topics(
            options,
            LoadHarness.INTERVALS.stream()
                .map(interval -> "bars." + interval)
                .toArray(String[]::new));
    swarm.connect(options.clientsBars(), door, () -> new LoadClient(door, bars, swarm.tally, null));
    swarm.connect(
        options.clientsTrades(), door, () -> new LoadClient(door, trades, swarm.tally, null));
    int clients = options.clientsBars() + options.clientsTrades();
    swarm.await("all subscribed", PATIENCE, tally -> tally.subscribed >= clients);
  }

  /** Measures the neighbours while something is done, and for the usual time at least. */
  private void measure(String when, LoadGateway gateway, LoadSwarm swarm, Runnable meanwhile) {
    LoadUsage before = gateway.usage();
    swarm.ask(
        tally -> {
          tally.begin();
          return 0;
        });
    long start = System.nanoTime();
    meanwhile.run();
    long left = options.seconds() * 1_000_000_000L - (System.nanoTime() - start);
    if (left > 0) {
      LoadHarness.pause(Duration.ofNanos(left));
    }
    swarm.ask(
        tally -> {
          tally.end();
          return 0;
        });
    long nanos = System.nanoTime() - start;
    LoadUsage after = gateway.usage();
    LoadTally tally = swarm.tally;
    report
        .latency("trades" + when, tally.tradesFromGateway)
        .latency("bars" + when, tally.barsFromGateway)
        .put("barsRevised" + when, tally.revisions)
        .ratio("cpuCores" + when, after.cpu() - before.cpu(), nanos)
        .megabytes("residentMB" + when, after.resident());
  }

  /**
   * @param everyMillis after how long each reads once more; 0 for never
   */
  private void reluctant(LoadGateway gateway, LoadSwarm swarm, LoadSwarm others, long everyMillis)
      throws IOException {
    URI door = gateway.webSocket();
    List<String> trades = LoadHarness.topics(options, "trades");
    long closedBefore = closedAsSlow(gateway);
    measure(
        "Beside",
        gateway,
        swarm,
        () ->
            others.connect(
                options.clientsUnruly(),
                door,
                () -> new LoadReluctant(door, trades, others.tally, everyMillis)));
    report
        .put("closedAsSlow", closedAsSlow(gateway) - closedBefore)
        .put("lagsTold", others.ask(tally -> tally.lags));
  }

  private static long closedAsSlow(LoadGateway gateway) throws IOException {
    return gateway.meter("barline.client.closed?tag=code:slow");
  }

  /** All of them lose their connections at once and come back at once, each with its cursor. */
  private void herd(LoadGateway gateway, LoadSwarm swarm, LoadSwarm others) {
    URI door = gateway.webSocket();
    int count = options.clientsUnruly();
    List<String> topic = LoadHarness.topics(options, "trades").subList(0, 1);
    List<LoadClient> herd = new ArrayList<>();
    others.connect(
        count,
        door,
        () -> {
          LoadClient client = new LoadClient(door, topic, others.tally, null);
          herd.add(client);
          return client;
        });
    others.await("the herd is there", PATIENCE, tally -> tally.subscribed >= count);
    LoadHarness.pause(Duration.ofSeconds(2));
    long[] took = new long[1];
    measure(
        "Beside",
        gateway,
        swarm,
        () -> {
          others.ask(
              tally -> {
                tally.begin();
                herd.forEach(LoadClient::leave);
                return 0;
              });
          others.cut();
          LoadHarness.pause(Duration.ofSeconds(1));
          long start = System.nanoTime();
          others.connectAtOnce(herd.stream().map(client -> client.successor(start)).toList(), door);
          others.await("the herd is back", PATIENCE, tally -> tally.resumed >= count);
          took[0] = System.nanoTime() - start;
        });
    report
        .ratio("millisUntilAllWereBack", took[0], 1_000 * MICROSECOND)
        .latency("answer", others.tally.answers)
        .put("recovered", others.ask(tally -> tally.recovered))
        .put("herdFaults", others.ask(tally -> tally.faultCount))
        .put("someHerdFaults", others.ask(tally -> List.copyOf(tally.faults)));
  }

  private void flood(LoadGateway gateway, LoadSwarm swarm, LoadSwarm others) throws IOException {
    URI door = gateway.webSocket();
    List<String> topics = LoadHarness.topics(options, "trades", "bars.1m", "quotes");
    long closedBefore = gateway.meter("barline.client.closed?tag=code:rate_limited");
    measure(
        "Beside",
        gateway,
        swarm,
        () ->
            others.connect(
                options.clientsUnruly(), door, () -> new LoadFlood(door, topics, others.tally)));
    report
        .put("requestsSent", others.ask(tally -> tally.requests))
        .put(
            "closedAsRateLimited",
            gateway.meter("barline.client.closed?tag=code:rate_limited") - closedBefore);
  }
}
