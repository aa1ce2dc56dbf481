package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.bar.BarSettings;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.Reason;
import io.barline.quality.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trades of one instrument, and the bars that are made of them. */
final class TradeFlow implements Flow {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();

  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final TradeSuccession trades;
  private final BarSeries series;
  private final BarOutlet bars;
  private final TradeQuarantine quarantine;
  private final ExchangeBarSearch exchangeBars;
  private final TradeHoles holes;
  private final AuditedMinutes minutes;
  private final TradeAudit audit;

  /** Whether a trade has come. */
  private boolean begun;

  /** When the exchange confirmed the subscription; 0 while it has not. */
  private long confirmedAt;

  /** When the subscription began by the gateway's clock; 0 before the first trade. */
  private long subscribedAt;

  /** What was interrupted before the first trade came, and is not confirmed again; else null. */
  private @Nullable Unseen unseen;

  /** When the first message since the source was confirmed or interrupted came; 0 before. */
  private long firstReceivedAt;

  /** Whether trades come page by page. */
  private boolean paged;

  /** Until when all trades have come, by the gateway's time. */
  private long knownUntil = Long.MAX_VALUE;

  /** Trades from that exchange time on may have been missed. */
  private record Unseen(long from, Gap.Cause cause, String reason) {}

  TradeFlow(
      Instrument instrument, Pipeline.Shared shared, Admission admission, OpenStreams streams) {
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.bars = new BarOutlet(instrument, shared, streams);
    this.trades = new TradeSuccession(shared.order());
    this.series = new BarSeries(instrument, isInOrder(), shared.settings().bars(), bars);
    this.exchangeBars = new ExchangeBarSearch(instrument, shared, series);
    this.minutes = new AuditedMinutes(shared, series, trades);
    this.holes =
        new TradeHoles(
            instrument, shared, admission, streams, trades, series, exchangeBars, minutes);
    this.audit = new TradeAudit(instrument, shared, holes.compared(), trades, minutes);
    this.quarantine = new TradeQuarantine(instrument, shared, streams, series, holes, minutes);
  }

  private boolean isInOrder() {
    return switch (shared.order()) {
      case CONTIGUOUS, ASCENDING, CHRONOLOGICAL -> true;
      case REPLAYED, UNORDERED -> false;
    };
  }

  /** Makes bars of an interval that is wanted by now, or is wanted otherwise; {@code now} ours. */
  void want(Interval interval, Outlet wanting, long now) {
    if (begun) {
      series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), shared.clock().at(now));
    }
  }

  void drop(Interval interval) {
    holes.drop(new Channel.Bars(interval));
    exchangeBars.drop(interval);
    series.drop(interval);
  }

  /** Nobody wants the trades themselves any more; bars of them may be wanted. */
  void drop() {
    holes.drop(new Channel.Trades());
  }

  void on(Trade trade) {
    Rejection rejection = admission.check(trade, trades.isPolled());
    if (rejection != null) {
      rejected(trade, rejection);
      return;
    }
    TradeSuccession.Step step = trades.see(trade);
    switch (step) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        return;
      }
      case CONTINUED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        holes.continued(trade.receiveTime());
        return;
      }
      case MISSED -> {
        holes.missed(trade);
        var _ = trades.resume();
      }
      case SAMPLED -> {
        if (!holes.sampled(trade)) {
          var _ = trades.resume();
        }
      }
      case NEXT, LATE -> {}
    }
    observe(trade);
    if (!begun) {
      begin();
      tellUnseen(trade.exchangeTime(), trade.receiveTime());
    } else if (step == TradeSuccession.Step.NEXT && !trades.isStraggling() && trades.resume()) {
      holes.unbroken(trade.receiveTime());
    }
    quarantine.on(trade);
    if (step == TradeSuccession.Step.LATE) {
      holes.late(trade);
    } else if (trades.isUnconfirmed()) {
      holes.straggled(trade.receiveTime());
    }
  }

  /** Where ids are contiguous, the next one shows whether a trade that counts is missing. */
  private void rejected(Trade trade, Rejection rejection) {
    boolean shownById = trades.isContiguous() || rejection.reason() == Reason.WRONG_SYMBOL;
    if (!shownById && !trades.isPolled()) {
      holes.interrupted(
          Gap.Cause.REJECTED,
          "a trade was not accepted: " + rejection.sentence(),
          trade.receiveTime());
      if (!trades.isUnconfirmed()) {
        holes.streamed(trade.receiveTime());
      }
    }
  }

  /**
   * Trades that are sent again on subscribing, which the first message holds, say nothing about the
   * exchange's clock, unless it is ahead, and samples neither.
   */
  private void observe(Trade trade) {
    long received = trade.receiveTime();
    if (subscribedAt == 0) {
      subscribedAt = confirmedAt == 0 ? received : confirmedAt;
    }
    if (firstReceivedAt == 0) {
      firstReceivedAt = received;
    }
    boolean old =
        shared.order() == Pipeline.TradeOrder.REPLAYED
            && received == firstReceivedAt
            && trade.exchangeTime() <= received;
    if (!trades.isPolled() && !old) {
      shared.clock().observe(trade.exchangeTime(), received);
    }
  }

  /**
   * The first trade: only now is it known where the exchange's clock stands. Windows that began
   * before the subscription was confirmed are not complete; the grace is added because the
   * confirmation and the clock are no more exact than that. Where trades are sent again on
   * subscribing, windows before it are open for them, so that each is sent once.
   */
  private void begin() {
    begun = true;
    trades.resume();
    BarSettings settings = shared.settings().bars();
    long began = shared.clock().at(subscribedAt);
    long since = began + settings.grace().toNanos();
    boolean replayed = shared.order() == Pipeline.TradeOrder.REPLAYED;
    long openFrom = replayed ? began - settings.lateLimit().toNanos() : began;
    bars.beginAt(began);
    if (!trades.isPolled()) {
      audit.begin(since);
    }
    streams.forEachInterval(
        SOURCE,
        (interval, wanting) ->
            series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since, openFrom));
  }

  @Override
  public void confirmed(long now) {
    if (confirmedAt == 0) {
      confirmedAt = now;
    }
    firstReceivedAt = 0;
    tellUnseen(shared.clock().at(now), now);
    trades.confirm();
    holes.streamed(now);
    audited(now);
  }

  /** All is streamed from {@code now} on. */
  private void audited(long now) {
    if (begun && !trades.isPolled()) {
      audit.begin(shared.clock().at(now) + shared.settings().bars().grace().toNanos());
    }
  }

  /** A page tells what happened until it was asked for: no window closes before that. */
  @Override
  public void paged(boolean on) {
    paged = on;
    knownUntil = Long.MAX_VALUE;
  }

  @Override
  public void looked(long at) {
    if (paged) {
      knownUntil = at;
    }
  }

  /** Whether trades are polled from now on; what comes next may come after a hole. */
  @Override
  public void sampled(boolean polled) {
    if (trades.isPolled() && !polled) {
      interrupt(Gap.Cause.DISCONNECTED, "trades were polled", 0);
    }
    trades.poll(polled);
    if (polled) {
      minutes.stop(trades.lastTime());
    }
  }

  /** Where the source goes on without a word, what was missed can be searched for at once. */
  @Override
  public void interrupted(Gap.Cause cause, String reason, long now) {
    interrupt(cause, reason, now);
    if (cause.goesOn() && !trades.isUnconfirmed()) {
      confirmed(now);
    }
  }

  /** {@code now} is 0 where it is not known. */
  private void interrupt(Gap.Cause cause, String reason, long now) {
    knownUntil = Long.MAX_VALUE; // windows that lack trades close on time, and say so
    if (!begun && confirmedAt != 0 && unseen == null) {
      unseen = new Unseen(shared.clock().at(confirmedAt), cause, reason);
    }
    confirmedAt = 0;
    firstReceivedAt = 0;
    holes.interrupted(cause, reason, now);
  }

  /** Tells of what may have been missed before the first trade came. */
  private void tellUnseen(long to, long now) {
    Unseen span = unseen;
    if (span != null) {
      unseen = null;
      holes.unseen(span.from, to, span.cause, span.reason, now);
    }
  }

  /** The first parts of an answer to a search for trades. */
  void coming(long hole, List<Trade> part, long now) {
    holes.coming(hole, part, now);
    quarantine.confirmedBy(part, now);
  }

  /** The answer to a search for trades, or the last part of it. */
  void found(long hole, List<Trade> found, long now) {
    if (!audit.found(hole, found, now)) {
      holes.found(hole, found, now);
    }
    quarantine.confirmedBy(found, now);
  }

  void unavailable(long hole, String reason, long now) {
    if (!audit.unavailableTrades(hole)) {
      holes.unavailable(hole, reason, now);
    }
  }

  void audited(long from, List<Bar> found, long now) {
    audit.audited(from, found, quarantine.isHolding(), now);
  }

  void auditUnavailable(long from) {
    audit.unavailable(from);
  }

  void barsFound(Interval interval, long from, long to, List<Bar> found, long now) {
    exchangeBars.found(interval, from, to, found, now);
  }

  void barsUnavailable(Interval interval, long from, long to, String reason) {
    exchangeBars.unavailable(interval, from, to, reason);
  }

  /** Nobody wants the trades any more. */
  void end() {
    holes.end();
    exchangeBars.end();
  }

  /** The best bid and ask are a witness of where the market is. */
  void witness(Quote quote) {
    quarantine.witness(quote);
  }

  /** Whether trades are held back. */
  boolean isHolding() {
    return quarantine.isHolding();
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    quarantine.advance(now);
    holes.advance(now);
    if (begun) {
      series.advance(shared.clock().at(Math.min(now, knownUntil)), now);
      if (!trades.isPolled()) {
        bars.takePartial(exchangeBars::partial);
      }
      exchangeBars.advance();
      audit.advance(shared.clock().at(now), now, quarantine.isHolding());
    }
  }
}
