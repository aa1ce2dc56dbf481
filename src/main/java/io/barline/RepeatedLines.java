package io.barline;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds how often Barline says the same: of each warning, error and note of a state, whatever its
 * values, {@value #MOST} lines a second are written; how many more there were is told once a
 * second.
 */
final class RepeatedLines extends TurboFilter {
  static final int MOST = 20;

  private static final String OURS = "io.barline";

  private final Map<Line, Count> counts = new ConcurrentHashMap<>();

  /** A place in the code that writes. */
  private record Line(String logger, String format) {}

  /** How often it was written, and would have been, since the last {@link #tick}. */
  private static final class Count {
    private int written;
    private long leftOut;

    synchronized boolean lets() {
      if (written < MOST) {
        written++;
        return true;
      }
      leftOut++;
      return false;
    }

    synchronized long restart() {
      long count = leftOut;
      leftOut = 0;
      written = 0;
      return count;
    }
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable thrown) {
    boolean bounded =
        format != null
            && level.isGreaterOrEqual(Level.INFO)
            && level.isGreaterOrEqual(logger.getEffectiveLevel())
            && logger.getName().startsWith(OURS);
    return bounded && !count(logger.getName(), format).lets()
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private Count count(String logger, @Nullable String format) {
    return counts.computeIfAbsent(new Line(logger, String.valueOf(format)), _ -> new Count());
  }

  /** To be called once a second, with the loggers that are bounded. */
  void tick(ILoggerFactory loggers) {
    counts.forEach(
        (line, count) -> {
          long leftOut = count.restart();
          if (leftOut > 0) {
            loggers
                .getLogger(line.logger)
                .warn("left_out={} most_each_second={} line=\"{}\"", leftOut, MOST, line.format);
          }
        });
  }
}
