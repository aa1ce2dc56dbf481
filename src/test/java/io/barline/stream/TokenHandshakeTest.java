package io.barline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show a token at the handshake, which is checked on another thread. */
class TokenHandshakeTest {
  private static final String ISSUER = "https://login.example.com/";

  @TempDir private Path folder;

  @Test
  void aConnectionBeginsOnItsEventLoopThoughItsTokenWasCheckedElsewhere() throws Exception {
    RSAKey signer = new RSAKeyGenerator(2048).keyID("one").generate();
    Path keys = folder.resolve("jwks.json");
    Files.writeString(keys, new JWKSet(signer).toString());
    String[] bearer = {"Authorization", "Bearer " + token(signer)};
    try (TestGateway gateway =
        TestGateway.start(
            "barline.access.jwt[0].issuer=" + ISSUER,
            "barline.access.jwt[0].audience=barline",
            "barline.access.jwt[0].jwks=" + keys.toUri())) {
      for (int i = 1; i <= 5; i++) {
        try (TestClient client = new TestClient(gateway, "", bearer)) {
          assertThat(client.next()).contains("\"principal\":\"token:" + ISSUER + "|alice\"");
        }
        assertThat(gateway.accepted().onLoop()).hasSize(i).containsOnly(true);
      }
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpRequest stream =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/v1/stream?topics=x:trades:A"
                            .formatted(gateway.port())))
                .headers(bearer)
                .build();
        var answer = http.send(stream, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(new String(answer.body().readNBytes(12), UTF_8)).isEqualTo("event: hello");
        answer.body().close();
      }
      // What it asks for is counted and looked up where the token was checked.
      assertThat(gateway.accepted().onLoop()).hasSize(7).endsWith(false, true);
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
                .claim("barline_topics", List.of("x:trades:*"))
                .build());
    token.sign(new RSASSASigner(signer));
    return token.serialize();
  }
}
