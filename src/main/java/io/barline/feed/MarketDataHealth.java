package io.barline.feed;

import io.barline.exchange.Inbound;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of every feed and catalogue. It is {@code DEGRADED} while a feed reconnects or takes
 * longer than it may to become live, while an exchange says that a part of it is broken, while an
 * exchange has data that a stream does not bring, while a stream is served by nothing, has been
 * recovering for a while or again and again, or is not had from the best place that the exchange
 * names for it, and while the instruments of a segment are missing or out of date; the gateway
 * itself goes on.
 */
public final class MarketDataHealth implements HealthIndicator {
  /** Something upstream is amiss, which the gateway is mending. */
  public static final Status DEGRADED = new Status("DEGRADED", "see the feeds and catalogues");

  private final Supplier<List<FeedReport>> feeds;
  private final Supplier<List<FreshnessReport>> silences;
  private final Supplier<List<TroubleReport>> troubles;
  private final Catalogues catalogues;
  private final FeedSettings settings;
  private final Clock clock;
  private final boolean simulated;

  public MarketDataHealth(
      Feeds feeds, Catalogues catalogues, FeedSettings settings, Clock clock, boolean simulated) {
    this(feeds::reports, feeds::silences, feeds::troubles, catalogues, settings, clock, simulated);
  }

  MarketDataHealth(
      Supplier<List<FeedReport>> feeds,
      Supplier<List<FreshnessReport>> silences,
      Supplier<List<TroubleReport>> troubles,
      Catalogues catalogues,
      FeedSettings settings,
      Clock clock,
      boolean simulated) {
    this.feeds = feeds;
    this.silences = silences;
    this.troubles = troubles;
    this.catalogues = catalogues;
    this.settings = settings;
    this.clock = clock;
    this.simulated = simulated;
  }

  @Override
  public Health health() {
    long now = UtcNanos.now(clock);
    boolean well = true;
    Map<String, FreshnessReport> silent = new HashMap<>();
    silences.get().forEach(report -> silent.put(report.feed(), report));
    Map<String, Object> feedDetails = new TreeMap<>();
    Set<String> used = new HashSet<>();
    for (FeedReport report : feeds.get()) {
      if (report.streams() > 0) {
        used.add(report.exchange());
      }
      Map<String, Object> details = details(report);
      well &= isWell(report, now);
      FreshnessReport silence = silent.get(report.id());
      if (silence != null) {
        well &= silence.stale() == 0 && !silence.withheld();
        details.put("silent", details(silence));
      }
      feedDetails.put(report.id(), details);
    }
    Map<String, Object> catalogueDetails = new TreeMap<>();
    for (String exchange : catalogues.exchanges()) {
      if (!catalogues.isWanted(exchange)) {
        continue;
      }
      CatalogueReport report = catalogues.report(exchange);
      boolean counts = !catalogues.isOnDemand(exchange) || used.contains(exchange);
      well &= !counts || report.segments().stream().allMatch(segment -> isWell(segment, now));
      catalogueDetails.put(exchange, details(report));
    }
    Map<String, Object> troubled = troubled();
    well &= troubled.isEmpty();
    Health.Builder health = well ? Health.up() : Health.status(DEGRADED);
    if (simulated) {
      health.withDetail("simulated", true);
    }
    if (!troubled.isEmpty()) {
      health.withDetail("troubled", troubled);
    }
    return health
        .withDetail("feeds", feedDetails)
        .withDetail("catalogues", catalogueDetails)
        .withDetail("time", UtcNanos.format(now))
        .build();
  }

  /** Of all segments; empty where nothing is. */
  private Map<String, Object> troubled() {
    int count = 0;
    List<Map<String, Object>> named = new ArrayList<>();
    for (TroubleReport report : troubles.get()) {
      count += report.streams();
      for (FreshnessReport.Stream stream : report.named()) {
        if (named.size() < FreshnessReport.MOST_NAMED) {
          named.add(details(stream));
        }
      }
    }
    return count == 0 ? Map.of() : Map.of("count", count, "streams", named);
  }

  private static Map<String, Object> details(FreshnessReport.Stream stream) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("stream", stream.name());
    details.put("state", stream.state().code());
    if (stream.silence() >= 0) {
      details.put("silenceMs", stream.silence());
    }
    if (stream.reason() != null) {
      details.put("reason", stream.reason());
    }
    return details;
  }

  /** What is had from elsewhere than a connection that is not to be had is troubled itself. */
  private boolean isWell(FeedReport feed, long now) {
    if (feed.streams() == 0) {
      return true;
    }
    Duration allowed =
        feed.lost() ? Duration.ZERO : settings.connectTimeout().plus(settings.ackTimeout());
    return feed.state() != FeedState.RECONNECTING
        && feed.state() != FeedState.FAILED
        && feed.conditions().stream().noneMatch(Inbound.Condition::trouble)
        && (feed.unsettledSince() == 0 || now - feed.unsettledSince() <= allowed.toNanos());
  }

  private boolean isWell(CatalogueReport.SegmentReport segment, long now) {
    return switch (segment.state()) {
      case LOADED, ON_DEMAND, UNLISTED -> true;
      case LOADING -> now - segment.since() <= settings.catalogueTimeout().toNanos();
      case FAILED -> false;
    };
  }

  private static Map<String, Object> details(FeedReport report) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("mode", report.mode().code());
    details.put("state", report.state().code());
    details.put("streams", report.streams());
    if (report.heartbeatAge() >= 0) {
      details.put("heartbeatAgeMs", report.heartbeatAge());
    }
    details.put("reconnects", report.reconnects());
    details.put("rotations", report.rotations());
    if (report.nextRotation() > 0) {
      details.put("nextRotation", UtcNanos.format(report.nextRotation()));
    }
    if (report.nextRetry() > 0) {
      details.put("nextRetry", UtcNanos.format(report.nextRetry()));
    }
    if (report.lastError() != null) {
      details.put("lastError", report.lastError());
    }
    if (!report.conditions().isEmpty()) {
      Map<String, String> conditions = new LinkedHashMap<>();
      report.conditions().forEach(each -> conditions.put(each.subject(), each.text()));
      details.put("conditions", conditions);
    }
    return details;
  }

  private static Map<String, Object> details(FreshnessReport report) {
    List<Map<String, Object>> streams = new ArrayList<>();
    report.streams().forEach(stream -> streams.add(details(stream)));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("quiet", report.quiet());
    details.put("stale", report.stale());
    details.put("recovering", report.recovering());
    details.put("streams", streams);
    return details;
  }

  private static Map<String, Object> details(CatalogueReport report) {
    Map<String, Object> segments = new LinkedHashMap<>();
    report.segments().forEach(segment -> segments.put(segment.id(), details(segment)));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", report.state().code());
    details.put("instruments", report.instruments());
    details.put("segments", segments);
    return details;
  }

  private static Map<String, Object> details(CatalogueReport.SegmentReport segment) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", segment.state().code());
    details.put("instruments", segment.instruments());
    if (segment.lastError() != null) {
      details.put("lastError", segment.lastError());
      details.put("nextRetry", UtcNanos.format(segment.nextLoad()));
    }
    return details;
  }
}
