package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.LoggedLines;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Fault;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusedHandshakeTest {
  /** The client library's own lines, some with a stack trace, say no more. */
  @Test
  void isToldInOneLine() {
    try (BinanceSimulator exchange =
            BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());
        Gateway gateway = Gateway.start(exchange);
        LoggedLines theirs = LoggedLines.of("reactor.netty");
        LoggedLines ours = LoggedLines.of("io.barline");
        GatewayClient client = gateway.connect()) {
      gateway.awaitCatalogues();
      exchange.begin(new Fault.Handshake(503, Duration.ZERO));
      client.subscribe("binance:trades:BTC/USDT", "");
      client.awaitState("binance:trades:BTC/USDT", "reconnecting");
      exchange.heal();
      client.awaitState("binance:trades:BTC/USDT", "live");
      assertThat(ours.lines())
          .anyMatch(line -> line.contains("state=reconnecting") && line.contains("503"));
      assertThat(theirs.lines())
          .noneMatch(line -> line.matches("(?s).*:%d\\b.*".formatted(exchange.spotWs().getPort())));
    }
  }
}
