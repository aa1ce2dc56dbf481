package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.PlainExchange;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two instruments of a segment, of which one is quiet: the newest that a look finds is old. */
class SampledTest {
  private static final Instrument QUIET = PlainExchange.instrument("OLD/USDT");
  private static final Instrument LIVELY = PlainExchange.instrument("BTC/USDT");
  private static final double HOURS = 3 * 3_600;

  private final PipelineCounts counts = new PipelineCounts();
  private final ExchangeClock clock = new ExchangeClock();
  private final Pipeline.Shared shared =
      new Pipeline.Shared(
          Pipeline.TradeOrder.ASCENDING,
          null,
          TestSettings.of(Duration.ofSeconds(10), _ -> {}),
          clock,
          counts,
          new Demanded(),
          new Unrepaired());
  private final Pipeline quiet = new Pipeline(QUIET, shared);
  private final Pipeline lively = new Pipeline(LIVELY, shared);

  private static Trade trade(Instrument of, long id, double time, double receivedAt) {
    return new Trade(of, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(time), at(receivedAt));
  }

  private static Quote quote(Instrument of, double time, double receivedAt) {
    return new Quote(
        of,
        Trade.NO_SEQUENCE,
        Decimal.ONE,
        Decimal.ONE,
        Decimal.ONE,
        Decimal.ONE,
        at(time),
        at(receivedAt));
  }

  private static void poll(Pipeline pipeline) {
    pipeline.sampled(new UpstreamChannel.Trades(), true);
    pipeline.sampled(new UpstreamChannel.Quotes(), true);
    pipeline.sampled(new UpstreamChannel.Ticker(), true);
  }

  @Test
  void aQuietInstrumentDoesNotHoldUpALivelyOne() {
    poll(quiet);
    poll(lively);
    for (int i = 0; i < 600; i++) {
      quiet.on(trade(QUIET, i, i / 1e3 - HOURS, i));
      quiet.on(quote(QUIET, i / 1e3 - HOURS, i));
      lively.on(trade(LIVELY, i, i, i));
      lively.on(quote(LIVELY, i, i));
    }
    assertThat(counts.trades()).hasValue(1_200);
    assertThat(counts.quotes()).hasValue(1_200);
    assertThat(counts.rejected(Reason.TIME_IMPLAUSIBLE)).hasValue(0);
    assertThat(clock.at(at(700))).isEqualTo(at(700));
  }

  @Test
  void aPolledInstrumentLeavesTheClockToAStreamedOne() {
    poll(quiet);
    for (int i = 0; i < 600; i++) {
      quiet.on(quote(QUIET, i / 1e3 - HOURS, i));
      lively.on(trade(LIVELY, i, i - 2, i));
    }
    assertThat(counts.trades()).hasValue(600);
    assertThat(clock.at(at(700))).isEqualTo(at(698));
  }

  @Test
  void samplesAreNoWitnessesAgainstTheClock() {
    poll(quiet);
    for (int i = 0; i < 3 * ExchangeClock.WITNESSES; i++) {
      quiet.on(trade(QUIET, i, 5_000 + i, i));
      quiet.on(quote(QUIET, 5_000 + i, i));
    }
    assertThat(counts.trades()).hasValue(0);
    assertThat(clock.at(at(70))).isEqualTo(at(70));
  }

  @Test
  void whatIsRepeatedSaysNothingOfTheClock() {
    lively.on(quote(LIVELY, 0, 2));
    for (int i = 1; i < 600; i++) {
      lively.on(quote(LIVELY, 0, 2 + i));
    }
    assertThat(clock.at(at(700))).isEqualTo(at(698));
    assertThat(counts.quotes()).hasValue(1);
  }
}
