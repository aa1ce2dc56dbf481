package io.barline.quality;

import io.barline.market.Instrument;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the price circuit breaker holds a trade back, and what decides about it.
 *
 * @param limit how far from the last accepted price a trade may be
 * @param confirmations how many trades at a level confirm it, at least 2
 * @param contradictions how many accepted trades elsewhere speak against it, at least 1
 * @param patience how long a level may wait for its confirmation in spite of them
 * @param longest how long it may wait while the mid of bid and ask is elsewhere
 * @param midAge how long the best bid and ask are a witness
 * @param referenceAge how old the last accepted price may be; an older one says nothing
 * @param maxHeld most trades of an instrument that are held
 * @param overrides what is different for some instruments; the first one that fits counts
 */
public record BreakerSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("10%") Percentage limit,
    @DefaultValue("3") int confirmations,
    @DefaultValue("5") int contradictions,
    @DefaultValue("5s") Duration patience,
    @DefaultValue("30s") Duration longest,
    @DefaultValue("5s") Duration midAge,
    @DefaultValue("1h") Duration referenceAge,
    @DefaultValue("1000") int maxHeld,
    @DefaultValue List<BreakerOverride> overrides) {
  static final String PREFIX = "barline.quality.breaker.";

  public static final BreakerSettings DEFAULT =
      new BreakerSettings(
          true,
          Percentage.valueOf("10%"),
          3,
          5,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          1_000,
          List.of());

  public BreakerSettings {
    overrides = List.copyOf(overrides);
    check("confirmations", confirmations, 2, 1_000);
    check("contradictions", contradictions, 1, 1_000_000);
    check("max-held", maxHeld, confirmations, 1_000_000);
    check("patience", patience);
    check("longest", longest);
    check("mid-age", midAge);
    check("reference-age", referenceAge);
    if (longest.compareTo(patience) < 0) {
      throw new IllegalArgumentException(
          PREFIX + "longest must not be shorter than patience: " + longest + " < " + patience);
    }
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s%s must be between %d and %d: %d".formatted(PREFIX, name, least, most, value));
    }
  }

  private static void check(String name, Duration value) {
    if (!value.isPositive() || value.compareTo(Duration.ofDays(30)) > 0) {
      throw new IllegalArgumentException(
          PREFIX + name + " must be above 0 and at most 30 days: " + value);
    }
  }

  /** What counts for an instrument, without overrides. */
  public BreakerSettings of(Instrument instrument) {
    for (BreakerOverride override : overrides) {
      if (override.fits(instrument)) {
        return with(
            override.enabled() == null ? enabled : override.enabled(),
            override.limit() == null ? limit : override.limit());
      }
    }
    return with(enabled, limit);
  }

  private BreakerSettings with(boolean on, Percentage within) {
    return new BreakerSettings(
        on,
        within,
        confirmations,
        contradictions,
        patience,
        longest,
        midAge,
        referenceAge,
        maxHeld,
        List.of());
  }
}
