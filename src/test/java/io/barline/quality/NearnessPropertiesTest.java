package io.barline.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.barline.market.Decimal;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearnessPropertiesTest {
  private final Nearness tenPercent = new Nearness(Percentage.valueOf("10%"));

  @ParameterizedTest
  @CsvSource({
    "110, 100, true",
    "110.00000001, 100, false",
    "90, 100, true",
    "89.99999999, 100, false",
    "0.000011, 0.00001, true",
    "0.0000110000001, 0.00001, false",
    "922337203685477580, 922337203685477580, true",
    "9223372036854775807, 8000000000000000000, false",
    "9223372036854775807, 8400000000000000000, true",
    "99999999999999999999.5, 100000000000000000000, true"
  })
  void comparesExactly(String price, String reference, boolean near) {
    assertThat(tenPercent.isNear(Decimal.parse(price), Decimal.parse(reference))).isEqualTo(near);
  }

  @Property
  void isWhatArithmeticSays(
      @ForAll @LongRange(min = 1) long price,
      @ForAll @IntRange(max = 20) int priceScale,
      @ForAll @LongRange(min = 1) long reference,
      @ForAll @IntRange(max = 20) int referenceScale) {
    BigDecimal a = new BigDecimal(BigInteger.valueOf(price), priceScale);
    BigDecimal b = new BigDecimal(BigInteger.valueOf(reference), referenceScale);
    BigDecimal limit = b.multiply(new BigDecimal("0.1"));
    assertThat(tenPercent.isNear(Decimal.of(a), Decimal.of(b)))
        .isEqualTo(a.subtract(b).abs().compareTo(limit) <= 0);
  }

  @Test
  void allocatesNothingForPricesOfUsualLength() {
    Decimal price = Decimal.parse("87250.01");
    Decimal reference = Decimal.parse("87249.9");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int near = 0;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        near += tenPercent.isNear(price, reference) ? 1 : 0;
      }
      if (round == 2) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
      }
    }
    assertThat(near).isEqualTo(30_000);
  }
}
