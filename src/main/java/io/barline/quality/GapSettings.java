package io.barline.quality;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds on the holes that are remembered. Those that were filled leave first, then those that
 * won't be, and open ones last; of each the oldest.
 *
 * @param max most of all topics together, 1 to 1,000,000
 * @param perTopic most of one topic, so that one that flaps does not push out all others; 1 to
 *     {@code max}
 */
@ConfigurationProperties("barline.gaps")
public record GapSettings(@DefaultValue("10000") int max, @DefaultValue("200") int perTopic) {
  public GapSettings {
    if (max < 1 || max > 1_000_000) {
      throw new IllegalArgumentException("barline.gaps.max must be 1 to 1000000: " + max);
    }
    if (perTopic < 1 || perTopic > max) {
      throw new IllegalArgumentException(
          "barline.gaps.per-topic must be 1 to barline.gaps.max, %d: %d".formatted(max, perTopic));
    }
  }
}
