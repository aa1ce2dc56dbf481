package io.barline.access;

import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import java.util.List;

/**
 * Which topics somebody may have: those that at least one of the patterns matches.
 *
 * @param patterns of unified topics; none permits nothing
 */
public record Entitlements(List<TopicPattern> patterns) {
  /** Everything. */
  public static final Entitlements ALL = new Entitlements(List.of(TopicPattern.of("*:*:*")));

  public Entitlements {
    patterns = List.copyOf(patterns);
  }

  /**
   * Those of patterns as they are written.
   *
   * @throws IllegalArgumentException where one is none
   */
  static Entitlements of(List<String> patterns) {
    return new Entitlements(patterns.stream().map(TopicPattern::of).toList());
  }

  public boolean permits(Topic topic) {
    for (TopicPattern pattern : patterns) {
      if (pattern.matches(topic)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of the patterns permits all that could ever match that one. */
  public boolean permitsAllOf(TopicPattern wanted) {
    return patterns.stream().anyMatch(pattern -> pattern.covers(wanted));
  }

  /** Whether there is an instrument or channel of that exchange that is permitted. */
  public boolean permitsSomethingOf(String exchange) {
    return patterns.stream().anyMatch(pattern -> pattern.matchesExchange(exchange));
  }

  /**
   * Whether there is a channel of that instrument that is permitted.
   *
   * @param symbol the unified one
   */
  public boolean permitsSomethingOf(String exchange, String symbol) {
    return patterns.stream()
        .anyMatch(pattern -> pattern.matchesExchange(exchange) && pattern.matchesSymbol(symbol));
  }

  /**
   * Whether there can be an exchange of which something is permitted among those that are meant.
   *
   * @param exchanges an exchange's id with or without stars
   */
  public boolean permitsSomethingLike(String exchanges) {
    return patterns.stream().anyMatch(pattern -> pattern.overlapsExchange(exchanges));
  }
}
