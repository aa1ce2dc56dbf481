package io.barline.feed;

import io.barline.market.UtcNanos;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of every feed and catalogue. It is {@code DEGRADED} while a feed reconnects or a
 * catalogue is missing; the gateway itself goes on.
 */
public final class MarketDataHealth implements HealthIndicator {
  /** Something upstream is amiss, which the gateway is mending. */
  public static final Status DEGRADED = new Status("DEGRADED", "see the feeds and catalogues");

  private final Feeds feeds;
  private final Catalogues catalogues;
  private final Clock clock;
  private final boolean simulated;

  public MarketDataHealth(Feeds feeds, Catalogues catalogues, Clock clock, boolean simulated) {
    this.feeds = feeds;
    this.catalogues = catalogues;
    this.clock = clock;
    this.simulated = simulated;
  }

  @Override
  public Health health() {
    List<FeedReport> reports = feeds.reports();
    Map<String, Object> feedDetails = new TreeMap<>();
    reports.forEach(report -> feedDetails.put(report.id(), details(report)));
    Map<String, Object> catalogueDetails = new TreeMap<>();
    boolean whole = true;
    for (String exchange : catalogues.exchanges()) {
      CatalogueReport report = catalogues.report(exchange);
      whole &= report.state() != CatalogueReport.State.FAILED;
      catalogueDetails.put(exchange, details(report));
    }
    boolean connected = reports.stream().noneMatch(r -> r.state() == FeedState.RECONNECTING);
    Health.Builder health = connected && whole ? Health.up() : Health.status(DEGRADED);
    if (simulated) {
      health.withDetail("simulated", true);
    }
    return health
        .withDetail("feeds", feedDetails)
        .withDetail("catalogues", catalogueDetails)
        .withDetail("time", UtcNanos.format(UtcNanos.now(clock)))
        .build();
  }

  private static Map<String, Object> details(FeedReport report) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", report.state().code());
    details.put("streams", report.streams());
    if (report.heartbeatAge() >= 0) {
      details.put("heartbeatAgeMs", report.heartbeatAge());
    }
    details.put("reconnects", report.reconnects());
    if (report.nextRetry() > 0) {
      details.put("nextRetry", UtcNanos.format(report.nextRetry()));
    }
    if (report.lastError() != null) {
      details.put("lastError", report.lastError());
    }
    return details;
  }

  private static Map<String, Object> details(CatalogueReport report) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", report.state().code());
    details.put("instruments", report.instruments());
    if (report.lastError() != null) {
      details.put("lastError", report.lastError());
      details.put("nextRetry", UtcNanos.format(report.nextLoad()));
    }
    return details;
  }
}
