package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.simulator.Fault;
import io.barline.simulator.Simulator;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.kraken.KrakenSimulator;
import io.barline.simulator.okx.OkxSimulator;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kraken's and OKX's frames, read by CCXT itself in its bridge: what a client is told is what
 * happened there, or it is told what is missing.
 */
class CcxtRoundTripTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SimulatorSettings SETTINGS =
      SimulatorSettings.DEFAULTS.withTradesPerSecond(10);

  private static final String[] QUICK = {
    "barline.fresh.min-silence=2s",
    "barline.fresh.first-data=3s",
    "barline.fresh.proof=1s",
    "barline.fresh.pause-min=2s",
    "barline.repair.delay=300ms",
    "barline.stream.queue-messages=200000",
    "barline.stream.queue-bytes=64MB"
  };

  private final Clock clock = Clock.systemUTC();
  private final KrakenSimulator kraken = KrakenSimulator.start(SETTINGS, clock);
  private final OkxSimulator okx = OkxSimulator.start(SETTINGS, clock);
  private final Market bitcoin = Witness.market("kraken", "BTC/USD", 50, kraken.market("BTC/USD"));
  private final Market tether = Witness.market("okx", "BTC/USDT", 50, okx.market("BTC-USDT"));
  private final List<Market> markets = List.of(bitcoin, tether);

  @AfterEach
  void stop() {
    okx.close();
    kraken.close();
  }

  @Test
  void whatIsToldIsWhatHappened() {
    try (Gateway gateway = Gateway.start(kraken, okx, QUICK);
        Witness witness = listen(gateway)) {
      awaitTraded(witness, 50);
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market)).isEmpty();
        assertThat(witness.qualities(market)).containsOnly("complete");
      }
    }
  }

  @Test
  void connectionsThatTheExchangeCutsLoseNothingInSilence() {
    try (Gateway gateway = Gateway.start(kraken, okx, QUICK);
        Witness witness = listen(gateway)) {
      for (int time = 0; time < 3; time++) {
        kraken.begin(new Fault.Drop());
        okx.begin(new Fault.Close(1012, "restart"));
        int lost = time;
        for (Market market : markets) {
          String topic = market.topic("trades");
          witness.await(topic + " is down", () -> witness.told(topic, "reconnecting") > lost);
        }
        witness.awaitLive();
      }
      witness.compare();
      assertThat(reconnects(gateway, "kraken")).isGreaterThanOrEqualTo(3);
      assertThat(reconnects(gateway, "okx")).isGreaterThanOrEqualTo(3);
      assertThat(witness.holes(tether)).isNotEmpty().allMatch(Hole::filled);
      assertThat(witness.holes(bitcoin)).allMatch(Hole::filled); // Kraken sends the newest again
    }
  }

  @Test
  void silenceIsFoundAndWhatWasWithheldIsBroughtBack() {
    try (Gateway gateway = Gateway.start(kraken, okx, QUICK);
        Witness witness = listen(gateway)) {
      List<Simulator> mute = List.of(kraken, okx);
      awaitTraded(witness, 30);
      mute.forEach(exchange -> exchange.begin(new Fault.Mute()));
      for (Market market : markets) {
        String topic = market.topic("trades");
        witness.await(topic + " is stale", () -> witness.told(topic, "stale") > 0);
      }
      mute.forEach(Simulator::heal);
      witness.compare();
      assertThat(witness.holes(tether)).isNotEmpty().allMatch(Hole::filled);
      assertThat(witness.holes(bitcoin)).allMatch(Hole::filled); // Kraken sends the newest again
    }
  }

  @Test
  void aBridgeThatIsKilledIsBegunAnewAndWhatItMissedIsToldAndFound() {
    try (Gateway gateway = Gateway.start(kraken, okx, QUICK);
        Witness witness = listen(gateway)) {
      for (int time = 1; time <= 2; time++) {
        long pid = bridge(gateway).path("pid").asLong();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        int restarts = time;
        witness.await(
            "another bridge runs",
            () ->
                bridge(gateway).path("restarts").asLong() == restarts
                    && bridge(gateway).path("state").asString().equals("running")
                    && bridge(gateway).path("pid").asLong() != pid);
        witness.awaitLive();
      }
      witness.compare();
      for (Market market : markets) {
        assertThat(witness.holes(market))
            .as("%s", witness.notices(market.topic("trades")))
            .isNotEmpty()
            .allMatch(Hole::filled);
      }
    }
  }

  @Test
  void aGatewayThatIsBusyLosesNothing() {
    try (Gateway gateway = Gateway.start(kraken, okx, QUICK);
        Witness witness = listen(gateway)) {
      CountDownLatch busy = new CountDownLatch(1);
      block(gateway, busy);
      Instant now = clock.instant();
      kraken.market("BTC/USD").setTradeRate(1_000, now);
      okx.market("BTC-USDT").setTradeRate(1_000, now);
      try {
        witness.await(
            "trades wait in the bridge",
            () -> JSON.readTree(health(gateway)).path("queued").asLong() > 2_000);
      } finally {
        busy.countDown();
      }
      kraken.market("BTC/USD").setTradeRate(10, clock.instant());
      okx.market("BTC-USDT").setTradeRate(10, clock.instant());
      witness.compare();
      markets.forEach(market -> assertThat(witness.holes(market)).isEmpty());
    }
  }

  @Test
  void tellsWhatEachExchangeCanDo() {
    try (Gateway gateway = Gateway.start(kraken, okx)) {
      gateway.awaitCatalogues();
      JsonNode all = gateway.get("/api/v1/exchanges").path("exchanges");
      assertThat(all.size()).isGreaterThan(100);
      assertThat(all.findValuesAsString("id")).contains("kraken", "ccxt.binance", "ccxt.alpaca");
      JsonNode one = gateway.get("/api/v1/exchanges/kraken");
      assertThat(one.path("via").asString()).startsWith("ccxt 4.");
      assertThat(one.path("catalogue").path("state").asString()).isEqualTo("loaded");
      JsonNode other = gateway.get("/api/v1/exchanges/bitflyer");
      assertThat(other.path("catalogue").path("state").asString()).isEqualTo("on_demand");
      assertThat(JSON.writeValueAsString(other.path("segments").path(0).path("polled")))
          .contains("trades");
      assertThat(gateway.actuator("/health").body()).contains("\"status\":\"UP\"");
      JsonNode swaps = gateway.get("/api/v1/instruments?exchange=okx&query=BTC/USDT:USDT");
      assertThat(swaps.path("instruments").path(0).path("contractSize").asString())
          .isEqualTo("0.01");
    }
  }

  private Witness listen(Gateway gateway) {
    gateway.awaitCatalogues();
    return new Witness(gateway, markets);
  }

  /** Waits until so many trades happened on each market. */
  private void awaitTraded(Witness witness, int trades) {
    List<Integer> before = new ArrayList<>();
    markets.forEach(market -> before.add(market.trades().get().size()));
    for (int i = 0; i < markets.size(); i++) {
      Market market = markets.get(i);
      int wanted = before.get(i) + trades;
      witness.await("trades", () -> market.trades().get().size() >= wanted);
    }
  }

  private static JsonNode bridge(Gateway gateway) {
    return JSON.readTree(gateway.actuator("/health").body())
        .path("components")
        .path("ccxt")
        .path("details")
        .path("bridges")
        .path("ccxt");
  }

  private static long reconnects(Gateway gateway, String exchange) {
    return gateway
        .get("/api/v1/exchanges/" + exchange)
        .path("feeds")
        .path(0)
        .path("reconnects")
        .asLong();
  }

  /** What the bridge says of itself. */
  private static String health(Gateway gateway) {
    return gateway.text(bridge(gateway).path("address").asString() + "/healthz");
  }

  /** Keeps the event loops of exchanges busy, until the latch or ten seconds have passed. */
  private static void block(Gateway gateway, CountDownLatch until) {
    EventLoopGroup loops = gateway.bean("feedLoops", LoopResources.class).onClient(true);
    loops.forEach(
        loop ->
            loop.execute(
                () -> {
                  try {
                    var _ = until.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
}
