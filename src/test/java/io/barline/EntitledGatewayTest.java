package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.access.KeyRing;
import io.barline.simulator.SimulatorSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a key that permits little hears of the rest of a gateway with four exchanges: nothing. */
class EntitledGatewayTest extends FourExchanges {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is served, and nothing that the key may have. */
  private static final List<String> HIDDEN =
      List.of(
          "bybit",
          "hyperliquid",
          "alpaca",
          "ETH/USDT",
          "SOL/USDT",
          "BTC/USDT:USDT",
          "BTC/USD:BTC",
          "BTC/USDC");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private String key = "";
  private String chief = "";

  EntitledGatewayTest() {
    super(SimulatorSettings.DEFAULTS, SimulatorSettings.DEFAULTS);
  }

  @BeforeEach
  void makeKeys() {
    KeyRing ring = new KeyRing(folder.resolve("keys.json"));
    key = ring.create("narrow", "binance:*:BTC/USDT", "--request-burst", "1000");
    chief = ring.create("chief", "*:*:*", "--admin", "--request-burst", "1000");
  }

  @AfterEach
  void hangUp() {
    http.close();
  }

  private Gateway start() {
    Gateway gateway =
        Gateway.start(
            binance,
            bybit,
            hyperliquid,
            alpaca,
            "barline.access.keys-file=" + folder.resolve("keys.json"));
    gateway.awaitCatalogues();
    return gateway;
  }

  private HttpResponse<String> send(String by, HttpRequest.Builder request) throws Exception {
    return http.send(
        request.header("X-API-Key", by).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Gateway gateway, String by, String path) throws Exception {
    return RestSchema.checked(send(by, HttpRequest.newBuilder(gateway.http(path))));
  }

  private HttpResponse<String> hold(Gateway gateway, String by, String topic) throws Exception {
    return RestSchema.checked(
        send(
            by,
            HttpRequest.newBuilder(gateway.http("/api/v1/subscriptions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"topics\":[\"" + topic + "\"]}"))));
  }

  private GatewayClient signedIn(Gateway gateway) {
    GatewayClient client = gateway.connect();
    client.send("{\"type\":\"auth\",\"token\":\"" + key + "\"}");
    client.await(message -> GatewayClient.is(message, "authenticated"));
    return client;
  }

  /** What becomes of one topic by each of the ways to ask for it. */
  private Map<String, String> answers(Gateway gateway, GatewayClient client, String topic)
      throws Exception {
    Map<String, String> answers = new TreeMap<>();
    JsonNode ack = client.subscribe(topic, "").path("topics");
    answers.put("WebSocket " + topic, ack.toString());
    client.send("{\"type\":\"unsubscribe\",\"topics\":[\"" + topic + "\"]}");
    client.await(message -> GatewayClient.is(message, "ack"));
    if (ack.toString().contains("\"error\"")) { // else the stream has no end
      HttpResponse<String> events = get(gateway, key, "/api/v1/stream?topics=" + topic);
      assertThat(events.statusCode()).as(events.body()).isGreaterThanOrEqualTo(400);
      answers.put("SSE " + topic, events.body());
    }
    answers.put("standing " + topic, hold(gateway, key, topic).body());
    return answers;
  }

  /** All answers about one exchange. */
  private Map<String, String> answersAbout(Gateway gateway, GatewayClient client, String exchange)
      throws Exception {
    Map<String, String> answers = new TreeMap<>();
    for (String path :
        List.of(
            "/bars/%s?symbol=BTC/USDT&interval=1m",
            "/bars?topic=%s:bars.1m:BTC/USDT",
            "/books/%s?symbol=NOPE",
            "/books?topic=%s:book.10:BTCUSDT",
            "/quotes/%s?symbol=BTC/USDT",
            "/quotes?topic=%s:quotes:BTC/USDT",
            "/exchanges/%s",
            "/instruments?exchange=%s&query=BTC",
            "/gaps?exchange=%s",
            "/gaps?exchange=%s&symbol=BTC/USDT",
            "/gaps?topic=%s:trades:BTC/USDT")) {
      HttpResponse<String> answer = get(gateway, key, "/api/v1" + path.formatted(exchange));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
      answers.put(path, answer.body());
    }
    for (String topic :
        List.of(
            "%s:trades:BTC/USDT",
            "%s:trades:BTCUSDT",
            "%s:trades:NOPE",
            "%s:nonsense:BTC/USDT",
            "%s:bars.7m:BTC/USDT",
            "%s:trades:*",
            "%s:trades:NOPE*",
            "%s*:trades:BTC/USDT")) {
      answers.putAll(answers(gateway, client, topic.formatted(exchange)));
    }
    Map<String, String> alike = new TreeMap<>();
    answers.forEach(
        (asked, answer) -> alike.put(asked.replace(exchange, "?"), answer.replace(exchange, "?")));
    return alike;
  }

  @Test
  void anExchangeBeyondTheKeyIsAsGoodAsNone() throws Exception {
    try (Gateway gateway = start();
        GatewayClient client = signedIn(gateway)) {
      Map<String, String> served = answersAbout(gateway, client, "bybit");
      assertThat(served).isEqualTo(answersAbout(gateway, client, "nowhere"));
      assertThat(served)
          .allSatisfy(
              (asked, answer) ->
                  assertThat(answer).contains("not_entitled").doesNotContain("binance\""));
      for (String hidden : HIDDEN) {
        assertThat(served.values()).noneMatch(answer -> answer.contains(hidden));
      }
    }
  }

  @Test
  void nothingOfItsExchangeIsNamedButWhatItMayHave() throws Exception {
    try (Gateway gateway = start();
        GatewayClient client = signedIn(gateway)) {
      Map<String, String> answers = new TreeMap<>();
      for (String topic :
          List.of(
              "binance:trades:BTC/USDX",
              "binance:trades:ETHUSDT",
              "binance:trades:ETH/USTD",
              "binance:trades:BTC-PERP",
              "binance:book.4999:SOLUSDT",
              "binance:candles:BTC/USDT",
              "binance:trades:ETH*",
              "*:trades:SOL*",
              "*:trades:BTC/USD*",
              "*:trades:NOPE*",
              "zzz*:trades:*")) {
        answers.putAll(answers(gateway, client, topic));
      }
      assertThat(answers.get("WebSocket binance:trades:BTC/USDX"))
          .contains("unknown_symbol", "did you mean BTC/USDT?", "\"suggestions\":[\"BTC/USDT\"]");
      assertThat(answers.get("WebSocket binance:trades:ETHUSDT")).contains("not_entitled");
      assertThat(answers.get("WebSocket *:trades:SOL*")).contains("not_entitled");
      assertThat(answers.get("WebSocket *:trades:BTC/USD*"))
          .contains("\"matched\":1", "\"topic\":\"binance:trades:BTC/USDT\"");
      for (String path :
          List.of(
              "/books/binance?symbol=SOLUSDT",
              "/quotes/binance?symbol=BTC/USDX",
              "/gaps?exchange=binance&symbol=BTC/USDX",
              "/gaps?exchange=binance&symbol=SOLUSDT",
              "/gaps",
              "/topics",
              "/exchanges",
              "/exchanges/binance",
              "/instruments",
              "/instruments?query=ETH",
              "/instruments?exchange=binance",
              "/subscriptions")) {
        answers.put(path, get(gateway, key, "/api/v1" + path).body());
      }
      answers.forEach(
          (asked, answer) -> assertThat(answer).as(asked).doesNotContain(hiddenBut(asked)));
    }
  }

  /** Nobody is told what it has not said itself. */
  private static List<String> hiddenBut(String asked) {
    return HIDDEN.stream().filter(hidden -> !asked.contains(hidden)).toList();
  }

  @Test
  void listsHoldWhatItMayHaveAlone() throws Exception {
    try (Gateway gateway = start()) {
      for (String topic :
          List.of(
              "binance:trades:BTC/USDT", "binance:trades:ETH/USDT", "bybit:trades:BTC/USDT:USDT")) {
        assertThat(hold(gateway, chief, topic).statusCode()).isEqualTo(201);
      }
      assertThat(strings(get(gateway, key, "/api/v1/exchanges"), "exchanges", "id"))
          .containsExactly("binance");
      assertThat(strings(get(gateway, key, "/api/v1/instruments"), "instruments", "symbol"))
          .containsExactly("BTC/USDT");
      assertThat(get(gateway, key, "/api/v1/instruments?query=ETH").body())
          .contains("\"instruments\":[]");
      assertThat(strings(get(gateway, key, "/api/v1/topics"), "topics", "topic"))
          .containsOnly("binance:trades:BTC/USDT");
      assertThat(strings(get(gateway, chief, "/api/v1/topics"), "topics", "topic")).hasSize(3);
      assertThat(get(gateway, key, "/api/v1/subscriptions").body()).contains("\"total\":0");
      assertThat(strings(get(gateway, chief, "/api/v1/exchanges"), "exchanges", "id")).hasSize(4);
    }
  }

  private static List<String> strings(HttpResponse<String> answer, String list, String field) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : JSON.readTree(answer.body()).path(list)) {
      found.add(each.path(field).asString());
    }
    return found;
  }
}
