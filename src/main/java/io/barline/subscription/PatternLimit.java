package io.barline.subscription;

import io.barline.market.TopicPattern;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How many patterns one request, one subscription and one client may have: each is compared with
 * all instruments. They are counted before the first is.
 */
public final class PatternLimit {
  public static final int MOST = 100;

  private PatternLimit() {}

  /** How many of the names are patterns. */
  public static int count(Collection<String> names) {
    int patterns = 0;
    for (String name : names) {
      patterns += TopicPattern.isPattern(name) ? 1 : 0;
    }
    return patterns;
  }

  /** Why these names are too many patterns; null where they are not. */
  public static @Nullable String excess(Collection<String> names) {
    int patterns = count(names);
    return patterns > MOST
        ? "a request has at most %d patterns, this one has %d".formatted(MOST, patterns)
        : null;
  }
}
