package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients as other people wrote them, unmodified: a browser, {@code curl}, two packages of Node.js
 * and the JDK. Each subscribes, has trades without a hole, and where it connects again by itself,
 * goes on where it was.
 */
class StandardClientsTest {
  private static final String TRADES = "binance:trades:BTC/USDT";
  private static final String BARS = "binance:bars.1s:BTC/USDT";
  private static final Path CLIENTS = Path.of("src/test/clients");

  /** So many bytes come before a connection is cut: some tens of trades, and a part of one. */
  private static final int CUT = 20_011;

  private static final int COUNT = 200;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path folder;
  private static BinanceSimulator exchange;
  private static PageServer pages;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    exchange =
        BinanceSimulator.start(
            SimulatorSettings.DEFAULTS.withTradesPerSecond(50), Clock.systemUTC());
    pages = new PageServer(CLIENTS.resolve("page.html"));
    gateway = Gateway.start(exchange, "barline.access.origins=" + pages.origin());
    gateway.awaitCatalogues();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    pages.close();
    exchange.close();
  }

  private static URI stream() {
    return gateway.http("/api/v1/stream?topics=" + TRADES + "," + BARS);
  }

  /** Where the packages of Node.js are, fetched as package-lock.json has them. */
  private static Path packages() throws IOException, InterruptedException {
    String npm = ForeignProgram.installed("npm");
    Path modules = folder.resolve("node_modules");
    for (String name : List.of("package.json", "package-lock.json", "ws.mjs", "eventsource.mjs")) {
      if (!Files.exists(folder.resolve(name))) {
        Files.copy(CLIENTS.resolve(name), folder.resolve(name));
      }
    }
    if (!Files.exists(modules)) {
      ForeignProgram.Said said =
          ForeignProgram.run(
              folder, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      assumeTrue(Files.exists(modules), () -> "npm could not fetch the packages: " + said.err());
    }
    return folder;
  }

  @Test
  void webSocketOfNode() throws Exception {
    assertThat(node("ws.mjs", gateway.webSocket() + "", TRADES + "," + BARS).err())
        .containsExactly("extensions=", "closed=1000");
  }

  @Test
  void webSocketOfNodeThatWantsItsMessagesCompressed() throws Exception {
    String compressed = gateway.webSocket() + "?compression=true";
    assertThat(node("ws.mjs", compressed, TRADES + "," + BARS).err())
        .containsExactly("extensions=permessage-deflate", "closed=1000");
  }

  private static ForeignProgram.Said node(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ForeignProgram.installed("node", "nodejs"));
    command.add(program);
    command.addAll(List.of(arguments));
    command.add(Integer.toString(COUNT));
    ForeignProgram.Said said = ForeignProgram.run(packages(), command.toArray(String[]::new));
    assertWhole(said.out().stream().map(JSON::readTree).toList());
    return said;
  }

  @Test
  void eventSourceOfNodeGoesOnWhereItWasCut() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(stream(), CUT)) {
      ForeignProgram.Said said = node("eventsource.mjs", proxy.through(stream()).toString());
      assertResumed(said.out().stream().map(JSON::readTree).toList());
    }
  }

  @Test
  void curl() throws Exception {
    String curl = ForeignProgram.installed("curl");
    ForeignProgram.Said said =
        ForeignProgram.run(folder, curl, "-sSN", "--max-time", "6", stream().toString());
    List<JsonNode> messages =
        said.out().stream()
            .filter(line -> line.startsWith("data: ") && line.endsWith("}"))
            .map(line -> JSON.readTree(line.substring("data: ".length())))
            .toList();
    assertWhole(messages);
    assertThat(messages.stream().filter(m -> GatewayClient.is(m, "bar")).count()).isGreaterThan(2);
  }

  @Test
  void webSocketOfTheJdk() {
    try (GatewayClient client = gateway.connect()) {
      client.subscribe(TRADES + "," + BARS, "");
      for (int i = 0; i < COUNT; i++) {
        client.await("trade", TRADES);
      }
      assertWhole(client.received());
    }
  }

  @Test
  void aBrowsersWebSocketAndEventSource() throws Exception {
    String chromium = ForeignProgram.installed("chromium", "chromium-browser", "google-chrome");
    try (CuttingProxy proxy = new CuttingProxy(stream(), CUT)) {
      String page =
          "%s/?count=%d&topics=%s&ws=%s&sse=%s"
              .formatted(
                  pages.origin(),
                  COUNT,
                  encoded(TRADES + "," + BARS),
                  encoded(gateway.webSocket().toString()),
                  encoded(proxy.through(stream()).toString()));
      JsonNode result = JSON.readTree(browse(chromium, page));
      assertThat(result.path("ws").path("code").asInt()).isEqualTo(1000);
      assertWhole(parsed(result.path("ws").path("messages")));
      List<JsonNode> events = parsed(result.path("sse").path("messages"));
      assertWhole(events);
      assertResumed(events);
    }
  }

  private static String browse(String chromium, String page) throws Exception {
    Path log = folder.resolve("chromium.log");
    Process browser =
        new ProcessBuilder(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-port=0", // else it ends once the page is loaded
                page)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return pages.result.get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("the page told nothing: " + Files.readString(log), e);
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly().waitFor();
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private static List<JsonNode> parsed(JsonNode texts) {
    List<JsonNode> messages = new ArrayList<>();
    texts.forEach(text -> messages.add(JSON.readTree(text.asString())));
    return messages;
  }

  /** The greeting, the answer, and both topics without a hole. */
  private static void assertWhole(List<JsonNode> messages) {
    assertThat(messages.getFirst().path("type").asString()).isEqualTo("hello");
    assertThat(messages.get(1).path("type").asString()).isEqualTo("ack");
    for (String topic : List.of(TRADES, BARS)) {
      List<Long> numbers =
          messages.stream()
              .filter(m -> m.path("topic").asString().equals(topic) && !m.has("snapshot"))
              .map(m -> m.path("seq").asLong())
              .toList();
      assertThat(numbers).as(topic).isNotEmpty();
      for (int i = 1; i < numbers.size(); i++) {
        assertThat(numbers.get(i)).as(topic).isEqualTo(numbers.get(i - 1) + 1);
      }
    }
  }

  /** A second answer came, which says that all that was missed follows. */
  private static void assertResumed(List<JsonNode> messages) {
    List<JsonNode> answers = messages.stream().filter(m -> GatewayClient.is(m, "ack")).toList();
    assertThat(answers).hasSize(2);
    answers
        .getLast()
        .path("topics")
        .forEach(topic -> assertThat(topic.path("recovered").asBoolean()).as("%s", topic).isTrue());
  }
}
