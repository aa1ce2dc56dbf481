package io.barline.history;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestAccess;
import io.barline.exchange.RestUnavailable;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for the trades of one hole. Where no trade came after it yet, REST may lag behind
 * without anything to show it: then it is asked twice, unless the first answer shows how far it has
 * got.
 */
final class TradeErrand implements Errand {
  /** How much later it is asked again, or only then. */
  static final Duration SETTLED = Duration.ofSeconds(5);

  /** Most trades that are told at once. */
  static final int PART = 256;

  private final HistoryRequests requests;
  private final RestAccess rest;
  private final Clock clock;
  private final Findings findings;
  private final RepairCounts counts;
  private final Instrument instrument;
  private final long hole;
  private final MissedTrades missed;
  private final long due;

  /** All that was found; null before it is told. */
  private @Nullable List<Trade> result;

  /** How many of them were told in parts. */
  private int told;

  /**
   * @param delay how long after {@link TradeSearch#since} it is asked where there is no trade after
   *     the hole yet
   */
  TradeErrand(
      HistoryRequests requests,
      RestAccess rest,
      Clock clock,
      Findings findings,
      RepairCounts counts,
      RepairSettings settings,
      Duration delay,
      Instrument instrument,
      TradeSearch search) {
    this.requests = requests;
    this.rest = rest;
    this.clock = clock;
    this.findings = findings;
    this.counts = counts;
    this.instrument = instrument;
    this.hole = search.hole();
    this.due = due(requests, search, delay);
    long settled = search.since() + settings.delay().plus(SETTLED).toNanos();
    this.missed = new MissedTrades(requests, instrument, search, settled, settings.maxTrades());
  }

  private static long due(HistoryRequests requests, TradeSearch search, Duration delay) {
    if (search.sampled()) {
      return search.since() + requests.settling().toNanos();
    }
    return search.next() == null ? search.since() + delay.toNanos() : 0;
  }

  long hole() {
    return hole;
  }

  @Override
  public Instrument instrument() {
    return instrument;
  }

  @Override
  public Kind kind() {
    return Kind.TRADES;
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public Step ask() throws RestUnavailable, InterruptedException {
    long askedAt = UtcNanos.now(clock);
    byte[] body = rest.ask(missed.request());
    HistoryPage<Trade> page = requests.readTrades(instrument, body, UtcNanos.now(clock));
    return missed.take(page, askedAt);
  }

  private List<Trade> result() {
    List<Trade> known = result;
    if (known == null) {
      known = missed.found();
      result = known;
    }
    return known;
  }

  @Override
  public int parts() {
    return Math.max(1, Math.ceilDiv(result().size(), PART));
  }

  @Override
  public void coming(long now) {
    List<Trade> trades = result().subList(told, told + PART);
    told += PART;
    counts.tradesTold(trades.size());
    findings.tradesComing(instrument, hole, trades, now);
  }

  @Override
  public void found(long now) {
    List<Trade> all = result();
    List<Trade> trades = all.subList(told, all.size());
    counts.tradesTold(trades.size());
    findings.tradesFound(instrument, hole, trades, now);
  }

  @Override
  public void unavailable(String reason, long now) {
    findings.tradesUnavailable(instrument, hole, reason, now);
  }
}
