package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.book.SequenceRule;
import io.barline.hub.Variant;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TradeQuarantineTest {
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);
  private static final Channel FIVES = new Channel.Bars(Interval.M5);
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();
  private static final String BARS = "bars.1m";

  private final ListenedPipeline gateway =
      ListenedPipeline.withBreaker(
          Pipeline.TradeOrder.CONTIGUOUS,
          new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.CONSECUTIVE));
  private int id;

  private void want(Channel... channels) {
    for (Channel channel : channels) {
      gateway.want(channel, SOURCE, 0);
    }
  }

  private void trade(String price, double seconds) {
    id++;
    gateway.pipeline.on(
        new Trade(
            BTC,
            id,
            null,
            Decimal.parse(price),
            Decimal.ONE,
            Side.BUY,
            1,
            at(seconds),
            at(seconds)));
  }

  private void quote(String bid, String ask, double seconds) {
    gateway.pipeline.on(
        new Quote(
            BTC,
            id,
            Decimal.parse(bid),
            Decimal.ONE,
            Decimal.parse(ask),
            Decimal.ONE,
            at(seconds),
            at(seconds)));
  }

  private void advance(double seconds) {
    gateway.pipeline.advance(at(seconds));
  }

  private long count(Quarantine.State outcome) {
    return gateway.counts.quarantined(outcome).get();
  }

  /** Minute, high, trades, quality and revision of each bar heard. */
  private List<String> bars(String topic) {
    return gateway.heard(topic).stream()
        .filter(message -> message.path("type").asString().equals("bar"))
        .map(
            bar ->
                "%s h=%s n=%s %s %s"
                    .formatted(
                        bar.path("timestamp").asString().substring(14, 16),
                        bar.path("high").asString(),
                        bar.path("trades").asString(),
                        bar.path("quality").asString(),
                        bar.path("revision").asString()))
        .toList();
  }

  /** Brings the pipeline past its first, partial minute. */
  private void begin() {
    trade("100", 1);
    trade("100", 61);
    gateway.take("trades");
    gateway.take(BARS);
    gateway.take("bars.5m");
  }

  @Test
  void keepsALoneSpikeOutOfTheBars() {
    want(TRADES, MINUTES);
    begin();
    trade("150", 62);
    for (int i = 0; i < 5; i++) {
      trade("101", 63 + i);
    }
    advance(121);
    assertThat(bars(BARS)).containsExactly("01 h=101 n=6 gap 0");
    assertThat(gateway.take("trades"))
        .containsExactly(
            "quarantine", "trade", "trade", "trade", "trade", "quarantine", "gap", "trade");
    List<JsonNode> minutes = gateway.heard(BARS);
    assertThat(minutes.getFirst().path("state").asString()).isEqualTo("held");
    assertThat(minutes.getFirst().path("price").asString()).isEqualTo("150");
    assertThat(minutes.getFirst().path("reference").asString()).isEqualTo("100");
    assertThat(minutes.get(1).path("state").asString()).isEqualTo("rejected");
    assertThat(minutes.get(2).path("cause").asString()).isEqualTo("rejected");
    assertThat(minutes.get(2).path("missed").asInt()).isEqualTo(1);
    assertThat(minutes.get(2).path("detail").asString())
        .isEqualTo(
            "1 trades about 150 are left out: 5 trades elsewhere came after it and too few agreed");
    assertThat(count(Quarantine.State.HELD)).isEqualTo(1);
    assertThat(count(Quarantine.State.REJECTED)).isEqualTo(1);
    assertThat(gateway.counts.trades().get()).isEqualTo(7);
  }

  @Test
  void sendsASuspectBarAgainWhenItsTradesAreReleased() {
    want(TRADES, MINUTES, FIVES);
    begin();
    trade("150", 118);
    trade("151", 119);
    advance(121);
    assertThat(bars(BARS)).containsExactly("01 h=100 n=1 suspect 0");
    gateway.take(BARS);
    trade("152", 122);
    assertThat(bars(BARS)).containsExactly("01 h=151 n=3 complete 1");
    assertThat(gateway.take("trades"))
        .containsExactly("quarantine", "quarantine", "trade", "trade", "trade");
    trade("153", 301);
    assertThat(bars(BARS)).containsExactly("01 h=151 n=3 complete 1", "02 h=152 n=1 complete 0");
    assertThat(bars("bars.5m")).containsExactly("00 h=152 n=5 partial 0");
    assertThat(count(Quarantine.State.RELEASED)).isEqualTo(3);
    assertThat(gateway.counts.trades().get()).isEqualTo(6);
  }

  @Test
  void sendsASuspectBarAgainWhenItsTradesAreRejected() {
    want(MINUTES);
    begin();
    trade("150", 119);
    advance(121);
    for (int i = 0; i < 5; i++) {
      trade("100", 124 + i);
    }
    assertThat(bars(BARS)).containsExactly("01 h=100 n=1 suspect 0", "01 h=100 n=1 gap 1");
  }

  @Test
  void keepsTheWindowOfAHeldTradeForAsLongAsItTakes() {
    want(MINUTES);
    begin();
    trade("150", 119);
    advance(121);
    advance(1_000);
    quote("149", "151", 1_001);
    assertThat(bars(BARS))
        .startsWith("01 h=100 n=1 suspect 0")
        .last()
        .isEqualTo("01 h=150 n=2 complete 1");
    assertThat(gateway.heard(BARS, "type")).doesNotContain("gap");
  }

  @Test
  void marksTheOpenBarSuspect() {
    gateway.want(MINUTES, SOURCE, new Variant(true, false), 0);
    begin();
    trade("150", 62);
    advance(63);
    assertThat(bars(BARS)).containsExactly("01 h=100 n=1 suspect 0");
  }

  @Test
  void marksFlatBarsSuspectWhileTheirOnlyTradeIsHeld() {
    gateway.want(MINUTES, SOURCE, new Variant(false, true), 0);
    begin();
    trade("150", 121);
    advance(182);
    trade("150", 183);
    trade("150", 184);
    assertThat(bars(BARS))
        .containsExactly(
            "01 h=100 n=1 complete 0", "02 h=100 n=0 suspect 0", "02 h=150 n=1 complete 1");
  }

  @Test
  void takesTheBookForAWitnessWhereNobodyWantsQuotes() {
    want(TRADES);
    gateway.want(new Channel.Book(5), new UpstreamChannel.Book(5), 0);
    begin();
    trade("150", 62);
    gateway.pipeline.on(
        new BookSnapshot(
            BTC,
            5,
            1,
            List.of(new Level(Decimal.parse("149"), Decimal.ONE)),
            List.of(new Level(Decimal.parse("151"), Decimal.ONE)),
            at(63),
            at(63)));
    advance(64);
    assertThat(gateway.take("trades")).containsExactly("quarantine", "quarantine", "trade");
  }
}
