package io.barline.exchange.ccxt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.json.JsonMapper;

/**
 * What CCXT has to know of an exchange.
 *
 * @param sandbox whether its test network is meant; refused where CCXT knows none
 * @param apiKey where even public data takes a key; empty where not
 * @param options CCXT's options of the exchange, those within others by a path with dots
 * @param urls other addresses than CCXT's, by their path in its {@code urls}: {@code
 *     api.ws.publicV2}
 */
public record Setup(
    @DefaultValue("false") boolean sandbox,
    @DefaultValue("") String apiKey,
    @DefaultValue("") String secret,
    @DefaultValue("") String password,
    @DefaultValue("") String uid,
    @DefaultValue Map<String, String> options,
    @DefaultValue Map<String, String> urls) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Nothing particular. */
  static final Setup NONE = new Setup(false, "", "", "", "", Map.of(), Map.of());

  /** The public network at other addresses. */
  public static Setup at(Map<String, String> urls) {
    return new Setup(false, "", "", "", "", Map.of(), urls);
  }

  /** As the bridge reads it; it may hold secrets. */
  String json(CcxtSettings settings) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("sandbox", sandbox);
    all.put("pollMs", settings.pollEvery().toMillis());
    all.put("tradesLimit", settings.limits().tradesLimit());
    Map<String, String> credentials = new LinkedHashMap<>();
    putIfGiven(credentials, "apiKey", apiKey);
    putIfGiven(credentials, "secret", secret);
    putIfGiven(credentials, "password", password);
    putIfGiven(credentials, "uid", uid);
    if (!credentials.isEmpty()) {
      all.put("credentials", credentials);
    }
    if (!options.isEmpty()) {
      Map<String, Object> nested = new LinkedHashMap<>();
      options.forEach((path, value) -> put(nested, path, value));
      all.put("options", nested);
    }
    if (!urls.isEmpty()) {
      all.put("urls", urls);
    }
    return MAPPER.writeValueAsString(all);
  }

  private static void putIfGiven(Map<String, String> all, String name, String value) {
    if (!value.isBlank()) {
      all.put(name, value.strip());
    }
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> all, String path, String value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      if (all.put(path, typed(value)) != null) {
        throw valueAndMore(path);
      }
    } else {
      Object inner =
          all.computeIfAbsent(path.substring(0, dot), _ -> new LinkedHashMap<String, Object>());
      if (!(inner instanceof Map)) {
        throw valueAndMore(path.substring(0, dot));
      }
      put((Map<String, Object>) inner, path.substring(dot + 1), value);
    }
  }

  private static IllegalArgumentException valueAndMore(String option) {
    return new IllegalArgumentException(
        "barline.ccxt.exchanges: the option %s is a value and holds others".formatted(option));
  }

  /** Settings are text; what is a number or a truth value in JavaScript is made one. */
  private static Object typed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return value.matches("-?[0-9]{1,9}") ? (Object) Integer.valueOf(value) : value;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Setup[sandbox=%s, keys=%s, options=%s, urls=%s]"
        .formatted(sandbox, apiKey.isBlank() ? "none" : "***", options, urls);
  }
}
