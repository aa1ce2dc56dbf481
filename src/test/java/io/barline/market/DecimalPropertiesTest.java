package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DecimalPropertiesTest {

  @Provide
  Arbitrary<BigDecimal> values() {
    Arbitrary<BigInteger> few =
        Arbitraries.integers().between(-1_000, 1_000).map(BigInteger::valueOf);
    Arbitrary<BigInteger> narrow = Arbitraries.longs().map(BigInteger::valueOf);
    Arbitrary<BigInteger> wide =
        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40));
    return Combinators.combine(
            Arbitraries.oneOf(few, narrow, wide), Arbitraries.integers().between(0, 24))
        .as(BigDecimal::new);
  }

  @Property
  void readsWhatItPrints(@ForAll("values") BigDecimal value) {
    Decimal decimal = Decimal.of(value);

    assertThat(Decimal.parse(decimal.toString())).isEqualTo(decimal);
    assertThat(decimal.toBigDecimal()).isEqualByComparingTo(value);
  }

  @Property
  void readsEveryForm(@ForAll("values") BigDecimal value) {
    Decimal expected = Decimal.of(value);

    assertThat(Decimal.parse(value.toPlainString())).isEqualTo(expected);
    assertThat(Decimal.parse(value.toString())).isEqualTo(expected);
    byte[] within = ("[" + value.toPlainString() + "]").getBytes(StandardCharsets.US_ASCII);
    assertThat(Decimal.parse(within, 1, within.length - 1)).isEqualTo(expected);
  }

  @Property
  void printsTheShortestPlainForm(@ForAll("values") BigDecimal value) {
    String text = Decimal.of(value).toString();

    assertThat(text).matches("-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?").isNotEqualTo("-0");
    assertThat(new BigDecimal(text)).isEqualByComparingTo(value);
  }

  @Property
  void comparesAsNumbers(@ForAll("values") BigDecimal a, @ForAll("values") BigDecimal b) {
    assertThat(Integer.signum(Decimal.of(a).compareTo(Decimal.of(b)))).isEqualTo(a.compareTo(b));
    assertThat(Decimal.of(a).equals(Decimal.of(b))).isEqualTo(a.compareTo(b) == 0);
  }

  @Property
  void isEqualHoweverItWasMade(@ForAll("values") BigDecimal value) {
    Decimal a = Decimal.of(value);
    Decimal b = Decimal.of(value.unscaledValue().multiply(BigInteger.TEN), value.scale() + 1);

    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    assertThat(a.signum()).isEqualTo(value.signum());
    assertThat(a.bigUnscaled()).isEqualTo(b.bigUnscaled());
    assertThat(a.isNarrow()).isEqualTo(a.bigUnscaled().bitLength() < 64);
  }

  @Property
  void refusesWhatIsNoNumber(@ForAll("texts") String text) {
    if (text.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      assertThat(Decimal.parse(text).toBigDecimal()).isEqualByComparingTo(new BigDecimal(text));
    } else {
      assertThatThrownBy(() -> Decimal.parse(text)).isInstanceOf(NumberFormatException.class);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("0123-+.eE \u0661")
        .ofMaxLength(5)
        .filter(text -> !text.matches(".*[eE][-+]?[0-9]{2,}"));
  }

  @Example
  void refusesMoreDigitsThanAnyPriceHas() {
    String digits = "9".repeat(Decimal.MAX_DIGITS);

    assertThat(Decimal.parse(digits).toString()).isEqualTo(digits);
    assertThat(Decimal.parse("0." + digits).toString()).isEqualTo("0." + digits);
    assertThatThrownBy(() -> Decimal.parse(digits + "9")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimal.parse(digits + "e1"))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimal.parse("1e64")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimal.parse("1e-65")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimal.parse("1e999999999"))
        .isInstanceOf(NumberFormatException.class);
  }
}
