package io.barline.subscription;

import io.barline.market.TopicPattern;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What names of topics cost, and how many patterns one request, one subscription and one client may
 * have: each is compared with all instruments. They are counted before the first is.
 */
public final class PatternLimit {
  public static final int MOST = 100;

  /** So many names of topics cost as much as a request by itself. */
  private static final int NAMES_PER_REQUEST = 50;

  private PatternLimit() {}

  /** How many of the names are patterns. */
  public static int count(Collection<String> names) {
    int patterns = 0;
    for (String name : names) {
      patterns += TopicPattern.isPattern(name) ? 1 : 0;
    }
    return patterns;
  }

  /** As how many names these count: a pattern takes as long as all the topics of one request. */
  public static int weight(Collection<String> names) {
    return names.size() + count(names) * (NAMES_PER_REQUEST - 1);
  }

  /** As how many requests one counts beyond itself. */
  public static int extraRequests(int weight) {
    return Math.max(0, weight - 1) / NAMES_PER_REQUEST;
  }

  /** Why these names are too many patterns; null where they are not. */
  public static @Nullable String excess(Collection<String> names) {
    int patterns = count(names);
    return patterns > MOST
        ? "a request has at most %d patterns, this one has %d".formatted(MOST, patterns)
        : null;
  }
}
