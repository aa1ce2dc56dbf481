package io.barline.access;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose JSON Web Tokens are accepted.
 *
 * @param issuer what a token's {@code iss} must be
 * @param audience what must be among a token's {@code aud}
 * @param jwks where the issuer's public keys are: {@code https:}, or {@code file:} with a path that
 *     may be relative to the working directory
 * @param claim the token's claim with the patterns of what it permits
 * @param topics the patterns where a token has no such claim; none permits nothing
 */
public record IssuerSettings(
    String issuer,
    String audience,
    URI jwks,
    @DefaultValue("barline_topics") String claim,
    @DefaultValue List<String> topics) {
  public IssuerSettings {
    if (issuer.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException("barline.access.jwt needs issuer and audience");
    }
    Entitlements.of(topics);
  }
}
