package io.barline.access;

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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;

/** Where an issuer's keys may be, and what is told where they are not there. */
class IssuerKeysTest {
  private static final String ISSUER = "https://login.example.com/";
  private static final Instant NOW = Instant.parse("2026-11-22T14:20:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Quotas QUOTAS = new Quotas(1, 2, 3, 4, 5, 6);

  @TempDir Path folder;
  private Path file = Path.of("");
  private String set = "";
  private String token = "";

  @BeforeEach
  void sign() throws Exception {
    file = folder.resolve("jwks.json");
    RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
    set = new JWKSet(key).toString();
    SignedJWT signed =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("barline")
                .subject("alice")
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .build());
    signed.sign(new RSASSASigner(key));
    token = signed.serialize();
  }

  private static Tokens tokens(String jwks) {
    IssuerSettings issuer =
        new IssuerSettings(ISSUER, "barline", URI.create(jwks), "barline_topics", List.of());
    return new Tokens(List.of(issuer), QUOTAS, Duration.ZERO, CLOCK, System::nanoTime);
  }

  private Health health(Tokens tokens) {
    Keys none = new Keys(folder.resolve("none.json"));
    Tickets tickets = new Tickets(Duration.ofSeconds(30), CLOCK, new SecureRandom());
    Access access = new Access(none, tokens, tickets, QUOTAS, CLOCK);
    return new AccessHealth(none, tokens, access, false).health();
  }

  @Test
  void aRelativeFileIsFoundFromTheWorkingDirectoryOn() throws Exception {
    Files.writeString(file, set);
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    assertThat(relative.isAbsolute()).isFalse();
    assertThat(tokens("file:" + relative).check(token)).isInstanceOf(Authentication.Granted.class);
    assertThat(tokens("file:" + file).check(token)).isInstanceOf(Authentication.Granted.class);
    assertThat(tokens("file://" + file).check(token)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void doesNotStartWithAFileThatIsMissingOrNoSetOfKeys() throws Exception {
    assertRefused("file:" + file, ISSUER, "file:" + file, "there is no such file");
    assertRefused("file:no/jwks.json", Path.of("no/jwks.json").toAbsolutePath().toString());
    Files.writeString(file, "{\"id\": 1}");
    assertRefused("file:" + file, "file:" + file, "no JSON Web Key Set");
  }

  @Test
  void doesNotStartWithAnAddressThatIsNone() {
    assertRefused("http://me:hidden@login.example.com/jwks?key=hidden", "must be https: or file:");
    assertRefused("jwks.json", "must be https: or file:");
    assertRefused("file://config/jwks.json", "of the host config");
    assertRefused("file://me:hidden@my_host/jwks.json", "of the host my_host");
    assertRefused("file:config/jwks.json?key=hidden", "query");
    assertRefused("https:login.example.com/jwks", "names no host");
    assertRefused("https:///jwks", "names no host");
    assertRefused("https://me:hidden@:8443/jwks", "names no host");
  }

  private static void assertRefused(String jwks, String... why) {
    assertThatThrownBy(() -> tokens(jwks))
        .isInstanceOf(Misconfiguration.class)
        .hasMessageContainingAll(why)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void healthNamesTheIssuerWhoseKeysCouldNotBeHad() throws Exception {
    Files.writeString(file, set);
    Tokens tokens = tokens("file:" + file);
    assertThat(health(tokens).getStatus().getCode()).isEqualTo("UP");
    Files.delete(file);
    assertThat(tokens.check(token)).isInstanceOf(Authentication.Unavailable.class);
    Health degraded = health(tokens);
    assertThat(degraded.getStatus().getCode()).isEqualTo("DEGRADED");
    assertThat(degraded.getDetails())
        .containsEntry("issuers", Map.of(ISSUER, "file:" + file + ": there is no such file"));
    Files.writeString(file, set);
    assertThat(tokens.check(token)).isInstanceOf(Authentication.Granted.class);
    assertThat(health(tokens).getDetails()).doesNotContainKey("issuers");
  }
}
