package io.barline.simulator;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A recording to play.
 *
 * @param file lines of {@code <seconds>: <combined-stream frame>}
 * @param http lines of {@code <url> -> <seconds>: <body>} that answer depth requests; null where
 *     there are none
 * @param segment the market that it was recorded on
 * @param speed how many times faster than recorded; 0 is as fast as the sockets take it
 * @param when the streams whose subscription starts it; where empty, the first subscription to any
 *     recorded stream does
 */
public record ReplaySettings(
    Path file,
    @Nullable Path http,
    @DefaultValue("spot") Segment segment,
    @DefaultValue("1") int speed,
    @DefaultValue Set<String> when) {
  public ReplaySettings {
    if (speed < 0) {
      throw new IllegalArgumentException("replay speed must not be negative: " + speed);
    }
    when = Set.copyOf(when);
  }
}
