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
import java.util.List;

/** The search for the trades of one hole. */
final class TradeErrand implements Errand {
  private final HistoryRequests requests;
  private final RestAccess rest;
  private final Clock clock;
  private final Findings findings;
  private final RepairCounts counts;
  private final Instrument instrument;
  private final long hole;
  private final MissedTrades missed;
  private final long due;

  TradeErrand(
      HistoryRequests requests,
      RestAccess rest,
      Clock clock,
      Findings findings,
      RepairCounts counts,
      RepairSettings settings,
      Instrument instrument,
      TradeSearch search) {
    this.requests = requests;
    this.rest = rest;
    this.clock = clock;
    this.findings = findings;
    this.counts = counts;
    this.instrument = instrument;
    this.hole = search.hole();
    this.due = search.next() == null ? search.since() + settings.delay().toNanos() : 0;
    this.missed = new MissedTrades(requests, instrument, search, due, settings.maxTrades());
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

  @Override
  public void found(long now) {
    List<Trade> trades = missed.found();
    counts.tradesTold(trades.size());
    findings.tradesFound(instrument, hole, trades, now);
  }

  @Override
  public void unavailable(String reason, long now) {
    findings.tradesUnavailable(instrument, hole, reason, now);
  }
}
