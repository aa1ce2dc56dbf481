package io.barline.feed;

import io.barline.market.UtcNanos;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that want to be left alone, and until when: who is told to wait and does not, is barred
 * for longer. A host is known by its name and port, whoever asks it, by REST or by a socket. For
 * any thread.
 */
final class Bans {
  /** The wait once a host has barred this address. */
  private static final Duration BARRED = Duration.ofMinutes(5);

  /** The wait after the first "too many requests" that names none; it doubles while they repeat. */
  private static final Duration TOO_MANY = Duration.ofSeconds(5);

  /** How often that doubles at most. */
  private static final int MOST_DOUBLINGS = 6;

  private final Map<String, Host> hosts = new HashMap<>();

  private static final class Host {
    long until;
    String reason = "";
    int tooMany;
  }

  /** What a host wants. */
  record Ban(String reason, Duration left) {}

  /** The ban of the host of {@code uri}, or null where it may be asked. */
  synchronized @Nullable Ban of(URI uri, long now) {
    Host host = hosts.get(key(uri));
    if (host == null || now >= host.until) {
      return null;
    }
    return new Ban(
        "not asked: barred until %s because %s".formatted(UtcNanos.format(host.until), host.reason),
        Duration.ofNanos(host.until - now));
  }

  /** It answered as it should. */
  synchronized void answered(URI uri, long now) {
    Host host = hosts.get(key(uri));
    if (host != null && now >= host.until) {
      hosts.remove(key(uri));
    }
  }

  /**
   * It answered otherwise.
   *
   * @param retryAfter the wait that the answer names; zero where it names none
   * @param forbidden how long a 403 is a ban
   * @return how long nothing is asked of it; zero where the answer is about the request alone
   */
  synchronized Duration refused(
      URI uri, int status, Duration retryAfter, Duration forbidden, String reason, long now) {
    Duration wait =
        switch (status) {
          case 403 -> forbidden.isZero() ? Duration.ZERO : longer(forbidden, retryAfter);
          case 451 -> BARRED;
          case 418 -> retryAfter.isZero() ? BARRED : retryAfter; // how some exchanges tell of a ban
          case 429 -> longer(tooMany(uri, now), retryAfter);
          case 503 -> retryAfter;
          default -> Duration.ZERO;
        };
    if (wait.isPositive()) {
      Host host = hosts.computeIfAbsent(key(uri), _ -> new Host());
      long until = now + wait.toNanos();
      if (until > host.until) {
        host.until = until;
        host.reason = reason;
      }
    }
    return wait;
  }

  /** What was under way together is told so together, and counts once. */
  private Duration tooMany(URI uri, long now) {
    Host host = hosts.computeIfAbsent(key(uri), _ -> new Host());
    if (host.tooMany == 0 || now >= host.until) {
      host.tooMany = Math.min(host.tooMany + 1, MOST_DOUBLINGS + 1);
    }
    return TOO_MANY.multipliedBy(1L << (host.tooMany - 1));
  }

  /** Sockets and REST of a host and port are one. */
  private static String key(URI uri) {
    boolean secure = uri.getScheme().equals("https") || uri.getScheme().equals("wss");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return uri.getHost() + ":" + port;
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
