package io.barline.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A REST request.
 *
 * @param path without the query, for example {@code /v5/market/time}
 * @param query decoded; of a parameter given twice, the first
 * @param headers with names in lower case; of a header given twice, the first
 * @param body empty where there is none
 */
public record RestCall(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {

  public @Nullable String parameter(String name) {
    return query.get(name);
  }

  public String parameter(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }
}
