package io.barline.history;

import io.barline.exchange.HistoryRequests;
import io.barline.exchange.RestAccess;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.RepairDemand;
import io.barline.pipeline.TradeSearch;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings back what was missed of one segment, from the exchange's REST interface. */
public final class Repair implements RepairDemand {
  private final Executor lane;
  private final Function<Instrument, @Nullable Pipeline> pipelines;

  /**
   * @param requests null where nothing of the past can be had
   * @param lane where {@code pipelines} may be asked and told
   */
  public Repair(
      @Nullable HistoryRequests requests,
      RestAccess rest,
      Executor lane,
      Function<Instrument, @Nullable Pipeline> pipelines,
      Clock clock) {
    this.lane = lane;
    this.pipelines = pipelines;
  }

  @Override
  public void trades(Instrument instrument, TradeSearch search) {
    lane.execute(
        () -> {
          Pipeline pipeline = pipelines.apply(instrument);
          if (pipeline != null) {
            pipeline.tradesUnavailable(search.hole(), "not asked", 0);
          }
        });
  }

  @Override
  public boolean hasBars(Instrument instrument, Interval interval) {
    return false;
  }

  @Override
  public void bars(Instrument instrument, Interval interval, long from, long to) {}

  @Override
  public void forget(Instrument instrument) {}
}
