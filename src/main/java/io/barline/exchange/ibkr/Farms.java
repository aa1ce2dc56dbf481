package io.barline.exchange.ibkr;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The data farms that the server gets data from, each named at the end of what is told of it:
 * {@code Market data farm connection is OK:usfarm}.
 */
final class Farms {
  private static final int MARKET_DATA_BROKEN = 2103;
  private static final int CONNECTING = 2119;

  /** Since when a farm of live data is broken, by its name, in the gateway's time. */
  private final Map<String, Long> broken = new HashMap<>();

  /** Whether that code tells of a farm. */
  static boolean tells(int code) {
    return switch (code) {
      case 2103, 2104, 2105, 2106, 2107, 2108, 2119, 2157, 2158 -> true;
      default -> false;
    };
  }

  /**
   * A farm is in another state.
   *
   * @return since when it was broken, where it brings live data and is not any more; else 0
   */
  long told(int code, String text, long now, Consumer<Inbound> sink) {
    String farm = Excerpt.of(text.substring(text.lastIndexOf(':') + 1).strip());
    String state =
        switch (code) {
          case MARKET_DATA_BROKEN, 2105, 2157 -> "broken";
          case 2107, 2108 -> "inactive until it is needed";
          case CONNECTING -> "connecting";
          default -> "ok";
        };
    boolean isBroken = state.equals("broken");
    sink.accept(new Inbound.Condition("farm " + farm, state, isBroken));
    if (code == MARKET_DATA_BROKEN) {
      broken.putIfAbsent(farm, now);
    }
    Long since = isBroken || code == CONNECTING ? null : broken.remove(farm);
    return since == null ? 0 : since;
  }
}
