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
  private final AtomicLong tradesTold = new AtomicLong();

  private static final class OfKind {
    final AtomicLong searches = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicInteger queued = new AtomicInteger();
  }

  private OfKind of(boolean ofTrades) {
    return ofTrades ? trades : bars;
  }

  void asked(boolean ofTrades) {
    of(ofTrades).searches.incrementAndGet();
  }

  void unavailable(boolean ofTrades) {
    of(ofTrades).unavailable.incrementAndGet();
  }

  void tradesTold(int found) {
    tradesTold.addAndGet(found);
  }

  /** Counts one more that waits, unless as many do as may. */
  boolean queue(boolean ofTrades, int most) {
    AtomicInteger queued = of(ofTrades).queued;
    if (queued.incrementAndGet() > most) {
      queued.decrementAndGet();
      return false;
    }
    return true;
  }

  void done(boolean ofTrades) {
    of(ofTrades).queued.decrementAndGet();
  }

  int queued(boolean ofTrades) {
    return of(ofTrades).queued.get();
  }

  void bindTo(MeterRegistry meters, String exchange, String segment) {
    Tags tags = Tags.of("exchange", exchange, "segment", segment);
    bind(meters, tags.and("of", "trades"), trades);
    bind(meters, tags.and("of", "bars"), bars);
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
