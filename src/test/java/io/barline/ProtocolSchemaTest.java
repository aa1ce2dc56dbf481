package io.barline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolSchemaTest {
  private static final String TRADE =
      "{'type':'trade','topic':'binance:trades:BTC/USDT','epoch':'e-1','seq':17,'id':'41',"
          + "'price':'67123.45','size':'0.5','side':'buy','count':1,"
          + "'exchangeTime':'2026-11-22T14:20:00.123Z','receiveTime':'2026-11-22T14:20:00.123456Z'}";

  @Test
  void acceptsAMessageAsItIsDescribed() {
    assertThatCode(() -> ProtocolSchema.checked(json(TRADE))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'seq':17,|",
        "'seq':17|'seq':'17'",
        "'seq':17|'seq':0",
        "'id':'41'|'id':41",
        "'67123.45'|'67123.450'",
        "'67123.45'|'6.7E4'",
        "'67123.45'|'067123'",
        "'67123.45'|'.5'",
        "'67123.45'|'0'",
        "'67123.45'|67123.45",
        "'0.5'|'-0.5'",
        "'0.5'|'0.'",
        "14:20:00.123Z|14:20:00Z",
        "14:20:00.123Z|14:20:00.12Z",
        "14:20:00.123Z|14:20:00.123+00:00",
        "'buy'|'bought'",
        "'count':1|'count':1,'colour':'red'",
        "binance:trades:|binance:deals:",
        "binance:trades:BTC/USDT|binance:bars.7s:BTC/USDT",
        "'type':'trade'|'type':'deal'"
      },
      delimiter = '|')
  void refusesWhatIsOtherwise(String part, String instead) {
    String other = TRADE.replace(part, instead == null ? "" : instead);
    assertThatThrownBy(() -> ProtocolSchema.checked(json(other)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("asyncapi.yaml")
        .hasMessageContaining(json(other));
  }

  @Test
  void tellsTheKindsOfAnOrderBookApart() {
    String reset =
        "{'type':'book','topic':'x:book.5:A','epoch':'e','seq':1,'kind':'reset','symbol':'A',"
            + "'reason':'r','receiveTime':'2026-11-22T14:20:00.123Z'}";
    assertThatCode(() -> ProtocolSchema.checked(json(reset))).doesNotThrowAnyException();
    assertThatThrownBy(() -> ProtocolSchema.checked(json(reset.replace("reset", "snapshot"))))
        .hasMessageContaining("bids");
  }

  @Test
  void refusesAnAnswerThatIsNotDescribed() {
    String problem =
        "{'type':'/problems/unknown_path','title':'Unknown path','status':404,'detail':'d',"
            + "'instance':'/x','code':'unknown_path','number':130,'retryable':false}";
    assertThatCode(() -> check(404, problem)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(404, problem.replace("404", "409")))
        .hasMessageContaining("openapi.yaml");
    assertThatThrownBy(() -> check(404, problem.replace("'number'", "'class':'x','number'")))
        .hasMessageContaining("class");
    assertThatThrownBy(() -> check(503, problem.replace("404", "503")))
        .hasMessageContaining("Retry-After");
    assertThatThrownBy(() -> check(202, "{}")).hasMessageContaining("status");
  }

  private static void check(int status, String body) {
    RestSchema.check(
        new RestSchema.Answer(
            "GET",
            "/api/v1/gaps",
            status,
            "application/problem+json",
            List.of("Content-Type"),
            json(body)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
