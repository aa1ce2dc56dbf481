package io.barline.access;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells whether keys are asked for, and whether their file can be used. */
final class AccessHealth implements HealthIndicator {
  private static final String DEGRADED = "DEGRADED";

  private final Keys keys;
  private final Access access;
  private final boolean open;

  AccessHealth(Keys keys, Access access, boolean open) {
    this.keys = keys;
    this.access = access;
    this.open = open;
  }

  @Override
  public Health health() {
    String trouble = keys.trouble();
    Health.Builder health = trouble == null ? Health.up() : Health.status(DEGRADED);
    health.withDetail("mode", access.isEnforced() ? "enforced" : open ? "open" : "loopback");
    if (keys.areKnown()) {
      health.withDetail("keys", keys.count());
    }
    if (trouble != null) {
      health.withDetail("keysFile", trouble);
    }
    return health.build();
  }
}
