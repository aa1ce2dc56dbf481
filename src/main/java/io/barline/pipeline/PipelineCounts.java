package io.barline.pipeline;

import io.barline.market.Quarantine;
import io.barline.quality.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What the pipelines of one segment did. Written by its event loop alone, read by the metrics. */
public final class PipelineCounts {
  private final AtomicLong trades = new AtomicLong();
  private final AtomicLong quotes = new AtomicLong();
  private final AtomicLong bookUpdates = new AtomicLong();
  private final AtomicLong bookResets = new AtomicLong();
  private final AtomicLong bookRequests = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final AtomicLong missedTrades = new AtomicLong();
  private final AtomicLong closedBars = new AtomicLong();
  private final AtomicLong revisedBars = new AtomicLong();
  private final AtomicLong lateTrades = new AtomicLong();
  private final Map<Audit, AtomicLong> audits = new EnumMap<>(Audit.class);
  private final Map<Reason, AtomicLong> rejected = new EnumMap<>(Reason.class);
  private final Map<Quarantine.State, AtomicLong> quarantined =
      new EnumMap<>(Quarantine.State.class);

  /** What came of comparing a minute with what the exchange tells of it afterwards. */
  public enum Audit {
    SAME("same"),
    DIFFERENT("different"),
    SKIPPED("skipped");

    private final String code;

    Audit(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  public PipelineCounts() {
    for (Audit outcome : Audit.values()) {
      audits.put(outcome, new AtomicLong());
    }
    for (Reason reason : Reason.values()) {
      rejected.put(reason, new AtomicLong());
    }
    for (Quarantine.State state : Quarantine.State.values()) {
      quarantined.put(state, new AtomicLong());
    }
  }

  static void increase(AtomicLong count, long by) {
    count.lazySet(count.getPlain() + by);
  }

  /** Trades that counted. */
  public AtomicLong trades() {
    return trades;
  }

  /** Quotes that counted. */
  public AtomicLong quotes() {
    return quotes;
  }

  /** Snapshots and changes that order books took. */
  public AtomicLong bookUpdates() {
    return bookUpdates;
  }

  /** Order books that were not known any more. */
  public AtomicLong bookResets() {
    return bookResets;
  }

  /** Snapshots and new streams that order books asked for. */
  public AtomicLong bookRequests() {
    return bookRequests;
  }

  /** Events that were seen before. */
  public AtomicLong repeated() {
    return repeated;
  }

  public AtomicLong gaps() {
    return gaps;
  }

  /** Trades known to be missing by their ids. */
  public AtomicLong missedTrades() {
    return missedTrades;
  }

  /** Bars that were closed, without revisions and flat ones. */
  public AtomicLong closedBars() {
    return closedBars;
  }

  public AtomicLong revisedBars() {
    return revisedBars;
  }

  /** Trades too late to revise a bar, those in too late bars of the exchange included. */
  public AtomicLong lateTrades() {
    return lateTrades;
  }

  public AtomicLong rejected(Reason reason) {
    return Objects.requireNonNull(rejected.get(reason));
  }

  /** Minutes that were compared, or were to be. */
  public AtomicLong audits(Audit outcome) {
    return Objects.requireNonNull(audits.get(outcome));
  }

  /** Trades that the price circuit breaker held, and what became of them. */
  public AtomicLong quarantined(Quarantine.State outcome) {
    return Objects.requireNonNull(quarantined.get(outcome));
  }
}
