package io.barline.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells by a request's {@code Host} and {@code Origin} whether a page may make it. */
public final class Sites {
  private static final String ANY = "*";
  private static final Set<String> PRIVATE_DOMAINS =
      Set.of(".local", ".localhost", ".internal", ".home.arpa");

  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * @param hosts the names that the gateway goes by, without a port
   * @param origins of other sites whose pages may use it; {@code *} for all
   */
  public Sites(List<String> hosts, List<String> origins) {
    this.hosts = lowerCase(hosts);
    this.origins = lowerCase(origins);
  }

  private static Set<String> lowerCase(List<String> texts) {
    return texts.stream()
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether the gateway goes by that host. A page of a name that points at this machine for a
   * moment (DNS rebinding) carries that name; an address or {@code localhost} can't be such a name.
   *
   * @param host the header, with or without a port; null where there is none, which no browser does
   */
  public boolean isOurs(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = nameOf(host);
    return name.equals("localhost") || hosts.contains(name) || Neighbourhood.literal(name) != null;
  }

  private static String nameOf(String host) {
    String name = host.strip().toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
  }

  /**
   * Whether a host has a name that can't be had in the public system of names: one without a dot,
   * as containers have, or below a domain that is set aside for networks of one's own.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6762">RFC 6762, {@code local}</a>
   * @see <a href="https://www.rfc-editor.org/rfc/rfc8375">RFC 8375, {@code home.arpa}</a>
   */
  public static boolean isPrivate(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = nameOf(host);
    return (!name.isEmpty() && name.indexOf('.') < 0)
        || PRIVATE_DOMAINS.stream().anyMatch(name::endsWith);
  }

  /** Whether that origin is the same site as the host that was asked. */
  public static boolean isSame(String origin, String scheme, @Nullable String host) {
    return host != null
        && withPort(origin.toLowerCase(Locale.ROOT))
            .equals(withPort((scheme + "://" + host).toLowerCase(Locale.ROOT)));
  }

  private static String withPort(String origin) {
    if (origin.lastIndexOf(':') > Math.max(origin.lastIndexOf(']'), origin.indexOf("://"))) {
      return origin;
    }
    return origin + (origin.startsWith("https://") ? ":443" : ":80");
  }

  /** Whether pages of another site with that origin may use the gateway. */
  public boolean isWelcome(String origin) {
    String asked = origin.toLowerCase(Locale.ROOT);
    return origins.contains(asked) || (origins.contains(ANY) && !asked.equals("null"));
  }
}
