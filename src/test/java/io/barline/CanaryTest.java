package io.barline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.barline.access.KeyRing;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Secrets go in by every way there is, and come out by none. */
class CanaryTest {
  private static final String EXCHANGE_SECRET = "CANARYexchangeSECRET";
  private static final String ISSUER = "https://login.example.com/";
  private static final String CLAIM = "CANARYclaim";
  private static final String NO_TOKEN =
      "eyJhbGciOiJub25lIn0.eyJpc3MiOiJDQU5BUlkiLCJzdWIiOiJjYW5hcnkifQ.CANARYsignature";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** All that is printed, by loggers and by anything else, from now on. */
  private static final class Printed implements AutoCloseable {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    Printed() {
      System.setOut(new PrintStream(text, true, UTF_8));
      System.setErr(new PrintStream(text, true, UTF_8));
    }

    @Override
    public String toString() {
      return text.toString(UTF_8);
    }

    @Override
    public void close() {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String key() {
    return new KeyRing(folder.resolve("keys.json")).create("canary", "*:*:*", "--admin");
  }

  /** Publishes an issuer's keys. */
  private RSAKey issuer() throws Exception {
    RSAKey signer = new RSAKeyGenerator(2048).keyID("one").generate();
    Files.writeString(folder.resolve("jwks.json"), new JWKSet(signer).toString());
    return signer;
  }

  private static String token(RSAKey signer, String audience, Instant expires) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(audience)
                .subject("alice")
                .expirationTime(Date.from(expires))
                .claim("barline_topics", List.of("*:*:*"))
                .claim("email", CLAIM)
                .build());
    token.sign(new RSASSASigner(signer));
    return token.serialize();
  }

  private static List<String> parts(String token) {
    return List.of(token.split("\\.")).subList(1, 3);
  }

  /** Everything of an answer. */
  private static String all(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body() + "\n";
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void noSecretComesOutAnywhere() throws Exception {
    String key = key();
    RSAKey signer = issuer();
    Instant later = Instant.now().plusSeconds(600);
    String token = token(signer, "barline", later);
    List<String> refused =
        List.of(
            token(signer, "other", later),
            token(signer, "barline", Instant.EPOCH),
            token.substring(0, token.length() - 5) + "AAAAA",
            key + "x",
            NO_TOKEN,
            "CANARYsignature");
    List<String> secrets =
        new ArrayList<>(List.of(key.substring(12), EXCHANGE_SECRET, "CANARYsignature", CLAIM));
    secrets.addAll(parts(token));
    secrets.addAll(parts(refused.get(0)));
    secrets.addAll(parts(refused.get(1)));
    StringBuilder told = new StringBuilder();
    String log;
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    Level before = loggers.getLogger("ROOT").getLevel();
    try (Printed printed = new Printed()) {
      try (BinanceSimulator exchange = simulator();
          Gateway gateway = start(exchange)) {
        String ticket = ticket(gateway, key);
        String ofToken = ticket(gateway, token);
        secrets.addAll(List.of(ticket, ofToken));
        List<String> shown = new ArrayList<>(refused);
        shown.addAll(List.of(key, token, ticket, ofToken));
        showInQueries(gateway, shown, told);
        showAsNames(gateway, shown, told);
        showInHeaders(gateway, shown, told);
        told.append(overWebSocket(gateway, refused));
        told.append(overWebSocket(gateway, List.of(NO_TOKEN, key)));
        told.append(overWebSocket(gateway, List.of(NO_TOKEN, token)));
        lookAround(gateway, told);
        assertThat(gateway.actuator("/health/access").body())
            .contains("\"mode\":\"enforced\"", "\"keys\":1");
        assertThat(
                send(HttpRequest.newBuilder(gateway.http("/actuator/health"))
                        .header("X-API-Key", key))
                    .statusCode())
            .as("the management interface on the clients' port")
            .isEqualTo(404);
      }
      log = printed.toString();
    } finally {
      loggers.getLogger("ROOT").setLevel(before);
      loggers.getLogger("io.barline").setLevel(null);
    }
    assertThat(told.toString()).contains("authenticated", "4501", "key:canary");
    assertThat(log).contains("Starting", "DEBUG");
    assertThat(log.lines().count()).as("the log at DEBUG").isGreaterThan(1_000);
    for (String secret : secrets) {
      assertThat(told.toString()).doesNotContain(secret);
      assertThat(log.lines().filter(line -> line.contains(secret)).limit(3)).isEmpty();
    }
  }

  private Gateway start(BinanceSimulator exchange) {
    return Gateway.start(
        exchange,
        "logging.level.root=DEBUG",
        "logging.level.io.barline=TRACE",
        "barline.access.keys-file=" + folder.resolve("keys.json"),
        "barline.access.failures-per-minute=1000",
        "barline.access.jwt[0].issuer=" + ISSUER,
        "barline.access.jwt[0].audience=barline",
        "barline.access.jwt[0].jwks=" + folder.resolve("jwks.json").toUri(),
        "barline.exchanges.alpaca.enabled=true",
        "barline.exchanges.alpaca.endpoints.stocks-ws=ws://127.0.0.1:9",
        "barline.exchanges.alpaca.endpoints.crypto-ws=ws://127.0.0.1:9",
        "barline.exchanges.alpaca.endpoints.rest=http://127.0.0.1:9",
        "barline.exchanges.alpaca.endpoints.assets=http://127.0.0.1:9",
        "barline.exchanges.alpaca.key=CANARYexchangeKEY",
        "barline.exchanges.alpaca.secret=" + EXCHANGE_SECRET);
  }

  /** None is good there: what is refused is refused, a ticket is of use for the topics' fault. */
  private void showInQueries(Gateway gateway, List<String> shown, StringBuilder told)
      throws Exception {
    for (String value : shown) {
      if (value.equals("CANARYsignature")) { // as anything else, where nothing tells what it is
        continue;
      }
      for (String parameter : List.of("api_key", "x", "ticket", "token", "access_token")) {
        for (String path : List.of("/api/v1/stream?topics=nonsense&", "/api/v1/topics?")) {
          HttpRequest.Builder request =
              HttpRequest.newBuilder(gateway.http(path + parameter + "=" + value));
          told.append(all(send(request)));
        }
      }
    }
  }

  /** Where a parameter has no name, the secret is the name; else a part of the path. */
  private void showAsNames(Gateway gateway, List<String> shown, StringBuilder told)
      throws Exception {
    for (String value : shown) {
      if (value.equals("CANARYsignature")) {
        continue;
      }
      for (String path :
          List.of(
              "/api/v1/ws?",
              "/api/v1/stream?topics=nonsense&",
              "/api/v1/topics?",
              "/api/v1/subscriptions/",
              "/api/v1/bars/",
              "/api/v1/no/",
              "/api/v1/",
              "/problems/")) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(gateway.http(path + value)));
        assertThat(answer.statusCode()).isIn(401, 404);
        told.append(all(answer));
      }
    }
  }

  private void showInHeaders(Gateway gateway, List<String> shown, StringBuilder told)
      throws Exception {
    for (String value : shown) {
      for (String path :
          List.of(
              "/api/v1/topics",
              "/api/v1/stream?topics=nonsense",
              "/api/v1/bars?topic=nonsense",
              "/api/v1/no",
              "/api/v1/ws")) {
        for (String[] header :
            new String[][] {
              {"Authorization", "Bearer " + value},
              {"Authorization", "Basic " + value},
              {"X-API-Key", value},
              {"Cookie", "key=" + value}
            }) {
          told.append(
              all(send(HttpRequest.newBuilder(gateway.http(path)).header(header[0], header[1]))));
        }
      }
    }
  }

  /** Shows each as a token and as a ticket, until the gateway has had enough or lets it in. */
  private static String overWebSocket(Gateway gateway, List<String> shown) {
    try (GatewayClient client = gateway.connect()) {
      client.send("{\"type\":\"auth\",\"id\":1,\"token\":[\"" + shown.getLast() + "\"]}");
      for (String value : shown) {
        client.send("{\"type\":\"auth\",\"id\":2,\"token\":\"" + value + "\"}");
      }
      if (shown.size() > 2) {
        return client.awaitClose() + client.closeReason() + client.received();
      }
      client.await(message -> GatewayClient.is(message, "authenticated"));
      return client.received().toString();
    }
  }

  private static void lookAround(Gateway gateway, StringBuilder told) {
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
            "/frames")) {
      told.append(all(gateway.actuator(page)));
    }
    for (String hidden :
        List.of(
            "/env",
            "/configprops",
            "/beans",
            "/heapdump",
            "/threaddump",
            "/mappings",
            "/conditions",
            "/httpexchanges",
            "/logfile")) {
      HttpResponse<String> answer = gateway.actuator(hidden);
      assertThat(answer.statusCode()).as(hidden).isEqualTo(404);
      told.append(all(answer));
    }
  }

  private String ticket(Gateway gateway, String key) throws Exception {
    HttpResponse<String> made =
        send(
            HttpRequest.newBuilder(gateway.http("/api/v1/tickets"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.noBody()));
    return JsonMapper.builder().build().readTree(made.body()).path("ticket").asString();
  }

  private static BinanceSimulator simulator() {
    return BinanceSimulator.start(
        SimulatorSettings.DEFAULTS.withTradesPerSecond(20), Clock.systemUTC());
  }
}
