package io.barline.access;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.time.Clock;

/**
 * Fetches the keys of an issuer: twice in 30 s at most, as whoever makes up names of keys has them
 * asked for each time; while they can't be had, once a second. In between it fails at once. Blocks;
 * any thread.
 */
final class KeySetFetch implements ResourceRetriever {
  private static final int MOST = 2;
  private static final long PERIOD_MILLIS = 30_000;
  private static final long AWAY_MILLIS = 1_000;

  private final ResourceRetriever from;
  private final Clock clock;
  private int left;
  private long next = Long.MIN_VALUE;
  private boolean away;

  KeySetFetch(ResourceRetriever from, Clock clock) {
    this.from = from;
    this.clock = clock;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    begin();
    try {
      Resource fetched = from.retrieveResource(url);
      had();
      return fetched;
    } catch (IOException e) {
      failed();
      throw e;
    }
  }

  private synchronized void begin() throws IOException {
    long now = clock.millis();
    if (now >= next) {
      left = away ? 1 : MOST;
      next = now + (away ? AWAY_MILLIS : PERIOD_MILLIS);
    }
    if (left == 0) {
      throw new IOException("asked for a moment ago");
    }
    left--;
  }

  private synchronized void had() {
    away = false;
  }

  private synchronized void failed() {
    left = 0;
    next = clock.millis() + AWAY_MILLIS;
    away = true;
  }
}
