package io.barline.exchange;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How data of a route is got. */
public sealed interface Access {
  /**
   * A WebSocket.
   *
   * @param uri the whole address to connect to
   * @param login the frame to send when the exchange asks for it by {@link Inbound.LoginWanted};
   *     nothing is subscribed before {@link Inbound.Ready}. It may hold secrets. Null where no
   *     login is needed
   * @param keepAlive what has to be sent to keep the connection; null where the exchange pings
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

  /** A frame that is to be sent again and again. */
  record KeepAlive(String frame, Duration every) {}
}
