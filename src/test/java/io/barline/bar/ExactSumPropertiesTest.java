package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ExactSumPropertiesTest {

  @Provide
  Arbitrary<List<Decimal>> values() {
    Arbitrary<BigInteger> narrow = Arbitraries.longs().map(BigInteger::valueOf);
    Arbitrary<BigInteger> wide =
        Arbitraries.bigIntegers()
            .between(BigInteger.TWO.pow(130).negate(), BigInteger.TWO.pow(130));
    return Combinators.combine(
            Arbitraries.frequencyOf(Tuple.of(20, narrow), Tuple.of(1, wide)),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, 9)),
                Tuple.of(1, Arbitraries.integers().between(0, 40))))
        .as((unscaled, scale) -> Decimal.of(unscaled, scale))
        .list()
        .ofMaxSize(30);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void sumsExactly(@ForAll("values") List<Decimal> values) {
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (Decimal value : values) {
      sum.add(value);
      expected = expected.add(value.toBigDecimal());
      assertThat(sum.toDecimal()).isEqualTo(Decimal.of(expected));
    }
    assertThat(sum.toBigDecimal()).isEqualByComparingTo(expected);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void sumsProductsExactly(
      @ForAll("values") List<Decimal> prices, @ForAll("values") List<Decimal> sizes) {
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < Math.min(prices.size(), sizes.size()); i++) {
      sum.addProduct(prices.get(i), sizes.get(i));
      expected = expected.add(prices.get(i).toBigDecimal().multiply(sizes.get(i).toBigDecimal()));
      assertThat(sum.toDecimal()).isEqualTo(Decimal.of(expected));
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void mergingCommutes(
      @ForAll("values") List<Decimal> left, @ForAll("values") List<Decimal> right) {
    ExactSum both = sum(left);
    both.add(sum(right));
    ExactSum other = sum(right);
    other.add(sum(left));

    BigDecimal expected = BigDecimal.ZERO;
    for (Decimal value : left) {
      expected = expected.add(value.toBigDecimal());
    }
    for (Decimal value : right) {
      expected = expected.add(value.toBigDecimal());
    }
    assertThat(both.toDecimal()).isEqualTo(other.toDecimal()).isEqualTo(Decimal.of(expected));
  }

  private static ExactSum sum(List<Decimal> values) {
    ExactSum sum = new ExactSum();
    values.forEach(value -> sum.addProduct(value, Decimal.ONE));
    return sum;
  }

  @Example
  void staysExactOverAMillionLargeTrades() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    ExactSum volume = new ExactSum();
    ExactSum turnover = new ExactSum();
    BigInteger sizes = BigInteger.ZERO;
    BigInteger products = BigInteger.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      Decimal price = Decimal.of(random.nextLong(1, Long.MAX_VALUE), 10);
      Decimal size = Decimal.of(random.nextLong(1, Long.MAX_VALUE), 18);
      volume.add(size);
      turnover.addProduct(price, size);
      sizes = sizes.add(at(size, 18));
      products = products.add(at(price, 10).multiply(at(size, 18)));
    }

    assertThat(volume.toDecimal()).isEqualTo(Decimal.of(sizes, 18));
    assertThat(turnover.toDecimal()).isEqualTo(Decimal.of(products, 28));
  }

  private static BigInteger at(Decimal value, int scale) {
    return value.bigUnscaled().multiply(BigInteger.TEN.pow(scale - value.scale()));
  }

  @Example
  void startsAgainWhenCleared() {
    ExactSum sum = new ExactSum();
    sum.add(Decimal.of(BigInteger.TEN.pow(60), 3));
    sum.clear();
    sum.add(Decimal.of(15, 1));

    assertThat(sum.toDecimal()).isEqualTo(Decimal.of(15, 1));
  }
}
