package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UtcNanosTest {

  @Test
  void formatsAsManyDigitsAsAreKnown() {
    assertThat(UtcNanos.format(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(UtcNanos.format(UtcNanos.ofMillis(1_570_752_011_620L)))
        .isEqualTo("2019-10-11T00:00:11.620Z");
    assertThat(UtcNanos.format(1_570_752_011_000_001_000L))
        .isEqualTo("2019-10-11T00:00:11.000001Z");
    assertThat(UtcNanos.format(1_570_752_011_000_000_001L))
        .isEqualTo("2019-10-11T00:00:11.000000001Z");
  }

  @Test
  void formatsTimesBeforeTheEpoch() {
    assertThat(UtcNanos.format(-1)).isEqualTo("1969-12-31T23:59:59.999999999Z");
    assertThat(UtcNanos.format(-UtcNanos.SECOND)).isEqualTo("1969-12-31T23:59:59.000Z");
  }

  @Test
  void convertsInstantsBothWays() {
    for (long nanos : new long[] {Long.MIN_VALUE + UtcNanos.SECOND, -1, 0, 1, Long.MAX_VALUE}) {
      assertThat(UtcNanos.of(UtcNanos.toInstant(nanos))).isEqualTo(nanos);
    }
    assertThat(UtcNanos.of(Instant.parse("1970-01-01T00:00:01.5Z"))).isEqualTo(1_500_000_000L);
  }
}
