package io.barline.exchange;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How data of a route is got. */
public sealed interface Access {
  /**
   * The frame to send when the other side asks for it by {@link Inbound.LoginWanted}; nothing is
   * subscribed before {@link Inbound.Ready}. It may hold secrets. Null where none is needed.
   */
  default @Nullable String login() {
    return null;
  }

  /**
   * How long it may take until the other side is ready for requests.
   *
   * @param usual where nothing else is known
   */
  default Duration readyWithin(Duration usual) {
    return usual;
  }

  /** What has to be sent to keep the connection; null where nothing has to be. */
  default @Nullable KeepAlive keepAlive() {
    return null;
  }

  /**
   * A WebSocket.
   *
   * @param uri the whole address to connect to
   * @param keepAlive null where the exchange pings
   */
  record Socket(URI uri, @Nullable String login, @Nullable KeepAlive keepAlive) implements Access {
    /** Without the login, which may hold secrets. */
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /**
   * REST, asked again and again; its answers are read as frames.
   *
   * @param every how long after one round of requests the next one begins, where the budget allows
   */
  record Polled(Duration every) implements Access {}

  /**
   * A WebSocket to a {@link Bridge}, which holds the connection to the exchange.
   *
   * @param path where at the bridge's address
   * @param polled whether the bridge polls the exchange instead
   */
  record Bridged(Bridge bridge, String path, String login, boolean polled) implements Access {
    /** The bridge asks the exchange for its list of instruments first, which may be long. */
    @Override
    public Duration readyWithin(Duration usual) {
      return Duration.ofSeconds(90);
    }

    /** Without the login, which may hold secrets. */
    @Override
    public String toString() {
      return "bridge " + path;
    }
  }

  /** A frame that is to be sent again and again. */
  record KeepAlive(String frame, Duration every) {}
}
