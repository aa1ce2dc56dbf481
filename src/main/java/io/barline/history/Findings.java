package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.pipeline.Pipeline;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the answers of {@link Repair}, as {@link Pipeline} has them, on the lane. */
interface Findings {
  void tradesComing(Instrument instrument, long hole, List<Trade> trades, long now);

  void tradesFound(Instrument instrument, long hole, List<Trade> trades, long now);

  void tradesUnavailable(Instrument instrument, long hole, String reason, long now);

  void barsFound(
      Instrument instrument, Interval interval, long from, long to, List<Bar> bars, long now);

  void barsUnavailable(
      Instrument instrument, Interval interval, long from, long to, String reason, long now);

  void audited(Instrument instrument, long from, List<Bar> bars, long now);

  void auditUnavailable(Instrument instrument, long from, String reason, long now);

  /** Those that tell the instrument's pipeline, while there is one. */
  static Findings of(Function<Instrument, @Nullable Pipeline> pipelines) {
    return new Findings() {
      @Override
      public void tradesComing(Instrument instrument, long hole, List<Trade> trades, long now) {
        tell(instrument, pipeline -> pipeline.tradesComing(hole, trades, now));
      }

      @Override
      public void tradesFound(Instrument instrument, long hole, List<Trade> trades, long now) {
        tell(instrument, pipeline -> pipeline.tradesFound(hole, trades, now));
      }

      @Override
      public void tradesUnavailable(Instrument instrument, long hole, String reason, long now) {
        tell(instrument, pipeline -> pipeline.tradesUnavailable(hole, reason, now));
      }

      @Override
      public void barsFound(
          Instrument instrument, Interval interval, long from, long to, List<Bar> bars, long now) {
        tell(instrument, pipeline -> pipeline.barsFound(interval, from, to, bars, now));
      }

      @Override
      public void barsUnavailable(
          Instrument instrument, Interval interval, long from, long to, String reason, long now) {
        tell(instrument, pipeline -> pipeline.barsUnavailable(interval, from, to, reason, now));
      }

      @Override
      public void audited(Instrument instrument, long from, List<Bar> bars, long now) {
        tell(instrument, pipeline -> pipeline.audited(from, bars, now));
      }

      @Override
      public void auditUnavailable(Instrument instrument, long from, String reason, long now) {
        tell(instrument, pipeline -> pipeline.auditUnavailable(from));
      }

      private void tell(Instrument instrument, Consumer<Pipeline> told) {
        Pipeline pipeline = pipelines.apply(instrument);
        if (pipeline != null) {
          told.accept(pipeline);
        }
      }
    };
  }
}
