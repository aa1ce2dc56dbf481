package io.barline.feed;

import io.barline.feed.CatalogueReport.SegmentReport;
import io.barline.feed.CatalogueReport.State;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instruments of one segment, fetched again from time to time. The earlier list stays while the
 * next can't be had. One thread loads at a time; reading is for any.
 */
final class SegmentCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentCatalogue.class);

  private final String exchange;
  private final CatalogueFetch fetch;
  private final Backoff backoff;
  private final Duration refresh;
  private final Clock clock;
  private volatile List<Instrument> instruments = List.of();
  private volatile SegmentReport report;

  SegmentCatalogue(
      String exchange,
      String segment,
      CatalogueFetch fetch,
      Backoff backoff,
      Duration refresh,
      Clock clock) {
    this.exchange = exchange;
    this.fetch = fetch;
    this.backoff = backoff;
    this.refresh = refresh;
    this.clock = clock;
    this.report = new SegmentReport(segment, State.LOADING, UtcNanos.now(clock), 0, 0, null);
  }

  String id() {
    return report.id();
  }

  /** What was listed last; empty while nothing was. */
  List<Instrument> instruments() {
    return instruments;
  }

  SegmentReport report() {
    return report;
  }

  /**
   * Fetches the list once.
   *
   * @param listed told of a new list before the report tells of it
   * @return how long to wait before the next time
   */
  Duration load(Runnable listed) throws InterruptedException {
    return switch (fetch.fetch()) {
      case CatalogueFetch.Answer.Listed(List<Instrument> list) -> {
        instruments = list;
        listed.run();
        yield loaded();
      }
      case CatalogueFetch.Answer.Failed failed -> failed(failed);
    };
  }

  private Duration loaded() {
    backoff.reset();
    SegmentReport before = report;
    long now = UtcNanos.now(clock);
    boolean changed = before.state() != State.LOADED;
    report =
        new SegmentReport(
            before.id(),
            State.LOADED,
            changed ? now : before.since(),
            instruments.size(),
            now + refresh.toNanos(),
            null);
    if (changed) {
      LOG.info(
          "exchange={} segment={} catalogue=loaded instruments={}",
          exchange,
          before.id(),
          instruments.size());
    }
    return refresh;
  }

  private Duration failed(CatalogueFetch.Answer.Failed failed) {
    Duration wait = Bans.longer(backoff.next(), failed.atLeast());
    SegmentReport before = report;
    long now = UtcNanos.now(clock);
    boolean changed = before.state() != State.FAILED;
    report =
        new SegmentReport(
            before.id(),
            State.FAILED,
            changed ? now : before.since(),
            instruments.size(),
            now + wait.toNanos(),
            failed.reason());
    if (changed || !failed.reason().equals(before.lastError())) {
      LOG.warn(
          "exchange={} segment={} catalogue=failed attempt={} retry_ms={} reason=\"{}\"",
          exchange,
          before.id(),
          backoff.attempt(),
          wait.toMillis(),
          failed.reason());
    }
    return wait;
  }
}
