package io.barline.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The streams of one segment by name. A name that no market feeds is a stream too, which stays
 * silent, as on the real exchange, unless a test sends something on it.
 */
final class StreamDirectory {
  private final Outbox outbox;
  private final FrameFaults faults;
  private final Map<String, MarketStream> streams = new HashMap<>();
  private final Set<String> fed = new HashSet<>();

  StreamDirectory(Outbox outbox, FrameFaults faults) {
    this.outbox = outbox;
    this.faults = faults;
  }

  /** A stream that lives as long as the market that feeds it. */
  MarketStream fed(String name) {
    fed.add(name);
    return stream(name);
  }

  MarketStream stream(String name) {
    return streams.computeIfAbsent(name, created -> new MarketStream(created, outbox, faults));
  }

  /** Forgets a stream that nobody feeds and nobody listens to any more. */
  void release(MarketStream stream) {
    if (!fed.contains(stream.name) && !stream.isWanted()) {
      streams.remove(stream.name);
    }
  }
}
