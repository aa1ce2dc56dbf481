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
   * Whether {@link #keepAlive} is answered by what brings the data too: then a silence of data
   * alone is no reason to replace the connection.
   */
  default boolean showsLife() {
    return false;
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

  /**
   * A TCP connection on which both sides send frames: 4 bytes that are the length of the payload,
   * unsigned and the most significant first, and the payload. What is sent is UTF-8 text.
   *
   * @param prologue ASCII that is sent before the first frame, as it is; may be empty
   * @param hello the payload of the first frame
   * @param login sent when the other side asks for it; may hold secrets. Null where none is needed
   * @param keepAlive null where nothing has to be sent
   * @param maxFrame the longest payload that is accepted, in bytes; a longer one ends the
   *     connection
   * @param ready how long it may take until the other side is ready for requests
   */
  record Framed(
      String host,
      int port,
      String prologue,
      String hello,
      @Nullable String login,
      @Nullable KeepAlive keepAlive,
      int maxFrame,
      Duration ready)
      implements Access {
    /**
     * @throws IllegalArgumentException if a value makes no sense
     */
    public Framed {
      if (host.isBlank()) {
        throw new IllegalArgumentException("host must not be blank: \"%s\"".formatted(host));
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port must be from 1 to 65535: " + port);
      }
      if (!prologue.chars().allMatch(letter -> letter < 128)) {
        throw new IllegalArgumentException("prologue must be ASCII: " + Excerpt.of(prologue));
      }
      if (maxFrame < 1) {
        throw new IllegalArgumentException("max-frame must be at least 1 byte: " + maxFrame);
      }
      if (!ready.isPositive()) {
        throw new IllegalArgumentException("ready must be more than 0s: " + ready);
      }
    }

    @Override
    public Duration readyWithin(Duration usual) {
      return ready;
    }

    @Override
    public boolean showsLife() {
      return keepAlive != null;
    }

    /** Where it leads: without the login, which may hold secrets. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** A frame that is to be sent again and again. */
  record KeepAlive(String frame, Duration every) {}
}
