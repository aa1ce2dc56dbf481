package io.barline.simulator.okx;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the documentation's paragraph about checksums. */
class BookChecksumTest {
  @Test
  void takesBidsAndAsksByTurns() {
    MarketBook book =
        new MarketBook(1, 0, levels("3366.1 7", "3366 6"), levels("3366.8 9", "3368 8"));
    assertThat(BookChecksum.of(book)).isEqualTo(-1_881_014_294);
  }

  @Test
  void goesOnWithTheLongerSide() {
    MarketBook book =
        new MarketBook(1, 0, levels("3366.1 7"), levels("3366.8 9", "3368 8", "3372 8"));
    assertThat(BookChecksum.of(book)).isEqualTo(831_078_360);
  }

  private static List<Level> levels(String... levels) {
    return Arrays.stream(levels)
        .map(level -> level.split(" ", -1))
        .map(level -> new Level(Decimal.parse(level[0]), Decimal.parse(level[1])))
        .toList();
  }
}
