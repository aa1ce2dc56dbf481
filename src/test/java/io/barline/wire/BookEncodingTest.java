package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.ProtocolSchema;
import io.barline.market.Channel;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.market.Trade;
import org.junit.jupiter.api.Test;

/** Order books and tickers as clients get them. */
class BookEncodingTest {
  private static final Topic BOOK = Topic.of(Events.BTC, new Channel.Book(50));
  private static final String HEAD =
      "{\"type\":\"book\",\"topic\":\"binance:book.50:BTC/USDT\",\"epoch\":\"e1\",\"seq\":17,";

  private final Encoder encoder = new Encoder(BOOK, "e1", false);

  @Test
  void writesASnapshotTheBestLevelsFirst() {
    Encoded message = encoder.encode(17, 16, Events.snapshot(41, 0));
    assertThat(text(message))
        .isEqualTo(
            HEAD
                + "\"kind\":\"snapshot\",\"symbol\":\"BTC/USDT\",\"updateId\":41,"
                + "\"bids\":[[\"67123.4\",\"1.5\"],[\"67123\",\"2\"]],"
                + "\"asks\":[[\"67123.5\",\"0.001\"]],"
                + "\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(message.book()).isEqualTo(BookKind.SNAPSHOT);
  }

  @Test
  void aRepeatedSnapshotSaysThatItIs() {
    assertThat(text(encoder.snapshot(17, Events.snapshot(41, 0))))
        .startsWith(HEAD + "\"snapshot\":true,\"kind\":\"snapshot\",");
  }

  @Test
  void aDeltaNamesTheMessageThatItFollows() {
    Encoded message = encoder.encode(17, 15, Events.delta(Trade.NO_SEQUENCE));
    assertThat(text(message))
        .isEqualTo(
            HEAD
                + "\"kind\":\"delta\",\"prevSeq\":15,\"symbol\":\"BTC/USDT\","
                + "\"bids\":[[\"67123.4\",\"0\"]],\"asks\":[],"
                + "\"exchangeTime\":\"2026-11-22T14:20:01.000Z\","
                + "\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(message.book()).isEqualTo(BookKind.DELTA);
  }

  @Test
  void aResetSaysWhy() {
    Encoded message = encoder.encode(17, 16, Events.reset());
    assertThat(text(message))
        .isEqualTo(
            HEAD
                + "\"kind\":\"reset\",\"symbol\":\"BTC/USDT\","
                + "\"reason\":\"expected update 41, got \\\"43\\\"\","
                + "\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(message.book()).isEqualTo(BookKind.RESET);
  }

  @Test
  void writesOfATickerWhatIsKnown() {
    assertThat(fields(Events.ticker(true)))
        .isEqualTo(
            "\"last\":\"100\",\"open\":\"99\",\"high\":\"101\",\"low\":\"98.5\","
                + "\"volume\":\"1234.5\",\"quoteVolume\":\"123456.78\",\"bid\":\"99.9\","
                + "\"bidSize\":\"1\",\"ask\":\"100.1\",\"askSize\":\"2\",\"mark\":\"100.05\","
                + "\"index\":\"100.02\",\"fundingRate\":\"-0.0001\","
                + "\"nextFunding\":\"2026-11-22T16:00:00.000Z\",\"openInterest\":\"5000\","
                + "\"exchangeTime\":\"2026-11-22T14:20:01.000Z\","
                + "\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(fields(Events.ticker(false)))
        .isEqualTo("\"last\":\"100\",\"receiveTime\":\"2026-11-22T14:20:01.000001Z\"}");
    assertThat(encoder.encode(1, Events.ticker(true)).book()).isNull();
  }

  private String fields(MarketEvent event) {
    String text = text(encoder.encode(17, event));
    return text.substring(text.indexOf("\"seq\":17,") + 9);
  }

  private static String text(Encoded message) {
    return ProtocolSchema.checkedText(new String(message.json(), UTF_8));
  }
}
