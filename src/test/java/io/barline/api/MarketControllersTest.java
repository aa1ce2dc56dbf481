package io.barline.api;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.json.JsonCompareMode;

/** Exchanges, instruments and topics. */
class MarketControllersTest extends RestTest {
  @Test
  void reportsExchanges() {
    get("/exchanges")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"exchanges":[{"id":"binance",
              "segments":[{"id":"spot","channels":["trades","book"],"intervals":["1m"],
                "bookDepth":100}],
              "catalogue":{"state":"loaded","instruments":4},
              "feeds":[{"id":"spot-1","mode":"streaming","state":"reconnecting","topics":3,"reconnects":2,"rotations":1,
                "nextRetry":"2026-11-22T14:20:00.000Z","lastError":"closed by the exchange",
                "limits":{"streamsPerConnection":1024,"messagesPerSecond":5,
                  "connectionAttempts":300,"attemptWindow":"PT5M","maxAge":"PT24H"}}]}]}
            """,
            JsonCompareMode.STRICT);
    get("/exchanges/binance")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.id")
        .isEqualTo("binance");
  }

  @Test
  void listsTheExchangesThatThereAre() {
    problem(get("/exchanges/binanse"), 404, "unknown_exchange")
        .jsonPath("$.number")
        .isEqualTo(111)
        .jsonPath("$.value")
        .isEqualTo("binanse")
        .jsonPath("$.supported[0]")
        .isEqualTo("binance");
    problem(get("/instruments?exchange=binanse"), 404, "unknown_exchange");
    problem(get("/exchanges/alpaca"), 404, "unknown_exchange")
        .jsonPath("$.detail")
        .isEqualTo("alpaca is not served: it serves nobody without a key");
    problem(get("/bars/binanse?symbol=BTC/USDT&interval=1m"), 404, "unknown_exchange");
  }

  @Test
  void findsInstruments() {
    get("/instruments?query=BTC&exchange=binance&limit=1")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"instruments":[{"exchange":"binance","symbol":"BTC/USDT","nativeSymbol":"BTCUSDT",
              "segment":"spot","type":"spot","base":"BTC","quote":"USDT","tickSize":"0.01",
              "lotSize":"0.00001","active":true,"presumed":false}],"limit":1,"more":true}
            """,
            JsonCompareMode.STRICT);
    get("/instruments")
        .expectBody()
        .jsonPath("$.more")
        .isEqualTo(false)
        .jsonPath("$.missing[0]")
        .isEqualTo("binance:coinm");
  }

  @Test
  void listsTopics() {
    post("{\"topics\":[\"binance:trades:BTC/USDT\",\"binance:bars.1m:BTC/USDT\"]}");
    get("/topics")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"topics":[
              {"topic":"binance:bars.1m:BTC/USDT","updates":"final","emptyBars":"none",
               "epoch":"e1","seq":7,"subscribers":2,"state":"live",
               "lastPublished":"2026-11-22T14:20:00.123Z"},
              {"topic":"binance:trades:BTC/USDT",
               "epoch":"e1","seq":7,"subscribers":2,"state":"live",
               "lastPublished":"2026-11-22T14:20:00.123Z"}],
             "total":2,"offset":0,"limit":200}
            """,
            JsonCompareMode.STRICT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/instruments?limit=0",
        "/instruments?limit=501",
        "/instruments?limit=-1",
        "/topics?limit=1.5",
        "/topics?limit=99999999999",
        "/topics?offset=x",
        "/subscriptions?limit=1&limit=2",
        "/instruments?query=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void refusesBadOptions(String uri) {
    problem(get(uri), 400, "bad_option")
        .jsonPath("$.parameter")
        .exists()
        .jsonPath("$.value")
        .exists();
  }
}
