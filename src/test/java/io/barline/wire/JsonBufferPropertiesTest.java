package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.UtcNanos;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonBufferPropertiesTest {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  @Property
  void decimalsOfALongAreWrittenAsTheyAre(
      @ForAll long unscaled, @ForAll @IntRange(max = 40) int scale) {
    assertWritten(Decimal.of(unscaled, scale));
  }

  @Property
  void widerDecimalsAreWrittenAsTheyAre(
      @ForAll @BigRange(min = "-1e50", max = "1e50") BigInteger unscaled,
      @ForAll @IntRange(max = 40) int scale) {
    assertWritten(Decimal.of(unscaled, scale));
  }

  @Example
  void theEdgesOfALongAreWrittenAsTheyAre() {
    for (int scale : new int[] {0, 1, 18, 19, 20, 25}) {
      assertWritten(Decimal.of(Long.MIN_VALUE, scale));
      assertWritten(Decimal.of(Long.MAX_VALUE, scale));
      assertWritten(Decimal.of(-1, scale));
    }
    assertThat(read(JsonBuffer.ofThread().number(Long.MIN_VALUE)).bigIntegerValue())
        .isEqualTo(BigInteger.valueOf(Long.MIN_VALUE));
  }

  private static void assertWritten(Decimal value) {
    String text = read(JsonBuffer.ofThread().decimal(value)).stringValue();
    assertThat(text).isEqualTo(value.toString());
    assertThat(new BigDecimal(text)).isEqualByComparingTo(value.toBigDecimal());
  }

  @Property
  void timesAreWrittenAsTheReferenceDoes(@ForAll long nanos) {
    assertThat(read(JsonBuffer.ofThread().time(nanos)).stringValue())
        .isEqualTo(UtcNanos.format(nanos));
  }

  @Property
  void timesOfFewDigitsAreWrittenAsTheReferenceDoes(
      @ForAll @IntRange(min = -2_000_000_000) int micros) {
    long nanos = micros * 1_000L * 1_000;
    assertThat(read(JsonBuffer.ofThread().time(nanos)).stringValue())
        .isEqualTo(UtcNanos.format(nanos));
    assertThat(read(JsonBuffer.ofThread().time(micros * 1_000L)).stringValue())
        .isEqualTo(UtcNanos.format(micros * 1_000L));
  }

  @Property
  void numbersAreWrittenAsTheyAre(@ForAll long value) {
    assertThat(read(JsonBuffer.ofThread().number(value)).longValue()).isEqualTo(value);
  }

  @Property
  void anyStringIsReadBack(@ForAll String text) {
    String sane = new String(text.getBytes(UTF_8), UTF_8);
    if (sane.equals(text)) {
      assertThat(read(JsonBuffer.ofThread().string(text)).stringValue()).isEqualTo(text);
    } else {
      read(JsonBuffer.ofThread().string(text)); // half a surrogate pair: still valid JSON
    }
  }

  private static JsonNode read(JsonBuffer json) {
    return MAPPER.readTree(json.toBytes());
  }
}
