package io.barline.api;

import io.barline.access.Access;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Keys do not belong in addresses, which proxies, histories and logs keep. */
final class QueryKeys {
  private static final Set<String> NAMES =
      Set.of(
          "key",
          "apikey",
          "api_key",
          "api-key",
          "x-api-key",
          "token",
          "access_token",
          "auth",
          "authorization",
          "bearer",
          "jwt");

  private QueryKeys() {}

  /** Refuses a query in which there is a key, without repeating it. */
  static void refuse(Map<String, List<String>> query) {
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      if (NAMES.contains(parameter.getKey().toLowerCase(Locale.ROOT))
          || parameter.getValue().stream()
              .anyMatch(value -> value != null && Access.looksLikeKey(value))
          || Access.looksLikeKey(parameter.getKey())) {
        throw new Refusal(
            ErrorCode.UNAUTHORIZED,
            "a key does not belong in the address, which proxies and logs keep: send it as"
                + " \"Authorization: Bearer <key>\", or in a browser a one-use ticket as ticket="
                + " (POST /api/v1/tickets); take this one for known and revoke it");
      }
    }
  }
}
