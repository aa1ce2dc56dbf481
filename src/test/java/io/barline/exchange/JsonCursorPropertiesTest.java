package io.barline.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonCursorPropertiesTest {
  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final JsonMapper ESCAPING =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonCursor json = new JsonCursor();

  @Property
  void readsWhatJacksonReads(@ForAll("documents") Object document) {
    for (JsonMapper mapper : List.of(PLAIN, ESCAPING)) {
      byte[] text = mapper.writeValueAsBytes(document);
      assertThat(read(text, 0, text.length)).isEqualTo(byJackson(text));
    }
  }

  @Property
  void noticesEveryTruncation(@ForAll("documents") Object document) {
    byte[] text = ESCAPING.writeValueAsBytes(List.of(document));
    for (int length = 0; length < text.length; length++) {
      assertThat(read(text, 0, length)).isEmpty();
    }
  }

  /** What it accepts, Jackson accepts too and reads alike; on all else it fails in its own way. */
  @Property(tries = 5_000)
  void isNoMoreLenientThanJackson(
      @ForAll("documents") Object document,
      @ForAll @Size(min = 1, max = 4)
          List<@IntRange(min = 0, max = Integer.MAX_VALUE) Integer> edits) {
    byte[] text = PLAIN.writeValueAsBytes(document);
    for (int edit : edits) {
      text = edited(text, edit);
    }
    Optional<Object> read = read(text, 0, text.length);
    if (read.isPresent()) {
      assertThat(read).isEqualTo(byJackson(text));
    }
  }

  @Property
  void neverLeavesItsRange(@ForAll byte[] text, @ForAll @IntRange(max = 20) int from) {
    int start = Math.min(from, text.length);
    Optional<Object> within = read(text, start, text.length);
    byte[] alone = Arrays.copyOfRange(text, start, text.length);
    assertThat(within).isEqualTo(read(alone, 0, alone.length));
  }

  /** Stands for null, which collections do not take; Jackson writes it as such. */
  private static final Object NULL = PLAIN.nullNode();

  @Provide
  Arbitrary<Object> documents() {
    return Arbitraries.randomValue(random -> value(random, 4));
  }

  private static Object value(Random random, int depth) {
    int children = random.nextInt(5);
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> string(random);
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(12));
      case 3 -> random.nextBoolean();
      case 4 -> NULL;
      case 5 -> Stream.generate(() -> value(random, depth - 1)).limit(children).toList();
      default -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < children; i++) {
          fields.put(string(random), value(random, depth - 1));
        }
        yield fields;
      }
    };
  }

  private static String string(Random random) {
    int[] characters = "abcE07 \"\\/\b\n\u0000\u007fé币😀".codePoints().toArray();
    return random
        .ints(random.nextInt(6), 0, characters.length)
        .mapToObj(i -> Character.toString(characters[i]))
        .collect(Collectors.joining());
  }

  private static byte[] edited(byte[] text, int edit) {
    byte[] bits = "{}[]\",:\\u0e-+.truefalsn \u0001é".getBytes(StandardCharsets.UTF_8);
    byte b = bits[edit / 3 % bits.length];
    int at = edit / 100 % (text.length + 1);
    byte[] result;
    if (edit % 3 == 0) { // insert
      result = Arrays.copyOf(text, text.length + 1);
      System.arraycopy(text, at, result, at + 1, text.length - at);
      result[at] = b;
    } else if (edit % 3 == 1 && text.length > 0) { // replace
      result = text.clone();
      result[at % text.length] = b;
    } else { // cut
      result = Arrays.copyOf(text, at);
    }
    return result;
  }

  private Optional<Object> read(byte[] text, int from, int to) {
    try {
      json.reset(text, from, to);
      Object value = value(json);
      json.finish();
      return Optional.of(value);
    } catch (MalformedFrame _) {
      return Optional.empty();
    }
  }

  private static Object value(JsonCursor json) {
    return switch (json.peek()) {
      case STRING -> {
        json.readString();
        yield json.text();
      }
      case NUMBER -> json.readDecimal().toBigDecimal();
      case BOOLEAN -> json.readBoolean();
      case NULL -> {
        json.readNull();
        yield NULL;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
          list.add(value(json));
        }
        yield list;
      }
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        json.beginObject();
        while (json.nextField()) {
          String name = json.text();
          map.put(name, value(json));
        }
        yield map;
      }
    };
  }

  private static Optional<Object> byJackson(byte[] text) {
    return Optional.of(plain(PLAIN.readTree(text)));
  }

  private static Object plain(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return NULL;
    }
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (node.isNumber()) {
      BigDecimal value = node.decimalValue().stripTrailingZeros();
      return value.scale() < 0 ? value.setScale(0) : value;
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.stringValue();
  }
}
