package io.barline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeysCommand;
import io.barline.subscription.StandingSubscriptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What each key sees of the REST resources. */
@SpringBootTest(
    classes = RestServer.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "server.address=127.0.0.1")
class EntitlementsTest {
  private static final Path FILE = file();
  private static final String BTC = key("btc", "binance:*:BTC/USDT");
  private static final String ETH = key("eth", "binance:trades:ETH/USDT");
  private static final String ALL = key("chief", "*:*:*", "--admin");
  private static final String FEW =
      key("few", "*:*:*", "--requests-per-second", "1", "--request-burst", "2");

  @LocalServerPort int port;
  @Autowired StandingSubscriptions subscriptions;
  private WebTestClient client = WebTestClient.bindToServer().build();

  private static Path file() {
    try {
      return Files.createTempDirectory("barline-keys").resolve("keys.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String name, String topics, String... options) {
    List<String> arguments = new ArrayList<>(List.of("create", "--name", name, "--topics", topics));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, true, UTF_8);
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, UTF_8);
    Map<String, String> environment = Map.of("BARLINE_ACCESS_KEYSFILE", FILE.toString());
    assertThat(new KeysCommand(environment, to, nowhere, Clock.systemUTC()).run(arguments))
        .isZero();
    return out.toString(UTF_8).strip();
  }

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    registry.add("barline.access.keys-file", FILE::toString);
  }

  @BeforeEach
  void connect() {
    client = WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port + "/api/v1").build();
    subscriptions
        .list(RestTest.EVERYBODY)
        .forEach(each -> subscriptions.delete(RestTest.EVERYBODY, each.id()));
  }

  private WebTestClient.ResponseSpec get(String key, String uri) {
    return client.get().uri(uri).header("X-API-Key", key).exchange();
  }

  private WebTestClient.ResponseSpec create(String key, String body) {
    return client
        .post()
        .uri("/subscriptions")
        .header("Authorization", "Bearer " + key)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static String majors(String topic) {
    return "{\"name\":\"majors\",\"topics\":[\"" + topic + "\"]}";
  }

  @Test
  void withoutAKeyThereIsNothing() {
    for (String path :
        List.of("/exchanges", "/instruments", "/topics", "/subscriptions", "/gaps", "/nowhere")) {
      RestTest.problem(client.get().uri(path).exchange(), 401, "unauthorized");
    }
  }

  @Test
  void whatAnybodyMayKnowNeedsNoKey() {
    for (String path :
        List.of("/openapi.yaml", "/openapi.json", "/asyncapi.yaml", "/asyncapi.json")) {
      client.get().uri(path).exchange().expectStatus().isOk();
    }
    WebTestClient whole = client.mutate().baseUrl("http://127.0.0.1:" + port).build();
    for (String path : List.of("/problems", "/problems/unknown_symbol")) {
      whole.get().uri(path).exchange().expectStatus().isOk();
    }
    for (String path : List.of("/problemsolver", "/api/v1/openapi.yaml.bak", "/api/v1/openapi")) {
      RestTest.problem(whole.get().uri(path).exchange(), 401, "unauthorized");
    }
  }

  @Test
  void whatNobodyMayHaveIsNotListed() {
    get(BTC, "/instruments?query=ETH").expectBody().jsonPath("$.instruments").isEmpty();
    get(BTC, "/instruments")
        .expectBody()
        .jsonPath("$.instruments.length()")
        .isEqualTo(1)
        .jsonPath("$.instruments[0].symbol")
        .isEqualTo("BTC/USDT");
    get(ALL, "/instruments").expectBody().jsonPath("$.instruments.length()").isEqualTo(4);
    RestTest.problem(get(ETH, "/gaps?exchange=binance&symbol=BTC/USDT"), 403, "not_entitled");
    RestTest.problem(get(ETH, "/gaps?exchange=binance&symbol=ETH/USD"), 404, "unknown_symbol")
        .jsonPath("$.suggestions")
        .doesNotExist();
    RestTest.problem(get(BTC, "/gaps?exchange=binance&symbol=ETH/USD"), 404, "unknown_symbol")
        .jsonPath("$.suggestions[0]")
        .isEqualTo("BTC/USDT");
  }

  @Test
  void valuesAreJudgedByTheUnifiedTopic() {
    for (String path :
        List.of(
            "/bars/binance?symbol=BTCUSDT&interval=1m",
            "/bars?topic=binance:bars.1m:BTC/USDT",
            "/books/binance?symbol=BTC/USDT",
            "/quotes?topic=binance:quotes:BTCUSDT",
            "/gaps?topic=binance:trades:BTC/USDT")) {
      RestTest.problem(get(ETH, path), 403, "not_entitled");
    }
    get(ETH, "/gaps?topic=binance:trades:ETH/USDT").expectStatus().isOk();
    get(ETH, "/gaps?exchange=binance&symbol=ETH/USDT").expectStatus().isOk();
    RestTest.problem(get(BTC, "/bars/binance?symbol=BTC/USDT&interval=1m"), 404, "not_subscribed");
  }

  @Test
  void subscriptionsAreTheOwnersAndNamesToo() {
    RestTest.problem(create(ETH, majors("binance:trades:BTCUSDT")), 403, "not_entitled");
    create(BTC, majors("binance:trades:BTC/USDT")).expectStatus().isCreated();
    create(ETH, majors("binance:trades:ETH/USDT"))
        .expectStatus()
        .isCreated()
        .expectBody()
        .jsonPath("$.owner")
        .isEqualTo("key:eth");
    get(ETH, "/subscriptions").expectBody().jsonPath("$.total").isEqualTo(1);
    get(ALL, "/subscriptions").expectBody().jsonPath("$.total").isEqualTo(2);
    get(ETH, "/topics")
        .expectBody()
        .jsonPath("$.total")
        .isEqualTo(1)
        .jsonPath("$.topics[0].topic")
        .isEqualTo("binance:trades:ETH/USDT");
    String id = subscriptions.list(RestTest.EVERYBODY).getFirst().id();
    String other =
        subscriptions.list(RestTest.EVERYBODY).getFirst().owner().equals("key:btc") ? ETH : BTC;
    RestTest.problem(get(other, "/subscriptions/" + id), 404, "unknown_subscription");
    RestTest.problem(
        client.delete().uri("/subscriptions/" + id).header("X-API-Key", other).exchange(),
        404,
        "unknown_subscription");
    client
        .delete()
        .uri("/subscriptions/" + id)
        .header("X-API-Key", ALL)
        .exchange()
        .expectStatus()
        .isNoContent();
  }

  @Test
  void requestsAreLimitedForEachKey() {
    get(FEW, "/topics").expectStatus().isOk();
    get(FEW, "/topics").expectStatus().isOk();
    WebTestClient.ResponseSpec third = get(FEW, "/topics");
    third.expectHeader().exists("Retry-After");
    RestTest.problem(third, 429, "rate_limited");
    get(ALL, "/topics").expectStatus().isOk();
  }
}
