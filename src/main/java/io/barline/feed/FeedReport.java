package io.barline.feed;

import io.barline.exchange.Inbound;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feed as operators see it.
 *
 * @param id {@code <exchange>:<route>#<number>}
 * @param streams how many names are subscribed, or are to be
 * @param heartbeatAge how long ago the last frame came, in milliseconds; -1 where none came yet
 * @param reconnects how often the connection was lost and tried again
 * @param unrecognized how many frames made no sense
 * @param nextRetry when the next attempt is due, nanoseconds since the epoch; 0 where none is
 * @param lastError the last thing that went wrong; null where nothing did
 * @param unsettledSince since when it has been about to connect or to subscribe without becoming
 *     live, nanoseconds since the epoch; 0 while it is idle or live
 * @param lost whether a connection of it ended, or was not to be had, and it has not been live
 *     since
 * @param attempts most connection attempts in {@code attemptWindow}, from one address
 * @param maxAge how long the exchange keeps a connection; null where it documents no such limit
 * @param openedAt since when it is open, nanoseconds since the epoch; 0 while it is not
 * @param nextRotation when it is replaced by a new one, before the exchange closes it; 0 where
 *     nothing is due
 * @param rotations how often it was replaced
 * @param conditions how the parts of the exchange are, as it told on this connection
 */
public record FeedReport(
    String id,
    String exchange,
    String route,
    Mode mode,
    FeedState state,
    int streams,
    long heartbeatAge,
    long reconnects,
    long unrecognized,
    long nextRetry,
    @Nullable String lastError,
    long unsettledSince,
    boolean lost,
    int streamsPerConnection,
    int messagesPerSecond,
    int attempts,
    Duration attemptWindow,
    @Nullable Duration maxAge,
    long openedAt,
    long nextRotation,
    long rotations,
    List<Inbound.Condition> conditions) {
  public FeedReport {
    conditions = List.copyOf(conditions);
  }

  /** How the data comes. */
  public enum Mode {
    STREAMING("streaming"),
    /** By REST, asked again and again. */
    POLLING("polling");

    private final String code;

    Mode(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
