package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final long NOW = UtcNanos.of(Instant.parse("2026-11-22T12:00:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | PT7S",
        "0 | PT0S",
        "259201 | PT72H",
        "999999999 | PT72H",
        "99999999999999999999 | PT0S",
        "Sun, 22 Nov 2026 12:01:30 GMT | PT1M30S",
        "Sun, 22 Nov 2026 11:00:00 GMT | PT0S",
        "Wed, 22 Nov 2028 11:00:00 GMT | PT72H",
        "soon | PT0S",
        "-5 | PT0S"
      })
  void isSecondsOrADateAndNotMoreThanThreeDays(String header, Duration wait) {
    assertThat(RetryAfter.parse(header, NOW)).isEqualTo(wait);
  }

  @Test
  void isNothingWhereItIsMissing() {
    assertThat(RetryAfter.parse(null, NOW)).isZero();
  }
}
