package io.barline.feed;

import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import org.jspecify.annotations.Nullable;

/** What a feed tells, on its lane. */
interface FeedListener {
  /** Market data arrived on {@code feed}. */
  void data(Feed feed, MarketEvent event);

  /** The exchange is about to close the connection, for that reason. */
  void closing(Feed feed, String reason);

  /** The feed confirmed {@code name}, or lost it, or can't have it: what clients should be told. */
  void changed(Feed feed, String name, Change change);

  /**
   * The exchange refuses the connection.
   *
   * @param terminal whether it would be refused again
   * @return whether {@code name} is had from elsewhere now, and not wanted of the feed any more
   */
  boolean barred(Feed feed, String name, String reason, boolean terminal);

  /** A frame could not be read, so that data may have been missed. */
  default void unreadable(Feed feed, String reason) {}

  /** Some of what belongs between the last data of {@code name} and the next is missing. */
  default void missed(Feed feed, String name, Gap.Cause cause, String reason) {}

  /** What happened of {@code name} before {@code at}, the gateway's time, has been told. */
  default void looked(Feed feed, String name, long at) {}

  /** How the data of {@code name} is, where it is not as one expects; null where it is. */
  default void noted(Feed feed, String name, @Nullable String note) {}

  /** Nothing is wanted of the feed any more: it closed. */
  void idle(Feed feed);

  /** What became of a subscription. */
  sealed interface Change {
    record Connecting(int attempt) implements Change {}

    record Accepted() implements Change {}

    record Refused(String reason) implements Change {}

    /** Refused for the moment: it is asked for again at {@code nextRetry}. */
    record Delayed(String reason, int attempt, long nextRetry) implements Change {}

    record Lost(String reason, int attempt, long nextRetry) implements Change {}
  }
}
