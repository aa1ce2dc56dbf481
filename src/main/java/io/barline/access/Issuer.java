package io.barline.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Checks the tokens of one issuer: its signature by asymmetric keys, {@code exp}, {@code nbf},
 * {@code iss}, {@code aud}. Blocks while it fetches the issuer's keys, which are kept for minutes
 * and fetched anew when a token names one that is not among them, as often as {@link KeySetFetch}
 * does.
 */
final class Issuer {
  private static final Logger log = LoggerFactory.getLogger(Issuer.class);

  /** Those by which nobody who can check a token can make one. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int LONGEST_SUBJECT = 200;
  private static final int MOST_PATTERNS = 1_000;

  private final IssuerSettings settings;
  private final Quotas quotas;
  private final Duration skew;
  private final IssuerKeys keys;
  private final NimbusJwtDecoder decoder;

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @throws Misconfiguration where its keys are said to be in a place that can't be used
   */
  Issuer(
      IssuerSettings settings, Quotas quotas, Duration skew, Clock clock, LongSupplier nanoTime) {
    this.settings = settings;
    this.quotas = quotas;
    this.skew = skew;
    this.keys = new IssuerKeys(settings, nanoTime);
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.source()));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier((_, _) -> {}); // the validators below do that
    this.decoder = new NimbusJwtDecoder(processor);
    JwtTimestampValidator times = new JwtTimestampValidator(skew);
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            times,
            new JwtIssuerValidator(settings.issuer()),
            new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD,
                audience -> audience != null && audience.contains(settings.audience()))));
  }

  /** Why its keys could not be had when they were last asked for; null where they could. */
  @Nullable String trouble() {
    return keys.trouble();
  }

  Authentication check(String token) {
    try {
      return granted(decoder.decode(token));
    } catch (JwtValidationException invalid) {
      return new Authentication.Denied(
          "the token is not valid: "
              + invalid.getErrors().stream()
                  .map(error -> String.valueOf(error.getDescription()))
                  .findFirst()
                  .orElse("a claim is wrong"));
    } catch (BadJwtException forged) {
      // What it says may repeat parts of the token.
      return new Authentication.Denied(
          "the token is not signed by a key of its issuer with an algorithm that is accepted");
    } catch (JwtException unavailable) {
      log.debug(
          "action=jwks outcome=failed issuer={} reason={}",
          settings.issuer(),
          rootOf(unavailable).getClass().getSimpleName());
      return new Authentication.Unavailable(
          "the keys of the token's issuer can't be had at the moment");
    }
  }

  private static Throwable rootOf(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private Authentication granted(Jwt token) {
    String subject = token.getSubject();
    if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
      return new Authentication.Denied(
          "the token needs a sub of 1 to %d characters".formatted(LONGEST_SUBJECT));
    }
    Entitlements entitlements = entitlements(token.getClaims().get(settings.claim()));
    if (entitlements == null) {
      return new Authentication.Denied(
          "the token's claim %s must be a list of patterns like binance:*:*"
              .formatted(settings.claim()));
    }
    Instant expires = token.getExpiresAt();
    Principal principal =
        new Principal("token:" + settings.issuer() + "|" + subject, entitlements, quotas, false);
    return new Authentication.Granted(
        new Grant(
            principal, new Grant.Source.Token(), expires == null ? null : expires.plus(skew)));
  }

  /** Null where the claim is not what it must be. */
  private @Nullable Entitlements entitlements(@Nullable Object claim) {
    if (claim == null) {
      return Entitlements.of(settings.topics());
    }
    if (!(claim instanceof List<?> list)
        || list.size() > MOST_PATTERNS
        || !list.stream().allMatch(String.class::isInstance)) {
      return null;
    }
    try {
      return Entitlements.of(list.stream().map(String.class::cast).toList());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
