package io.barline.exchange.bybit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.barline.exchange.Inbound;
import io.barline.exchange.NativeSymbols;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Ticker;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BybitDecoderTest {
  private static final String TRADE =
      "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1795356000126,\"data\":[{"
          + "\"T\":1795356000123,\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.012\",\"p\":\"87250.10\","
          + "\"i\":\"2290000000950703789\",\"seq\":1}]}";
  private static final String BOOK =
      "{\"type\":\"snapshot\",\"cts\":1795356000139,\"data\":{\"u\":7,\"a\":[[\"3\",\"1\"]],"
          + "\"b\":[[\"2\",\"1\",\"9\"]]},\"ts\":1795356000144,\"topic\":\"orderbook.50.BTCUSDT\"}";
  private static final String BAR =
      "{\"topic\":\"kline.5.BTCUSDT\",\"type\":\"snapshot\",\"data\":[{\"start\":1795356000000,"
          + "\"open\":\"2\",\"close\":\"2\",\"high\":\"2\",\"low\":\"2\",\"volume\":\"5\","
          + "\"turnover\":\"10\",\"confirm\":false,\"timestamp\":1795356000001}],\"ts\":1}";
  private static final String TICKER =
      "{\"topic\":\"tickers.%s\",\"type\":\"%s\",\"ts\":1795356000200,\"data\":{%s}}";

  /** Symbols as the feed holds them: names come, go, and then the version changes. */
  private static final class Names implements NativeSymbols {
    final Set<String> subscribed = new HashSet<>(Set.of("BTCUSDT", "BTCPERP"));
    int version;

    @Override
    public @Nullable Instrument find(String name) {
      Instrument instrument = name.equals("BTCPERP") ? BybitTest.USDC : BybitTest.LINEAR;
      return subscribed.contains(name) ? instrument : null;
    }

    @Override
    public int version() {
      return version;
    }
  }

  private final Names names = new Names();
  private final BybitDecoder decoder = new BybitDecoder(names);

  private List<Inbound> decode(String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    List<Inbound> said = new ArrayList<>();
    decoder.decode(bytes, 0, bytes.length, 1, said::add);
    return said;
  }

  private MarketEvent event(String frame) {
    List<Inbound> said = decode(frame);
    assertThat(said).singleElement().isInstanceOf(Inbound.Data.class);
    return ((Inbound.Data) said.getFirst()).event();
  }

  private String refusal(String frame) {
    assertThat(decode(frame)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    return ((Inbound.Unrecognized) decode(frame).getFirst()).reason();
  }

  private Ticker ticker(String type, String fields) {
    return (Ticker) event(TICKER.formatted("BTCUSDT", type, fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"T\":1795356000123 | \"T\":-5 | a time in milliseconds is expected",
        "\"T\":1795356000123 | \"T\":9300000000000 | a time in milliseconds is expected",
        "\"T\":1795356000123 | \"X\":1 | a trade has no time or no id",
        "\"i\":\"2290000000950703789\" | \"i\":\"\" | a trade has no time or no id",
        "\"Buy\" | \"Hold\" | a side is Buy or Sell",
        "\"p\":\"87250.10\" | \"q\":1 | field price is missing",
        "\"87250.10\" | \"cheap\" | a decimal number is expected",
        "BTCUSDT\",\"type | DOGEUSDT\",\"type | symbol DOGEUSDT was not subscribed",
        "\"data\" | \"date\" | field data is missing",
        "}]} | }] | text ends too early"
      })
  void saysWhatIsWrongWithATrade(String part, String instead, String reason) {
    assertThat(refusal(TRADE.replace(part, instead))).startsWith(reason + ": {\"topic\"");
  }

  @Test
  void refusesASymbolThatItsTopicIsNotOf() {
    String reason = "a topic of BTCUSDT tells of symbol BTCPERP: {";
    assertThat(refusal(TRADE.replace("\"s\":\"BTCUSDT\"", "\"s\":\"BTCPERP\""))).startsWith(reason);
    assertThat(refusal(BOOK.replace("\"data\":{", "\"data\":{\"s\":\"BTCPERP\",")))
        .startsWith(reason);
    String fields = "\"lastPrice\":\"1\",\"symbol\":\"%s\"";
    assertThat(refusal(TICKER.formatted("BTCUSDT", "snapshot", fields.formatted("BTCPERP"))))
        .startsWith(reason);
    assertThat(ticker("snapshot", fields.formatted("BTCUSDT")).last()).isEqualTo(Decimal.ONE);
  }

  @Test
  void countsNoTradeOfAMessageOfWhichOneMakesNoSense() {
    String bad = TRADE.replace("}]}", "},{\"T\":1795356000123,\"S\":\"Buy\",\"v\":\"1\"}]}");
    assertThat(decode(bad)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    assertThat(decode(TRADE)).singleElement().isInstanceOf(Inbound.Data.class);
  }

  @Test
  void readsABookWithItsFieldsInAnyOrder() {
    BookSnapshot book = (BookSnapshot) event(BOOK);
    assertThat(book.depth()).isEqualTo(50);
    assertThat(book.sequence()).isEqualTo(7);
    assertThat(book.exchangeTime()).isEqualTo(1_795_356_000_139_000_000L);
    assertThat(book.bids().getFirst().price()).isEqualTo(Decimal.parse("2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orderbook.50. | orderbook.rpi. | the topic names no depth",
        "orderbook.50. | orderbook. | the topic names no depth",
        "\"snapshot\" | \"patch\" | a type is snapshot or delta",
        "\"u\":7 | \"u\":-7 | a book has no update number, no bids or no asks",
        "\"a\" | \"z\" | a book has no update number, no bids or no asks",
        "[\"3\",\"1\"] | [\"3\"] | a level needs a price and a size",
      })
  void saysWhatIsWrongWithABook(String part, String instead, String reason) {
    String frame = BOOK.replace(part, instead);
    if (part.equals("orderbook.50.") && instead.equals("orderbook.")) {
      // Without a depth, the symbol stands in its place.
      assertThat(refusal(frame)).startsWith("symbol  was not subscribed");
      return;
    }
    assertThat(refusal(frame)).startsWith(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kline.5. | kline.7. | the topic names no interval",
        "kline.5. | kline.481. | the topic names no interval",
        "\"low\":\"2\" | \"low\":\"3\" | open and close must lie between low and high",
        "1795356000000 | 1795356060000 | a bar has no start, or one that is not aligned to 5m",
        "\"turnover\" | \"turn\" | field turnover is missing"
      })
  void saysWhatIsWrongWithABar(String part, String instead, String reason) {
    assertThat(event(BAR)).isNotNull();
    assertThat(refusal(BAR.replace(part, instead))).startsWith(reason);
  }

  @Test
  void mergesWhatChangedIntoATicker() {
    ticker("snapshot", "\"lastPrice\":\"5\",\"bid1Price\":\"4\",\"fundingRate\":\"0.1\"");
    Ticker changed = ticker("delta", "\"bid1Price\":\"4.5\",\"fundingRate\":\"\"");
    assertThat(changed.last()).isEqualTo(Decimal.parse("5"));
    assertThat(changed.bid()).isEqualTo(Decimal.parse("4.5"));
    assertThat(changed.fundingRate()).isNull();
    assertThat(ticker("snapshot", "\"lastPrice\":\"6\"").bid()).isNull();
  }

  @Test
  void aBrokenTickerChangesNothing() {
    ticker("snapshot", "\"lastPrice\":\"5\",\"bid1Price\":\"4\"");
    String broken = TICKER.formatted("BTCUSDT", "delta", "\"lastPrice\":\"9\",\"bid1Price\":\"x\"");
    assertThat(refusal(broken)).startsWith("a decimal number is expected");
    assertThat(ticker("delta", "\"bid1Price\":\"4.5\"").last()).isEqualTo(Decimal.parse("5"));
  }

  @Test
  void forgetsTickersThatAreNotSubscribedAnyMore() {
    ticker("snapshot", "\"lastPrice\":\"5\"");
    event(TICKER.formatted("BTCPERP", "snapshot", "\"lastPrice\":\"7\""));
    names.subscribed.remove("BTCPERP");
    names.version++;
    assertThat(ticker("delta", "\"bid1Price\":\"4\"").last()).isEqualTo(Decimal.parse("5"));
    names.subscribed.add("BTCPERP");
    assertThat(refusal(TICKER.formatted("BTCPERP", "delta", "\"bid1Price\":\"4\"")))
        .startsWith("a ticker changes that was never told");
  }

  @Test
  void readsRefusalsInEveryForm() {
    assertThat(
            decode("{\"success\":false,\"ret_msg\":\"Invalid topic: [a.B,c.D]\",\"req_id\":\"x\"}"))
        .containsExactly(
            new Inbound.Rejected(
                Inbound.NO_REQUEST, List.of("a.B", "c.D"), "", "Invalid topic: [a.B,c.D]", true));
    assertThat(decode("{\"success\":false,\"ret_msg\":\"over\\nloaded\",\"req_id\":\"3\"}"))
        .containsExactly(new Inbound.Rejected(3, "", "over loaded", false));
    assertThat(refusal("{\"success\":true,\"req_id\":\"theirs\",\"op\":\"subscribe\"}"))
        .startsWith("a reply to no request of ours");
    assertThat(decode("{\"op\":\"pong\",\"args\":[\"1795356000123\"]}"))
        .containsExactly(new Inbound.Heartbeat());
  }

  /** A trade is 64 bytes, each of its decimals 32, its envelope 16. */
  @Test
  void allocatesNothingBesideTheTrade() {
    byte[] frame = TRADE.getBytes(StandardCharsets.UTF_8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int frames = 20_000;
    long allocated = 0;
    for (int round = 0; round < 2; round++) { // the first one warms up
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < frames; i++) {
        decoder.decode(frame, 0, frame.length, i, _ -> {});
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated / frames).isLessThanOrEqualTo(160);
  }
}
