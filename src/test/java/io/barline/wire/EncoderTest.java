package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.RepairedTrade;
import io.barline.market.Topic;
import io.barline.market.Trade;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderTest {
  private static final Topic TRADES = Topic.of(Events.BTC, new Channel.Trades());
  private static final String HEAD =
      "{\"type\":\"%s\",\"topic\":\"binance:trades:BTC/USDT\",\"epoch\":\"e1\",\"seq\":17,";

  private final Encoder encoder = new Encoder(TRADES, "e1", false);

  @Test
  void tellsWhatALaterMessageReplaces() {
    Encoder encoder = new Encoder(new Topic("b", new Channel.Trades(), "S"), "e", false);
    assertThat(encoder.encode(1, Events.trade(1, null)).state())
        .isEqualTo(encoder.snapshot(1, Events.quote(0)).state())
        .isGreaterThan(Encoded.NO_STATE);
    assertThat(encoder.encode(1, new RepairedTrade(Events.trade(1, null))).state())
        .isEqualTo(Encoded.PAST);
    assertThat(encoder.encode(1, Events.bar(null, false)).state())
        .isEqualTo(Events.time("2026-11-22T14:20:00Z"));
    assertThat(encoder.encode(1, Events.bar(null, true)).state()).isEqualTo(Encoded.NO_STATE);
    assertThat(encoder.encode(1, Events.snapshot(1, 1)).state()).isEqualTo(Encoded.NO_STATE);
    assertThat(encoder.encode(1, Events.gap(new Topic("b", new Channel.Trades(), "S"), 1)).state())
        .isEqualTo(Encoded.NO_STATE);
  }

  @Test
  void writesATrade() {
    assertThat(json(Events.trade(41, null)))
        .isEqualTo(
            HEAD.formatted("trade")
                + "\"id\":\"41\",\"price\":\"67123.45\",\"size\":\"0.00012\",\"side\":\"sell\","
                + "\"count\":3,\"exchangeTime\":\"2026-11-22T14:20:00.123Z\","
                + "\"receiveTime\":\"2026-11-22T14:20:00.123456789Z\"}");
  }

  @Test
  void writesATextIdAndLeavesOutAnIdThatIsNotKnown() {
    assertThat(json(Events.trade(Trade.NO_SEQUENCE, "a-\"1\"")))
        .contains("\"id\":\"a-\\\"1\\\"\",\"price\"");
    assertThat(json(Events.trade(Trade.NO_SEQUENCE, null))).doesNotContain("\"id\"");
  }

  @Test
  void writesAQuoteAndLeavesOutATimeThatTheExchangeDoesNotGive() {
    assertThat(json(Events.quote(0)))
        .isEqualTo(
            HEAD.formatted("quote")
                + "\"bid\":\"67123.4\",\"bidSize\":\"1\",\"ask\":\"67123.5\",\"askSize\":\"0\","
                + "\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(json(Events.quote(Events.time("2026-11-22T14:20:00.5Z"))))
        .contains("\"exchangeTime\":\"2026-11-22T14:20:00.500Z\",\"receiveTime\"");
  }

  private static final String BAR_FIELDS =
      "\"symbol\":\"BTC/USDT\",\"interval\":\"1m\",\"timestamp\":\"2026-11-22T14:20:00.000Z\","
          + "\"end\":\"2026-11-22T14:21:00.000Z\",\"open\":\"10\",\"high\":\"12.5\",\"low\":\"9.75\","
          + "\"close\":\"11\",\"volume\":\"3.25\",\"quoteVolume\":\"35.123456789012345678\","
          + "\"vwap\":\"10.8\",\"buyVolume\":\"2\",\"trades\":42,\"final\":true,\"revision\":1,"
          + "\"quality\":\"repaired\",\"source\":\"trades\","
          + "\"exchangeTime\":\"2026-11-22T14:20:59.999Z\","
          + "\"receiveTime\":\"2026-11-22T14:21:00.500Z\"";

  @Test
  void writesABarInMessagesAsInAnswers() {
    var bar = Events.bar(Decimal.parse("10.8"), true);
    assertThat(json(bar)).isEqualTo(HEAD.formatted("bar") + BAR_FIELDS + "}");
    assertThat(new String(BarJson.encode(List.of(bar, bar)), UTF_8))
        .isEqualTo("[{" + BAR_FIELDS + "},{" + BAR_FIELDS + "}]");
    assertThat(new String(BarJson.encode(List.of()), UTF_8)).isEqualTo("[]");
  }

  @Test
  void leavesOutWhatTheExchangeDoesNotTellOfABar() {
    Bar told = Events.bar(Decimal.parse("10.8"), true);
    assertThat(
            json(
                new Bar(
                    told.instrument(),
                    told.interval(),
                    told.timestamp(),
                    told.open(),
                    told.high(),
                    told.low(),
                    told.close(),
                    told.volume(),
                    null,
                    null,
                    null,
                    Bar.UNKNOWN,
                    true,
                    0,
                    told.quality(),
                    Bar.Source.EXCHANGE,
                    told.exchangeTime(),
                    told.receiveTime())))
        .contains("\"volume\":\"3.25\",\"final\":true")
        .doesNotContain("quoteVolume", "vwap", "buyVolume", "\"trades\":");
  }

  @Test
  void leavesOutTheVwapOfABarWithoutTrades() {
    assertThat(json(Events.bar(null, false))).doesNotContain("vwap").contains("\"final\":false");
  }

  @Test
  void writesAStatus() {
    assertThat(
            json(
                Events.status(TRADES, Events.time("2026-11-22T14:20:08Z"), "connection \"reset\"")))
        .isEqualTo(
            HEAD.formatted("status")
                + "\"state\":\"reconnecting\",\"attempt\":2,"
                + "\"nextRetry\":\"2026-11-22T14:20:08.000Z\","
                + "\"reason\":\"connection \\\"reset\\\"\","
                + "\"receiveTime\":\"2026-11-22T14:20:00.000Z\"}");
    assertThat(json(Events.status(TRADES, 0, null)))
        .doesNotContain("nextRetry")
        .doesNotContain("reason");
  }

  @Test
  void writesAGap() {
    assertThat(json(Events.gap(TRADES, 3)))
        .isEqualTo(
            HEAD.formatted("gap")
                + "\"gap\":7,\"from\":\"2026-11-22T14:20:00.000Z\",\"to\":\"2026-11-22T14:20:05.000Z\",\"cause\":\"sequence_jump\",\"missed\":3,\"detail\":\"expected"
                + " trade 41, got 44\",\"receiveTime\":\"2026-11-22T14:20:05.100Z\"}");
    assertThat(json(Events.gap(TRADES, Gap.UNKNOWN))).doesNotContain("missed");
  }

  @Test
  void writesEveryCauseOfAGap() {
    for (Gap.Cause cause : Gap.Cause.values()) {
      assertThat(json(Events.gap(TRADES, cause)))
          .contains("\"cause\":\"" + cause.code() + "\",\"detail\"");
    }
    assertThat(Gap.Cause.values())
        .extracting(Gap.Cause::code)
        .containsExactly(
            "sequence_jump",
            "disconnected",
            "stale",
            "unreadable",
            "late_trade",
            "overflow",
            "polled",
            "rejected",
            "different");
  }

  @Test
  void writesThatAGapIsFilled() {
    assertThat(json(Events.filled(TRADES, GapFilled.By.TRADES, 3)))
        .isEqualTo(
            HEAD.formatted("gap_filled")
                + "\"gap\":7,\"from\":\"2026-11-22T14:20:00.000Z\","
                + "\"to\":\"2026-11-22T14:20:05.000Z\",\"by\":\"trades\",\"found\":3,"
                + "\"receiveTime\":\"2026-11-22T14:20:06.200Z\"}");
    assertThat(json(Events.filled(TRADES, GapFilled.By.BARS, Gap.UNKNOWN)))
        .contains("\"by\":\"bars\",\"receiveTime\"");
    assertThat(json(Events.filled(TRADES, GapFilled.By.STREAM, 0)))
        .contains("\"by\":\"stream\",\"found\":0,");
  }

  @Test
  void writesAMissedTradeAsATradeThatIsMarked() {
    String trade = json(Events.trade(41, null));
    assertThat(json(new RepairedTrade(Events.trade(41, null))))
        .isEqualTo(trade.substring(0, trade.length() - 1) + ",\"repaired\":true}");
    assertThat(trade).doesNotContain("repaired");
  }

  @Test
  void writesAQuarantine() {
    assertThat(json(Events.quarantine(TRADES, Quarantine.State.HELD)))
        .isEqualTo(
            HEAD.formatted("quarantine")
                + "\"state\":\"held\",\"trades\":2,\"price\":\"91.5\",\"reference\":\"100\","
                + "\"reason\":\"8.5 % from \\\"100\\\"\","
                + "\"receiveTime\":\"2026-11-22T14:20:05.100Z\"}");
    assertThat(json(Events.quarantine(TRADES, Quarantine.State.RELEASED)))
        .contains("\"state\":\"released\"");
    assertThat(json(Events.quarantine(TRADES, Quarantine.State.REJECTED)))
        .contains("\"state\":\"rejected\"");
  }

  @Test
  void repairsAreEventsOfTheirOwnTypesForServerSentEvents() {
    assertThat(
            new String(
                encoder.encode(17, Events.filled(TRADES, GapFilled.By.STREAM, 1)).sse(), UTF_8))
        .startsWith("event: gap_filled\ndata: ");
    assertThat(
            new String(encoder.encode(18, new RepairedTrade(Events.trade(1, null))).sse(), UTF_8))
        .startsWith("event: trade\n");
  }

  @Test
  void saysThatAMessageIsSimulatedOrOld() {
    Encoder simulated = new Encoder(TRADES, "e1", true);
    assertThat(text(simulated.encode(17, Events.trade(1, null))))
        .contains("\"seq\":17,\"simulated\":true,\"id\":\"1\"");
    Encoded snapshot = simulated.snapshot(17, Events.trade(1, null));
    assertThat(snapshot.isSnapshot()).isTrue();
    assertThat(text(snapshot)).contains("\"seq\":17,\"simulated\":true,\"snapshot\":true,\"id\"");
  }

  @Test
  void makesAServerSentEventOnce() {
    Encoded message = encoder.encode(17, Events.trade(41, null));
    assertThat(new String(message.sse(), UTF_8))
        .isEqualTo("event: trade\ndata: " + text(message) + "\n\n");
    assertThat(message.sse()).isSameAs(message.sse());
  }

  private String json(MarketEvent event) {
    return text(encoder.encode(17, event));
  }

  private static String text(Encoded message) {
    return ProtocolSchema.checkedText(new String(message.json(), UTF_8));
  }
}
