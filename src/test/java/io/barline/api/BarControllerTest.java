package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.history.RecentBars;
import io.barline.history.SampleBars;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.wire.Encoder;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class BarControllerTest extends RestTest {
  private static final String BTC = "/bars/binance?symbol=BTC/USDT&interval=1m";

  @Autowired RecentBars bars;

  @BeforeEach
  void tenMinutes() {
    for (int minute = 0; minute < 10; minute++) {
      bars.onBar(SampleBars.minute("BTC/USDT", minute, 0));
    }
  }

  @Test
  void writesABarAsTheWebSocketDoes() {
    Bar newest = SampleBars.minute("BTC/USDT", 9, 0);
    Topic topic = Topic.of(newest.instrument(), new Channel.Bars(Interval.M1));
    String message = new String(new Encoder(topic, "epoch", false).encode(1, newest).json(), UTF_8);
    get("/bars?topic={topic}&limit=1", topic.toString())
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo(
            "{\"topic\":\"%s\",\"collecting\":false,\"more\":true,\"bars\":[{%s]}"
                .formatted(topic, message.substring(message.indexOf("\"symbol\""))));
  }

  @ParameterizedTest
  @CsvSource({
    "'',10,14:20",
    "'&from=2026-11-22T14:22:00Z',8,14:22",
    "'&to=2026-11-22T14:22:00Z',2,14:20",
    "'&from=2026-11-22T15:22:00+01:00&to=2026-11-22T14:24:00.000Z',2,14:22",
    "'&limit=3',3,14:27",
  })
  void answersRanges(String range, int count, String first) {
    get(BTC + range)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.bars.length()")
        .isEqualTo(count)
        .jsonPath("$.bars[0].timestamp")
        .isEqualTo("2026-11-22T" + first + ":00.000Z");
  }

  @Test
  void aSeriesThatWasJustAskedForIsEmptyAndNotMissing() {
    String eth = "/bars/binance?symbol=ETH/USDT&interval=1m";
    problem(get(eth), 404, "not_subscribed")
        .jsonPath("$.detail")
        .value(
            detail ->
                assertThat(detail.toString())
                    .contains("POST {\"topics\":[\"binance:bars.1m:ETH/USDT\"]}"))
        .jsonPath("$.value")
        .isEqualTo("binance:bars.1m:ETH/USDT");
    post("{\"topics\":[\"binance:bars.1m:ETH/USDT\"]}").expectStatus().isCreated();
    get(eth)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.collecting")
        .isEqualTo(true)
        .jsonPath("$.bars.length()")
        .isEqualTo(0);
  }

  @Test
  void suggestsSymbols() {
    problem(get("/bars/binance?symbol=BTC/USDX&interval=1m"), 404, "unknown_symbol")
        .jsonPath("$.suggestions[0]")
        .isEqualTo("BTC/USDT");
  }

  @Test
  void listsIntervals() {
    problem(get("/bars/binance?symbol=BTC/USDT&interval=7m"), 400, "unknown_interval")
        .jsonPath("$.value")
        .isEqualTo("7m")
        .jsonPath("$.supported[5]")
        .isEqualTo("1m");
    problem(get("/bars/binance?symbol=USDT&interval=1m:BTC"), 400, "unknown_interval");
  }

  @Test
  void namesMissingParameters() {
    problem(get("/bars"), 400, "bad_request").jsonPath("$.parameter").isEqualTo("topic");
    problem(get("/bars/binance"), 400, "bad_request").jsonPath("$.parameter").isEqualTo("symbol");
    problem(get("/bars/binance?symbol=BTC/USDT"), 400, "bad_request")
        .jsonPath("$.parameter")
        .isEqualTo("interval");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&from=yesterday",
        "&from=2026-11-22",
        "&to=1795357200",
        "&to=%2B999999999-01-01T00:00:00Z",
        "&from=2026-11-22T14:20:00Z&to=2026-11-22T14:20:00Z",
        "&from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z",
        "&limit=0",
        "&limit=1001",
        "&limit=many"
      })
  void refusesBadRanges(String range) {
    problem(
            client
                .get()
                .uri(URI.create("http://127.0.0.1:" + port + "/api/v1" + BTC + range))
                .exchange(),
            400,
            "bad_option")
        .jsonPath("$.parameter")
        .exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=1001|limit must be a whole number from 1 to 1000, not \"1001\"",
        "from=today|2026-11-22T14:20:00Z, not \"today\"",
        "from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z|but 2026-11-23T00:00:00Z is not before"
            + " 2026-11-22T00:00:00Z",
        "topic=bybit:bars.1m:BTC/USDT|topic must be one of binance, not"
            + " \"bybit:bars.1m:BTC/USDT\"",
      })
  void tellsTheValueAndWhatWouldBeRight(String query, String sentence) {
    problem(get(BTC + "&" + query), 400, "bad_option")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).contains(sentence));
  }

  @Test
  void refusesTopicsWithoutBars() {
    problem(get("/bars?topic=binance:trades:BTC/USDT"), 400, "bad_option");
    problem(get("/bars/binance?topic=bybit:bars.1m:BTC/USDT"), 400, "bad_option");
    problem(get("/bars?topic=nonsense"), 400, "bad_topic");
  }
}
