package io.barline.exchange.ccxt;

import io.barline.exchange.Bridge;
import io.barline.exchange.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Exchanges as a bridge lists them. */
final class Listed {
  private Listed() {}

  static CcxtSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.ccxt", CcxtSettings.class);
  }

  /** Those of the list in the tests' resources, where Binance is reached directly too. */
  static List<Exchange> all(CcxtSettings settings, Bridge bridge) {
    return new CcxtExchanges(Set.of("binance", "bybit"), settings, _ -> bridge)
        .of(bridge, resource("exchanges.json"));
  }

  static Exchange one(String id, CcxtSettings settings, Bridge bridge) {
    return all(settings, bridge).stream()
        .filter(exchange -> exchange.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  static Exchange one(String id) {
    return one(id, settings(Map.of()), StandingBridge.RUNNING);
  }

  static byte[] resource(String name) {
    try (InputStream file =
        Objects.requireNonNull(Listed.class.getResourceAsStream("/exchange/ccxt/" + name), name)) {
      return file.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
