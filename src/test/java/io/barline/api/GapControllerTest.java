package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.UtcNanos;
import io.barline.quality.GapLedger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class GapControllerTest extends RestTest {
  private static final Topic TRADES = new Topic("binance", new Channel.Trades(), "BTC/USDT");
  private static final Topic MINUTES =
      new Topic("binance", new Channel.Bars(Interval.M1), "BTC/USDT");
  private static final Topic ETHER = new Topic("binance", new Channel.Trades(), "ETH/USDT");

  @Autowired GapLedger gaps;

  @BeforeEach
  void fourHoles() {
    tell(1, TRADES, 20);
    tell(1, MINUTES, 20);
    tell(2, ETHER, 25);
    tell(3, TRADES, 30);
    gaps.filled(new GapFilled(1, TRADES, at(20), at(21), GapFilled.By.TRADES, 3, at(22)));
    gaps.unfilled(ETHER, 2, "REST does not answer");
  }

  private void tell(long id, Topic topic, int minute) {
    long missed = topic.equals(ETHER) ? Gap.UNKNOWN : 3;
    gaps.told(
        new Gap(
            id,
            topic,
            at(minute),
            at(minute + 1),
            Gap.Cause.DISCONNECTED,
            missed,
            "the connection was lost",
            at(minute + 1)));
  }

  private static long at(int minute) {
    return UtcNanos.of(Instant.parse("2026-11-22T14:00:00Z")) + minute * 60L * UtcNanos.SECOND;
  }

  @Test
  void tellsTheHoleAndWhatBecameOfIt() {
    get("/gaps?topic=binance:trades:BTCUSDT&state=filled")
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo(
            "{\"gaps\":[{\"gap\":1,\"topic\":\"binance:trades:BTC/USDT\","
                + "\"from\":\"2026-11-22T14:20:00.000Z\",\"to\":\"2026-11-22T14:21:00.000Z\","
                + "\"cause\":\"disconnected\",\"missed\":3,"
                + "\"detail\":\"the connection was lost\",\"told\":\"2026-11-22T14:21:00.000Z\","
                + "\"state\":\"filled\",\"by\":\"trades\",\"found\":3,"
                + "\"filledAt\":\"2026-11-22T14:22:00.000Z\"}],\"limit\":100,\"more\":false}");
    get("/gaps?topic=binance:trades:ETH/USDT")
        .expectBody(String.class)
        .value(
            body ->
                assertThat(body)
                    .contains("\"state\":\"unfilled\",\"reason\":\"REST does not answer\"")
                    .doesNotContain("missed", "filledAt", "\"by\""));
  }

  @ParameterizedTest
  @CsvSource({
    "'',3 2 1 1",
    "?exchange=binance,3 2 1 1",
    "?exchange=binance&symbol=BTCUSDT,3 1 1",
    "?exchange=binance&symbol=BTC/USDT&channel=trades,3 1",
    "?exchange=binance&topic=binance:bars.1m:BTC/USDT,1",
    "?channel=bars.1m,1",
    "?exchange=binance&channel=trades,3 2 1",
    "?state=open,3 1",
    "?state=filled,1",
    "?state=unfilled,2",
    "?from=2026-11-22T14:25:30Z,3 2",
    "?to=2026-11-22T14:25:00Z,1 1",
    "?from=2026-11-22T14:21:00Z&to=2026-11-22T14:26:00Z,2 1 1",
    "?topic=binance:trades:ETH/USDT&state=open,",
    "?topic=binance:bars.5m:ETH/USDT,",
  })
  void choosesByTopicStateAndTime(String query, String ids) {
    List<Integer> expected =
        ids == null
            ? List.of()
            : List.of(ids.split(" ", -1)).stream().map(Integer::valueOf).toList();
    get("/gaps" + query)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.gaps[*].gap")
        .isEqualTo(expected);
  }

  @Test
  void saysThatOlderOnesWereLeftOut() {
    get("/gaps?limit=2")
        .expectBody()
        .jsonPath("$.gaps.length()")
        .isEqualTo(2)
        .jsonPath("$.gaps[0].gap")
        .isEqualTo(3)
        .jsonPath("$.more")
        .isEqualTo(true);
    get("/gaps?limit=4").expectBody().jsonPath("$.more").isEqualTo(false);
  }

  @ParameterizedTest
  @CsvSource({
    "exchange=binance&symbol=BTC/USDX,BTC/USDX",
    "exchange=binance&symbol=BTC/USDX&channel=trades,BTC/USDX",
    "exchange=binance&symbol=BTC/USDT&channel=candles,candles",
    "exchange=binance&symbol=BTC/USDT&channel=bars.7s,bars.7s",
    "topic=binance:trades:BTC/USDX,binance:trades:BTC/USDX",
  })
  void namesWhatIsWrongAsItWasGiven(String query, String value) {
    get("/gaps?" + query).expectBody().jsonPath("$.value").isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "topic=nonsense,400,bad_topic",
    "topic=binance:trades:BTC/USDX,404,unknown_symbol",
    "exchange=nasdaq,404,unknown_exchange",
    "exchange=bybit&topic=binance:trades:BTC/USDT,404,unknown_exchange",
    "symbol=BTC/USDT,400,bad_request",
    "symbol=BTC/USDT&channel=trades,400,bad_request",
    "exchange=binance&symbol=BTC/USDX,404,unknown_symbol",
    "channel=candles,400,bad_option",
    "state=closed,400,bad_option",
    "from=yesterday,400,bad_option",
    "from=2026-11-22T15:00:00Z&to=2026-11-22T14:00:00Z,400,bad_option",
    "limit=1001,400,bad_option",
  })
  void refusesWhatMakesNoSense(String query, int status, String code) {
    problem(get("/gaps?" + query), status, code);
  }
}
