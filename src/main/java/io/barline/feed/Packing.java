package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds connections that are not needed any more: when what is wanted has fit on fewer of them for
 * a while, with room to spare so that the next few names don't open one again.
 */
final class Packing {
  /** Of each connection's room so much is used at most when there is one less, in percent. */
  private static final int MOST_USED = 80;

  private final Exchange exchange;
  private final long after;

  /** Since when a route has had one too many. */
  private final Map<String, Long> since = new HashMap<>();

  Packing(Exchange exchange, Duration after) {
    this.exchange = exchange;
    this.after = after.toNanos();
  }

  /** A connection to be given up, and where each of its names goes. */
  record Plan(Feed from, Map<String, Feed> to) {}

  /** What is to be done now; null where nothing is. To be asked about once a second. */
  @Nullable Plan next(List<Feed> feeds, long now) {
    Map<String, List<Feed>> byRoute = new HashMap<>();
    for (Feed feed : feeds) {
      if (!feed.route().isPolled()) {
        byRoute.computeIfAbsent(feed.route().id(), _ -> new ArrayList<>()).add(feed);
      }
    }
    since.keySet().retainAll(byRoute.keySet());
    for (Map.Entry<String, List<Feed>> route : byRoute.entrySet()) {
      if (!isTooMany(route.getValue())) {
        since.remove(route.getKey());
      } else if (now - since.computeIfAbsent(route.getKey(), _ -> now) >= after) {
        since.remove(route.getKey());
        return plan(route.getValue());
      }
    }
    return null;
  }

  private static boolean isTooMany(List<Feed> feeds) {
    if (feeds.size() < 2 || !feeds.stream().allMatch(Feed::isLive)) {
      return false;
    }
    Route route = feeds.getFirst().route();
    long used = feeds.stream().mapToLong(feed -> feed.lines().size()).sum();
    long room = (feeds.size() - 1L) * route.limits().streamsPerConnection();
    return used * 100 <= room * MOST_USED;
  }

  private @Nullable Plan plan(List<Feed> feeds) {
    Comparator<Feed> fullestLast = Comparator.comparingInt(feed -> feed.names().size());
    List<Feed> others = new ArrayList<>(feeds);
    others.sort(fullestLast);
    Feed emptiest = others.removeFirst();
    Map<Feed, Set<String>> used = new HashMap<>();
    others.forEach(feed -> used.put(feed, feed.lines()));
    int room = emptiest.route().limits().streamsPerConnection();
    Map<String, Feed> to = new HashMap<>();
    for (String name : emptiest.names()) {
      String line = exchange.line(name);
      Feed target =
          others.reversed().stream()
              .filter(feed -> line == null || fits(line, used.getOrDefault(feed, Set.of()), room))
              .findFirst()
              .orElse(null);
      if (target == null) {
        return null;
      }
      if (line != null) {
        used.getOrDefault(target, new HashSet<>()).add(line);
      }
      to.put(name, target);
    }
    return new Plan(emptiest, to);
  }

  private static boolean fits(String line, Set<String> taken, int room) {
    return taken.size() < room || taken.contains(line);
  }
}
