package io.barline.exchange;

import io.barline.market.Instrument;
import org.jspecify.annotations.Nullable;

/** Finds the instrument of a connection's segment by the exchange's own name. */
@FunctionalInterface
public interface NativeSymbols {
  /** The instrument, or null where none of that name is subscribed. */
  @Nullable Instrument find(String nativeSymbol);

  /** The same by the unified symbol, for sources that tell that. */
  default @Nullable Instrument unified(String symbol) {
    return null;
  }

  /**
   * Changes whenever an instrument that {@link #find} told may have become another or none, so that
   * decoders forget it. Names that are added need no new version.
   */
  default int version() {
    return 0;
  }
}
