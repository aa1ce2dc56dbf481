package io.barline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.barline.access.KeyRing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Who shows what is valid while a quota is used up is told to come again, and may. */
class SignInQuotasTest {
  private static final String ISSUER = "https://login.example.com/";
  private static final String WRONG = "bl_00000000_" + "s".repeat(43);
  private static final String RATE_LIMITED =
      "\"code\":\"rate_limited\",\"number\":203,\"message\":\"your address may show 2 keys";

  @TempDir Path folder;

  private KeyRing ring() {
    return new KeyRing(folder.resolve("keys.json"));
  }

  /** Patient enough for whatever the machine does meanwhile. */
  private TestGateway start(String... settings) {
    String[] all = new String[settings.length + 5];
    all[0] = ring().setting();
    all[1] = "barline.access.auth-timeout=10m";
    all[2] = "barline.access.ticket-lifetime=10m";
    all[3] = "barline.access.quotas.message-burst=1000000";
    all[4] = "barline.access.quotas.request-burst=1000000";
    System.arraycopy(settings, 0, all, 5, settings.length);
    return TestGateway.start(all);
  }

  private static String auth(String credential) {
    String field = credential.startsWith("blt_") ? "ticket" : "token";
    return "{\"type\":\"auth\",\"id\":1,\"%s\":\"%s\"}".formatted(field, credential);
  }

  @Test
  void aKeyOrTicketWhosePrincipalHasAllItsConnectionsWaitsForAPlace() throws Exception {
    String key = ring().create("dash", "*:*:*", "--max-connections", "1");
    try (TestGateway gateway = start();
        TestClient first = new TestClient(gateway, "", "X-API-Key", key);
        TestClient second = new TestClient(gateway)) {
      assertThat(first.next()).contains("key:dash");
      assertThat(second.next()).contains("required");
      String ticket = ticket(gateway, key);
      for (String shown : List.of(key, ticket, key, ticket, ticket)) {
        second.send(auth(shown));
        assertThat(second.next())
            .contains("\"id\":1,\"code\":\"too_many_connections\",\"number\":204")
            .contains("key:dash has 1 connections", "\"retryable\":true");
      }
      first.leave();
      awaitLetIn(second, ticket);
    }
  }

  @Test
  void aTicketAtTheHandshakeOfAPrincipalThatHasAllItsConnectionsStaysGood() throws Exception {
    String key = ring().create("dash", "*:*:*", "--max-connections", "1");
    try (TestGateway gateway = start()) {
      assertTicketWaits(gateway, key);
    }
  }

  @Test
  void aTicketAtTheHandshakeOfAFullGatewayStaysGood() throws Exception {
    String key = ring().create("dash", "*:*:*");
    try (TestGateway gateway = start("barline.access.connections=1")) {
      assertTicketWaits(gateway, key);
    }
  }

  private static void assertTicketWaits(TestGateway gateway, String key) throws Exception {
    String ticket = "ticket=" + ticket(gateway, key);
    String events = "?topics=x:trades:A&" + ticket;
    try (RawHandshake first = RawHandshake.webSocket(gateway, "", "X-API-Key: " + key)) {
      assertThat(first.isLetIn()).isTrue();
      for (int i = 0; i < 2; i++) {
        try (RawHandshake socket = RawHandshake.webSocket(gateway, "?" + ticket);
            RawHandshake stream = RawHandshake.events(gateway, events)) {
          assertThat(List.of(socket.status(), stream.status())).containsOnly(429);
          assertThat(List.of(socket.head(), stream.head()))
              .allMatch(head -> head.contains("Retry-After: 5\r\n"));
        }
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    int status = 429;
    while (status == 429 && System.nanoTime() < deadline) { // its end is noticed a moment later
      try (RawHandshake next = RawHandshake.webSocket(gateway, "?" + ticket)) {
        status = next.status();
      }
    }
    assertThat(status).isEqualTo(101);
  }

  private static void awaitLetIn(TestClient client, String ticket) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    client.send(auth(ticket));
    String answer = client.next();
    while (answer.contains("too_many_connections") && System.nanoTime() < deadline) {
      client.send(auth(ticket));
      answer = client.next();
    }
    assertThat(answer).contains("\"type\":\"authenticated\",\"id\":1,\"principal\":\"key:dash\"");
  }

  @Test
  void guessesAreSlowedDownAndWhatIsValidIsLetIn() throws Exception {
    String key = ring().create("dash", "*:*:*");
    try (TestGateway gateway = start("barline.access.failures-per-minute=2");
        TestClient client = new TestClient(gateway)) {
      assertThat(client.next()).contains("required");
      client.send(auth(WRONG));
      assertThat(client.next()).contains("\"code\":\"unauthorized\",\"number\":140");
      client.send(auth("blt_" + "s".repeat(43)));
      assertThat(client.next()).contains("\"code\":\"unauthorized\",\"number\":140");
      for (String guess : List.of(WRONG, "blt_" + "t".repeat(43), "nonsense")) {
        client.send(auth(guess));
        assertThat(client.next()).contains(RATE_LIMITED, "again in", "\"retryable\":true");
      }
      client.send(auth(key));
      assertThat(client.next()).contains("authenticated", "key:dash");
    }
  }

  @Test
  void aTokenBehindAnAddressThatGuessedTooOftenIsToldToWait() throws Exception {
    RSAKey signer = new RSAKeyGenerator(2048).keyID("one").generate();
    Path keys = folder.resolve("jwks.json");
    Files.writeString(keys, new JWKSet(signer).toString());
    try (TestGateway gateway =
            start(
                "barline.access.failures-per-minute=2",
                "barline.access.jwt[0].issuer=" + ISSUER,
                "barline.access.jwt[0].audience=barline",
                "barline.access.jwt[0].jwks=" + keys.toUri());
        TestClient guessing = new TestClient(gateway);
        TestClient client = new TestClient(gateway)) {
      assertThat(guessing.next()).contains("required");
      for (int i = 0; i < 2; i++) {
        guessing.send(auth(WRONG));
        assertThat(guessing.next()).contains("unauthorized");
      }
      assertThat(client.next()).contains("required");
      String token = token(signer);
      for (int i = 0; i < 2 * SignIn.MAX_FAILURES; i++) {
        client.send(auth(token));
        assertThat(client.next()).contains(RATE_LIMITED, "\"retryable\":true");
      }
      assertThat(client.closed).isNotDone();
    }
  }

  private static String token(RSAKey signer) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("barline")
                .subject("alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
                .build());
    token.sign(new RSASSASigner(signer));
    return token.serialize();
  }

  private static String ticket(TestGateway gateway, String key) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> made =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets"))
                  .header("X-API-Key", key)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return JsonMapper.shared().readTree(made.body()).path("ticket").stringValue();
    }
  }
}
