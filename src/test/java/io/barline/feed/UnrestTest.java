package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UtcNanos;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnrestTest {
  private final Unrest unrest = new Unrest();

  private static long at(int second) {
    return UtcNanos.of(Instant.parse("2026-11-22T12:00:00Z")) + second * UtcNanos.SECOND;
  }

  private void recovers(int from, int to) {
    unrest.tell(true, "crossed at " + from, at(from));
    unrest.tell(false, null, at(to));
  }

  private boolean lasts(int second) {
    return unrest.lasts(at(second));
  }

  @Test
  void whatIsMendedSoonIsNotToldOf() {
    assertThat(lasts(0)).isFalse();
    unrest.tell(true, "crossed", at(0));
    assertThat(lasts(30)).isFalse();
    unrest.tell(false, null, at(30));
    assertThat(lasts(31)).isFalse();
  }

  @Test
  void whatRecoversForLongIsToldOfUntilItHasBeenWholeAsLong() {
    unrest.tell(true, "crossed", at(0));
    unrest.tell(true, "no snapshot yet", at(20));
    assertThat(lasts(31)).isTrue();
    assertThat(unrest.reason()).isEqualTo("no snapshot yet");
    unrest.tell(false, null, at(40));
    assertThat(lasts(70)).isTrue();
    assertThat(lasts(71)).isFalse();
  }

  @Test
  void whatRecoversAgainAndAgainIsToldOf() {
    recovers(0, 1);
    recovers(20, 22);
    assertThat(lasts(25)).isFalse();
    recovers(50, 51);
    assertThat(lasts(52)).isTrue();
    assertThat(unrest.reason())
        .isEqualTo(
            "it recovered 3 times since 2026-11-22T12:00:00.000Z,"
                + " the last time because: crossed at 50");
    assertThat(lasts(82)).isFalse();
    recovers(90, 91);
    assertThat(lasts(92)).isFalse();
    assertThat(unrest.reason()).isEqualTo("crossed at 90");
  }

  @Test
  void whatRecoversNowAndThenIsNot() {
    recovers(0, 5);
    recovers(36, 41);
    recovers(72, 77);
    assertThat(lasts(78)).isFalse();
  }
}
