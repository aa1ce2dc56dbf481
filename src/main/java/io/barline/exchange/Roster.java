package io.barline.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that are served, and why others are not. More may come while the gateway runs, and
 * some be described anew; none goes. For any thread.
 */
public final class Roster {
  private final Map<String, String> off;
  private final Set<String> inUse = new HashSet<>();
  private volatile Map<String, Exchange> served;

  /**
   * @param off why exchanges are not served, by their ids
   * @throws IllegalArgumentException if two have the same id
   */
  public Roster(List<Exchange> served, Map<String, String> off) {
    this.off = Map.copyOf(off);
    Map<String, Exchange> all = new TreeMap<>();
    for (Exchange exchange : served) {
      if (all.put(exchange.id(), exchange) != null) {
        throw new IllegalArgumentException("two exchanges have the id " + exchange.id());
      }
    }
    this.served = all;
  }

  /** One of these alone. */
  public static Roster of(List<Exchange> served) {
    return new Roster(served, Map.of());
  }

  /** The one with that id, which stays as it is described now; null where none is served. */
  public synchronized @Nullable Exchange use(String id) {
    Exchange used = served.get(id);
    if (used != null) {
      inUse.add(id);
    }
    return used;
  }

  /** Serves these too. Those that are not in use are described anew. */
  public synchronized void put(List<Exchange> exchanges) {
    Map<String, Exchange> all = new TreeMap<>(served);
    for (Exchange exchange : exchanges) {
      if (!inUse.contains(exchange.id())) {
        all.put(exchange.id(), exchange);
      }
    }
    served = all;
  }

  /** Those that are served, by their ids in order. */
  public List<Exchange> list() {
    return List.copyOf(served.values());
  }

  /** The ids of those that are served, in order. */
  public List<String> ids() {
    return List.copyOf(served.keySet());
  }

  /** The one with that id; null where none is served. */
  public @Nullable Exchange get(String id) {
    return served.get(id);
  }

  /** Why exchanges are not served, by their ids. */
  public Map<String, String> off() {
    return off;
  }
}
