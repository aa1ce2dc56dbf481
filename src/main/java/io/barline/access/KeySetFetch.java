package io.barline.access;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.util.function.LongSupplier;

/**
 * Fetches the keys of an issuer: twice in 30 s at most, as whoever makes up names of keys has them
 * asked for each time; while they can't be had, once a second. In between it fails at once. Blocks;
 * any thread.
 */
final class KeySetFetch implements ResourceRetriever {
  private static final int MOST = 2;
  private static final long PERIOD_NANOS = 30_000_000_000L;
  private static final long AWAY_NANOS = 1_000_000_000;

  private final ResourceRetriever from;
  private final LongSupplier nanoTime;
  private int left;
  private long next;
  private boolean away;

  /**
   * @param nanoTime as {@link System#nanoTime}: the time of day may be set back
   */
  KeySetFetch(ResourceRetriever from, LongSupplier nanoTime) {
    this.from = from;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
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
    long now = nanoTime.getAsLong();
    if (now - next >= 0) {
      left = away ? 1 : MOST;
      next = now + (away ? AWAY_NANOS : PERIOD_NANOS);
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
    next = nanoTime.getAsLong() + AWAY_NANOS;
    away = true;
  }
}
