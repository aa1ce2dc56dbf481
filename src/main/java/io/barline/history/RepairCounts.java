package io.barline.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the repair of one segment did: {@code barline.repair.*}. For any thread. */
final class RepairCounts {
  private final OfKind trades = new OfKind();
  private final OfKind bars = new OfKind();
  private final OfKind audits = new OfKind();
  private final AtomicLong tradesTold = new AtomicLong();

  private static final class OfKind {
    final AtomicLong searches = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicInteger queued = new AtomicInteger();
  }

  private OfKind of(Errand.Kind kind) {
    return switch (kind) {
      case TRADES -> trades;
      case BARS -> bars;
      case AUDITS -> audits;
    };
  }

  void asked(Errand.Kind kind) {
    of(kind).searches.incrementAndGet();
  }

  void unavailable(Errand.Kind kind) {
    of(kind).unavailable.incrementAndGet();
  }

  void tradesTold(int found) {
    tradesTold.addAndGet(found);
  }

  /** Counts one more that waits, unless as many do as may. */
  boolean queue(Errand.Kind kind, int most) {
    AtomicInteger queued = of(kind).queued;
    if (queued.incrementAndGet() > most) {
      queued.decrementAndGet();
      return false;
    }
    return true;
  }

  void done(Errand.Kind kind) {
    of(kind).queued.decrementAndGet();
  }

  int queued(Errand.Kind kind) {
    return of(kind).queued.get();
  }

  void bindTo(MeterRegistry meters, String exchange, String segment) {
    Tags tags = Tags.of("exchange", exchange, "segment", segment);
    bind(meters, tags.and("of", "trades"), trades);
    bind(meters, tags.and("of", "bars"), bars);
    bind(meters, tags.and("of", "audits"), audits);
    count(
        meters,
        tags,
        "barline.repair.trades",
        "Trades told by searches, those that had been seen included",
        tradesTold);
  }

  private void bind(MeterRegistry meters, Tags tags, OfKind kind) {
    count(meters, tags, "barline.repair.searches", "Searches asked for", kind.searches);
    count(
        meters,
        tags,
        "barline.repair.unavailable",
        "Searches that found nothing to rely on",
        kind.unavailable);
    Gauge.builder("barline.repair.queued", kind.queued, AtomicInteger::doubleValue)
        .description("Searches that wait or are under way")
        .tags(tags)
        .register(meters);
  }

  private static void count(
      MeterRegistry meters, Tags tags, String name, String description, AtomicLong count) {
    FunctionCounter.builder(name, count, AtomicLong::doubleValue)
        .description(description)
        .tags(tags)
        .register(meters);
  }
}
