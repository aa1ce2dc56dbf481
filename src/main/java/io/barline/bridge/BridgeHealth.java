package io.barline.bridge;

import io.barline.bridge.BridgeReport.State;
import io.barline.market.UtcNanos;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Whether the bridges run that are wanted, and how they are. */
public final class BridgeHealth implements HealthIndicator {
  private static final Status DEGRADED = new Status("DEGRADED");

  private final List<RunningBridge> bridges;
  private final @Nullable String off;

  /**
   * @param off why there are none; null where there are
   */
  public BridgeHealth(List<RunningBridge> bridges, @Nullable String off) {
    this.bridges = bridges;
    this.off = off;
  }

  @Override
  public Health health() {
    if (off != null) {
      return Health.up().withDetail("state", "off").withDetail("reason", off).build();
    }
    boolean well = true;
    Map<String, Object> details = new LinkedHashMap<>();
    for (RunningBridge bridge : bridges) {
      BridgeReport report = bridge.report();
      boolean again = report.state() == State.STARTING && report.restarts() > 0;
      well &= report.state() != State.AWAY && !again;
      details.put(report.name(), details(report));
    }
    return (well ? Health.up() : Health.status(DEGRADED)).withDetail("bridges", details).build();
  }

  private static Map<String, Object> details(BridgeReport report) {
    Map<String, Object> details = new LinkedHashMap<>(report.figures());
    details.put("state", report.state().code());
    if (report.address() != null) {
      details.put("address", report.address());
    }
    details.put("restarts", report.restarts());
    if (report.lastError() != null) {
      details.put("lastError", report.lastError());
    }
    if (report.nextStart() > 0) {
      details.put("nextStart", UtcNanos.format(report.nextStart()));
    }
    return details;
  }
}
