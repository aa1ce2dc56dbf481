package io.barline.simulator.hyperliquid;

import io.barline.market.UtcNanos;
import io.barline.simulator.RestAnswer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What {@code POST /info} answers. */
final class InfoResource {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final RestAnswer UNREADABLE =
      RestAnswer.of(422, "Failed to deserialize the JSON body into the target type");
  private static final RestAnswer UNKNOWN = RestAnswer.of(500, "null");
  private static final int RECENT_TRADES = 10;
  private static final int MOST_CANDLES = 5_000;

  /** Tokens of spot pairs have numbers from here on; USDC has 0. */
  private static final int FIRST_TOKEN = 1;

  private final HyperliquidProtocol protocol;

  InfoResource(HyperliquidProtocol protocol) {
    this.protocol = protocol;
  }

  /** Two for a book, 20 for all else. */
  int weight(String body) {
    try {
      return weigh(JsonMapper.shared().readTree(body).path("type").asString(""));
    } catch (JacksonException e) {
      return weigh("");
    }
  }

  private static int weigh(String type) {
    return type.equals("l2Book") ? 2 : 20;
  }

  RestAnswer answer(String body) {
    JsonNode request;
    try {
      request = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return UNREADABLE;
    }
    String type = request.path("type").asString("");
    if (!protocol.weight.take(weigh(type), protocol.now())) {
      return protocol.refused(429);
    }
    return switch (type) {
      case "meta" -> meta(request.path("dex").asString(""));
      case "perpDexs" -> RestAnswer.ok(dexes().toString());
      case "spotMeta" -> RestAnswer.ok(spot().toString());
      case "l2Book" -> {
        Coin coin = coin(request);
        yield RestAnswer.ok(coin == null ? "null" : coin.bookImage());
      }
      case "recentTrades" -> trades(coin(request));
      case "candleSnapshot" -> candles(request.path("req"));
      default -> UNREADABLE;
    };
  }

  private @Nullable Coin coin(JsonNode request) {
    return protocol.coin(request.path("coin").asString(""));
  }

  private RestAnswer meta(String dex) {
    if (!dex.isEmpty() && !dexNames().contains(dex)) {
      return UNKNOWN;
    }
    ObjectNode meta = JSON.objectNode();
    ArrayNode universe = meta.putArray("universe");
    for (Coin coin : protocol.coins()) {
      HyperliquidInstrument instrument = coin.instrument();
      if (!instrument.isSpot() && instrument.dex().equals(dex)) {
        ObjectNode entry =
            universe
                .addObject()
                .put("szDecimals", instrument.sizeDecimals())
                .put("name", instrument.coin())
                .put("maxLeverage", 20);
        if (instrument.delisted()) {
          entry.put("isDelisted", true);
        }
      }
    }
    meta.putArray("marginTables");
    return RestAnswer.ok(meta.put("collateralToken", 0).toString());
  }

  private Set<String> dexNames() {
    return protocol.coins().stream()
        .map(coin -> coin.instrument().dex())
        .filter(dex -> !dex.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Hyperliquid's own comes first and has no name. */
  private ArrayNode dexes() {
    ArrayNode dexes = JSON.arrayNode().addNull();
    dexNames().forEach(name -> dexes.addObject().put("name", name).put("fullName", name));
    return dexes;
  }

  private ObjectNode spot() {
    ObjectNode meta = JSON.objectNode();
    ArrayNode universe = meta.putArray("universe");
    ArrayNode tokens = meta.putArray("tokens");
    token(tokens, "USDC", 8, 0);
    int next = FIRST_TOKEN;
    for (Coin coin : protocol.coins()) {
      HyperliquidInstrument instrument = coin.instrument();
      String base = instrument.base();
      if (base != null && !instrument.delisted()) {
        token(tokens, base, instrument.sizeDecimals(), next);
        ObjectNode pair = universe.addObject();
        pair.putArray("tokens").add(next).add(0);
        boolean canonical = !instrument.coin().startsWith("@");
        pair.put("name", instrument.coin())
            .put("index", canonical ? 0 : Integer.parseInt(instrument.coin().substring(1)))
            .put("isCanonical", canonical);
        next++;
      }
    }
    return meta;
  }

  private static void token(ArrayNode tokens, String name, int decimals, int index) {
    tokens.addObject().put("name", name).put("szDecimals", decimals).put("index", index);
  }

  private static RestAnswer trades(@Nullable Coin coin) {
    return coin == null
        ? UNKNOWN
        : RestAnswer.ok(coin.messages().tradeList(coin.market().trades(RECENT_TRADES).reversed()));
  }

  private RestAnswer candles(JsonNode request) {
    Coin coin = coin(request);
    String interval = request.path("interval").asString("");
    JsonNode from = request.path("startTime");
    if (!Topic.hasCandles(interval) || !from.isIntegralNumber()) {
      return UNREADABLE;
    }
    if (coin == null) {
      return UNKNOWN;
    }
    long to = request.path("endTime").asLong(protocol.clockTime() / UtcNanos.MILLISECOND);
    List<String> all =
        coin.candles(interval, UtcNanos.ofMillis(from.longValue()), UtcNanos.ofMillis(to));
    List<String> newest = all.subList(Math.max(0, all.size() - MOST_CANDLES), all.size());
    return RestAnswer.ok(newest.stream().collect(Collectors.joining(",", "[", "]")));
  }
}
