package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.BreakerSettings;
import io.barline.quality.PriceBreaker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trades of one instrument that the price circuit breaker holds back: the bars that they would
 * belong to are suspect meanwhile, and all that is made of the trades hears what becomes of them.
 */
final class TradeQuarantine implements PriceBreaker.Decisions {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();

  private final Topic topic;
  private final Pipeline.Shared shared;
  private final OpenStreams streams;
  private final BarSeries series;
  private final TradeHoles holes;
  private final AuditedMinutes minutes;
  private final @Nullable PriceBreaker breaker;

  TradeQuarantine(
      Instrument instrument,
      Pipeline.Shared shared,
      OpenStreams streams,
      BarSeries series,
      TradeHoles holes,
      AuditedMinutes minutes) {
    this.topic = Topic.of(instrument, new Channel.Trades());
    this.shared = shared;
    this.streams = streams;
    this.series = series;
    this.holes = holes;
    this.minutes = minutes;
    BreakerSettings settings = shared.settings().breaker().of(instrument);
    this.breaker = settings.enabled() ? new PriceBreaker(settings, this) : null;
  }

  /** Counts a trade that is new and valid, now or when it is clear that the market went there. */
  void on(Trade trade) {
    if (breaker == null || breaker.accepts(trade)) {
      series.on(trade);
      minutes.add(trade);
      publish(trade);
    }
  }

  private void publish(Trade trade) {
    PipelineCounts.increase(shared.counts().trades(), 1);
    streams.publish(trade);
  }

  /** The best bid and ask are a witness of where the market is. */
  void witness(Quote quote) {
    if (breaker != null) {
      breaker.touch(quote.bid(), quote.ask(), quote.receiveTime());
    }
  }

  boolean isHolding() {
    return breaker != null && breaker.isHolding();
  }

  /** Time passed. */
  void advance(long now) {
    if (breaker != null) {
      breaker.advance(now);
    }
  }

  /** Trades that the exchange's REST interface has confirm held ones that are among them. */
  void confirmedBy(List<Trade> found, long now) {
    if (breaker != null) {
      breaker.confirmBy(found, now);
    }
  }

  @Override
  public void held(Trade trade, boolean first, Decimal against, String reason) {
    series.suspect(trade.exchangeTime());
    count(Quarantine.State.HELD, 1);
    if (first) {
      tell(Quarantine.State.HELD, List.of(trade), against, reason, trade.receiveTime());
    }
  }

  @Override
  public void released(List<Trade> trades, Decimal against, String reason, long now) {
    count(Quarantine.State.RELEASED, trades.size());
    tell(Quarantine.State.RELEASED, trades, against, reason, now);
    series.confirm(trades, now);
    for (Trade trade : trades) {
      minutes.add(trade);
      publish(trade);
    }
  }

  @Override
  public void rejected(List<Trade> trades, Decimal against, String reason, long now) {
    count(Quarantine.State.REJECTED, trades.size());
    tell(Quarantine.State.REJECTED, trades, against, reason, now);
    holes.rejected(
        trades,
        "%d trades about %s are left out: %s"
            .formatted(trades.size(), trades.getFirst().price(), reason),
        now);
    series.dismiss(trades, now);
  }

  private void count(Quarantine.State outcome, int trades) {
    PipelineCounts.increase(shared.counts().quarantined(outcome), trades);
  }

  private void tell(
      Quarantine.State state, List<Trade> trades, Decimal against, String reason, long now) {
    Decimal price = trades.getFirst().price();
    streams.tell(SOURCE, new Quarantine(topic, state, trades.size(), price, against, reason, now));
  }
}
