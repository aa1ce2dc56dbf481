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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The search for the exchange's bars of a range, or of several that lie next to each other, each of
 * which is answered by itself.
 *
 * <p>Each window has to be told, and closed. One that is not is passed over only where that shows
 * that nothing traded, and not that REST lags behind: where the exchange has bars of such windows
 * too ({@link HistoryRequests#tellsEmptyBars}) none is, but for those before the first bar of all,
 * when the instrument was not listed yet; elsewhere one after which another bar is told, or that
 * was over {@link #SETTLED} ago.
 */
final class BarErrand implements Errand {
  /** Most windows of one search: bounds what it holds. */
  static final int MOST_WINDOWS = 10_000;

  /** How long after the end of a window REST has its bar, if it ever has. */
  static final Duration SETTLED = Duration.ofSeconds(10);

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

  /** All before it is known, once it has begun. */
  private long from;

  private long to;
  private boolean begun;

  /** Whether a bar of the ranges was told. */
  private boolean told;

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
    long start = Math.min(from, otherFrom);
    long end = Math.max(to, otherTo);
    if (end(start, end, MOST_WINDOWS) < end) {
      return false;
    }
    ranges.add(new Range(otherFrom, otherTo));
    from = start;
    to = end;
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
    if (begin() && end(from, to, MOST_WINDOWS) < to) {
      return new Step.Never("too many: more than %d bars".formatted(MOST_WINDOWS));
    }
    if (isForgotten(UtcNanos.now(clock))) {
      return new Step.Never(
          "REST tells the newest %d bars of %s only"
              .formatted(requests.keptBars(), interval.code()));
    }
    long end = end(from, to, requests.maxBars());
    RestRequest request = requests.bars(instrument, interval, from, end);
    if (request == null) {
      return new Step.Never(
          "%s has no bars of %s".formatted(instrument.exchange(), interval.code()));
    }
    long askedAt = UtcNanos.now(clock);
    byte[] body = rest.ask(request);
    return take(requests.readBars(instrument, interval, body, UtcNanos.now(clock)), end, askedAt);
  }

  /** Whether the first one that is not known is older than what can be had. */
  private boolean isForgotten(long now) {
    int kept = requests.keptBars();
    return kept != Integer.MAX_VALUE && end(from, now, kept) < now;
  }

  /** Goes on with {@code from} until {@code end}, as far as the answer can be relied on. */
  private Step take(HistoryPage<Bar> page, long end, long askedAt) {
    Map<Long, Bar> bars = new HashMap<>();
    long newest = Long.MIN_VALUE;
    for (Bar bar : page.list()) {
      bars.put(bar.timestamp(), bar);
      newest = Math.max(newest, bar.timestamp());
    }
    long before = from;
    while (from < end) {
      Bar bar = bars.get(from);
      if (page.more() && from > newest) {
        return from > before
            ? new Step.Further()
            : new Step.Later("REST tells no bars, and says that there are more");
      }
      if (bar == null && !isEmpty(from, newest, askedAt)) {
        boolean settles = !requests.tellsEmptyBars(instrument);
        return new Step.Later(
            "REST does not tell the bar of %s yet".formatted(UtcNanos.format(from)),
            settles ? end + SETTLED.toNanos() : 0);
      }
      if (bar != null && !bar.closed()) {
        return new Step.Later(
            "the bar of %s is not over yet for REST".formatted(UtcNanos.format(from)));
      }
      if (bar != null) {
        told = true;
      }
      // Some exchanges have bars of windows in which nothing traded, others have none.
      if (bar != null && bar.isTraded()) {
        found.add(bar);
      }
      from = interval.end(from);
    }
    return from < to ? new Step.Further() : new Step.Done();
  }

  /** Whether a window of which no bar is told had none; {@code newest} is that of the newest. */
  private boolean isEmpty(long window, long newest, long askedAt) {
    boolean isPassed = newest > window;
    return requests.tellsEmptyBars(instrument)
        ? isPassed && !told
        : isPassed || askedAt >= interval.end(window) + SETTLED.toNanos();
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

  /** Where the range from {@code start} to {@code most} ends, or {@code windows} of it do. */
  private long end(long start, long most, int windows) {
    long end = start;
    for (int i = 0; i < windows && end < most; i++) {
      end = interval.end(end);
    }
    return Math.min(end, most);
  }

  @Override
  public void found(long now) {
    ranges.forEach(range -> found(range, now));
  }

  private void found(Range range, long now) {
    List<Bar> bars =
        found.stream()
            .filter(bar -> bar.timestamp() >= range.from && bar.timestamp() < range.to)
            .toList();
    findings.barsFound(instrument, interval, range.from, range.to, bars, now);
  }

  @Override
  public void unavailable(String reason, long now) {
    for (Range range : ranges) {
      if (range.to <= from) {
        found(range, now);
      } else {
        findings.barsUnavailable(instrument, interval, range.from, range.to, reason, now);
      }
    }
  }
}
