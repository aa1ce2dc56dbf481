package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trades that are not numbered, and what is polled. */
class TradeFlowTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel OF_QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel OF_TICKER = new UpstreamChannel.Ticker();
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel SECONDS = new Channel.Bars(Interval.S1);
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);

  private final ListenedPipeline replayed =
      new ListenedPipeline(Pipeline.TradeOrder.REPLAYED, null);
  private final ListenedPipeline chronological =
      new ListenedPipeline(Pipeline.TradeOrder.CHRONOLOGICAL, null);

  private static void trade(ListenedPipeline to, String id, double seconds, double receivedAt) {
    to.pipeline.on(
        new Trade(
            BTC,
            Trade.NO_SEQUENCE,
            id,
            Decimal.ONE,
            Decimal.ONE,
            Side.BUY,
            1,
            at(seconds),
            at(receivedAt)));
  }

  @Test
  void aBarOfTradesInOrderOfTimeClosesWithTheFirstTradeOfALaterWindow() {
    chronological.want(MINUTES, OF_TRADES, 0);
    chronological.pipeline.confirmed(OF_TRADES, at(-10));
    trade(chronological, "b", 20, 20);
    trade(chronological, "a", 60, 60);
    trade(chronological, "a", 60, 60);
    assertThat(chronological.heard("bars.1m", "quality")).containsExactly("complete");
    assertThat(chronological.counts.repeated()).hasValue(1);
  }

  @Test
  void tradesThatAreSentAgainOnSubscribingAreInOnePartialBarEachWithoutNoise() {
    replayed.want(TRADES, OF_TRADES, 100);
    replayed.want(SECONDS, OF_TRADES, 100);
    replayed.want(MINUTES, OF_TRADES, 100);
    replayed.pipeline.confirmed(OF_TRADES, at(100));
    trade(replayed, "old", -100, 100.1); // far beyond the late limit
    trade(replayed, "a", 80.1, 100.1);
    trade(replayed, "b", 80.2, 100.1);
    trade(replayed, "c", 100.2, 100.3);
    trade(replayed, "d", 101.2, 101.3);
    replayed.pipeline.advance(at(103));
    assertThat(replayed.heard("trades", "type"))
        .containsExactly("trade", "trade", "trade", "trade", "trade");
    assertThat(replayed.heard("bars.1s", "type")).containsExactly("bar", "bar", "bar");
    assertThat(replayed.heard("bars.1s", "volume")).containsExactly("2", "1", "1");
    assertThat(replayed.heard("bars.1s", "quality"))
        .containsExactly("partial", "partial", "complete");
    assertThat(replayed.counts.lateTrades()).hasValue(0);
    replayed.pipeline.advance(at(121));
    assertThat(replayed.heard("bars.1m", "volume")).containsExactly("4");
    assertThat(replayed.heard("bars.1m", "quality")).containsExactly("partial");
  }

  @Test
  void aClockThatIsBehindIsKnownByTheFirstTradeThatIsNotSentAgain() {
    replayed.want(SECONDS, OF_TRADES, 100);
    replayed.pipeline.confirmed(OF_TRADES, at(100));
    trade(replayed, "a", 60, 100.1);
    trade(replayed, "b", 70.2, 100.3);
    trade(replayed, "c", 70.8, 100.9);
    replayed.pipeline.advance(at(101));
    trade(replayed, "d", 70.95, 101.05);
    replayed.pipeline.advance(at(103));
    assertThat(replayed.heard("bars.1s", "volume")).containsExactly("1", "3");
    assertThat(replayed.counts.lateTrades()).hasValue(0);
  }

  @Test
  void aLostConnectionThatTheReplayBridgesCostsNothing() {
    replayed.want(TRADES, OF_TRADES, 0);
    replayed.want(MINUTES, OF_TRADES, 0);
    replayed.pipeline.confirmed(OF_TRADES, at(-10));
    trade(replayed, "a", 20, 20);
    replayed.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(25));
    replayed.pipeline.confirmed(OF_TRADES, at(30));
    trade(replayed, "a", 20, 30.1);
    trade(replayed, "b", 27, 30.1);
    trade(replayed, "c", 40, 40);
    replayed.pipeline.advance(at(61));
    assertThat(replayed.heard("trades", "type")).containsExactly("trade", "trade", "trade");
    assertThat(replayed.heard("bars.1m", "quality")).containsExactly("complete");
    assertThat(replayed.counts.gaps()).hasValue(0);
  }

  @Test
  void aLostConnectionThatTheReplayDoesNotReachIsAGap() {
    replayed.want(TRADES, OF_TRADES, 0);
    replayed.want(MINUTES, OF_TRADES, 0);
    replayed.pipeline.confirmed(OF_TRADES, at(-10));
    trade(replayed, "a", 5, 5);
    replayed.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(6));
    trade(replayed, "b", 35, 50);
    trade(replayed, "c", 36, 50);
    replayed.pipeline.advance(at(61));
    assertThat(replayed.heard("trades", "type")).containsExactly("trade", "gap", "trade", "trade");
    assertThat(replayed.heard("bars.1m", "quality")).contains("gap");
    assertThat(replayed.counts.gaps()).hasValue(1);
  }

  @Test
  void barsOfPolledTradesSayThatSomeWereNotSeen() {
    chronological.want(TRADES, OF_TRADES, 0);
    chronological.want(SECONDS, OF_TRADES, 0);
    chronological.pipeline.sampled(OF_TRADES, true);
    trade(chronological, "a", 1.5, 2);
    trade(chronological, "a", 1.5, 4);
    trade(chronological, "b", 3.5, 4);
    chronological.pipeline.advance(at(6));
    assertThat(chronological.heard("trades", "type")).containsExactly("trade", "gap", "trade");
    assertThat(chronological.heard("trades", "cause")).containsExactly("", "polled", "");
    assertThat(chronological.heard("bars.1s").getLast().path("quality").asString())
        .isEqualTo("gap");
  }

  @Test
  void streamedTradesAfterPolledOnesComeAfterAHole() {
    chronological.want(TRADES, OF_TRADES, 0);
    chronological.pipeline.sampled(OF_TRADES, true);
    trade(chronological, "a", 1, 1);
    chronological.pipeline.sampled(OF_TRADES, false);
    trade(chronological, "b", 2, 2);
    trade(chronological, "c", 3, 3);
    assertThat(chronological.heard("trades", "cause")).containsExactly("", "disconnected", "", "");
  }

  private static Quote quote(double seconds, Decimal bid) {
    return new Quote(
        BTC,
        Trade.NO_SEQUENCE,
        bid,
        Decimal.ONE,
        Decimal.ONE,
        Decimal.ONE,
        at(seconds),
        at(seconds + 1));
  }

  @Test
  void polledQuotesAreToldOnceAndNeverAGap() {
    chronological.want(new Channel.Quotes(), OF_QUOTES, 0);
    chronological.pipeline.sampled(OF_QUOTES, true);
    chronological.pipeline.on(quote(1, Decimal.ONE));
    chronological.pipeline.on(quote(1, Decimal.ONE));
    chronological.pipeline.interrupted(
        OF_QUOTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(2));
    chronological.pipeline.on(quote(3, Decimal.ONE));
    assertThat(chronological.heard("quotes", "type")).containsExactly("quote", "quote");
    assertThat(chronological.counts.repeated()).hasValue(1);
  }

  private static Ticker ticker(@Nullable Decimal last) {
    return new Ticker(
        BTC, last, null, null, null, null, null, null, null, null, null, null, null, null, 0, null,
        0, at(1));
  }

  @Test
  void publishesEveryTickerThatCanBe() {
    chronological.want(new Channel.Ticker(), OF_TICKER, Variant.PLAIN, 0);
    chronological.want(new Channel.Status(), null, 0);
    chronological.pipeline.status(OF_TICKER, FeedStatus.State.LIVE, 0, 0, null, at(1));
    chronological.pipeline.on(ticker(Decimal.ONE));
    chronological.pipeline.on(ticker(Decimal.ONE));
    chronological.pipeline.on(ticker(Decimal.ZERO));
    assertThat(chronological.take("ticker")).containsExactly("live", "ticker", "ticker");
    assertThat(chronological.take("status")).containsExactly("live");
  }
}
