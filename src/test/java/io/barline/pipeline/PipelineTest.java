package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.feed.PlainExchange;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import io.barline.quality.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Times are seconds after a full hour; the exchange's clock is the gateway's. */
class PipelineTest {
  private static final Instant HOUR = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instrument BTC = PlainExchange.instrument("BTC/USDT");
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel QUOTES = new Channel.Quotes();
  private static final Channel STATUS = new Channel.Status();
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);
  private static final Channel FIVES = new Channel.Bars(Interval.M5);
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel OF_QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel OF_TICKER = new UpstreamChannel.Ticker();
  private static final Variant LIVE = new Variant(true, false);
  private static final Variant FLAT = new Variant(false, true);

  private final Hub hub = new Hub(false, Clock.fixed(HOUR, ZoneOffset.UTC));
  private final PipelineCounts counts = new PipelineCounts();
  private final List<Bar> listened = new ArrayList<>();
  private final Demanded demand = new Demanded();
  private final Pipeline pipeline =
      new Pipeline(
          BTC,
          new Pipeline.Shared(
              Pipeline.TradeOrder.CONTIGUOUS,
              null,
              TestSettings.of(Duration.ofSeconds(10), listened::add),
              new ExchangeClock(),
              counts,
              demand,
              new Unrepaired()));
  private final Map<String, List<JsonNode>> heard = new HashMap<>();

  private static long at(double seconds) {
    return UtcNanos.of(HOUR) + (long) (seconds * UtcNanos.SECOND);
  }

  private static String key(Channel channel, Variant variant) {
    return channel.code() + (variant.live() ? "+live" : "") + (variant.flat() ? "+flat" : "");
  }

  private void want(Channel channel, Variant variant, double now) {
    Topic topic = Topic.of(BTC, channel);
    var stream = hub.open(topic, variant, Runnable::run);
    List<JsonNode> messages = heard.computeIfAbsent(key(channel, variant), _ -> new ArrayList<>());
    hub.attach(topic, variant, message -> messages.add(ProtocolSchema.checked(message.json())));
    pipeline.want(channel, source(channel), variant, stream, at(now));
  }

  private void want(Channel... channels) {
    for (Channel channel : channels) {
      want(channel, Variant.PLAIN, 0);
    }
  }

  private static @Nullable UpstreamChannel source(Channel channel) {
    return switch (channel) {
      case Channel.Trades _, Channel.Bars _ -> OF_TRADES;
      case Channel.Quotes _ -> OF_QUOTES;
      case Channel.Ticker _ -> OF_TICKER;
      case Channel.Status _ -> null;
      case Channel.Book(int depth) -> new UpstreamChannel.Book(depth);
    };
  }

  private List<JsonNode> heard(String topic) {
    return heard.getOrDefault(topic, List.of());
  }

  /** A field of every message heard of a topic; empty where it is not there. */
  private List<String> heard(String topic, String field) {
    return heard(topic).stream().map(message -> message.path(field).asString("")).toList();
  }

  private void trade(long id, double seconds) {
    trade(id, seconds, seconds, Decimal.ONE);
  }

  private void trade(long id, double seconds, double receivedAt, Decimal price) {
    pipeline.on(
        new Trade(BTC, id, null, price, Decimal.ONE, Side.BUY, 1, at(seconds), at(receivedAt)));
  }

  private void quote(long id, double seconds) {
    pipeline.on(
        new Quote(
            BTC, id, Decimal.ONE, Decimal.ONE, Decimal.ONE, Decimal.ONE, at(seconds), at(seconds)));
  }

  @Test
  void publishesTradesAndQuotesOnce() {
    want(TRADES, QUOTES);
    trade(1, 1);
    trade(1, 2);
    quote(1, 3);
    quote(1, 4);
    assertThat(heard("trades", "id")).containsExactly("1");
    assertThat(heard("quotes", "type")).containsExactly("quote");
    assertThat(counts.trades()).hasValue(1);
    assertThat(counts.quotes()).hasValue(1);
    assertThat(counts.repeated()).hasValue(2);
  }

  @Test
  void tellsTheStateOfTradesToAllThatIsMadeOfThem() {
    want(TRADES, QUOTES, STATUS, MINUTES, FIVES);
    want(MINUTES, LIVE, 0);
    pipeline.status(OF_TRADES, FeedStatus.State.RECONNECTING, 2, at(9), "reset", at(1));
    for (String topic : List.of("trades", "status", "bars.1m", "bars.1m+live", "bars.5m")) {
      JsonNode status = heard(topic).getFirst();
      assertThat(status.path("topic").asString())
          .isEqualTo("plain:%s:BTC/USDT".formatted(topic.replace("+live", "")));
      assertThat(status.path("state").asString()).isEqualTo("reconnecting");
      assertThat(status.path("attempt").intValue()).isEqualTo(2);
      assertThat(status.path("nextRetry").asString()).isEqualTo("2026-11-22T12:00:09.000Z");
      assertThat(status.path("reason").asString()).isEqualTo("reset");
    }
    assertThat(heard("quotes")).isEmpty();
    pipeline.status(OF_QUOTES, FeedStatus.State.LIVE, 0, 0, null, at(2));
    assertThat(heard("quotes", "state")).containsExactly("live");
    assertThat(heard("status", "state")).containsExactly("reconnecting", "live");
    assertThat(heard("status", "source")).containsExactly("trades", "quotes");
    assertThat(heard("trades", "source")).containsExactly("");
    assertThat(heard("trades")).hasSize(1);
  }

  @Test
  void tellsAGapToTradesAndToEveryBarMadeOfThem() {
    want(TRADES, QUOTES, MINUTES, FIVES);
    want(MINUTES, FLAT, 0);
    trade(1, 1);
    trade(5, 2);
    for (String topic : List.of("trades", "bars.1m", "bars.1m+flat", "bars.5m")) {
      JsonNode gap =
          heard(topic).stream()
              .filter(message -> message.path("type").asString().equals("gap"))
              .findFirst()
              .orElseThrow();
      assertThat(gap.path("topic").asString())
          .isEqualTo("plain:%s:BTC/USDT".formatted(topic.replace("+flat", "")));
      assertThat(gap.path("cause").asString()).isEqualTo("sequence_jump");
      assertThat(gap.path("missed").intValue()).isEqualTo(3);
      assertThat(gap.path("from").asString()).isEqualTo("2026-11-22T12:00:01.000Z");
      assertThat(gap.path("to").asString()).isEqualTo("2026-11-22T12:00:02.000Z");
    }
    assertThat(heard("trades", "type")).containsExactly("trade", "gap", "trade");
    assertThat(heard("quotes")).isEmpty();
    assertThat(counts.gaps()).hasValue(1);
    assertThat(counts.missedTrades()).hasValue(3);
    pipeline.advance(at(61));
    assertThat(heard("bars.1m", "quality")).contains("gap");
  }

  @Test
  void aBarThatBeganBeforeTheConfirmationIsPartial() {
    want(MINUTES);
    pipeline.confirmed(OF_TRADES, at(10));
    trade(1, 20);
    pipeline.advance(at(61));
    trade(2, 70);
    pipeline.advance(at(121));
    assertThat(heard("bars.1m", "quality")).containsExactly("partial", "complete");
  }

  @Test
  void aBarThatBeganAfterTheConfirmationIsComplete() {
    want(MINUTES);
    pipeline.confirmed(OF_TRADES, at(-10));
    pipeline.confirmed(OF_TRADES, at(15)); // of no consequence: it was confirmed already
    trade(1, 20);
    pipeline.advance(at(61));
    assertThat(heard("bars.1m", "quality")).containsExactly("complete");
  }

  @Test
  void withoutAConfirmationTheFirstTradeBegins() {
    want(MINUTES);
    trade(1, 20);
    pipeline.advance(at(61));
    assertThat(heard("bars.1m", "quality")).containsExactly("partial");
  }

  @Test
  void makesNoBarsBeforeTheFirstTrade() {
    want(MINUTES);
    want(MINUTES, FLAT, 0);
    pipeline.confirmed(OF_TRADES, at(-100));
    pipeline.advance(at(500));
    assertThat(heard("bars.1m")).isEmpty();
    assertThat(heard("bars.1m+flat")).isEmpty();
  }

  @Test
  void aTopicThatJoinsLaterBeginsWithAPartialBar() {
    want(TRADES);
    pipeline.confirmed(OF_TRADES, at(-10));
    trade(1, 20);
    want(MINUTES, Variant.PLAIN, 30);
    trade(2, 40);
    pipeline.advance(at(61));
    assertThat(heard("bars.1m", "quality")).containsExactly("partial");
    assertThat(heard("bars.1m", "volume")).containsExactly("1");
  }

  @Test
  void aVariantHearsWhatItAskedFor() {
    want(MINUTES);
    want(MINUTES, LIVE, 0);
    want(MINUTES, FLAT, 0);
    pipeline.confirmed(OF_TRADES, at(-10));
    trade(1, 20);
    pipeline.advance(at(21));
    assertThat(heard("bars.1m+live", "final")).containsExactly("false");
    pipeline.advance(at(61));
    pipeline.advance(at(121));
    assertThat(heard("bars.1m", "quality")).containsExactly("complete");
    assertThat(heard("bars.1m+flat", "quality")).containsExactly("complete", "synthetic");
    assertThat(heard("bars.1m+live", "final")).containsExactly("false", "true");
    assertThat(listened).extracting(Bar::quality).containsExactly(Bar.Quality.COMPLETE);
    assertThat(counts.closedBars()).hasValue(1);
  }

  @Test
  void countsWhatItRejectsAndPublishesNoneOfIt() {
    want(TRADES, MINUTES);
    trade(1, 1, 1, Decimal.ZERO);
    trade(2, -1e9, 2, Decimal.ONE);
    pipeline.on(
        new Trade(
            PlainExchange.instrument("ETH/USDT"),
            3,
            null,
            Decimal.ONE,
            Decimal.ONE,
            Side.BUY,
            1,
            at(1),
            at(1)));
    pipeline.advance(at(61));
    assertThat(heard("trades")).isEmpty();
    assertThat(heard("bars.1m")).isEmpty();
    assertThat(counts.rejected(Reason.PRICE_NOT_POSITIVE)).hasValue(1);
    assertThat(counts.rejected(Reason.TIME_IMPLAUSIBLE)).hasValue(1);
    assertThat(counts.rejected(Reason.WRONG_SYMBOL)).hasValue(1);
    assertThat(counts.trades()).hasValue(0);
  }

  @Test
  void tellsATradeThatCameTooLateForItsBar() {
    want(TRADES, MINUTES);
    pipeline.confirmed(OF_TRADES, at(-10));
    trade(1, 20);
    trade(2, 200);
    pipeline.advance(at(300));
    trade(3, 30, 300, Decimal.ONE);
    assertThat(heard("bars.1m", "cause")).contains("late_trade");
    assertThat(counts.lateTrades()).hasValue(1);
    assertThat(heard("trades", "cause")).doesNotContain("late_trade");
  }

  @Test
  void aLostConnectionCostsNothingWhereIdsShowThatNothingWasMissed() {
    want(TRADES, MINUTES);
    pipeline.confirmed(OF_TRADES, at(-10));
    trade(1, 20);
    pipeline.interrupted(OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(25));
    pipeline.confirmed(OF_TRADES, at(30));
    trade(2, 40);
    pipeline.advance(at(61));
    assertThat(heard("trades", "type")).containsExactly("trade", "trade");
    assertThat(heard("bars.1m", "quality")).containsExactly("complete");
  }

  @Test
  void quotesAfterALostConnectionComeAfterAGap() {
    want(TRADES, QUOTES);
    quote(1, 1);
    pipeline.interrupted(OF_QUOTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(25));
    quote(1, 5);
    quote(2, 6);
    assertThat(heard("quotes", "type")).containsExactly("quote", "gap", "quote", "quote");
    assertThat(heard("quotes", "from")).contains("2026-11-22T12:00:01.000Z");
    assertThat(heard("trades")).isEmpty();
  }

  @Test
  void aConnectionLostBeforeTheFirstQuoteMissesNone() {
    want(QUOTES);
    pipeline.interrupted(OF_QUOTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(25));
    quote(1, 1);
    quote(2, 2);
    assertThat(heard("quotes", "type")).containsExactly("quote", "quote");
  }

  @Test
  void isIdleWhenEverythingWasDropped() {
    assertThat(pipeline.isIdle()).isTrue();
    want(TRADES, QUOTES, STATUS, MINUTES);
    want(MINUTES, LIVE, 0);
    trade(1, 1);
    for (Channel channel : List.of(TRADES, QUOTES, STATUS, MINUTES)) {
      pipeline.drop(channel, Variant.PLAIN, at(2));
    }
    assertThat(pipeline.isIdle()).isFalse();
    trade(2, 20);
    pipeline.drop(MINUTES, LIVE, at(30));
    assertThat(pipeline.isIdle()).isTrue();
    pipeline.advance(at(61));
    assertThat(heard("bars.1m")).isEmpty();
    assertThat(heard("trades")).hasSize(1);
  }

  @Test
  void tradesThatWereLetGoAndAreWantedAgainBeginAnew() {
    want(QUOTES, TRADES, MINUTES);
    trade(1, 1);
    pipeline.drop(TRADES, Variant.PLAIN, at(2));
    pipeline.drop(MINUTES, Variant.PLAIN, at(2));
    pipeline.letGo(OF_TRADES);
    hub.close(Topic.of(BTC, MINUTES), Variant.PLAIN);
    heard.clear();
    want(MINUTES, Variant.PLAIN, 600);
    pipeline.confirmed(OF_TRADES, at(601));
    trade(50_000, 630);
    trade(50_001, 661);
    trade(50_002, 721);
    assertThat(heard("bars.1m", "type")).containsExactly("bar", "bar");
    assertThat(heard("bars.1m", "quality")).containsExactly("partial", "complete");
    assertThat(counts.gaps()).hasValue(0);
  }

  @Test
  void aSingleTradeFromTheFutureIsRejectedAndManyThatAgreeAreFollowed() {
    want(TRADES);
    trade(1, 1);
    trade(2, 500, 2, Decimal.ONE);
    assertThat(heard("trades", "id")).containsExactly("1");
    for (int i = 1; i < ExchangeClock.WITNESSES; i++) {
      trade(2 + i, 500 + i, 2 + i, Decimal.ONE);
    }
    long last = 1 + ExchangeClock.WITNESSES;
    assertThat(heard("trades", "type")).containsExactly("trade", "gap", "trade");
    assertThat(heard("trades", "id")).containsExactly("1", "", Long.toString(last));
    assertThat(heard("trades").get(1).path("missed").asLong()).isEqualTo(last - 2);
  }

  @Test
  void aFirstTradeFromTheFutureIsNotBelieved() {
    want(TRADES);
    trade(1, 31_536_000, 1, Decimal.ONE);
    trade(2, 2);
    assertThat(heard("trades", "id")).containsExactly("2");
    assertThat(counts.rejected(Reason.TIME_IMPLAUSIBLE)).hasValue(1);
  }

  @Test
  void aLateTradeAfterAnInterruptionDoesNotEndIt() {
    want(TRADES);
    trade(1, 1);
    trade(3, 2);
    pipeline.interrupted(OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(25));
    trade(2, 1.5);
    trade(9, 3);
    assertThat(heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "trade", "gap_filled", "gap", "trade");
    assertThat(heard("trades", "cause"))
        .containsExactly("", "sequence_jump", "", "", "", "disconnected", "");
  }
}
