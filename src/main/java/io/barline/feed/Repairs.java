package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestAccess;
import io.barline.exchange.Segment;
import io.barline.market.Instrument;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.RepairDemand;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes what brings back what was missed of a segment. */
@FunctionalInterface
public interface Repairs {
  /**
   * One for a segment.
   *
   * @param rest what may be asked, within the exchange's limits; it blocks
   * @param lane where answers are told, and the only place where {@code pipelines} may be asked
   */
  RepairDemand of(
      Exchange exchange,
      Segment segment,
      RestAccess rest,
      Executor lane,
      Pipelines pipelines,
      Clock clock);

  /** The pipelines of a segment. */
  @FunctionalInterface
  interface Pipelines {
    /** That of the instrument; null where nobody wants anything of it. */
    @Nullable Pipeline of(Instrument instrument);
  }
}
