package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Books;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Quote;
import io.barline.subscription.FakeExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.json.JsonCompareMode;

class BookControllerTest extends ValuesTest {
  private static final String BTC = "/books/binance?symbol=BTCUSDT&depth=5";

  @Test
  void aBookThatNobodyHeldIsWantedAndAnsweredWhenItIsThere() {
    publishing(
        Books.snapshot(12),
        status(FeedStatus.State.CONNECTING, null),
        status(FeedStatus.State.LIVE, null),
        Books.snapshot(11),
        Books.delta(12));
    get(BTC)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.topic")
        .isEqualTo("binance:book.5:BTC/USDT")
        .jsonPath("$.state")
        .isEqualTo("live")
        .jsonPath("$.book.kind")
        .isEqualTo("snapshot")
        .jsonPath("$.book.bids[0][0]")
        .isEqualTo("12")
        .jsonPath("$.book.epoch")
        .isNotEmpty();
    assertThat(demand.open()).isEmpty();
    assertThat(demand.abandoned(status(FeedStatus.State.LIVE, null).topic())).isTrue();
    assertThat(hub.topics().getFirst().subscribers()).isZero();
  }

  @Test
  void theWholeTopicMayBeNamed() {
    publishing(Books.snapshot(1), status(FeedStatus.State.LIVE, null), Books.snapshot(1));
    get("/books?topic=binance:book.5:BTC/USDT")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"topic":"binance:book.5:BTC/USDT","state":"live",
             "book":{"type":"book","seq":2,"kind":"snapshot","bids":[["1","1"]],"asks":[]}}
            """,
            JsonCompareMode.LENIENT);
  }

  @Test
  void answersQuotes() {
    Decimal price = Decimal.of(7, 0);
    publishing(
        null,
        status(FeedStatus.State.QUIET, null),
        new Quote(
            FakeExchange.instrument("BTC/USDT"), 1, price, Decimal.ONE, price, Decimal.ONE, 0, 1));
    get("/quotes/binance?symbol=BTC/USDT")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"topic":"binance:quotes:BTC/USDT","state":"quiet",
             "quote":{"type":"quote","bid":"7","bidSize":"1","ask":"7","askSize":"1"}}
            """,
            JsonCompareMode.LENIENT);
  }

  @Test
  void whatHasFailedIsToldAtOnce() {
    publishing(null, status(FeedStatus.State.FAILED, "invalid symbol"));
    problem(get(BTC), 503, "not_ready")
        .jsonPath("$.state")
        .isEqualTo("failed")
        .jsonPath("$.reason")
        .isEqualTo("invalid symbol")
        .jsonPath("$.retryable")
        .isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({
    "/books/binance?symbol=BTC/USDT&depth=0, bad_option",
    "/books/binance?symbol=BTC/USDT&depth=5001, bad_option",
    "/books/binance?symbol=BTC/USDT&depth=many, bad_option",
    "/books/binance?symbol=BTC/USDT&depth=101, unsupported_channel",
    "/books/binance, bad_request",
    "/books, bad_request",
    "/books?topic=nonsense, bad_topic",
    "/books?topic=binance:trades:BTC/USDT, bad_option",
    "/books/binance?topic=bybit:book.5:BTC/USDT, bad_option",
    "/quotes, bad_request",
    "/quotes/binance, bad_request",
    "/quotes?topic=binance:trades:BTC/USDT, bad_option"
  })
  void refusesBadRequests(String uri, String code) {
    problem(get(uri), 400, code);
    assertThat(demand.open()).isEmpty();
  }

  @Test
  void suggestsSymbolsAndExchanges() {
    problem(get("/books/binance?symbol=BTC/USDX"), 404, "unknown_symbol")
        .jsonPath("$.suggestions[0]")
        .isEqualTo("BTC/USDT");
    problem(get("/books/binanse?symbol=BTC/USDT"), 404, "unknown_exchange");
    problem(get("/quotes/binanse?symbol=BTC/USDT"), 404, "unknown_exchange");
  }
}
