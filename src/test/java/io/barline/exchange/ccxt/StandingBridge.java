package io.barline.exchange.ccxt;

import io.barline.exchange.Bridge;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bridge that is where it is said to be. */
record StandingBridge(@Nullable URI address, Map<String, String> headers) implements Bridge {
  static final StandingBridge RUNNING =
      new StandingBridge(
          URI.create("http://127.0.0.1:8787"), Map.of("Authorization", "Bearer token"));

  static final StandingBridge AWAY = new StandingBridge(null, Map.of());

  @Override
  public String trouble() {
    return "the bridge is away";
  }
}
