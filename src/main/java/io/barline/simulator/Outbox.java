package io.barline.simulator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was published and not yet flushed, so that each socket is flushed once. */
final class Outbox {
  private final List<MarketStream> streams = new ArrayList<>();
  private final Set<BinanceSession> sessions = new LinkedHashSet<>();

  void dirty(MarketStream stream) {
    streams.add(stream);
  }

  void written(BinanceSession session) {
    sessions.add(session);
  }

  void flush() {
    for (MarketStream stream : streams) {
      stream.flush();
    }
    streams.clear();
    for (BinanceSession session : sessions) {
      session.flush();
    }
    sessions.clear();
  }
}
