package io.barline.access;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Checks JSON Web Tokens with whoever says to have issued them. May block. */
final class Tokens {
  /** The first parts of one: its header is an object of JSON, which begins so in base64. */
  static final Pattern TEXT = Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.");

  private final Map<String, Issuer> issuers = new HashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Tokens(
      List<IssuerSettings> settings,
      Quotas quotas,
      Duration skew,
      Clock clock,
      LongSupplier nanoTime) {
    for (IssuerSettings each : settings) {
      if (issuers.put(each.issuer(), new Issuer(each, quotas, skew, clock, nanoTime)) != null) {
        throw new Misconfiguration(
            "The issuer %s is configured twice.".formatted(each.issuer()),
            "Leave one of them in barline.access.jwt.");
      }
    }
  }

  boolean areAccepted() {
    return !issuers.isEmpty();
  }

  /** Whether a text may be a token, and is none of anything else. */
  static boolean looksLikeToken(String text) {
    return text.indexOf('.') >= 0
        && !text.startsWith(ApiKey.PREFIX)
        && !text.startsWith(Tickets.PREFIX);
  }

  /** Of each issuer whose keys could not be had when they were last asked for, why. */
  Map<String, String> troubles() {
    Map<String, String> troubles = new TreeMap<>();
    issuers.forEach(
        (name, issuer) -> {
          String trouble = issuer.trouble();
          if (trouble != null) {
            troubles.put(name, trouble);
          }
        });
    return troubles;
  }

  Authentication check(String text) {
    Issuer issuer;
    try {
      JWT token = JWTParser.parse(text);
      if (!(token instanceof SignedJWT)) {
        return new Authentication.Denied("the token is not signed");
      }
      // Not to be believed yet: it only tells whose keys to check it with.
      issuer = issuers.get(String.valueOf(token.getJWTClaimsSet().getIssuer()));
    } catch (ParseException | IllegalArgumentException e) {
      return new Authentication.Denied("this is neither a key nor a token");
    }
    return issuer == null
        ? new Authentication.Denied("the token is of an issuer that is not accepted here")
        : issuer.check(text);
  }
}
