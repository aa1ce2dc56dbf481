package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Decimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
  private final JsonCursor json = new JsonCursor();

  private JsonCursor at(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    json.reset(bytes, 0, bytes.length);
    return json;
  }

  @Test
  void walksFieldsInAnyOrder() {
    at(" { \"p\" : \"87250.0100\" , \"skip\":[{\"a\":[]},null], \"m\":true,\"t\":5391284120 } ");
    json.beginObject();
    assertThat(json.nextField()).isTrue();
    assertThat(json.letter()).isEqualTo('p');
    assertThat(json.readDecimal()).isEqualTo(Decimal.parse("87250.01"));
    assertThat(json.nextField()).isTrue();
    assertThat(json.textIs("skip".getBytes(StandardCharsets.US_ASCII))).isTrue();
    assertThat(json.letter()).isEqualTo(-1);
    json.skip();
    assertThat(json.nextField()).isTrue();
    assertThat(json.readBoolean()).isTrue();
    assertThat(json.nextField()).isTrue();
    assertThat(json.readLong()).isEqualTo(5391284120L);
    assertThat(json.nextField()).isFalse();
    json.finish();
  }

  @Test
  void returnsToAValueThatWasNoted() {
    at("{\"k\":{\"x\":[1,2]},\"e\":\"kline\"}");
    json.beginObject();
    json.nextField();
    int noted = json.position();
    json.skip();
    json.nextField();
    json.skip();
    json.nextField();
    json.finish();

    json.seek(noted);
    json.beginObject();
    json.nextField();
    json.beginArray();
    assertThat(json.nextElement()).isTrue();
    assertThat(json.readLong()).isEqualTo(1);
  }

  @Test
  void unescapesNamesAndStrings() {
    at("{\"\\u0065\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u5e01\\ud83d\\ude00é币😀\"}");
    json.beginObject();
    json.nextField();
    assertThat(json.letter()).isEqualTo('e');
    json.readString();
    assertThat(json.text()).isEqualTo("\"\\/\b\f\n\r\té币😀é币😀");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 999_999_999_999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE})
  void readsEveryLong(long value) {
    assertThat(at(Long.toString(value)).readLong()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999999",
        "1.0",
        "1e3",
        "01",
        "-",
        "-01",
        "\"1\"",
        "",
        "null"
      })
  void refusesWhatIsNoLong(String text) {
    assertThatThrownBy(() -> at(text).readLong()).isInstanceOf(MalformedFrame.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "\"1.50\"", "15e-1", "\"1.5\"", "\"\\u0031.5\""})
  void readsDecimalsFromNumbersAndStrings(String text) {
    assertThat(at(text).readDecimal()).isEqualTo(Decimal.parse("1.5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"NaN\"", "\".5\"", "1.", ".5", "+1", "1e", "\"1,5\"", "true"})
  void refusesWhatIsNoDecimal(String text) {
    assertThatThrownBy(() -> at(text).readDecimal()).isInstanceOf(MalformedFrame.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{,}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "tru",
        "nul",
        "truefalse",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\n\"",
        "1 2",
        "{}}",
        "[",
        "//",
        "'a'",
        "00",
        "1.e5",
        "\uFEFF1"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(
            () -> {
              at(text).skip();
              json.finish();
            })
        .isInstanceOf(MalformedFrame.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC0AF, 0xE08080, 0xEDA080, 0xF4908080, 0xF8888080, 0xC3, 0xE282})
  void refusesWhatIsNotUtf8(int sequence) {
    byte[] text = {
      '"',
      (byte) (sequence >>> 24),
      (byte) (sequence >>> 16),
      (byte) (sequence >>> 8),
      (byte) sequence,
      '"'
    };
    for (int i = 1; i <= 3 && text[i] == 0; i++) {
      text[i] = 'x';
    }
    json.reset(text, 0, text.length);
    assertThatThrownBy(json::skip)
        .isInstanceOf(MalformedFrame.class)
        .hasMessage("text is not UTF-8");
  }

  @Test
  void limitsNesting() {
    int most = JsonCursor.MAX_DEPTH;
    at("[".repeat(most) + "]".repeat(most)).skip();
    json.finish();
    assertThatThrownBy(() -> at("[".repeat(most + 1) + "]".repeat(most + 1)).skip())
        .hasMessage("nested too deeply");
  }

  @Test
  void staysInsideItsRange() {
    byte[] bytes = "[12345]".getBytes(StandardCharsets.US_ASCII);
    json.reset(bytes, 1, 3);
    assertThat(json.readLong()).isEqualTo(12);
    json.finish();
    assertThatThrownBy(() -> json.reset(bytes, 1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void faultsCarryNoStackTrace() {
    assertThatThrownBy(() -> at("?").skip())
        .satisfies(fault -> assertThat(fault.getStackTrace()).isEmpty());
  }
}
