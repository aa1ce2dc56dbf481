package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {
  private static final List<String> NAMES =
      List.of("topics", "subscription", "updates", "emptyBars", "every", "count", "compression");

  @ParameterizedTest
  @CsvSource({
    "topic, topics",
    "Topics, topics",
    "tpoics, topics",
    "update, updates",
    "subscriptions, subscription",
    "empty_bars, emptyBars",
    "emptybars, emptyBars",
    "compress, compression",
    "compressed, compression",
    "evry, every",
    "counts, count"
  })
  void findsWhatWasMeant(String name, String meant) {
    assertThat(NearMiss.of(name, NAMES)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "_", "t", "id", "symbols", "account", "limit", "from", "com", "client", "counter",
        "country"
      })
  void leavesOtherNamesAlone(String name) {
    assertThat(NearMiss.of(name, NAMES)).isNull();
  }

  @Test
  void aLongNameIsNoNameAtAll() {
    assertThat(NearMiss.of("topics".repeat(10_000), NAMES)).isNull();
  }
}
