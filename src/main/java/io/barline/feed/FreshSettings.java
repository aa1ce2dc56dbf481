package io.barline.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the silence of a topic is suspicious, and what is done about it.
 *
 * @param enabled whether silences are looked into at all
 * @param minSilence a shorter silence is never suspicious, however much usually comes
 * @param maxSilence a longer one always is, however little usually comes
 * @param firstData how long nothing may come after subscribing, before it is known how much usually
 *     comes
 * @param proof how long a stream that was begun anew has to bring data
 * @param pauseMin the least time between two replacements of a connection for its silence; it
 *     doubles
 * @param pauseMax up to this
 */
@ConfigurationProperties("barline.fresh")
public record FreshSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("3s") Duration minSilence,
    @DefaultValue("1h") Duration maxSilence,
    @DefaultValue("10s") Duration firstData,
    @DefaultValue("5s") Duration proof,
    @DefaultValue("30s") Duration pauseMin,
    @DefaultValue("10m") Duration pauseMax) {
  public FreshSettings {
    inOrder("min-silence", minSilence, "max-silence", maxSilence);
    inOrder("first-data", firstData, "max-silence", maxSilence);
    inOrder("pause-min", pauseMin, "pause-max", pauseMax);
    if (!proof.isPositive()) {
      throw new IllegalArgumentException("barline.fresh.proof must be above zero: " + proof);
    }
  }

  private static void inOrder(String less, Duration least, String more, Duration most) {
    if (!least.isPositive() || least.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "barline.fresh.%s must be above zero and at most %s: %s, %s"
              .formatted(less, more, least, most));
    }
  }
}
