package io.barline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.subscription.FakeDemand;
import io.barline.subscription.StandingSubscription;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SubscriptionControllerTest extends RestTest {
  private static final String BTC =
      "{\"name\":\"majors\",\"topics\":[\"binance:bars.1m:BTC/USDT\",\"binance:trades:BTCUSDT\"]}";

  @Autowired FakeDemand demand;

  @Test
  void createsOnceAndFindsItAgain() {
    post(BTC)
        .expectStatus()
        .isCreated()
        .expectHeader()
        .valueMatches("Location", "/api/v1/subscriptions/sub_[0-9a-f]{16}")
        .expectBody()
        .jsonPath("$.name")
        .isEqualTo("majors")
        .jsonPath("$.topics[1]")
        .isEqualTo("binance:trades:BTC/USDT")
        .jsonPath("$.createdAt")
        .isEqualTo("2026-11-22T14:20:00.000Z")
        .jsonPath("$.simulated")
        .doesNotExist();
    assertThat(demand.open()).hasSize(2);
    post(BTC).expectStatus().isOk().expectHeader().exists("Location");
    assertThat(subscriptions.list(EVERYBODY)).hasSize(1);
  }

  @Test
  void combinesSymbolsAndChannels() {
    post("""
    {"exchange":"binance","symbols":["BTC/USDT","ETH/USDT"],"channels":["trades","bars.1m"]}
    """)
        .expectStatus()
        .isCreated()
        .expectBody()
        .jsonPath("$.name")
        .doesNotExist()
        .jsonPath("$.topics.length()")
        .isEqualTo(4)
        .jsonPath("$.topics[3]")
        .isEqualTo("binance:bars.1m:ETH/USDT");
  }

  @Test
  void replacesOnlyWhenAsked() {
    post(BTC).expectStatus().isCreated();
    String other = "{\"name\":\"majors\",\"topics\":[\"binance:trades:ETH/USDT\"]%s}";
    problem(post(other.formatted("")), 409, "name_taken")
        .jsonPath("$.number")
        .isEqualTo(118)
        .jsonPath("$.value")
        .isEqualTo("majors");
    post(other.formatted(",\"replace\":true"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.topics.length()")
        .isEqualTo(1);
  }

  @Test
  void listsByPages() {
    post("{\"topics\":[\"binance:trades:BTC/USDT\"]}").expectStatus().isCreated();
    post("{\"topics\":[\"binance:trades:ETH/USDT\"]}").expectStatus().isCreated();
    get("/subscriptions?limit=1&offset=1")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.subscriptions.length()")
        .isEqualTo(1)
        .jsonPath("$.total")
        .isEqualTo(2)
        .jsonPath("$.offset")
        .isEqualTo(1);
    get("/subscriptions?offset=9").expectBody().jsonPath("$.subscriptions.length()").isEqualTo(0);
  }

  @Test
  void getsAndDeletesByNameAndById() {
    post(BTC).expectStatus().isCreated();
    StandingSubscription made = subscriptions.list(EVERYBODY).getFirst();
    get("/subscriptions/majors").expectBody().jsonPath("$.id").isEqualTo(made.id());
    get("/subscriptions/" + made.id()).expectBody().jsonPath("$.name").isEqualTo("majors");
    client.delete().uri("/subscriptions/majors").exchange().expectStatus().isNoContent();
    assertThat(demand.open()).isEmpty();
    problem(client.delete().uri("/subscriptions/majors").exchange(), 404, "unknown_subscription")
        .jsonPath("$.value")
        .isEqualTo("majors");
    problem(get("/subscriptions/{id}", "a/b"), 404, "unknown_subscription")
        .jsonPath("$.value")
        .isEqualTo("a/b");
  }

  @Test
  void namesEveryBadTopic() {
    problem(
            post(
                """
                {"topics":["binance:trades:BTC/USDT","binance:trades:BTC/USDX","kraken:trades:BTC/EUR"]}
                """),
            404,
            "unknown_symbol")
        .jsonPath("$.errors.length()")
        .isEqualTo(2)
        .jsonPath("$.errors[0].topic")
        .isEqualTo("binance:trades:BTC/USDX")
        .jsonPath("$.errors[0].suggestions[0]")
        .isEqualTo("BTC/USDT")
        .jsonPath("$.errors[1].code")
        .isEqualTo("unknown_exchange")
        .jsonPath("$.errors[1].supported[0]")
        .isEqualTo("binance");
    assertThat(demand.open()).isEmpty();
  }

  @Test
  void saysWhatIsSupported() {
    problem(post("{\"topics\":[\"binance:ticker:BTC/USDT\"]}"), 400, "unsupported_channel")
        .jsonPath("$.value")
        .isEqualTo("binance:ticker:BTC/USDT")
        .jsonPath("$.supported[0]")
        .isEqualTo("trades");
    problem(post("{\"topics\":[\"binance:candles:BTC/USDT\"]}"), 400, "unknown_channel")
        .jsonPath("$.supported[1]")
        .isEqualTo("bars.1m");
    problem(post("{\"topics\":[\"binance:bars.7m:BTC/USDT\"]}"), 400, "unknown_interval")
        .jsonPath("$.supported.length()")
        .isEqualTo(2);
    problem(post("{\"topics\":[\"nonsense\"]}"), 400, "bad_topic");
  }

  @Test
  void asksToComeBackWhileTheCatalogueIsMissing() {
    post("{\"topics\":[\"binance:trades:NOT/LOADED\"]}")
        .expectStatus()
        .isEqualTo(503)
        .expectHeader()
        .valueEquals("Retry-After", "5")
        .expectBody()
        .jsonPath("$.retryable")
        .isEqualTo(true);
  }

  @Test
  void isBounded() {
    for (int i = 0; i < RestServer.MAX_STANDING; i++) {
      post("{\"name\":\"n" + i + "\",\"topics\":[\"binance:trades:BTC/USDT\"]}")
          .expectStatus()
          .isCreated();
    }
    problem(post(BTC), 409, "limit_reached").jsonPath("$.number").isEqualTo(120);
  }

  @Test
  void aSmallBodyDoesNotGrowIntoMillionsOfTopics() {
    String many = "\"x\",".repeat(7_000) + "\"x\"";
    problem(
            post(
                "{\"exchange\":\"binance\",\"symbols\":[%s],\"channels\":[%s]}"
                    .formatted(many, many)),
            409,
            "limit_reached")
        .jsonPath("$.detail")
        .value(detail -> assertThat(detail.toString()).contains("49014001 topics"));
  }
}
