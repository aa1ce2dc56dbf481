package io.barline.feed;

import io.barline.market.Instrument;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Instruments that were let go a short while ago: what was under way of them then is not a mistake
 * of the exchange.
 */
final class DepartedInstruments {
  private final long underWay;
  private final int most;

  /** By unified symbol, the oldest first. */
  private final Map<String, Departed> bySymbol = new LinkedHashMap<>();

  /** Where several have the same, the last. */
  private final Map<String, Departed> byNativeSymbol = new HashMap<>();

  private record Departed(Instrument instrument, long at) {}

  /**
   * @param underWay how long they are known, in nanoseconds
   * @param most so many are known; then the oldest are forgotten
   */
  DepartedInstruments(long underWay, int most) {
    this.underWay = underWay;
    this.most = most;
  }

  void put(Instrument instrument, long now) {
    Departed departed = new Departed(instrument, now);
    bySymbol.put(instrument.symbol(), departed);
    byNativeSymbol.put(instrument.nativeSymbol(), departed);
    Iterator<Departed> oldest = bySymbol.values().iterator();
    while (oldest.hasNext()) {
      Departed first = oldest.next();
      if (now - first.at < underWay && bySymbol.size() <= most) {
        return;
      }
      oldest.remove();
      byNativeSymbol.remove(first.instrument.nativeSymbol(), first);
    }
  }

  /** It is here again; whether it was among these. */
  boolean remove(Instrument instrument) {
    Departed departed = bySymbol.remove(instrument.symbol());
    if (departed != null) {
      byNativeSymbol.remove(instrument.nativeSymbol(), departed);
    }
    return departed != null;
  }

  @Nullable Instrument unified(String symbol, long now) {
    return known(bySymbol.get(symbol), now);
  }

  @Nullable Instrument find(String nativeSymbol, long now) {
    return known(byNativeSymbol.get(nativeSymbol), now);
  }

  private @Nullable Instrument known(@Nullable Departed departed, long now) {
    return departed != null && now - departed.at < underWay ? departed.instrument : null;
  }
}
