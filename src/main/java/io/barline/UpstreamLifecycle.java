package io.barline;

import io.barline.feed.Catalogues;
import io.barline.feed.Feeds;
import io.barline.feed.RestInterfaces;
import org.springframework.context.SmartLifecycle;

/**
 * Reaches out to the exchanges before clients are let in, and lets go of them when the last client
 * is gone.
 */
final class UpstreamLifecycle implements SmartLifecycle {
  /** The web server starts, and the doors close, in phases above this one. */
  private static final int BEFORE_THE_WEB_SERVER = DEFAULT_PHASE - 4_096;

  private final Catalogues catalogues;
  private final Feeds feeds;
  private final RestInterfaces rest;
  private final CcxtBridges bridges;
  private volatile boolean running;

  UpstreamLifecycle(Catalogues catalogues, Feeds feeds, RestInterfaces rest, CcxtBridges bridges) {
    this.catalogues = catalogues;
    this.feeds = feeds;
    this.rest = rest;
    this.bridges = bridges;
  }

  @Override
  public void start() {
    bridges.start();
    catalogues.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    catalogues.close();
    feeds.close();
    rest.close();
    bridges.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEFORE_THE_WEB_SERVER;
  }
}
