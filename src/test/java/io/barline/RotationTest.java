package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.ConnectionLimits;
import io.barline.simulator.Fault;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitCategory;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Connections are replaced while everything flows, and no client notices: its record is whole, and
 * nothing was told of it.
 */
class RotationTest {
  private static final Duration LIFETIME = Duration.ofSeconds(8);

  private BinanceSimulator binance;
  private BybitSimulator bybit;
  private HyperliquidSimulator hyperliquid;
  private AlpacaSimulator alpaca;

  @BeforeEach
  void start() {
    Clock clock = Clock.systemUTC();
    SimulatorSettings settings =
        SimulatorSettings.DEFAULTS.withSpot(ConnectionLimits.SPOT.withLifetime(LIFETIME));
    binance = BinanceSimulator.start(settings, clock);
    bybit = BybitSimulator.start(SimulatorSettings.DEFAULTS, clock);
    hyperliquid = HyperliquidSimulator.start(SimulatorSettings.DEFAULTS, clock);
    alpaca = AlpacaSimulator.start(SimulatorSettings.DEFAULTS, clock);
  }

  private Gateway gatewayWith(String maxAge) {
    Gateway gateway =
        Gateway.start(
            binance,
            bybit,
            hyperliquid,
            alpaca,
            "barline.exchanges.binance.max-age=" + maxAge,
            "barline.exchanges.bybit.max-age=" + maxAge,
            "barline.exchanges.hyperliquid.max-age=" + maxAge,
            "barline.feed.handover-grace=500ms",
            "barline.repair.delay=300ms");
    gateway.awaitCatalogues();
    return gateway;
  }

  @AfterEach
  void stop() {
    alpaca.close();
    hyperliquid.close();
    bybit.close();
    binance.close();
  }

  private Market spot() {
    return Witness.market("BTC/USDT", binance.market(Segment.SPOT, "BTCUSDT"));
  }

  @Test
  void noClientNoticesThatConnectionsAreReplacedBeforeTheyAreTooOld() {
    List<Market> markets =
        List.of(
            spot(),
            Witness.market("bybit", "BTC/USDT", 50, bybit.market(BybitCategory.SPOT, "BTCUSDT")),
            Witness.market("hyperliquid", "BTC/USDC:USDC", 20, hyperliquid.market("BTC")));
    try (Gateway gateway = gatewayWith(LIFETIME.toSeconds() + "s");
        Witness witness = new Witness(gateway, markets)) {
      for (Market market : markets) {
        witness.await("two rotations", () -> rotations(gateway, market.exchange()) >= 2);
      }
      witness.compare();
      markets.forEach(market -> assertUnnoticed(witness, market));
    }
  }

  @Test
  void aConnectionIsReplacedWhenTheExchangeAnnouncesItsEnd() {
    Market market = spot();
    try (Gateway gateway = gatewayWith("24h");
        Witness witness = new Witness(gateway, List.of(market))) {
      binance.announceShutdown();
      witness.await("a rotation", () -> rotations(gateway, "binance") >= 1);
      witness.await("bars since then", () -> witness.qualities(market).size() >= 3);
      witness.compare();
      assertUnnoticed(witness, market);
      assertThat(binance.counts().open()).isEqualTo(1);
    }
  }

  @Test
  void whereOnlyOneConnectionIsAllowedItsEndIsToldAndRepaired() {
    Market market = Witness.market("alpaca", "BTC/USD", 10, alpaca.market("BTC/USD"));
    alpaca.updateBars(0);
    try (Gateway gateway = gatewayWith("24h");
        Witness witness = new Witness(gateway, List.of(market))) {
      alpaca.begin(new Fault.Lifetime(Duration.ofSeconds(3)));
      witness.await("two ends", () -> witness.holes(market).size() >= 2);
      alpaca.heal();
      witness.compare();
      assertThat(witness.told(market, "reconnecting")).isPositive();
      assertThat(witness.holes(market)).allMatch(Hole::filled);
      assertThat(alpaca.counts().mostOpen()).isEqualTo(1);
    }
  }

  /** Nothing was told but data, and each bar is exact from the start. */
  private static void assertUnnoticed(Witness witness, Market market) {
    assertThat(witness.holes(market)).isEmpty();
    for (String state : List.of("quiet", "stale", "recovering", "reconnecting", "failed")) {
      assertThat(witness.told(market, state)).as(market.exchange() + " " + state).isZero();
    }
    assertThat(witness.resets(market)).as(market.exchange() + " resets").isZero();
    assertThat(witness.qualities(market)).as(market.exchange()).containsOnly("complete");
  }

  private static long rotations(Gateway gateway, String exchange) {
    return gateway
        .get("/api/v1/exchanges/" + exchange)
        .path("feeds")
        .findValues("rotations")
        .stream()
        .mapToLong(JsonNode::asLong)
        .min()
        .orElse(0);
  }
}
