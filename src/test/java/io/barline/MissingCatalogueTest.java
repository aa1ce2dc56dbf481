package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Side;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Segment;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MissingCatalogueTest {
  @Test
  void worksForUnambiguousSymbolsAndSaysWhatIsMissing() {
    SimulatorSettings settings = SimulatorSettings.DEFAULTS.withTradesPerSecond(0);
    String rest = "barline.exchanges.binance.endpoints.%s-rest=http://127.0.0.1:1";
    try (BinanceSimulator exchange = BinanceSimulator.start(settings, Clock.systemUTC());
        Gateway gateway =
            Gateway.start(
                exchange, rest.formatted("spot"), rest.formatted("usdm"), rest.formatted("coinm"));
        GatewayClient client = gateway.connect()) {
      JsonNode ack = client.subscribe("binance:trades:BTC/USDT,binance:trades:BTCUSDT", "");
      assertThat(ack.path("topics").get(0).has("error")).isFalse();
      assertThat(ack.path("topics").get(1).toString()).contains("catalogue_unavailable");
      client.awaitState("binance:trades:BTC/USDT", "quiet");
      exchange.market(Segment.SPOT, "BTCUSDT").trade("1", "2", Side.BUY, Instant.now());
      client.await("trade", "binance:trades:BTC/USDT");
      String health = gateway.actuator("/health/marketdata").body();
      assertThat(health).contains("DEGRADED", "\"state\":\"failed\"", "nextRetry");
      assertThat(gateway.actuator("/health/readiness").statusCode()).isEqualTo(200);
    }
  }
}
