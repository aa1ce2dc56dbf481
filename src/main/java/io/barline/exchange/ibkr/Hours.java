package io.barline.exchange.ibkr;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When contracts trade, as far as that was told on any connection. For any thread. */
final class Hours {
  /** So many contracts are known; after more all are learned anew. */
  private static final int MOST = 10_000;

  private final Map<String, TradingHours> byNativeSymbol = new ConcurrentHashMap<>();

  void learn(String nativeSymbol, ContractDetails details) {
    if (byNativeSymbol.size() >= MOST) {
      byNativeSymbol.clear();
    }
    byNativeSymbol.put(
        nativeSymbol, TradingHours.parse(details.tradingHours(), details.timeZoneId()));
  }

  /** Whether it trades then, or may. */
  boolean isOpen(String nativeSymbol, long time) {
    TradingHours known = byNativeSymbol.get(nativeSymbol);
    return known == null || known.isOpen(time);
  }
}
