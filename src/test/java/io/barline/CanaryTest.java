package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.barline.access.KeysCommand;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Secrets go in by every way there is, and come out by none. */
class CanaryTest {
  private static final String EXCHANGE_SECRET = "CANARYexchangeSECRET";
  private static final String TOKEN =
      "eyJhbGciOiJub25lIn0.eyJpc3MiOiJDQU5BUlkiLCJzdWIiOiJjYW5hcnkifQ.CANARYsignature";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Keeps every line of every logger. */
  private static final class Everything extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder line =
          new StringBuilder(event.getLoggerName() + " " + event.getFormattedMessage());
      for (IThrowableProxy at = event.getThrowableProxy(); at != null; at = at.getCause()) {
        line.append(' ').append(at.getMessage());
      }
      lines.add(line.toString());
    }
  }

  private String key() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            new KeysCommand(
                    Map.of("BARLINE_ACCESS_KEYSFILE", folder.resolve("keys.json").toString()),
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(PrintStream.nullOutputStream(), true, UTF_8),
                    Clock.systemUTC())
                .run(List.of("create", "--name", "canary", "--topics", "*:*:*", "--admin")))
        .isZero();
    return out.toString(UTF_8).strip();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void noSecretComesOutAnywhere() throws Exception {
    String key = key();
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = loggers.getLogger("ROOT");
    Logger ours = loggers.getLogger("io.barline");
    Level before = root.getLevel();
    Everything log = new Everything();
    log.setContext(loggers);
    log.start();
    List<String> secrets =
        new ArrayList<>(List.of(key.substring(12), EXCHANGE_SECRET, "CANARYsignature"));
    StringBuilder told = new StringBuilder();
    try (BinanceSimulator exchange = simulator();
        Gateway gateway =
            Gateway.start(
                exchange,
                "barline.access.keys-file=" + folder.resolve("keys.json"),
                "barline.access.failures-per-minute=1000",
                "barline.exchanges.alpaca.enabled=true",
                "barline.exchanges.alpaca.endpoints.stocks-ws=ws://127.0.0.1:9",
                "barline.exchanges.alpaca.endpoints.crypto-ws=ws://127.0.0.1:9",
                "barline.exchanges.alpaca.endpoints.rest=http://127.0.0.1:9",
                "barline.exchanges.alpaca.endpoints.assets=http://127.0.0.1:9",
                "barline.exchanges.alpaca.key=CANARYexchangeKEY",
                "barline.exchanges.alpaca.secret=" + EXCHANGE_SECRET)) {
      root.addAppender(log);
      root.setLevel(Level.DEBUG);
      ours.setLevel(Level.TRACE);
      String ticket = ticket(gateway, key);
      secrets.add(ticket);
      for (String query :
          List.of("api_key=" + key, "x=" + key, "ticket=" + key, "ticket=" + TOKEN)) {
        told.append(
            send(HttpRequest.newBuilder(gateway.http("/api/v1/stream?topics=a&" + query))).body());
      }
      for (String value : List.of(key + "x", TOKEN, "CANARYsignature", key)) {
        for (String path :
            List.of("/api/v1/topics", "/api/v1/stream?topics=nonsense", "/api/v1/no")) {
          told.append(
              send(HttpRequest.newBuilder(gateway.http(path))
                      .header("Authorization", "Bearer " + value))
                  .body());
          told.append(
              send(HttpRequest.newBuilder(gateway.http(path)).header("X-API-Key", value)).body());
        }
      }
      told.append(
          send(HttpRequest.newBuilder(
                  gateway.http("/api/v1/stream?topics=nonsense&ticket=" + ticket)))
              .body());
      try (GatewayClient client = gateway.connect()) {
        client.send("{\"type\":\"auth\",\"id\":1,\"token\":\"" + TOKEN + "\"}");
        client.send("{\"type\":\"auth\",\"id\":2,\"token\":[\"" + key + "\"]}");
        client.send("{\"type\":\"auth\",\"id\":3,\"ticket\":\"" + ticket + "\"}");
        client.send("{\"type\":\"auth\",\"id\":4,\"token\":\"" + key + "\"}");
        client.await(message -> GatewayClient.is(message, "authenticated"));
        told.append(client.received());
      }
      for (String page :
          List.of(
              "",
              "/health",
              "/health/access",
              "/health/marketdata",
              "/info",
              "/prometheus",
              "/metrics",
              "/loggers",
              "/frames",
              "/env",
              "/configprops",
              "/beans",
              "/heapdump")) {
        told.append(gateway.actuator(page).body());
      }
      assertThat(gateway.actuator("/health/access").body())
          .contains("\"mode\":\"enforced\"", "\"keys\":1");
      for (String hidden : List.of("/env", "/configprops", "/beans", "/heapdump", "/threaddump")) {
        assertThat(gateway.actuator(hidden).statusCode()).as(hidden).isEqualTo(404);
      }
      assertThat(
              send(HttpRequest.newBuilder(gateway.http("/actuator/health"))
                      .header("X-API-Key", key))
                  .statusCode())
          .as("the management interface on the clients' port")
          .isEqualTo(404);
    } finally {
      root.detachAppender(log);
      root.setLevel(before);
      ours.setLevel(null);
    }
    assertThat(log.lines).as("the log at DEBUG").hasSizeGreaterThan(100);
    for (String secret : secrets) {
      assertThat(told.toString()).doesNotContain(secret);
      assertThat(log.lines.stream().filter(line -> line.contains(secret))).isEmpty();
    }
  }

  private String ticket(Gateway gateway, String key) throws Exception {
    HttpResponse<String> made =
        send(
            HttpRequest.newBuilder(gateway.http("/api/v1/tickets"))
                .header("X-API-Key", key)
                .POST(HttpRequest.BodyPublishers.noBody()));
    return JsonMapper.builder().build().readTree(made.body()).path("ticket").asString();
  }

  private static BinanceSimulator simulator() {
    return BinanceSimulator.start(
        SimulatorSettings.DEFAULTS.withTradesPerSecond(20), Clock.systemUTC());
  }
}
