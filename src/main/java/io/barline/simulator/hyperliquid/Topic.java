package io.barline.simulator.hyperliquid;

import io.barline.market.Interval;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client can subscribe to.
 *
 * @param interval of a candle; null otherwise
 * @param figures {@code nSigFigs} of a book; null otherwise, or where all are told
 * @param mantissa of a book; null where none is set
 * @param fast whether a book is one of few levels that comes often
 */
record Topic(
    String type,
    String coin,
    @Nullable String interval,
    @Nullable Integer figures,
    @Nullable Integer mantissa,
    boolean fast) {
  static final String TRADES = "trades";
  static final String QUOTES = "bbo";
  static final String BOOK = "l2Book";
  static final String CANDLE = "candle";
  static final String CONTEXT = "activeAssetCtx";

  private static final Set<String> TYPES = Set.of(TRADES, QUOTES, BOOK, CANDLE, CONTEXT);
  private static final Set<Interval> NO_CANDLES =
      Set.of(Interval.S1, Interval.S5, Interval.S10, Interval.S15, Interval.S30, Interval.H6);

  /** What {@code subscription} asks for; null if it can't be read. */
  static @Nullable Topic read(JsonNode subscription) {
    String type = subscription.path("type").asString("");
    JsonNode coin = subscription.path("coin");
    JsonNode interval = subscription.path("interval");
    if (!TYPES.contains(type) || !coin.isString() || (isCandle(type) && !interval.isString())) {
      return null;
    }
    boolean book = type.equals(BOOK);
    return new Topic(
        type,
        coin.stringValue(),
        isCandle(type) ? interval.stringValue() : null,
        book ? number(subscription.path("nSigFigs")) : null,
        book ? number(subscription.path("mantissa")) : null,
        book && subscription.path("fast").asBoolean(false));
  }

  private static boolean isCandle(String type) {
    return type.equals(CANDLE);
  }

  private static @Nullable Integer number(JsonNode value) {
    return value.isInt() ? value.intValue() : null;
  }

  static boolean hasCandles(@Nullable String interval) {
    return interval != null
        && Interval.of(interval).filter(known -> !NO_CANDLES.contains(known)).isPresent();
  }

  /** Whether the parameters are such that the connection survives them. */
  boolean isSound() {
    boolean figuresAreSound = figures == null || (figures >= 2 && figures <= 5);
    boolean mantissaIsSound =
        mantissa == null || (figures != null && figures == 5 && Set.of(1, 2, 5).contains(mantissa));
    return figuresAreSound && mantissaIsSound && (!isCandle(type) || hasCandles(interval));
  }

  /** As replies repeat it: those of books have all parameters. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", type).put("coin", coin);
    if (isCandle(type)) {
      json.put("interval", interval);
    } else if (type.equals(BOOK)) {
      json.put("nSigFigs", figures).put("mantissa", mantissa).put("fast", fast);
    }
    return json;
  }
}
