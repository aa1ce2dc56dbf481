package io.barline.exchange.ibkr;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as they are bound, the defaults where nothing else is given. */
final class TestSettings {
  private TestSettings() {}

  /** Those of a gateway on this machine, and {@code others} by their names below the prefix. */
  static IbkrSettings with(Map<String, String> others) {
    Map<String, String> all = new HashMap<>();
    all.put("barline.exchanges.ibkr.host", "127.0.0.1");
    others.forEach((name, value) -> all.put("barline.exchanges.ibkr." + name, value));
    return new Binder(new MapConfigurationPropertySource(all))
        .bindOrCreate("barline.exchanges.ibkr", IbkrSettings.class);
  }

  /** One with the defaults. */
  static Ibkr exchange() {
    return new Ibkr(with(Map.of()));
  }
}
