package io.barline.bridge;

import io.barline.exchange.Bridge;

/** A bridge that is looked after: its program, or one that runs elsewhere. For any thread. */
public interface RunningBridge extends Bridge, AutoCloseable {
  /** Begins to look after it. What is run only on demand is not started by this. */
  void start();

  /** How it is. */
  BridgeReport report();

  @Override
  void close();
}
