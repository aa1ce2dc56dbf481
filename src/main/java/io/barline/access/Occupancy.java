package io.barline.access;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts connections and topics against what is allowed. Any thread. */
public final class Occupancy {
  /** After how many seconds to ask again where there is no place. */
  public static final long WAIT_SECONDS = 5;

  private final AccessSettings settings;
  private final Map<String, Integer> addresses = new HashMap<>();
  private final Map<String, Share> shares = new HashMap<>();
  private int connections;

  Occupancy(AccessSettings settings) {
    this.settings = settings;
  }

  /** What one principal has. */
  private static final class Share {
    int connections;
    int topics;
  }

  /**
   * Counts a connection.
   *
   * @param byAddress whether the limit of its address counts, and not only that of all connections
   * @return null where it is allowed, else why not
   */
  public synchronized @Nullable String enter(String address, boolean byAddress) {
    String crowded = crowded();
    if (crowded != null) {
      return crowded;
    }
    if (byAddress) {
      int here = addresses.getOrDefault(address, 0);
      if (here >= settings.connectionsPerAddress()) {
        return "your address has %d connections, which is the limit".formatted(here);
      }
      addresses.put(address, here + 1);
    }
    connections++;
    return null;
  }

  private @Nullable String crowded() {
    return connections >= settings.connections()
        ? "the gateway has %d connections, which is the limit".formatted(connections)
        : null;
  }

  /** Why somebody who is known would get no place, without counting; null where it would. */
  public synchronized @Nullable String noPlaceFor(Principal principal) {
    String crowded = crowded();
    return crowded == null ? full(principal) : crowded;
  }

  /** Counts a connection no longer to its address, as it is known by now whose it is. */
  public synchronized void leaveAddress(String address) {
    addresses.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Takes a connection back that was counted by {@link #enter}, once its address is. */
  public synchronized void leave() {
    connections--;
  }

  /**
   * Counts a connection of a principal.
   *
   * @return null where it is allowed, else why not
   */
  public synchronized @Nullable String join(Principal principal) {
    String full = full(principal);
    if (full == null) {
      shares.computeIfAbsent(principal.id(), _ -> new Share()).connections++;
    }
    return full;
  }

  /** What {@link #join} would answer, without counting. */
  public synchronized @Nullable String full(Principal principal) {
    Share share = shares.get(principal.id());
    int connections = share == null ? 0 : share.connections;
    return connections >= principal.quotas().connections() && isCounted(principal)
        ? "%s has %d connections, which is its limit".formatted(principal.id(), connections)
        : null;
  }

  /** Takes back a connection that was counted by {@link #join}, once its topics are. */
  public synchronized void part(Principal principal) {
    Share share = shares.get(principal.id());
    if (share != null && --share.connections == 0) {
      shares.remove(principal.id());
    }
  }

  /** Where the topics of a principal that has a connection are counted. */
  public TopicShare share(Principal principal) {
    return new TopicShare() {
      @Override
      public boolean take() {
        return addTopic(principal);
      }

      @Override
      public void giveBack() {
        removeTopic(principal);
      }
    };
  }

  private synchronized boolean addTopic(Principal principal) {
    Share share = shares.computeIfAbsent(principal.id(), _ -> new Share());
    if (share.topics >= principal.quotas().topics() && isCounted(principal)) {
      return false;
    }
    share.topics++;
    return true;
  }

  private synchronized void removeTopic(Principal principal) {
    Share share = shares.get(principal.id());
    if (share != null) {
      share.topics--;
    }
  }

  /** Whoever is served without a key is nobody in particular. */
  private static boolean isCounted(Principal principal) {
    return !principal.equals(Principal.LOCAL);
  }
}
