package io.barline.simulator.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookChecksumTest {
  private static final KrakenInstrument PAIR =
      KrakenInstrument.of("BTC", "USD", "0.1", "45284", "0.1");

  /** The example of the documentation's page about checksums. */
  @Test
  void isThatOfTheDocumentation() {
    List<Level> bids =
        levels(
            "45283.5 0.10000000",
            "45283.4 1.54582015",
            "45282.1 0.10000000",
            "45281.0 0.10000000",
            "45280.3 1.54592586",
            "45279.0 0.07990000",
            "45277.6 0.03310103",
            "45277.5 0.30000000",
            "45277.3 1.54602737",
            "45276.6 0.15445238");
    List<Level> asks =
        levels(
            "45285.2 0.00100000",
            "45286.4 1.54571953",
            "45286.6 1.54571109",
            "45289.6 1.54560911",
            "45290.2 0.15890660",
            "45291.8 1.54553491",
            "45294.7 0.04454749",
            "45296.1 0.35380000",
            "45297.5 0.09945542",
            "45299.5 0.18772827");
    assertThat(BookChecksum.of(new MarketBook(1, 0, bids, asks), PAIR)).isEqualTo(3_310_070_434L);
  }

  private static List<Level> levels(String... levels) {
    return Arrays.stream(levels)
        .map(level -> level.split(" ", -1))
        .map(level -> new Level(Decimal.parse(level[0]), Decimal.parse(level[1])))
        .toList();
  }
}
