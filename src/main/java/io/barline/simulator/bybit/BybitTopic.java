package io.barline.simulator.bybit;

import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashSet;
import java.util.Set;

/** One stream of one instrument, and who listens. It is used on the exchange's thread only. */
abstract class BybitTopic {
  final String name;
  final SyntheticMarket market;
  private final Set<SimulatorSession> listeners = new LinkedHashSet<>();

  BybitTopic(String name, SyntheticMarket market) {
    this.name = name;
    this.market = market;
  }

  /** Greets a new listener with what it has to begin from. */
  abstract void greet(SimulatorSession session, long now);

  /** Tells what is due. */
  abstract void tick(long now);

  void add(SimulatorSession session, long now) {
    greet(session, now);
    listeners.add(session);
  }

  void remove(SimulatorSession session) {
    listeners.remove(session);
  }

  boolean isWanted() {
    return !listeners.isEmpty();
  }

  void publish(String frame) {
    listeners.forEach(session -> session.publish(frame));
  }

  /** {@code {"topic":...,"type":...,"ts":...,"data":}}; the rest follows. */
  String head(String type, long now) {
    return "{\"topic\":\"%s\",\"type\":\"%s\",\"ts\":%d,\"data\":"
        .formatted(name, type, market.exchangeTime(now) / 1_000_000);
  }
}
