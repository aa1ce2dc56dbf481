package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.barline.access.KeyRing;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and tickets over real sockets. */
class AccessTest {
  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;
  private @Nullable TestGateway running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    http.close();
  }

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  private TestGateway start(String... settings) {
    String[] all = new String[settings.length + 1];
    all[0] = ring().setting();
    System.arraycopy(settings, 0, all, 1, settings.length);
    TestGateway gateway = TestGateway.start(all);
    running = gateway;
    return gateway;
  }

  private HttpResponse<String> call(
      TestGateway gateway, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String[] bearer(String key) {
    return new String[] {"Authorization", "Bearer " + key};
  }

  private String ticket(TestGateway gateway, String key) throws Exception {
    HttpResponse<String> answer = call(gateway, "POST", "/api/v1/tickets", bearer(key));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    Matcher found = TICKET.matcher(answer.body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void aKeyOpensWhatItPermitsAndNothingElse() throws Exception {
    String key = ring().create("dash", "x:trades:A");
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway, "", bearer(key))) {
      assertThat(client.next()).contains("\"principal\":\"key:dash\"").doesNotContain("\"auth\"");
      client.send(
          "{\"type\":\"subscribe\",\"topics\":[\"x:trades:a\",\"x:trades:B\",\"x:quotes:a\"],"
              + "\"resume\":{\"x:trades:B\":{\"epoch\":\"e\",\"seq\":1}},\"subscription\":\"mine\"}");
      assertThat(client.next())
          .contains("\"requested\":\"x:trades:a\",\"topic\":\"x:trades:A\",\"state\"")
          .contains(
              "\"requested\":\"x:trades:B\",\"error\":{\"code\":\"not_entitled\",\"number\":141")
          .contains("\"requested\":\"x:quotes:a\",\"error\":{\"code\":\"not_entitled\"");
      assertThat(gateway.market().wanted()).containsExactly("x:trades:A");
    }
    try (TestClient client = new TestClient(gateway, "", "X-API-Key", key)) {
      assertThat(client.next()).contains("\"principal\":\"key:dash\"");
    }
    HttpResponse<String> stream =
        call(gateway, "GET", "/api/v1/stream?topics=x:trades:A,x:trades:B", bearer(key));
    assertThat(stream.statusCode()).isEqualTo(403);
    assertThat(stream.body()).contains("\"code\":\"not_entitled\"", "x:trades:B");
    assertThat(call(gateway, "GET", "/api/v1/stream?subscription=mine", bearer(key)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aSocketMayShowItsKeyFirst() throws Exception {
    String key = ring().create("dash", "*:*:*");
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway)) {
      assertThat(client.next()).contains("\"auth\":\"required\"").doesNotContain("principal");
      client.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"x:trades:A\"]}");
      assertThat(client.next()).contains("\"id\":1,\"code\":\"unauthorized\",\"number\":140");
      client.send("{\"type\":\"list\",\"id\":2}");
      assertThat(client.next()).contains("\"id\":2,\"code\":\"unauthorized\"");
      client.send("{\"type\":\"ping\",\"id\":3}");
      assertThat(client.next()).contains("\"type\":\"pong\"");
      client.send("{\"type\":\"auth\",\"id\":4,\"token\":\"" + key + "\"}");
      assertThat(client.next())
          .contains("\"type\":\"authenticated\",\"id\":4,\"principal\":\"key:dash\"", "limits");
      client.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:A\"]}");
      assertThat(client.next()).contains("\"type\":\"ack\"", "\"topic\":\"x:trades:A\"");
    }
    try (TestClient client = new TestClient(gateway)) {
      assertThat(client.next()).contains("required");
      client.send("{\"type\":\"auth\",\"ticket\":\"" + ticket(gateway, key) + "\"}");
      assertThat(client.next()).contains("\"type\":\"authenticated\"");
    }
  }

  @Test
  void whoShowsNothingValidIsSentAway() throws Exception {
    String key = ring().create("dash", "*:*:*");
    TestGateway gateway = start("barline.access.auth-timeout=300ms");
    try (TestClient silent = new TestClient(gateway)) {
      assertThat(silent.awaitClosed().code()).isEqualTo(4501);
    }
    try (TestClient guessing = new TestClient(gateway)) {
      for (int i = 0; i < 3; i++) {
        guessing.send("{\"type\":\"auth\",\"token\":\"" + wrong(key) + "\"}");
      }
      assertThat(guessing.awaitClosed().code()).isEqualTo(4501);
      assertThat(guessing.received.toString()).contains("not valid").doesNotContain(wrong(key));
    }
  }

  private static String wrong(String key) {
    return key.substring(0, 12) + (key.charAt(12) == 'A' ? 'B' : 'A') + key.substring(13);
  }

  @Test
  void aHandshakeWithABadKeyIsRefused() throws Exception {
    String key = ring().create("dash", "*:*:*");
    TestGateway gateway = start();
    for (String path : new String[] {"/api/v1/stream?topics=x:trades:A", "/api/v1/tickets"}) {
      for (String[] headers : new String[][] {{}, bearer(wrong(key)), bearer("nonsense")}) {
        HttpResponse<String> answer =
            call(gateway, path.contains("tickets") ? "POST" : "GET", path, headers);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.body())
            .contains("\"code\":\"unauthorized\"")
            .doesNotContain(wrong(key))
            .doesNotContain("nonsense");
      }
    }
    assertThatThrownBy(() -> new TestClient(gateway, "", bearer(wrong(key))).close())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    for (String query : new String[] {"&api_key=" + key, "&other=" + key, "&ticket=" + key}) {
      HttpResponse<String> answer =
          call(gateway, "GET", "/api/v1/stream?topics=x:trades:A" + query);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("does not belong in the address").doesNotContain(key);
    }
  }

  @Test
  void aTicketOpensOneStream() throws Exception {
    String key = ring().create("dash", "x:trades:A");
    TestGateway gateway = start();
    String query = "?ticket=" + ticket(gateway, key);
    try (TestClient client = new TestClient(gateway, query)) {
      assertThat(client.subscribe("x:trades:B")).contains("not_entitled");
    }
    assertThatThrownBy(() -> new TestClient(gateway, query).close())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    HttpResponse<InputStream> stream =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/v1/stream?topics=x:trades:A&ticket=%s"
                            .formatted(gateway.port(), ticket(gateway, key))))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    stream.body().close();
  }

  @Test
  void whatARevokedKeyOpenedIsClosedWithinFiveSeconds() throws Exception {
    String key = ring().create("dash", "*:*:*");
    String other = ring().create("other", "*:*:*");
    TestGateway gateway = start();
    String unused = ticket(gateway, key);
    try (TestClient client = new TestClient(gateway, "", bearer(key));
        TestClient byTicket = new TestClient(gateway, "?ticket=" + ticket(gateway, key));
        TestClient stays = new TestClient(gateway, "", bearer(other))) {
      HttpResponse<InputStream> stream =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/api/v1/stream?topics=x:trades:A"
                              .formatted(gateway.port())))
                  .headers(bearer(key))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stays.subscribe("x:trades:A")).contains("ack");
      long before = System.nanoTime();
      ring().revoke(key);
      assertThat(client.awaitClosed().code()).isEqualTo(4503);
      assertThat(byTicket.awaitClosed().code()).isEqualTo(4503);
      assertThat(new String(stream.body().readAllBytes(), UTF_8))
          .contains("event: goodbye", "\"code\":\"revoked\",\"number\":4503");
      assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
      assertThat(stays.closed).isNotDone();
    }
    assertThatThrownBy(() -> new TestClient(gateway, "?ticket=" + unused).close())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(call(gateway, "POST", "/api/v1/tickets", bearer(key)).statusCode()).isEqualTo(401);
  }

  @Test
  void whatAnExpiredKeyOpenedIsClosed() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--expires", Instant.now().plusSeconds(2).toString());
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway, "", bearer(key))) {
      assertThat(client.awaitClosed().code()).isEqualTo(4502);
    }
    HttpResponse<String> late = call(gateway, "POST", "/api/v1/tickets", bearer(key));
    assertThat(late.statusCode()).isEqualTo(401);
    assertThat(late.body()).contains("has expired");
  }

  @Test
  void theFirstKeyClosesTheDoorToWhoeverHasNone() throws Exception {
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway)) {
      assertThat(client.subscribe("x:trades:A")).contains("ack");
      ring().create("dash", "*:*:*");
      assertThat(client.awaitClosed().code()).isEqualTo(4501);
    }
    assertThat(call(gateway, "GET", "/api/v1/stream?topics=x:trades:A").statusCode())
        .isEqualTo(401);
  }

  @Test
  void aKeyMayExpireLaterThanTimesReach() throws Exception {
    String key = ring().create("ages", "*:*:*", "--expires", "9999-12-31T00:00:00Z");
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway, "?queue=100")) {
      String hello = client.next();
      client.send("{\"type\":\"auth\",\"token\":\"" + key + "\"}");
      assertThat(client.next())
          .contains("\"expiresAt\":\"2262-04-11T")
          .contains(hello.substring(hello.indexOf("\"limits\":{"), hello.indexOf('}') + 1));
    }
  }

  @Test
  void aFloodOfMessagesIsRefusedAndThenCutOff() throws Exception {
    String key =
        ring().create("dash", "*:*:*", "--messages-per-second", "1", "--message-burst", "5");
    TestGateway gateway = start();
    try (TestClient client = new TestClient(gateway, "", bearer(key))) {
      for (int i = 0; i < 30; i++) {
        client.send("{\"type\":\"ping\"}");
      }
      assertThat(client.awaitClosed().code()).isEqualTo(4029);
      assertThat(client.received.toString()).contains("\"code\":\"rate_limited\",\"number\":203");
      assertThat(client.received.stream().filter(each -> each.contains("pong")).count())
          .isBetween(5L, 10L);
    }
  }

  @Test
  void connectionsAndTopicsOfOneKeyAreLimitedTogether() throws Exception {
    String key = ring().create("dash", "*:*:*", "--max-connections", "2", "--max-topics", "3");
    TestGateway gateway = start();
    try (TestClient first = new TestClient(gateway, "", bearer(key));
        TestClient second = new TestClient(gateway, "", bearer(key))) {
      HttpResponse<String> third =
          call(gateway, "GET", "/api/v1/stream?topics=x:trades:A", bearer(key));
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.body()).contains("\"code\":\"too_many_connections\"", "key:dash has 2");
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
      assertThat(first.subscribe("x:trades:A", "x:trades:B")).doesNotContain("error");
      assertThat(second.subscribe("x:trades:A", "x:trades:B"))
          .contains("\"requested\":\"x:trades:B\",\"error\":{\"code\":\"limit_reached\"");
      first.leave();
      first.awaitClosed();
      gateway.market().awaitWanted("x:trades:A");
      second.send("{\"type\":\"subscribe\",\"topics\":[\"x:trades:B\",\"x:trades:C\"]}");
      assertThat(second.next()).contains("x:trades:C");
    }
  }

  @Test
  void guessingIsSlowedDown() throws Exception {
    String key = ring().create("dash", "*:*:*");
    TestGateway gateway = start("barline.access.failures-per-minute=3");
    for (int i = 0; i < 3; i++) {
      assertThat(call(gateway, "POST", "/api/v1/tickets", bearer(wrong(key))).statusCode())
          .isEqualTo(401);
    }
    HttpResponse<String> answer = call(gateway, "POST", "/api/v1/tickets", bearer(wrong(key)));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    String ticket = ticket(gateway, key);
    try (TestClient byTicket = new TestClient(gateway);
        TestClient byKey = new TestClient(gateway)) {
      assertThat(byTicket.next()).contains("required");
      byTicket.send("{\"type\":\"auth\",\"ticket\":\"" + ticket + "\"}");
      assertThat(byTicket.next()).contains("\"type\":\"authenticated\"");
      assertThat(byKey.next()).contains("required");
      byKey.send("{\"type\":\"auth\",\"token\":\"" + key + "\"}");
      assertThat(byKey.next()).contains("\"type\":\"authenticated\"");
    }
  }

  @Test
  void anAddressIsLimitedWhereNothingValidIsShown() throws Exception {
    String key = ring().create("dash", "*:*:*", "--request-burst", "20");
    TestGateway gateway =
        start(
            "barline.access.connections-per-address=1",
            "barline.access.quotas.requests=1",
            "barline.access.quotas.request-burst=3");
    for (int i = 0; i < 10; i++) {
      var _ = ticket(gateway, key);
    }
    try (TestClient known = new TestClient(gateway, "", bearer(key));
        TestClient unknown = new TestClient(gateway)) {
      assertThat(known.next()).contains("key:dash");
      assertThat(unknown.next()).contains("required");
      assertThatThrownBy(() -> new TestClient(gateway).close())
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      unknown.send("{\"type\":\"auth\",\"token\":\"" + key + "\"}");
      assertThat(unknown.next()).contains("\"type\":\"authenticated\"");
      new TestClient(gateway).close();
    }
  }

  @Test
  void anOpenGatewayExemptsOnlyItsOwnMachine() throws Exception {
    TestGateway gateway =
        start("barline.access.open=true", "barline.access.connections-per-address=1");
    String[] passedOn = {"X-Forwarded-For", "192.0.2.7"};
    try (TestClient local = new TestClient(gateway);
        TestClient another = new TestClient(gateway);
        TestClient remote = new TestClient(gateway, "", passedOn)) {
      assertThat(local.next()).contains("local");
      assertThat(another.next()).contains("local");
      assertThat(remote.next()).contains("local");
      assertThatThrownBy(() -> new TestClient(gateway, "", passedOn).close())
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
  }

  @Test
  void pagesOfOtherSitesAreKeptOutButForThoseThatAreListed() throws Exception {
    String key = ring().create("dash", "*:*:*");
    TestGateway gateway = start("barline.access.origins=https://dash.example.com");
    for (String origin : new String[] {"https://evil.example", "null"}) {
      HttpResponse<String> answer =
          call(
              gateway,
              "POST",
              "/api/v1/tickets",
              "Authorization",
              "Bearer " + key,
              "Origin",
              origin);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("\"code\":\"bad_origin\"");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThatThrownBy(
              () ->
                  new TestClient(gateway, "", "Authorization", "Bearer " + key, "Origin", origin)
                      .close())
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
    String own = "http://127.0.0.1:" + gateway.port();
    for (String origin : new String[] {"https://dash.example.com", own}) {
      new TestClient(gateway, "", "Authorization", "Bearer " + key, "Origin", origin).close();
    }
    HttpResponse<String> preflight =
        call(
            gateway,
            "OPTIONS",
            "/api/v1/tickets",
            "Origin",
            "https://dash.example.com",
            "Access-Control-Request-Method",
            "POST");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://dash.example.com");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .hasValueSatisfying(names -> assertThat(names).contains("Authorization"));
  }

  @Test
  void withoutKeysItAnswersToNoNameOfAnother() throws Exception {
    TestGateway gateway = start();
    assertThat(statusWithHost(gateway, "evil.example")).isEqualTo("403");
    assertThat(statusWithHost(gateway, "localhost:1")).isEqualTo("201");
    assertThat(statusWithHost(gateway, "127.0.0.1")).isEqualTo("201");
  }

  private static String statusWithHost(TestGateway gateway, String host) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /api/v1/tickets HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readNBytes(12), UTF_8).substring(9);
    }
  }

  @Test
  void aTokenOpensWhatItsClaimPermitsUntilItExpires() throws Exception {
    RSAKey signer = new RSAKeyGenerator(2048).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(signer).toString());
    TestGateway gateway =
        start(
            "barline.access.jwt[0].issuer=https://login.example.com/",
            "barline.access.jwt[0].audience=barline",
            "barline.access.jwt[0].jwks=" + jwks.toUri(),
            "barline.access.clock-skew=0s");
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://login.example.com/")
                .audience("barline")
                .subject("alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(4)))
                .claim("barline_topics", List.of("x:trades:A"))
                .build());
    token.sign(new RSASSASigner(signer));
    String text = token.serialize();
    try (TestClient byHeader = new TestClient(gateway, "", bearer(text));
        TestClient byMessage = new TestClient(gateway)) {
      assertThat(byHeader.subscribe("x:trades:A", "x:trades:B")).contains("not_entitled");
      assertThat(byMessage.next()).contains("required");
      byMessage.send("{\"type\":\"auth\",\"token\":\"" + text + "\"}");
      assertThat(byMessage.next())
          .contains("\"principal\":\"token:https://login.example.com/|alice\"", "expiresAt");
      assertThat(byHeader.awaitClosed().code()).isEqualTo(4502);
      assertThat(byMessage.awaitClosed().code()).isEqualTo(4502);
    }
    HttpResponse<String> late = call(gateway, "POST", "/api/v1/tickets", bearer(text));
    assertThat(late.statusCode()).isEqualTo(401);
    assertThat(late.body()).contains("expired").doesNotContain(text);
  }
}
