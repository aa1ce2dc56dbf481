package io.barline.pipeline;

import io.barline.market.Quarantine;
import io.barline.quality.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of one segment's pipelines: {@code barline.pipeline.*}, {@code barline.bars.*}. */
public final class PipelineMetrics {
  private final MeterRegistry meters;
  private final Tags tags;

  private PipelineMetrics(MeterRegistry meters, Tags tags) {
    this.meters = meters;
    this.tags = tags;
  }

  /** Lets {@code meters} read {@code counts}. */
  public static void bind(MeterRegistry meters, Tags tags, PipelineCounts counts) {
    new PipelineMetrics(meters, tags).bind(counts);
  }

  private void bind(PipelineCounts counts) {
    count("barline.pipeline.trades", "Trades that counted", counts.trades());
    count("barline.pipeline.quotes", "Quotes that counted", counts.quotes());
    count("barline.pipeline.book.updates", "Updates of order books", counts.bookUpdates());
    count("barline.pipeline.book.resets", "Order books that were lost", counts.bookResets());
    count("barline.pipeline.book.requests", "Snapshots asked for", counts.bookRequests());
    count("barline.pipeline.repeated", "Events that were seen before", counts.repeated());
    count("barline.pipeline.gaps", "Holes that were found", counts.gaps());
    count("barline.pipeline.missed.trades", "Trades missing by their ids", counts.missedTrades());
    count("barline.bars.closed", "Bars closed", counts.closedBars());
    count("barline.bars.revised", "Closed bars sent again", counts.revisedBars());
    count("barline.bars.late.trades", "Trades too late to revise a bar", counts.lateTrades());
    for (Reason reason : Reason.values()) {
      FunctionCounter.builder(
              "barline.pipeline.rejected", counts.rejected(reason), AtomicLong::doubleValue)
          .description("Events that were not accepted")
          .tags(tags.and("reason", reason.code()))
          .register(meters);
    }
    for (PipelineCounts.Audit outcome : PipelineCounts.Audit.values()) {
      FunctionCounter.builder("barline.audit", counts.audits(outcome), AtomicLong::doubleValue)
          .description("Minutes compared with what the exchange tells of them afterwards")
          .tags(tags.and("outcome", outcome.code()))
          .register(meters);
    }
    for (Quarantine.State outcome : Quarantine.State.values()) {
      FunctionCounter.builder(
              "barline.pipeline.quarantined", counts.quarantined(outcome), AtomicLong::doubleValue)
          .description("Trades that the price circuit breaker held, and what became of them")
          .tags(tags.and("outcome", outcome.code()))
          .register(meters);
    }
  }

  private void count(String name, String description, AtomicLong count) {
    FunctionCounter.builder(name, count, AtomicLong::doubleValue)
        .description(description)
        .tags(tags)
        .register(meters);
  }
}
