package io.barline.simulator.ibkr;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What clients have asked for since the start. */
final class IbkrCounts {
  private final Map<RequestKind, Long> counted = new EnumMap<>(RequestKind.class);
  private final List<Integer> refusedIds = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();

  void refused(int clientId) {
    refusedIds.add(clientId);
  }

  List<Integer> refusedIds() {
    return List.copyOf(refusedIds);
  }

  void count(RequestKind kind) {
    counted.merge(kind, 1L, Long::sum);
  }

  long counted(RequestKind kind) {
    return counted.getOrDefault(kind, 0L);
  }

  void cancelled(int reqId) {
    cancelled.add(reqId);
  }

  List<Integer> cancelledIds() {
    return List.copyOf(cancelled);
  }
}
