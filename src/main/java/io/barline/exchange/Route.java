package io.barline.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A kind of connection: where it leads and what may be asked of it.
 *
 * @param id unique within the exchange, for example {@code usdm-market}
 * @param segment the {@link Segment#id} whose instruments it carries
 * @param silence how long a healthy connection may stay without any frame, pings included, before
 *     it counts as dead
 * @param maxAge how long the exchange keeps a connection; null where it documents no such limit
 */
public record Route(
    String id,
    String segment,
    Access access,
    Limits limits,
    Duration silence,
    @Nullable Duration maxAge) {

  /**
   * @throws IllegalArgumentException if a duration is not above zero
   */
  public Route {
    positive(id, "silence", silence);
    if (maxAge != null) {
      positive(id, "max-age", maxAge);
    }
  }

  private static void positive(String id, String setting, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "%s of the connections %s must be more than 0s: %s".formatted(setting, id, value));
    }
  }

  /** Whether the exchange is asked again and again, by the gateway or by a bridge. */
  public boolean isPolled() {
    return isSampled() || (access instanceof Access.Bridged bridged && bridged.polled());
  }

  /**
   * Whether each round of requests asks for all that is wanted, and what happens between two rounds
   * is not seen.
   */
  public boolean isSampled() {
    return access instanceof Access.Polled;
  }

  /** Whether the exchange's other routes can't be had either while this one can't: one bridge. */
  public boolean sharesItsFate() {
    return access instanceof Access.Bridged;
  }

  /** Where it leads, for logs. */
  public String target() {
    return switch (access) {
      case Access.Socket socket -> socket.uri().toString();
      case Access.Framed framed -> framed.toString();
      case Access.Polled polled -> "REST, every " + polled.every();
      case Access.Bridged bridged -> bridged.polled() ? "REST, by the bridge" : "the bridge";
    };
  }
}
