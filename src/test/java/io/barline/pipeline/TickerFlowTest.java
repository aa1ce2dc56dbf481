package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Ticker;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickerFlowTest {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Ticker();

  private final ListenedPipeline listened =
      new ListenedPipeline(Pipeline.TradeOrder.CHRONOLOGICAL, null);
  private final Pipeline pipeline = listened.pipeline;

  @BeforeEach
  void want() {
    listened.want(new Channel.Ticker(), SOURCE, 0);
    pipeline.confirmed(SOURCE, at(0));
  }

  private void ticker(double seconds) {
    pipeline.on(
        new Ticker(
            BTC,
            Decimal.ONE,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            null,
            at(seconds),
            at(seconds + 0.1)));
  }

  private void cut(Gap.Cause cause, double seconds) {
    pipeline.interrupted(SOURCE, cause, "the connection was lost", at(seconds));
  }

  @Test
  void whatChangedWhileTheFeedWasDownIsToldOnce() {
    ticker(1);
    cut(Gap.Cause.STALE, 2);
    cut(Gap.Cause.DISCONNECTED, 3);
    pipeline.confirmed(SOURCE, at(8));
    assertThat(listened.heard("ticker", "type")).containsExactly("ticker");
    ticker(9);
    ticker(10);
    assertThat(listened.heard("ticker", "type"))
        .containsExactly("ticker", "gap", "ticker", "ticker");
    assertThat(listened.heard("ticker", "from")).contains("2026-11-22T12:00:01.000Z");
    assertThat(listened.heard("ticker", "to")).contains("2026-11-22T12:00:09.000Z");
    assertThat(listened.heard("ticker", "cause")).contains("stale");
    assertThat(listened.settings.gaps().find(_ -> true, 10))
        .extracting(GapRecord::state)
        .containsExactly(GapRecord.State.UNFILLED);
    assertThat(listened.counts.gaps()).hasValue(1);
  }

  @Test
  void beforeTheFirstOneNothingIsMissed() {
    cut(Gap.Cause.DISCONNECTED, 1);
    ticker(2);
    assertThat(listened.take("ticker")).containsExactly("ticker");
  }

  @Test
  void samplesMissNothing() {
    ticker(1);
    cut(Gap.Cause.DISCONNECTED, 2);
    pipeline.sampled(SOURCE, true);
    ticker(3);
    cut(Gap.Cause.DISCONNECTED, 4);
    ticker(5);
    assertThat(listened.take("ticker")).containsExactly("ticker", "ticker", "ticker");
  }

  @Test
  void whatIsLetGoBeginsAnew() {
    ticker(1);
    cut(Gap.Cause.DISCONNECTED, 2);
    pipeline.letGo(SOURCE);
    ticker(9);
    assertThat(listened.take("ticker")).containsExactly("ticker", "ticker");
  }
}
