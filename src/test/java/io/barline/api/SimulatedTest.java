package io.barline.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "simulated=true")
class SimulatedTest extends RestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/subscriptions",
        "/subscriptions/majors",
        "/exchanges",
        "/exchanges/binance",
        "/instruments",
        "/topics",
        "/bars?topic=binance:bars.1m:BTC/USDT",
        "/bars",
        "/books",
        "/gaps",
        "/gaps?state=closed",
        "/nothing"
      })
  void everyAnswerSaysSo(String uri) {
    post("{\"name\":\"majors\",\"topics\":[\"binance:bars.1m:BTC/USDT\"]}")
        .expectStatus()
        .isCreated()
        .expectBody()
        .jsonPath("$.simulated")
        .isEqualTo(true);
    get(uri).expectBody().jsonPath("$.simulated").isEqualTo(true);
  }
}
