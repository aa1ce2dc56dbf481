package io.barline.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds on requests.
 *
 * @param maxBody largest request body
 */
@ConfigurationProperties("barline.api")
public record ApiSettings(@DefaultValue("64KB") DataSize maxBody) {
  public ApiSettings {
    if (maxBody.toBytes() < 1 || maxBody.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "barline.api.max-body must be 1 byte to 2 gigabytes: " + maxBody);
    }
  }
}
