package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Books;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Quote;
import io.barline.subscription.FakeExchange;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** What is answered where no data comes that can be relied on. */
@TestPropertySource(properties = "barline.api.first-data=50ms")
class MissingValueTest extends ValuesTest {
  private static final String BTC = "/books/binance?symbol=BTC/USDT&depth=5";

  @Test
  void aTopicThatTellsNothingIsNotReady() {
    publishing(null);
    problem(get(BTC), 503, "not_ready")
        .jsonPath("$.number")
        .isEqualTo(202)
        .jsonPath("$.value")
        .isEqualTo("binance:book.5:BTC/USDT")
        .jsonPath("$.state")
        .isEqualTo("connecting")
        .jsonPath("$.reason")
        .doesNotExist();
    get(BTC).expectHeader().valueEquals("Retry-After", "5").expectBody();
    assertThat(demand.open()).isEmpty();
  }

  @Test
  void aLostBookIsNotTold() {
    publishing(
        Books.snapshot(1),
        status(FeedStatus.State.LIVE, null),
        Books.snapshot(1),
        Books.reset("expected update 41, got 43"));
    problem(get(BTC), 503, "not_ready")
        .jsonPath("$.state")
        .isEqualTo("live")
        .jsonPath("$.reason")
        .isEqualTo("expected update 41, got 43")
        .jsonPath("$.detail")
        .value(
            detail ->
                assertThat(detail)
                    .isEqualTo(
                        "binance:book.5:BTC/USDT can't be told: it is live (expected update 41,"
                            + " got 43), and no data to rely on came within 50 ms"));
  }

  @Test
  void whatWasKnownBeforeTheConnectionWasLostIsNotTold() {
    Decimal price = Decimal.of(7, 0);
    publishing(
        null,
        status(FeedStatus.State.LIVE, null),
        new Quote(
            FakeExchange.instrument("BTC/USDT"), 1, price, Decimal.ONE, price, Decimal.ONE, 0, 1),
        status(FeedStatus.State.RECONNECTING, "closed by the exchange"));
    problem(get("/quotes/binance?symbol=BTC/USDT"), 503, "not_ready")
        .jsonPath("$.state")
        .isEqualTo("reconnecting")
        .jsonPath("$.reason")
        .isEqualTo("closed by the exchange");
  }
}
