package io.barline.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the keys of an issuer: twice in 30 s at most, as whoever makes up names of keys has them
 * asked for each time; while they can't be had, once a second. In between it fails at once. Blocks;
 * any thread.
 */
final class KeySetFetch implements ResourceRetriever {
  private static final Logger log = LoggerFactory.getLogger(KeySetFetch.class);
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
      var _ = JWKSet.parse(fetched.getContent());
      had(url);
      return fetched;
    } catch (ParseException e) {
      failed(url, e);
      throw new IOException("this is no set of keys", e);
    } catch (IOException e) {
      failed(url, e);
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

  private synchronized void had(URL url) {
    if (away) {
      away = false;
      log.info("action=jwks outcome=back uri={}", url);
    }
  }

  private synchronized void failed(URL url, Exception why) {
    left = 0;
    next = clock.millis() + AWAY_MILLIS;
    if (!away) {
      away = true;
      log.warn("action=jwks outcome=failed uri={} reason={}", url, why.getClass().getSimpleName());
    }
  }
}
