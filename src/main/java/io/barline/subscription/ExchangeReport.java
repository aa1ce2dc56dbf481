package io.barline.subscription;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange offers and how its catalogue and feeds are now.
 *
 * @param via through what it is reached; null where directly
 */
public record ExchangeReport(
    String id,
    @Nullable String via,
    List<SegmentReport> segments,
    CatalogueState catalogue,
    List<FeedReport> feeds) {

  /**
   * One market of the exchange.
   *
   * @param channels the codes of what a client can subscribe to; {@code book} and {@code bars} need
   *     a depth or an interval
   * @param barIntervals the codes of the intervals that bars are offered in
   * @param bookDepth the most levels a side of its order books; 0 where it has none
   * @param polled the codes of those channels that come by polling
   */
  public record SegmentReport(
      String id,
      List<String> channels,
      List<String> barIntervals,
      int bookDepth,
      List<String> polled) {}

  /**
   * How the list of instruments is.
   *
   * @param state the code of its state
   * @param instruments how many are known
   * @param lastError why it last failed to load; null where it did not
   * @param nextRetry when it is loaded again, nanoseconds since the epoch; 0 where nothing is due
   */
  public record CatalogueState(
      String state, int instruments, @Nullable String lastError, long nextRetry) {}

  /**
   * One upstream connection.
   *
   * @param mode {@code streaming}, or {@code polling} where REST is asked again and again
   * @param state the code of its state
   * @param topics how many are subscribed on it
   * @param heartbeatAgeMillis the time since its last frame; -1 where there was none yet
   * @param reconnects how often it was opened again
   * @param openedAt since when it is open, nanoseconds since the epoch; 0 while it is not
   * @param nextRotation when it is replaced by a new one, before the exchange closes it; 0 where
   *     nothing is due
   * @param rotations how often it was replaced
   * @param nextRetry when the next attempt is due, nanoseconds since the epoch; 0 where none is
   * @param lastError why it was last lost; null where it was not
   */
  public record FeedReport(
      String id,
      String mode,
      String state,
      int topics,
      long heartbeatAgeMillis,
      long reconnects,
      long openedAt,
      long nextRotation,
      long rotations,
      long nextRetry,
      @Nullable String lastError,
      FeedLimits limits) {}

  /**
   * What the exchange allows on such a connection.
   *
   * @param connectionAttempts most attempts in {@code attemptWindow}, from one address
   * @param maxAge how long the exchange keeps a connection; null where it documents no such limit
   */
  public record FeedLimits(
      int streamsPerConnection,
      int messagesPerSecond,
      int connectionAttempts,
      Duration attemptWindow,
      @Nullable Duration maxAge) {}
}
