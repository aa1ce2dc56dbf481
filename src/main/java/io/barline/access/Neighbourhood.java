package io.barline.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells where requests come from, past the proxies that are believed. */
public final class Neighbourhood {
  /** What may be an address; one with a zone of this machine is none. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?");

  private record Network(InetAddress base, int bits) {
    boolean holds(InetAddress candidate) {
      byte[] address = base.getAddress();
      byte[] other = candidate.getAddress();
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> proxies;

  /**
   * @param proxies addresses or networks such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException where one is neither
   */
  public Neighbourhood(List<String> proxies) {
    this.proxies = proxies.stream().map(Neighbourhood::network).toList();
  }

  private static Network network(String text) {
    String[] parts = text.strip().split("/", 2);
    InetAddress address = literal(parts[0]);
    int most = address == null ? 0 : address.getAddress().length * 8;
    int bits =
        parts.length < 2 ? most : parts[1].matches("[0-9]{1,3}") ? Integer.parseInt(parts[1]) : -1;
    if (address == null || bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "barline.access.trusted-proxies holds addresses and networks like 10.0.0.0/8, not \"%s\""
              .formatted(text));
    }
    return new Network(address, bits);
  }

  /** The address that a text is; null where it is a name or nothing. */
  public static @Nullable InetAddress literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return null;
    }
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    try {
      return InetAddress.ofLiteral(bracketed ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  public boolean isProxy(InetAddress peer) {
    return proxies.stream().anyMatch(network -> network.holds(peer));
  }

  /**
   * The name under which a client is counted: its address, of IPv6 the network of 64 bits, since a
   * host has as many addresses there as it likes.
   *
   * @param peer who has connected
   * @param forwardedFor what the proxies say, nearest last; believed as far as they are trusted
   */
  public String client(InetAddress peer, List<String> forwardedFor) {
    InetAddress client = peer;
    List<String> hops =
        String.join(",", forwardedFor).isBlank()
            ? List.of()
            : List.of(String.join(",", forwardedFor).split(","));
    for (int i = hops.size() - 1; i >= 0 && isProxy(client); i--) {
      InetAddress before = literal(hops.get(i).strip());
      if (before == null) {
        break;
      }
      client = before;
    }
    return client instanceof Inet6Address
        ? network64(client.getAddress())
        : client.getHostAddress();
  }

  private static String network64(byte[] address) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i += 2) {
      text.append(Integer.toHexString((address[i] & 0xff) << 8 | (address[i + 1] & 0xff)))
          .append(':');
    }
    return text.append(":/64").toString();
  }
}
