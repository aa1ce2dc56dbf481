package io.barline.history;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestRequest;
import io.barline.exchange.RestUnavailable;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The search for the exchange's bars of a range, or of several that lie next to each other, each of
 * which is answered by itself.
 */
final class BarErrand implements Errand {
  /** Most windows of one search: bounds what it holds. */
  static final int MOST_WINDOWS = 10_000;

  private static final int MOST_RANGES = 100;

  private final HistoryRequests requests;
  private final RestAccess rest;
  private final Clock clock;
  private final Findings findings;
  private final Duration delay;
  private final Instrument instrument;
  private final Interval interval;
  private final List<Range> ranges = new ArrayList<>();
  private final List<Bar> found = new ArrayList<>();
  private long from;
  private long to;
  private boolean begun;

  private record Range(long from, long to) {}

  BarErrand(
      HistoryRequests requests,
      RestAccess rest,
      Clock clock,
      Findings findings,
      Duration delay,
      Instrument instrument,
      Interval interval,
      long from,
      long to) {
    this.requests = requests;
    this.rest = rest;
    this.clock = clock;
    this.findings = findings;
    this.delay = delay;
    this.instrument = instrument;
    this.interval = interval;
    this.from = from;
    this.to = to;
    ranges.add(new Range(from, to));
  }

  /**
   * Takes on another range, unless it lies apart, would make this one wait, or this has begun.
   *
   * @return whether it did
   */
  synchronized boolean takesOn(Interval other, long otherFrom, long otherTo) {
    long now = UtcNanos.now(clock);
    boolean waits = otherTo > to && otherTo + delay.toNanos() > now;
    if (begun
        || other != interval
        || ranges.size() == MOST_RANGES
        || waits
        || otherFrom > to
        || otherTo < from) {
      return false;
    }
    ranges.add(new Range(otherFrom, otherTo));
    from = Math.min(from, otherFrom);
    to = Math.max(to, otherTo);
    return true;
  }

  @Override
  public Instrument instrument() {
    return instrument;
  }

  @Override
  public Kind kind() {
    return Kind.BARS;
  }

  @Override
  public synchronized long due() {
    return to + delay.toNanos();
  }

  @Override
  public Step ask() throws RestUnavailable, InterruptedException {
    if (begin() && end(MOST_WINDOWS) < to) {
      return new Step.Never("too many: more than %d bars".formatted(MOST_WINDOWS));
    }
    long end = end(requests.maxBars());
    RestRequest request = requests.bars(instrument, interval, from, end);
    if (request == null) {
      return new Step.Never(
          "%s has no bars of %s".formatted(instrument.exchange(), interval.code()));
    }
    byte[] body = rest.ask(request);
    HistoryPage<Bar> page = requests.readBars(instrument, interval, body, UtcNanos.now(clock));
    for (Bar bar : page.list()) {
      // Some exchanges have bars of windows in which nothing traded, others have none.
      if (bar.closed() && bar.timestamp() >= from && bar.timestamp() < end && isTraded(bar)) {
        found.add(bar);
      }
    }
    if (page.more()) {
      long reached = page.list().isEmpty() ? from : page.list().getLast().end();
      if (reached <= from) {
        return new Step.Later("REST tells no bars, and says that there are more");
      }
      from = reached;
    } else {
      from = end;
    }
    return from < to ? new Step.Further() : new Step.Done();
  }

  /** What was found, in order. */
  List<Bar> found() {
    return List.copyOf(found);
  }

  /** From now on the ranges are those of the asking thread; whether they were not before. */
  private synchronized boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  private static boolean isTraded(Bar bar) {
    return bar.volume().signum() != 0;
  }

  /** Where the range ends, or {@code windows} of it do. */
  private long end(int windows) {
    long end = from;
    for (int i = 0; i < windows && end < to; i++) {
      end = interval.end(end);
    }
    return Math.min(end, to);
  }

  @Override
  public void found(long now) {
    for (Range range : ranges) {
      List<Bar> bars =
          found.stream()
              .filter(bar -> bar.timestamp() >= range.from && bar.timestamp() < range.to)
              .toList();
      findings.barsFound(instrument, interval, range.from, range.to, bars, now);
    }
  }

  @Override
  public void unavailable(String reason, long now) {
    for (Range range : ranges) {
      findings.barsUnavailable(instrument, interval, range.from, range.to, reason, now);
    }
  }
}
