package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trades that come page by page: a window is not over before a page was asked for after it. */
class PagedTradesTest {
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final String BARS = "bars.1s";

  private final ListenedPipeline listened =
      new ListenedPipeline(Pipeline.TradeOrder.REPLAYED, null);
  private final Pipeline pipeline = listened.pipeline;

  @BeforeEach
  void wantBars() {
    listened.want(new Channel.Bars(Interval.S1), TRADES, 0);
    pipeline.paged(TRADES, true);
    pipeline.confirmed(TRADES, at(0));
    pipeline.looked(TRADES, at(0));
    trade(1, 1.2, 2);
    pipeline.looked(TRADES, at(2));
  }

  private void trade(long id, double time, double receivedAt) {
    pipeline.on(
        new Trade(BTC, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(time), at(receivedAt)));
  }

  private long bars() {
    return listened.heard(BARS, "type").stream().filter("bar"::equals).count();
  }

  @Test
  void aWindowWaitsForThePageThatTellsItsEnd() {
    pipeline.advance(at(30));
    assertThat(bars()).isZero();
    trade(2, 1.9, 2.7);
    pipeline.looked(TRADES, at(30.5));
    pipeline.advance(at(31));
    assertThat(listened.heard(BARS, "volume")).contains("2");
    assertThat(bars()).isOne();
  }

  @Test
  void aPageThatWasAskedForTooEarlyClosesNothing() {
    pipeline.looked(TRADES, at(2.1)); // within the grace after its end
    pipeline.advance(at(9));
    assertThat(bars()).isZero();
  }

  @Test
  void whereNoPagesComeWindowsCloseOnTimeAndSaySo() {
    pipeline.interrupted(TRADES, Gap.Cause.DISCONNECTED, "it does not answer", at(3));
    pipeline.advance(at(9));
    assertThat(bars()).isOne();
    assertThat(listened.heard(BARS, "quality")).contains("gap");
  }

  @Test
  void whatIsStreamedWaitsForNoPage() {
    pipeline.paged(TRADES, false);
    pipeline.advance(at(9));
    assertThat(bars()).isOne();
  }
}
