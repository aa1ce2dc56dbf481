package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.barline.market.Channel;
import io.barline.market.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final String ISSUER = "https://login.example.com/";
  private static final Instant NOW = Instant.parse("2026-11-22T14:20:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final RSAKey RSA = rsa("one");
  private static final RSAKey STRANGER = rsa("one");
  private static final ECKey EC = ec();

  @TempDir Path folder;
  private Path jwks = Path.of("");

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void publish() throws Exception {
    jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(List.of(RSA, EC)).toString());
  }

  private Access access() {
    Quotas quotas = new Quotas(1, 2, 3, 4, 5, 6);
    IssuerSettings issuer =
        new IssuerSettings(
            ISSUER, "barline", jwks.toUri(), "barline_topics", List.of("bybit:trades:*"));
    Tokens tokens =
        new Tokens(List.of(issuer), quotas, Duration.ofSeconds(30), CLOCK, System::nanoTime);
    Tickets tickets = new Tickets(Duration.ofSeconds(30), CLOCK, new SecureRandom());
    return new Access(new Keys(folder.resolve("none.json")), tokens, tickets, quotas, CLOCK);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(List.of("other", "barline"))
        .subject("alice")
        .expirationTime(Date.from(NOW.plusSeconds(60)))
        .claim("barline_topics", List.of("binance:*:*"));
  }

  private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner by, JWTClaimsSet it)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), it);
    token.sign(by);
    return token.serialize();
  }

  private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, "one", new RSASSASigner(RSA), claims.build());
  }

  private void assertDenied(String token, String why) {
    assertThat(access().authenticate(token))
        .isInstanceOfSatisfying(
            Authentication.Denied.class,
            denied -> assertThat(denied.sentence()).contains(why).doesNotContain(token));
  }

  private Grant granted(String token) {
    Authentication outcome = access().authenticate(token);
    assertThat(outcome).isInstanceOf(Authentication.Granted.class);
    return ((Authentication.Granted) outcome).grant();
  }

  private static Topic trades(String exchange) {
    return new Topic(exchange, new Channel.Trades(), "BTC/USDT");
  }

  @Test
  void aTokenOfTheIssuerGivesWhatItsClaimSays() throws Exception {
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS512)) {
      Grant grant = granted(signed(algorithm, "one", new RSASSASigner(RSA), claims().build()));
      assertThat(grant.principal().id()).isEqualTo("token:" + ISSUER + "|alice");
      assertThat(grant.principal().permits(trades("binance"))).isTrue();
      assertThat(grant.principal().permits(trades("bybit"))).isFalse();
      assertThat(grant.principal().admin()).isFalse();
      assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(90));
    }
    Grant byCurve =
        granted(signed(JWSAlgorithm.ES256, "two", new ECDSASigner(EC), claims().build()));
    assertThat(byCurve.principal().permits(trades("binance"))).isTrue();
    Grant preset = granted(signed(claims().claim("barline_topics", null)));
    assertThat(preset.principal().permits(trades("bybit"))).isTrue();
    assertThat(preset.principal().permits(trades("binance"))).isFalse();
  }

  @Test
  void theTimeMustBeRight() throws Exception {
    assertDenied(signed(claims().expirationTime(Date.from(NOW.minusSeconds(31)))), "expired");
    assertDenied(signed(claims().expirationTime(null)), "not valid");
    assertDenied(signed(claims().notBeforeTime(Date.from(NOW.plusSeconds(31)))), "before");
    assertThat(granted(signed(claims().expirationTime(Date.from(NOW.minusSeconds(29))))))
        .isNotNull();
  }

  @Test
  void issuerAudienceAndClaimsMustBeRight() throws Exception {
    assertDenied(signed(claims().issuer("https://evil.example/")), "issuer that is not accepted");
    assertDenied(signed(claims().issuer(null)), "issuer that is not accepted");
    assertDenied(signed(claims().audience("other")), "aud");
    assertDenied(signed(claims().audience((String) null)), "aud");
    assertDenied(signed(claims().subject(null)), "sub");
    assertDenied(signed(claims().claim("barline_topics", "binance:*:*")), "list of patterns");
    assertDenied(signed(claims().claim("barline_topics", List.of("binance"))), "list of patterns");
    assertDenied(signed(claims().claim("barline_topics", List.of(7))), "list of patterns");
    assertDenied(
        signed(claims().claim("barline_topics", Collections.singletonList(null))),
        "list of patterns");
  }

  @Test
  void theSignatureMustBeOneOfTheIssuers() throws Exception {
    JWTClaimsSet claims = claims().build();
    String good = signed(claims());
    String signature = good.substring(good.lastIndexOf('.') + 1);
    String other = signed(claims().claim("barline_topics", List.of("*:*:*")));
    String mixed = other.substring(0, other.lastIndexOf('.') + 1) + signature;
    String unsigned = "not signed by a key of its issuer";
    assertDenied(mixed, unsigned);
    assertDenied(signed(JWSAlgorithm.RS256, "one", new RSASSASigner(STRANGER), claims), unsigned);
    assertDenied(signed(JWSAlgorithm.RS256, "three", new RSASSASigner(RSA), claims), unsigned);
    // The public key as if it were a shared secret: the classic confusion.
    byte[] shared = RSA.toRSAPublicKey().getEncoded();
    assertDenied(signed(JWSAlgorithm.HS256, "one", new MACSigner(shared), claims), unsigned);
    assertDenied(new PlainJWT(claims).serialize(), "the token is not signed");
    assertDenied(good.substring(0, good.lastIndexOf('.') + 1), "neither a key nor a token");
    assertDenied("a.b.c", "neither a key nor a token");
  }

  @Test
  void aTokenThatIsTooLongIsNotLookedAt() throws Exception {
    assertDenied(signed(claims().claim("more", "x".repeat(8_200))), "at most 8192 characters");
  }

  @Test
  void anotherTypeOfTokenIsNotTakenForOneOfAccess() throws Exception {
    SignedJWT logout =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("one")
                .type(new JOSEObjectType("logout+jwt"))
                .build(),
            claims().build());
    logout.sign(new RSASSASigner(RSA));
    assertDenied(logout.serialize(), "not signed by");
  }

  @Test
  void whereAnIssuerIsConfiguredNobodyGetsInWithoutAnything() {
    Access access = access();
    assertThat(access.isEnforced()).isTrue();
    assertThat(access.standing(Grant.LOCAL)).isEqualTo(Grant.Standing.KEYLESS);
    assertThat(access.mayBlock("a.b.c")).isTrue();
    assertThat(access.mayBlock("bl_4f9a2c1b_" + "s".repeat(43))).isFalse();
  }
}
