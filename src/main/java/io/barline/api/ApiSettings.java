package io.barline.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds on requests.
 *
 * @param maxBody largest request body
 * @param bodyTimeout how long a body may take to arrive
 * @param firstData how long a request for a book or quote that is not yet known waits for it
 */
@ConfigurationProperties("barline.api")
public record ApiSettings(
    @DefaultValue("64KB") DataSize maxBody,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("5s") Duration firstData) {
  public ApiSettings {
    if (maxBody.toBytes() < 1 || maxBody.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "barline.api.max-body must be 1 byte to 2 gigabytes: " + maxBody);
    }
    if (bodyTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "barline.api.body-timeout must be at least 1 ms: " + bodyTimeout);
    }
    if (firstData.isNegative() || firstData.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "barline.api.first-data must be 0 to 1 minute: " + firstData);
    }
  }
}
