package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What keys made stands as long as there are such keys, whoever is connected. */
class StandingAccessTest {
  private static final String BTC = "binance:trades:BTC/USDT";
  private static final String ETH = "binance:trades:ETH/USDT";
  private static final String SOL = "binance:trades:SOL/USDT";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final BinanceSimulator exchange =
      BinanceSimulator.start(SimulatorSettings.DEFAULTS, Clock.systemUTC());

  @AfterEach
  void stop() {
    exchange.close();
    http.close();
  }

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  private Gateway start(String... settings) {
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add(ring().setting());
    all.add("barline.subscriptions.linger=0s");
    Gateway gateway = Gateway.start(exchange, all.toArray(String[]::new));
    gateway.awaitCatalogues();
    return gateway;
  }

  private static void await(String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime()).as(what + " within 30 s").isLessThan(deadline);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(String key, HttpRequest.Builder request) throws Exception {
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    }
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> hold(Gateway gateway, String key, String name, String... topics)
      throws Exception {
    return RestSchema.checked(
        send(
            key,
            HttpRequest.newBuilder(gateway.http("/api/v1/subscriptions"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"%s\",\"topics\":[\"%s\"]}"
                            .formatted(name, String.join("\",\"", topics))))));
  }

  private JsonNode get(Gateway gateway, String key, String path) throws Exception {
    return JSON.readTree(send(key, HttpRequest.newBuilder(gateway.http("/api/v1" + path))).body());
  }

  private List<String> owners(Gateway gateway, String key) throws Exception {
    List<String> owners = new ArrayList<>();
    get(gateway, key, "/subscriptions")
        .path("subscriptions")
        .forEach(each -> owners.add(each.path("owner").asString()));
    return owners;
  }

  private List<String> open(Gateway gateway, String key) throws Exception {
    return get(gateway, key, "/topics").path("topics").findValuesAsString("topic").stream()
        .sorted()
        .toList();
  }

  /** How many streams the gateway has from the exchange. */
  private int streams(Gateway gateway, String key) throws Exception {
    int streams = 0;
    for (JsonNode feed : get(gateway, key, "/exchanges/binance").path("feeds")) {
      streams += feed.path("topics").asInt();
    }
    return streams;
  }

  private String chief() {
    return ring()
        .create(
            "chief",
            "*:*:*",
            "--admin",
            "--requests-per-second",
            "100000",
            "--request-burst",
            "100000");
  }

  @Test
  void whatAKeyMadeEndsWithTheLastOfItsName() throws Exception {
    String chief = chief();
    String first = ring().create("dash", "*:*:*");
    String second = ring().create("dash", "*:*:*");
    String other = ring().create("other", "*:*:*");
    try (Gateway gateway = start()) {
      assertThat(hold(gateway, first, "mine", BTC).statusCode()).isEqualTo(201);
      assertThat(hold(gateway, other, "mine", ETH).statusCode()).isEqualTo(201);
      await("both stream", () -> streams(gateway, chief) == 2);
      ring().revoke(first);
      ring().revoke(other);
      await("the other's end", () -> owners(gateway, chief).equals(List.of("key:dash")));
      await("its stream ends", () -> streams(gateway, chief) == 1);
      assertThat(open(gateway, chief)).containsExactly(BTC);
      assertThat(get(gateway, second, "/subscriptions/mine").path("owner").asString())
          .isEqualTo("key:dash");
      ring().revoke(second);
      await("the end of all", () -> owners(gateway, chief).isEmpty());
      await("nothing is streamed", () -> streams(gateway, chief) == 0);
      assertThat(open(gateway, chief)).isEmpty();
    }
  }

  @Test
  void theKeyThatIsLeftTellsWhatIsHeld() throws Exception {
    String chief = chief();
    String wide = ring().create("dash", "*:*:*");
    try (Gateway gateway = start()) {
      assertThat(hold(gateway, wide, "mine", BTC, ETH).statusCode()).isEqualTo(201);
      assertThat(open(gateway, chief)).containsExactly(BTC, ETH);
      String narrow = ring().create("dash", "binance:*:BTC/USDT");
      ring().revoke(wide);
      await("what is permitted by now", () -> open(gateway, chief).equals(List.of(BTC)));
      await("one stream", () -> streams(gateway, chief) == 1);
      assertThat(owners(gateway, narrow)).containsExactly("key:dash");
    }
  }

  @Test
  void theFirstKeyEndsWhatAnybodyMade() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(hold(gateway, "", "mine", BTC).statusCode()).isEqualTo(201);
      await("it streams", () -> streams(gateway, "") == 1);
      String chief = chief();
      await(
          "keys",
          () ->
              send("", HttpRequest.newBuilder(gateway.http("/api/v1/topics"))).statusCode() == 401);
      await("the end of it", () -> owners(gateway, chief).isEmpty());
      await("nothing is streamed", () -> streams(gateway, chief) == 0);
    }
  }

  @Test
  void aKeyHoldsAsManyTopicsAndSubscriptionsAsItMay() throws Exception {
    String few = ring().create("few", "*:*:*", "--max-topics", "2");
    String many = ring().create("many", "*:*:*");
    try (Gateway gateway = start("barline.subscriptions.max-standing-each=2")) {
      assertLimited(hold(gateway, few, "all", BTC, ETH, SOL), "key:few may have 2 more");
      assertLimited(hold(gateway, few, "all", "binance:trades:*"), "key:few may have 2 more");
      assertThat(hold(gateway, few, "one", BTC).statusCode()).isEqualTo(201);
      assertLimited(hold(gateway, few, "two", ETH, SOL), "key:few may have 1 more");
      assertThat(hold(gateway, few, "two", ETH).statusCode()).isEqualTo(201);
      assertLimited(hold(gateway, few, "three", SOL), "key:few has 2 standing subscriptions");
      assertThat(hold(gateway, many, "one", BTC, ETH, SOL).statusCode()).isEqualTo(201);
      assertThat(
              send(few, HttpRequest.newBuilder(gateway.http("/api/v1/subscriptions/one")).DELETE())
                  .statusCode())
          .isEqualTo(204);
      assertThat(hold(gateway, few, "three", SOL).statusCode()).isEqualTo(201);
    }
  }

  private static void assertLimited(HttpResponse<String> answer, String sentence) {
    assertThat(answer.body()).contains("\"code\":\"limit_reached\"", sentence);
    assertThat(answer.statusCode()).isBetween(400, 429);
  }
}
