package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClientMessageReaderTest {
  private final ClientMessageReader reader =
      new ClientMessageReader(4_096, new DeliveryReader(500));

  @Test
  void readsASubscribeWithItsDefaults() {
    assertThat(understood("{\"type\":\"subscribe\",\"id\":7,\"topics\":[\"a:trades:B\"]}"))
        .isEqualTo(
            new ClientMessage.Subscribe(
                new RequestId("7"),
                List.of("a:trades:B"),
                null,
                Updates.FINAL,
                EmptyBars.NONE,
                null,
                Map.of()));
  }

  @Test
  void readsASubscribeWithAllItsOptions() {
    assertThat(
            understood(
                """
                {"type":"subscribe","id":"x\\"y","topics":[],"subscription":"mine","updates":"live",
                 "emptyBars":"flat","delivery":"lossless","later":{"a":[1]},
                 "resume":{"a:trades:B":{"epoch":"e1","seq":41}}}\
                """))
        .isEqualTo(
            new ClientMessage.Subscribe(
                new RequestId("\"x\\\"y\""),
                List.of(),
                "mine",
                Updates.LIVE,
                EmptyBars.FLAT,
                new Delivery.Lossless(),
                Map.of("a:trades:B", new Cursor("e1", 41))));
  }

  @Test
  void readsTheOtherRequests() {
    assertThat(understood("{\"type\":\"unsubscribe\",\"topics\":[\"t\"]}"))
        .isEqualTo(new ClientMessage.Unsubscribe(null, List.of("t")));
    assertThat(understood("{\"type\":\"list\",\"id\":null}"))
        .isEqualTo(new ClientMessage.ListTopics(null));
    assertThat(understood("{\"type\":\"ping\",\"id\":123456789012345678901234567890}"))
        .isEqualTo(new ClientMessage.Ping(new RequestId("123456789012345678901234567890")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | not valid JSON",
        "{\"type\":\"ping\" | not valid JSON",
        "{\"type\":\"ping\"} {} | not valid JSON",
        "{\"type\":\"ping\",\"type\":\"list\"} | not valid JSON at line 1, column 22: the field"
            + " \"type\" is there twice",
        "{\"type\":\"subscribe\",\"resume\":{\"a\":{},\"a\":{}}} | the field \"a\" is there"
            + " twice",
        "`` | JSON",
        "[] | a message is a JSON object, not []",
        "7 | a message is a JSON object, not 7",
        "{} | \"type\" is missing: a message is subscribe,",
        "{\"Type\":\"ping\"} | \"type\" is missing; did you mean it by \"Type\"?",
        "{\"type\":\"subscribe\",\"topic\":[\"a\"]} | \"topics\" is missing; did you mean it by"
            + " \"topic\"? An array such as [\"binance:trades:BTC/USDT\"] is needed",
        "{\"type\":\"unsubscribe\",\"tpoics\":[\"a\"],\"x\":1} | did you mean it by \"tpoics\"?",
        "{\"type\":\"subscribe\",\"topics\":[]} | \"topics\" is empty: an array such as",
        "{\"type\":\"unsubscribe\",\"topics\":[]} | \"topics\" is empty: an array such as",
        "{\"type\":\"subscribe\",\"topics\":5} | \"topics\" is an array of strings, not 5",
        "{\"type\":\"subscribe\",\"topics\":null} | \"topics\" is an array of strings, not null",
        "{\"type\":\"auth\",\"token\":\"a\",\"ticket\":\"b\"} | one of \"token\" and \"ticket\","
            + " not both",
        "{\"type\":\"auth\",\"token\":7} | needs \"token\" or \"ticket\", a string",
        "{\"type\":7} | \"type\" is a string, not 7",
        "{\"type\":\"ping\",\"id\":1.5} | \"id\" is an integer or a string",
        "{\"type\":\"ping\",\"id\":{}} | \"id\" is an integer or a string of at most 128"
            + " characters, not {}",
        "{\"type\":\"subscribe\"} | \"topics\" is missing",
        "{\"type\":\"subscribe\",\"topics\":\"a\"} | \"topics\" is an array of strings, not \"a\"",
        "{\"type\":\"subscribe\",\"topics\":[1]} | \"topics\" holds strings only, not 1",
        "{\"type\":\"subscribe\",\"topics\":[null]} | \"topics\" holds strings only, not null",
        "{\"type\":\"subscribe\",\"topics\":[\"a\"],\"resume\":[]} | \"resume\" is an object of",
        "{\"type\":\"subscribe\",\"topics\":[\"a\"],\"resume\":{\"a\":7}} | \"resume\" is an"
            + " object",
        "{\"type\":\"subscribe\",\"topics\":[\"a\"],\"resume\":{\"a\":{\"epoch\":\"e\",\"seq\":1e2}}}"
            + " | \"resume\" is an object",
      })
  void tellsWhatIsWrongAndWhatWouldBeRight(String json, String sentence) {
    Reading.Fault fault = fault(json.getBytes(UTF_8));
    assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(fault.sentence()).contains(sentence);
  }

  @Test
  void aNameThatIsNotNearIsNotGuessedAt() {
    assertThat(fault("{\"type\":\"subscribe\",\"symbols\":[\"a\"]}".getBytes(UTF_8)).sentence())
        .startsWith("\"topics\" is missing: an array");
  }

  @Test
  void neverRepeatsWhatMayBeAKey() {
    String json = "{\"type\":\"auth\",\"token\":{\"a\":\"bl_secret\"},\"tikcet\":\"bl_secret\"}";
    assertThat(fault(json.getBytes(UTF_8)).sentence()).doesNotContain("bl_");
  }

  @Test
  void tellsAnUnknownTypeAndABadOptionApart() {
    assertThat(fault("{\"type\":\"buy\",\"id\":3}".getBytes(UTF_8)))
        .isEqualTo(
            new Reading.Fault(
                new RequestId("3"),
                ErrorCode.UNKNOWN_TYPE,
                "\"type\" is subscribe, unsubscribe, list, ping or auth, not \"buy\""));
    assertThat(
            fault(
                "{\"type\":\"subscribe\",\"topics\":[\"a\"],\"updates\":\"all\"}".getBytes(UTF_8)))
        .isEqualTo(
            new Reading.Fault(
                null, ErrorCode.BAD_OPTION, "\"updates\" is final or live, not \"all\""));
  }

  @ParameterizedTest
  @MethodSource
  void readsEachDelivery(String fields, Delivery delivery) {
    assertThat(
            understood("{\"type\":\"subscribe\",\"topics\":[\"a\"],\"delivery\":" + fields + "}"))
        .extracting(message -> ((ClientMessage.Subscribe) message).delivery())
        .isEqualTo(delivery);
  }

  static List<Arguments> readsEachDelivery() {
    return List.of(
        arguments("\"lossless\"", new Delivery.Lossless()),
        arguments("\"snapshot\"", new Delivery.Snapshot()),
        arguments("\"conflate\"", new Delivery.Conflate(0)),
        arguments("\"conflate\",\"every\":60000", new Delivery.Conflate(60_000)),
        arguments("\"drop_oldest\"", new Delivery.DropOldest(500)),
        arguments("\"drop_oldest\",\"queue\":1", new Delivery.DropOldest(1)),
        arguments("\"batch\"", new Delivery.Batch(100, 1_000, 500)),
        arguments("\"batch\",\"every\":1,\"count\":3,\"queue\":4", new Delivery.Batch(3, 1, 4)),
        arguments("\"batch\",\"queue\":7,\"count\":null", new Delivery.Batch(7, 1_000, 7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"delivery\":\"some\" | delivery is lossless, conflate, drop_oldest, batch or (order"
            + " books) snapshot, not \"some\"",
        "\"delivery\":7 | not \"7\"",
        "\"delivery\":\"conflate\",\"every\":60001 | every is 0 to 60000 ms, not 60001",
        "\"delivery\":\"conflate\",\"every\":-1 | every is 0 to 60000 ms, not -1",
        "\"delivery\":\"conflate\",\"every\":1.5 | every is 0 to 60000 ms, not 1.5",
        "\"delivery\":\"conflate\",\"every\":\"250\" | every is 0 to 60000 ms, not \"250\"",
        "\"delivery\":\"conflate\",\"every\":99999999999999999999 | every is 0 to 60000 ms, not 9",
        "\"delivery\":\"conflate\",\"every\":{} | every is 0 to 60000 ms, not {}",
        "\"delivery\":\"batch\",\"every\":0 | every is 1 to 60000 ms, not 0",
        "\"delivery\":\"batch\",\"count\":0 | count is 1 to 500 messages and no more than queue,"
            + " not 0",
        "\"delivery\":\"batch\",\"count\":9,\"queue\":8 | count is 1 to 8 messages and no more than"
            + " queue, not 9",
        "\"delivery\":\"drop_oldest\",\"queue\":501 | queue is 1 to 500 messages, not 501",
        "\"delivery\":\"drop_oldest\",\"every\":5 | every goes with delivery conflate or batch, not"
            + " with drop_oldest",
        "\"delivery\":\"lossless\",\"queue\":5 | queue goes with delivery drop_oldest or batch, not"
            + " with lossless",
        "\"count\":5 | count goes with delivery batch, which is not given",
      })
  void tellsWhatIsWrongWithADelivery(String fields, String sentence) {
    Reading.Fault fault =
        fault(("{\"type\":\"subscribe\",\"topics\":[\"a\"]," + fields + "}").getBytes(UTF_8));
    assertThat(fault.code()).isEqualTo(ErrorCode.BAD_OPTION);
    assertThat(fault.sentence()).contains(sentence);
  }

  @Test
  void boundsLengthDepthAndNumbers() {
    assertThat(fault(" ".repeat(4_097).getBytes(UTF_8)))
        .isEqualTo(
            new Reading.Fault(
                null, ErrorCode.TOO_LARGE, "a message has at most 4096 bytes, this one has 4097"));
    String deep = "{\"type\":\"ping\",\"x\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
    assertThat(fault(deep.getBytes(UTF_8)).sentence()).contains("at most 8 deep");
    String huge = "{\"type\":\"ping\",\"id\":" + "9".repeat(1_000) + "}";
    assertThat(fault(huge.getBytes(UTF_8)).sentence()).contains("at most 64 digits");
    String longId = "{\"type\":\"ping\",\"id\":\"" + "x".repeat(129) + "\"}";
    assertThat(fault(longId.getBytes(UTF_8)).sentence())
        .contains("at most 128")
        .hasSizeLessThan(300);
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(42);
    String sane =
        "{\"type\":\"subscribe\",\"id\":7,\"topics\":[\"a:trades:B\"],\"resume\":{\"a\":{\"epoch\":\"e\",\"seq\":1}}}";
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = sane.getBytes(UTF_8);
      for (int j = random.nextInt(6); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(reader.read(bytes)).isNotNull();
    }
  }

  private ClientMessage understood(String json) {
    assertThat(reader.read(json.getBytes(UTF_8))).isInstanceOf(Reading.Understood.class);
    return ((Reading.Understood) reader.read(json.getBytes(UTF_8))).message();
  }

  private Reading.Fault fault(byte[] json) {
    assertThat(reader.read(json)).isInstanceOf(Reading.Fault.class);
    return (Reading.Fault) reader.read(json);
  }
}
