package io.barline.hub;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept for clients that come back. Where there is no room, the oldest is dropped.
 *
 * @param maxAge how long a message is kept, and what a connection that ended had got; also how long
 *     a stream goes on being kept after its last subscriber left
 * @param maxMessages most messages of a stream
 * @param maxMemory most memory of all streams together, about
 * @param maxSessions most ended SSE connections whose place is remembered
 * @param sessionMemory most memory of those, about
 */
@ConfigurationProperties("barline.replay")
public record ReplaySettings(
    @DefaultValue("2m") Duration maxAge,
    @DefaultValue("16384") int maxMessages,
    @DefaultValue("64MB") DataSize maxMemory,
    @DefaultValue("10000") int maxSessions,
    @DefaultValue("64MB") DataSize sessionMemory) {
  /** As they are where nothing is configured. */
  public static final ReplaySettings DEFAULTS =
      new ReplaySettings(
          Duration.ofMinutes(2),
          16_384,
          DataSize.ofMegabytes(64),
          10_000,
          DataSize.ofMegabytes(64));

  public ReplaySettings {
    if (maxAge.isNegative() || maxAge.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("barline.replay.max-age must be 0s to 1d: " + maxAge);
    }
    within("max-messages", maxMessages, 1, 1 << 20);
    within("max-memory", maxMemory.toBytes(), 1 << 16, 1L << 40);
    within("max-sessions", maxSessions, 0, 1_000_000);
    within("session-memory", sessionMemory.toBytes(), 0, 1L << 40);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "barline.replay.%s must be %d to %d: %d".formatted(name, least, most, value));
    }
  }
}
