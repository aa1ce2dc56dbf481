package io.barline.exchange.bybit;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bybit's markets. Names are unique within one only: {@code BTCUSDT} is a pair and a contract, and
 * only the connection tells which.
 */
enum Category {
  SPOT(60),
  LINEAR(1_000),
  INVERSE(1_000);

  /** The name in addresses, and the segment's id. */
  final String id = name().toLowerCase(Locale.ROOT);

  /** The most trades that REST tells at once. */
  final int mostTrades;

  Category(int mostTrades) {
    this.mostTrades = mostTrades;
  }

  /** The category with that id. */
  static Category of(String id) {
    for (Category category : values()) {
      if (category.id.equals(id)) {
        return category;
      }
    }
    throw new IllegalArgumentException("not a category of bybit: " + id);
  }

  /** Inverse sizes are dollars, in contracts of one dollar; the others are in the base coin. */
  @Nullable Decimal contractSize() {
    return this == INVERSE ? Decimal.ONE : null;
  }

  /** What a contract type of the catalogue is here; null where it is unknown. Spot has none. */
  Instrument.@Nullable Type type(String contractType) {
    return switch (this) {
      case SPOT -> Instrument.Type.SPOT;
      case LINEAR ->
          switch (contractType) {
            case "LinearPerpetual" -> Instrument.Type.LINEAR;
            case "LinearFutures" -> Instrument.Type.LINEAR_FUTURE;
            default -> null;
          };
      case INVERSE ->
          switch (contractType) {
            case "InversePerpetual" -> Instrument.Type.INVERSE;
            case "InverseFutures" -> Instrument.Type.INVERSE_FUTURE;
            default -> null;
          };
    };
  }
}
