package io.barline.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How what was missed is brought back.
 *
 * @param enabled whether it is at all; where it is not, each hole stays told
 * @param delay how long after a feed is back REST is asked for what was missed, so that it has all
 *     of it; 0 to 1 minute. Where the answer does not show that, it is asked once more 5 seconds
 *     later
 * @param barDelay how long after the end of a window the exchange's bar of it is asked for; 0 to 1
 *     minute. Where none is told it is asked again: until there is one where the exchange has a bar
 *     of every window, and else 10 seconds after the end
 * @param giveUpAfter how long REST is asked again where it does not answer, or does not tell yet
 *     what is asked for, from the first time on; 1 second to 1 day. While the exchange wants not to
 *     be asked, because of a ban, {@code Retry-After} or its weight, the time does not count, up to
 *     an hour in all; a wait beyond that is not begun
 * @param maxTrades most trades of one hole; one of more stays told. They are in memory while they
 *     are asked for and told, with about 200 bytes each; 1 to 1,000,000
 * @param maxQueued most searches of trades, and most of bars, that wait or are under way in one
 *     segment; 1 to 100,000
 * @param audit whether each minute is compared with what the exchange tells of it afterwards, where
 *     trades have no contiguous ids
 */
@ConfigurationProperties("barline.repair")
public record RepairSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1s") Duration delay,
    @DefaultValue("2s") Duration barDelay,
    @DefaultValue("5m") Duration giveUpAfter,
    @DefaultValue("50000") int maxTrades,
    @DefaultValue("2048") int maxQueued,
    @DefaultValue("true") boolean audit) {
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  public RepairSettings {
    check("delay", delay, Duration.ZERO, LONGEST_DELAY);
    check("bar-delay", barDelay, Duration.ZERO, LONGEST_DELAY);
    check("give-up-after", giveUpAfter, Duration.ofSeconds(1), Duration.ofDays(1));
    check("max-trades", maxTrades, 1_000_000);
    check("max-queued", maxQueued, 100_000);
  }

  private static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "barline.repair.%s must be %s to %s: %s".formatted(name, least, most, value));
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "barline.repair.%s must be 1 to %d: %d".formatted(name, most, value));
    }
  }
}
