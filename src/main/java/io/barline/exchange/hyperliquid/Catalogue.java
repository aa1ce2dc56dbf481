package io.barline.exchange.hyperliquid;

import io.barline.exchange.CataloguePage;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestRequest;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is listed: <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/perpetuals">perpetuals</a>
 * ({@code meta}), those of each other deployer ({@code perpDexs} names them), and <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/spot">spot</a>
 * ({@code spotMeta}). The answers don't say what they answer; their shapes differ.
 *
 * <pre>{@code
 * {"universe":[{"name":"BTC","szDecimals":5,"maxLeverage":40}],"collateralToken":0}
 * [null,{"name":"xyz","fullName":"XYZ","deployer":"0x88..."}]
 * {"tokens":[{"name":"USDC","szDecimals":8,"index":0},{"name":"HYPE","szDecimals":2,"index":150}],
 *   "universe":[{"name":"@107","tokens":[150,0],"index":107,"isCanonical":false}]}
 * }</pre>
 *
 * <p>Left out is what would be misnamed or cut the socket: what is delisted, perpetuals whose
 * collateral is not USDC (their lists tell only its number), and a spot pair whose tokens are
 * called as those of an earlier one.
 */
final class Catalogue {
  private static final int WEIGHT = 20;

  /** The number of USDC, in which perpetuals settle unless another is told. */
  private static final int USDC = 0;

  private static final int MOST_DECIMALS = 18;

  private final URI at;

  /**
   * @param at where {@code /info} is
   */
  Catalogue(URI at) {
    this.at = at;
  }

  List<RestRequest> requests() {
    return List.of(
        ask("{\"type\":\"meta\"}"), ask("{\"type\":\"spotMeta\"}"), ask("{\"type\":\"perpDexs\"}"));
  }

  private RestRequest ask(String body) {
    return RestRequest.post(at, body, WEIGHT);
  }

  CataloguePage read(byte[] body) {
    JsonNode answer;
    try {
      answer = JsonMapper.shared().readTree(body);
    } catch (JacksonException _) {
      throw new MalformedAnswer("hyperliquid info", "no JSON", body);
    }
    if (answer.isArray() && !answer.isEmpty()) {
      return new CataloguePage(List.of(), dexes(answer));
    }
    if (!answer.path("universe").isArray()) {
      throw new MalformedAnswer(
          "hyperliquid info", "neither \"universe\" nor a list of dexs", body);
    }
    return CataloguePage.last(answer.has("tokens") ? spot(answer) : perpetuals(answer));
  }

  /** The first one, null, is Hyperliquid's own, whose list is asked for anyway. */
  private List<RestRequest> dexes(JsonNode answer) {
    List<RestRequest> requests = new ArrayList<>();
    for (JsonNode dex : answer) {
      String name = dex.path("name").asString("");
      if (isName(name)) {
        requests.add(ask("{\"type\":\"meta\",\"dex\":\"" + name + "\"}"));
      }
    }
    return requests;
  }

  private static List<Instrument> perpetuals(JsonNode answer) {
    List<Instrument> instruments = new ArrayList<>();
    if (answer.path("collateralToken").asInt(USDC) != USDC) {
      return instruments;
    }
    for (JsonNode entry : answer.path("universe")) {
      String name = entry.path("name").asString("");
      int colon = name.indexOf(':');
      String base =
          colon < 0
              ? name
              : name.substring(0, colon).toUpperCase(Locale.ROOT) + "-" + name.substring(colon + 1);
      if (isName(base) && !isDelisted(entry)) {
        String symbol = base + "/USDC:USDC";
        instruments.add(
            instrument(symbol, name, Instrument.Type.LINEAR, base, "USDC", "USDC", lotSize(entry)));
      }
    }
    return instruments;
  }

  private static List<Instrument> spot(JsonNode answer) {
    Map<Integer, JsonNode> tokens = new HashMap<>();
    for (JsonNode token : answer.path("tokens")) {
      tokens.put(token.path("index").asInt(-1), token);
    }
    List<Instrument> instruments = new ArrayList<>();
    Set<String> symbols = new HashSet<>();
    for (JsonNode entry : answer.path("universe")) {
      String name = entry.path("name").asString("");
      JsonNode base = tokens.get(entry.path("tokens").path(0).asInt(-1));
      JsonNode quote = tokens.get(entry.path("tokens").path(1).asInt(-1));
      if (name.isEmpty() || base == null || quote == null || isDelisted(entry)) {
        continue;
      }
      String baseName = base.path("name").asString("");
      String quoteName = quote.path("name").asString("");
      String symbol = baseName + "/" + quoteName;
      if (isName(baseName) && isName(quoteName) && symbols.add(symbol)) {
        instruments.add(
            instrument(
                symbol, name, Instrument.Type.SPOT, baseName, quoteName, null, lotSize(base)));
      }
    }
    return instruments;
  }

  private static boolean isDelisted(JsonNode entry) {
    return entry.path("isDelisted").asBoolean(false);
  }

  /** Whether it can be part of a symbol and of a request. */
  private static boolean isName(String text) {
    return text.matches("[^\\s\\p{Cntrl}/:\"\\\\]{1,40}");
  }

  private static @Nullable Decimal lotSize(JsonNode entry) {
    int decimals = entry.path("szDecimals").asInt(-1);
    return decimals < 0 || decimals > MOST_DECIMALS ? null : Decimal.of(1, decimals);
  }

  private static Instrument instrument(
      String symbol,
      String nativeSymbol,
      Instrument.Type type,
      String base,
      String quote,
      @Nullable String settle,
      @Nullable Decimal lotSize) {
    return new Instrument(
        Hyperliquid.ID,
        Hyperliquid.SEGMENT,
        symbol,
        nativeSymbol,
        type,
        base,
        quote,
        settle,
        null,
        lotSize,
        null,
        true,
        false);
  }
}
