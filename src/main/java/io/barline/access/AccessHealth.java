package io.barline.access;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells whether keys are asked for, and whether they and those of issuers can be had. */
final class AccessHealth implements HealthIndicator {
  private static final String DEGRADED = "DEGRADED";

  private final Keys keys;
  private final Tokens tokens;
  private final Access access;
  private final boolean open;

  AccessHealth(Keys keys, Tokens tokens, Access access, boolean open) {
    this.keys = keys;
    this.tokens = tokens;
    this.access = access;
    this.open = open;
  }

  @Override
  public Health health() {
    String trouble = keys.trouble();
    Map<String, String> issuers = tokens.troubles();
    Health.Builder health =
        trouble == null && issuers.isEmpty() ? Health.up() : Health.status(DEGRADED);
    health.withDetail("mode", access.isEnforced() ? "enforced" : open ? "open" : "loopback");
    if (keys.areKnown()) {
      health.withDetail("keys", keys.count());
    }
    if (trouble != null) {
      health.withDetail("keysFile", trouble);
    }
    if (!issuers.isEmpty()) {
      health.withDetail("issuers", issuers);
    }
    return health.build();
  }
}
