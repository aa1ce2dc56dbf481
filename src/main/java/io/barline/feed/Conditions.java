package io.barline.feed;

import io.barline.exchange.Inbound;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How the parts of an exchange are, as it told on one connection. Written on one thread, read by
 * any.
 */
final class Conditions {
  /** So many are kept; others are not taken. */
  static final int MOST = 64;

  private final Map<String, Inbound.Condition> bySubject = new ConcurrentSkipListMap<>();

  /** Takes down how a part is; whether that is news. */
  boolean put(Inbound.Condition told) {
    if (!bySubject.containsKey(told.subject()) && bySubject.size() >= MOST) {
      return false;
    }
    return !told.equals(bySubject.put(told.subject(), told));
  }

  /** Nothing is known of them any more. */
  void clear() {
    bySubject.clear();
  }

  /** Those that were told of, by their subjects in order. */
  List<Inbound.Condition> list() {
    return List.copyOf(bySubject.values());
  }
}
