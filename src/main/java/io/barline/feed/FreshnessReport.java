package io.barline.feed;

import io.barline.market.FeedStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection from which nothing comes, as operators see them.
 *
 * @param feed the connection: {@link FeedReport#id}
 * @param quiet how many are silent, as far as is known because there is nothing
 * @param stale how many the exchange has data of that did not come
 * @param recovering how many are being mended
 * @param withheld whether the exchange has data of one of them that did not come
 * @param streams the worst of them, at most {@link #MOST_NAMED}
 */
public record FreshnessReport(
    String feed, int quiet, int stale, int recovering, boolean withheld, List<Stream> streams) {
  /** How many are named. */
  public static final int MOST_NAMED = 20;

  public FreshnessReport {
    streams = List.copyOf(streams);
  }

  /**
   * One of them.
   *
   * @param name {@code <exchange>:<what is streamed>:<symbol>}
   * @param silence how long nothing came, in milliseconds; -1 where that is not known
   * @param reason why it is in that state, in a sentence; null where that says it all
   */
  public record Stream(
      String name, FeedStatus.State state, long silence, @Nullable String reason) {}
}
