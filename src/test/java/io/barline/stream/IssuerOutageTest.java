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
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer of tokens whose keys can't be had says nothing about its tokens. */
class IssuerOutageTest {
  private static final String PASSWORD = "changeit";
  private static final String ISSUER = "https://login.example.com/";

  private final HttpClient http = HttpClient.newHttpClient();
  private final SSLSocketFactory usual = HttpsURLConnection.getDefaultSSLSocketFactory();
  private final AtomicInteger asked = new AtomicInteger();
  @TempDir private Path folder;
  private @Nullable SSLContext tls;
  private @Nullable RSAKey signer;
  private @Nullable HttpsServer issuer;
  private volatile int status = 200;
  private int port;

  @BeforeEach
  void trustAnIssuerOfOurOwn() throws Exception {
    Path keys = folder.resolve("issuer.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "issuer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    tls = context;
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
    signer = new RSAKeyGenerator(2048).keyID("one").generate();
    listen();
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(usual);
    stopListening();
    http.close();
  }

  private void listen() throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Objects.requireNonNull(tls)));
    byte[] body = new JWKSet(Objects.requireNonNull(signer)).toString().getBytes(UTF_8);
    server.createContext(
        "/jwks",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    port = server.getAddress().getPort();
    issuer = server;
  }

  private void stopListening() {
    if (issuer != null) {
      issuer.stop(0);
      issuer = null;
    }
  }

  private TestGateway start(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("barline.access.jwt[0].issuer=" + ISSUER);
    all.add("barline.access.jwt[0].audience=barline");
    all.add("barline.access.jwt[0].jwks=https://localhost:" + port + "/jwks");
    return TestGateway.start(all.toArray(String[]::new));
  }

  private String token(String keyId) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("barline")
                .subject("alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("barline_topics", List.of("*:*:*"))
                .build());
    token.sign(new RSASSASigner(Objects.requireNonNull(signer)));
    return token.serialize();
  }

  private HttpResponse<String> ask(TestGateway gateway, String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/tickets"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"auth_unavailable\"", "\"number\":205");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
  }

  private void awaitLetIn(TestGateway gateway, String token) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    HttpResponse<String> answer = ask(gateway, token);
    while (answer.statusCode() != 201) {
      assertUnavailable(answer);
      assertThat(System.nanoTime()).as("let in within 10 s").isLessThan(deadline);
      answer = ask(gateway, token);
    }
  }

  @Test
  void anIssuerThatFailsIsToldAsSuchHoweverOftenItIsAsked() throws Exception {
    status = 500;
    String token = token("one");
    try (TestGateway gateway = start("barline.access.failures-per-minute=1");
        TestClient client = new TestClient(gateway)) {
      for (int i = 0; i < 10; i++) {
        assertUnavailable(ask(gateway, token));
      }
      assertThatThrownBy(
              () -> new TestClient(gateway, "", "Authorization", "Bearer " + token).close())
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      assertThat(client.next()).contains("\"auth\":\"required\"");
      for (int i = 0; i < 2 * SignIn.MAX_FAILURES; i++) {
        client.send("{\"type\":\"auth\",\"id\":" + i + ",\"token\":\"" + token + "\"}");
        assertThat(client.next())
            .contains("\"id\":" + i + ",\"code\":\"auth_unavailable\",\"number\":205")
            .contains("\"retryable\":true");
      }
      status = 200;
      awaitLetIn(gateway, token);
      client.send("{\"type\":\"auth\",\"id\":100,\"token\":\"" + token + "\"}");
      assertThat(client.next()).contains("\"type\":\"authenticated\",\"id\":100");
    }
  }

  @Test
  void anIssuerThatIsNotThereIsToldAsSuch() throws Exception {
    stopListening();
    String token = token("one");
    try (TestGateway gateway = start("barline.access.failures-per-minute=1")) {
      for (int i = 0; i < 4; i++) {
        assertUnavailable(ask(gateway, token));
      }
      listen();
      awaitLetIn(gateway, token);
      stopListening(); // what was had of it once is good for a while
      assertThat(ask(gateway, token).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void namesOfKeysThatAreMadeUpAreCountedAndKeepTheIssuerOutOfIt() throws Exception {
    try (TestGateway gateway = start("barline.access.failures-per-minute=10")) {
      assertThat(ask(gateway, token("one")).statusCode()).isEqualTo(201);
      for (int i = 0; i < 9; i++) {
        HttpResponse<String> answer = ask(gateway, token("made-up-" + i));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      }
      assertThat(ask(gateway, token("one")).statusCode()).isEqualTo(201);
      HttpResponse<String> beyond = ask(gateway, token("made-up"));
      for (int i = 0; i < 50 && beyond.statusCode() == 401; i++) {
        beyond = ask(gateway, token("made-up"));
      }
      assertThat(beyond.statusCode()).isEqualTo(429);
      assertThat(beyond.headers().firstValue("Retry-After")).isPresent();
      assertThat(asked).hasValueLessThanOrEqualTo(2);
    }
  }
}
