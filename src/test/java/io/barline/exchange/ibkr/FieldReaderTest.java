package io.barline.exchange.ibkr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {
  @Test
  void readsFieldsOneAfterAnother() {
    FieldReader fields = fields("15", "", "DU1234567", "1", "-9", "0.5");
    assertThat(fields.integer()).isEqualTo(15);
    assertThat(fields.text()).isEmpty();
    assertThat(fields.text()).isEqualTo("DU1234567");
    assertThat(fields.flag()).isTrue();
    assertThat(fields.number()).isEqualTo(-9);
    assertThat(fields.hasNext()).isTrue();
    assertThat(fields.decimal()).isEqualTo(Decimal.of(5, 1));
    assertThat(fields.hasNext()).isFalse();
  }

  @Test
  void keepsToItsPartOfTheFrame() {
    byte[] frame = "9\0001\0002\0003\000".getBytes(UTF_8);
    FieldReader fields = new FieldReader(frame, 2, 6);
    assertThat(fields.integer()).isEqualTo(1);
    assertThat(fields.integer()).isEqualTo(2);
    assertThat(fields.hasNext()).isFalse();
  }

  @Test
  void anEmptyPayloadHasNoFields() {
    FieldReader fields = new FieldReader(new byte[0], 0, 0);
    assertThat(fields.hasNext()).isFalse();
    assertMalformed(fields::text, "field 1 is missing");
  }

  @Test
  void theLastFieldNeedsAnEnd() {
    byte[] frame = "15\0001".getBytes(UTF_8);
    assertMalformed(() -> new FieldReader(frame, 0, frame.length), "15|1");
  }

  @Test
  void namesThePlaceAndTheValueThatIsWrong() {
    assertMalformed(() -> at(2, "12a").number(), "field 2 is no whole number: \"12a\"");
    assertMalformed(() -> at(2, "").integer(), "field 2 is no whole number: \"\"");
    assertMalformed(() -> at(2, "2147483648").integer(), "field 2 is no whole number of 32 bits");
    assertMalformed(() -> at(2, "9223372036854775808").number(), "field 2");
    assertMalformed(() -> at(2, "true").flag(), "field 2 is neither 0 nor 1: \"true\"");
    assertMalformed(() -> at(2, "1.2.3").decimal(), "field 2 is no decimal number: \"1.2.3\"");
    assertMalformed(() -> at(3, "x".repeat(900)).number(), "field 3 is no whole number: \"xxx");
    assertThatThrownBy(() -> at(3, "x".repeat(900)).number())
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.7976931348623157E308",
        "2147483647",
        "9223372036854775807",
        "Infinity",
        "-Infinity",
        "NaN"
      })
  void someDecimalsStandForNoValue(String told) {
    assertThat(fields(told).decimal()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0E-5|0.00001",
        "-1|-1",
        "1,234,567.5|1234567.5",
        "1.5E7|15000000",
        "0.0|0",
        "12345678901234567890.123456789|12345678901234567890.123456789",
        "87|87"
      })
  void decimalsAreExact(String told, String expected) {
    assertThat(fields(told).decimal()).isEqualTo(Decimal.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {",1", "1,", ",", "1 000", "0x1", "+1", "1E99999", "--1", "N", "8", "y"})
  void otherDecimalsAreMalformedOrNumbers(String told) {
    if (told.equals("8")) {
      assertThat(fields(told).decimal()).isEqualTo(Decimal.of(8, 0));
    } else {
      assertMalformed(() -> fields(told).decimal(), "field 1 is no decimal number");
    }
  }

  @Test
  void anUnsetIntegerIsWhatTheReaderSays() {
    assertThat(fields("").integerOr(7)).isEqualTo(7);
    assertThat(fields("8").integerOr(7)).isEqualTo(8);
    assertMalformed(() -> new FieldReader(new byte[0], 0, 0).integerOr(7), "field 1 is missing");
  }

  @Test
  void skipsFields() {
    FieldReader fields = fields("1", "2", "3");
    fields.skip(2);
    assertThat(fields.text()).isEqualTo("3");
    assertMalformed(() -> fields.skip(1), "field 4 is missing");
  }

  @Test
  void readsTextInUtf8AndInLatin1() {
    assertThat(fields("Münchener Rück").text()).isEqualTo("Münchener Rück");
    byte[] latin1 = "Société\0".getBytes(ISO_8859_1);
    assertThat(new FieldReader(latin1, 0, latin1.length).text()).isEqualTo("Société");
  }

  @Test
  void unescapesCharactersOnlyWhereAsked() {
    assertThat(fields("Soci\\u00e9t\\u00E9").unescaped()).isEqualTo("Société");
    assertThat(fields("a\\u12").unescaped()).isEqualTo("a\\u12");
    assertThat(fields("a\\uzzzzb\\u0041").unescaped()).isEqualTo("a\\uzzzzbA");
    assertThat(fields("\\u0041").text()).isEqualTo("\\u0041");
  }

  @Property
  void readsEveryNumberThatWasWritten(
      @ForAll long number, @ForAll int small, @ForAll boolean flag) {
    String message = new FieldWriter().add(number).add(small).add(flag).message();
    FieldReader fields = read(message);
    assertThat(fields.number()).isEqualTo(number);
    assertThat(fields.integer()).isEqualTo(small);
    assertThat(fields.flag()).isEqualTo(flag);
  }

  @Property
  void readsEveryDecimalThatWasWritten(
      @ForAll long unscaled, @ForAll @IntRange(max = 20) int scale) {
    Decimal number = Decimal.of(unscaled, scale);
    if (number.equals(Decimal.of(Integer.MAX_VALUE, 0))
        || number.equals(Decimal.of(Long.MAX_VALUE, 0))) {
      return;
    }
    assertThat(read(new FieldWriter().add(number).message()).decimal()).isEqualTo(number);
    String scientific = new BigDecimal(number.toString()).toString();
    assertThat(fields(scientific).decimal()).isEqualTo(number);
  }

  /** Whatever the bytes are, only {@link MalformedFrame} tells that they are nonsense. */
  @Property
  void failsOnNonsenseInOneWayOnly(
      @ForAll byte[] bytes, @ForAll List<@IntRange(max = 7) Integer> calls) {
    try {
      FieldReader fields = new FieldReader(bytes, 0, bytes.length);
      List<Consumer<FieldReader>> all =
          List.of(
              FieldReader::text,
              FieldReader::unescaped,
              FieldReader::integer,
              FieldReader::number,
              FieldReader::decimal,
              FieldReader::flag,
              reader -> reader.skip(2),
              reader -> reader.integerOr(0));
      calls.forEach(call -> all.get(call).accept(fields));
    } catch (MalformedFrame expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  private static FieldReader at(int place, String told) {
    FieldReader fields = read("0\0".repeat(place - 1) + told + "\0");
    fields.skip(place - 1);
    return fields;
  }

  static FieldReader fields(String... told) {
    return read(String.join("\0", told) + "\0");
  }

  static FieldReader read(String message) {
    byte[] frame = message.getBytes(UTF_8);
    return new FieldReader(frame, 0, frame.length);
  }

  private static void assertMalformed(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(MalformedFrame.class).hasMessageContaining(message);
  }
}
