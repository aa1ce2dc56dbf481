package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReplayTest {
  private static final Path RECORDED =
      Path.of("../shared/fixtures/binance-usdm/cryptofeed/split/BINANCE_FUTURES.open.ws");

  @TempDir Path folder;

  private Path recording() throws Exception {
    return Files.writeString(
        folder.resolve("recorded.ws"),
        """
        1626992741.0: {"stream":"foousdt@aggTrade","data":{"a":1}}
        1626992741.05: {"stream":"foousdt@bookTicker","data":{"u":7}}
        1626992741.1: {"stream":"foousdt@aggTrade","data":{"a":2}}
        """);
  }

  private Path snapshots() throws Exception {
    return Files.writeString(
        folder.resolve("recorded.http"),
        """
        https://fapi.binance.com/fapi/v1/depth?symbol=FOOUSDT&limit=1000 -> 1626992741.02: {"lastUpdateId":1}
        https://fapi.binance.com/fapi/v1/depth?symbol=FOOUSDT&limit=1000 -> 1626992741.07: {"lastUpdateId":2}
        """);
  }

  private static BinanceSimulator start(ReplaySettings replay) {
    return BinanceSimulator.start(SimulatorSettings.DEFAULTS.withReplay(replay), new TestClock());
  }

  @Test
  void sendsEachStreamToItsSubscribersOnceTheWantedOnesAreSubscribed() throws Exception {
    Set<String> wanted = Set.of("foousdt@aggTrade", "foousdt@bookTicker");
    try (var simulator =
            start(new ReplaySettings(recording(), snapshots(), Segment.USDM, 1, wanted));
        var trades = new StreamClient(simulator.usdmMarketWs(), "/stream")) {
      trades.ask("{\"method\":\"SUBSCRIBE\",\"params\":[\"foousdt@aggTrade\"],\"id\":1}");
      var rest = new RestClient(simulator.usdmRest());
      String depth = "/fapi/v1/depth?symbol=FOOUSDT";
      assertThat(rest.get(depth).get("lastUpdateId").asInt()).isEqualTo(1);
      assertThat(simulator.replaysDone()).isNotDone();
      try (var quotes = new StreamClient(simulator.usdmPublicWs(), "/ws/foousdt@bookTicker")) {
        assertThat(trades.text()).isEqualTo("{\"stream\":\"foousdt@aggTrade\",\"data\":{\"a\":1}}");
        assertThat(quotes.text()).isEqualTo("{\"u\":7}");
        assertThat(trades.text()).isEqualTo("{\"stream\":\"foousdt@aggTrade\",\"data\":{\"a\":2}}");
        simulator.replaysDone().orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(rest.get(depth).get("lastUpdateId").asInt()).isEqualTo(2);
      }
    }
  }

  @Test
  void listsTheRecordedInstruments() throws Exception {
    try (var simulator = start(new ReplaySettings(recording(), null, Segment.SPOT, 0, Set.of()))) {
      var rest = new RestClient(simulator.spotRest());
      JsonNode listed = rest.get("/api/v3/exchangeInfo?symbol=FOOUSDT").get("symbols").get(0);
      assertThat(listed.get("baseAsset").asString()).isEqualTo("FOO");
      assertThat(listed.get("quoteAsset").asString()).isEqualTo("USDT");
      assertThat(simulator.trades(Segment.SPOT, "FOOUSDT")).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrongWithARecording() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.ws"), "1.5: {\"e\":1}\n");
    assertThatThrownBy(() -> start(new ReplaySettings(broken, null, Segment.SPOT, 0, Set.of())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no combined-stream frame");
  }

  @Test
  void playsTheRecordedHalfMinuteAsFastAsItIsRead() throws Exception {
    assumeThat(RECORDED).as("the recording is not here").exists();
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(RECORDED)) {
      if (line.contains("@aggTrade") || line.contains("@kline_1m")) {
        expected.add(line.substring(line.indexOf(": ") + 2));
      }
    }
    String streams = "sushiusdt@aggTrade/ctkusdt@aggTrade/sushiusdt@kline_1m/ctkusdt@kline_1m";
    var replay = new ReplaySettings(RECORDED, null, Segment.USDM, 0, Set.of(streams.split("/")));
    try (var simulator = start(replay);
        var client = new StreamClient(simulator.usdmMarketWs(), "/stream?streams=" + streams)) {
      for (String frame : expected) {
        assertThat(client.text()).isEqualTo(frame);
      }
      simulator.replaysDone().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void waitsForASlowReaderInsteadOfPilingUp() throws Exception {
    StringBuilder lines = new StringBuilder();
    int frames = 40_000;
    for (int i = 0; i < frames; i++) {
      lines
          .append("1.0: {\"stream\":\"foousdt@trade\",\"data\":{\"t\":")
          .append(i)
          .append(",\"pad\":\"")
          .append("x".repeat(500))
          .append("\"}}\n");
    }
    Path file = Files.writeString(folder.resolve("long.ws"), lines);
    var settings =
        SimulatorSettings.DEFAULTS
            .withTradesPerSecond(0)
            .withSendBufferBytes(4 << 20)
            .withReplay(new ReplaySettings(file, null, Segment.SPOT, 0, Set.of()));
    var gate = new CompletableFuture<Void>();
    try (var simulator = BinanceSimulator.start(settings, new TestClock());
        var client = new StreamClient(simulator.spotWs(), "/ws/foousdt@trade", gate)) {
      for (long sent = -1; sent != simulator.counts().framesSent(); ) {
        sent = simulator.counts().framesSent();
        new RestClient(simulator.spotRest()).get("/api/v3/exchangeInfo");
      }
      assertThat(simulator.replaysDone()).isNotDone();
      gate.complete(null);
      for (int i = 0; i < frames; i++) {
        assertThat(client.json().get("t").asInt()).isEqualTo(i);
      }
      assertThat(simulator.counts().closedForSlowness()).isZero();
    }
  }
}
