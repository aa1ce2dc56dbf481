package io.barline.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.barline.exchange.Inbound;
import io.barline.market.Instrument;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinanceDecoderTest {
  private static final String TRADE =
      "{\"e\":\"trade\",\"E\":1795356000124,\"s\":\"BTCUSDT\",\"t\":5391284120,"
          + "\"p\":\"87250.01000000\",\"q\":\"0.00120000\",\"T\":1795356000123,\"m\":false}";
  private static final String KLINE =
      "{\"e\":\"kline\",\"E\":1795356001008,\"s\":\"ETHUSD_PERP\",\"k\":{\"t\":1795356000000,"
          + "\"T\":1795356059999,\"i\":\"1m\",\"o\":\"2\",\"c\":\"2\",\"h\":\"2\",\"l\":\"2\","
          + "\"v\":\"5\",\"n\":1,\"x\":false,\"q\":\"25\",\"V\":\"0\"}}";

  private final BinanceDecoder decoder = new BinanceDecoder(BinanceDecoderTest::find);

  private static @Nullable Instrument find(String symbol) {
    return switch (symbol) {
      case "BTCUSDT" -> Presumption.of("BTC/USDT").orElseThrow();
      case "ETHUSD_PERP" -> Presumption.of("ETH/USD:ETH").orElseThrow();
      default -> null;
    };
  }

  private List<Inbound> decode(String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    List<Inbound> said = new ArrayList<>();
    decoder.decode(bytes, 0, bytes.length, 1, said::add);
    return said;
  }

  private String refusal(String frame) {
    assertThat(decode(frame)).singleElement().isInstanceOf(Inbound.Unrecognized.class);
    return ((Inbound.Unrecognized) decode(frame).getFirst()).reason();
  }

  @Test
  void namesASymbolThatIsNotSubscribed() {
    assertThat(refusal(TRADE.replace("BTCUSDT", "DOGEUSDT")))
        .startsWith("symbol DOGEUSDT was not subscribed: {\"e\":\"trade\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"t\":5391284120 | \"t\":-5 | field t is negative",
        "\"t\":5391284120 | \"t\":\"x\" | a whole number is expected",
        "\"t\":5391284120 | \"u\":1 | field t is missing",
        "\"87250.01000000\" | \"cheap\" | a decimal number is expected",
        "\"T\":1795356000123 | \"T\":9300000000000 | field T is no time",
        "\"m\":false | \"m\":0 | true, false or null is expected",
        "\"m\":false} | \"m\":false | text ends too early",
        "\"m\":false} | \"m\":false}} | the end is expected"
      })
  void saysWhatIsWrong(String part, String instead, String reason) {
    assertThat(refusal(TRADE.replace(part, instead))).startsWith(reason + ": {\"e\":\"trade\"");
  }

  @ParameterizedTest
  @CsvSource({"btcusdt@trade", "btcusdt@x@y", "!trade@arr"})
  void takesASymbolThatItsStreamIsOf(String stream) {
    assertThat(decode(wrapped(stream))).singleElement().isInstanceOf(Inbound.Data.class);
  }

  @ParameterizedTest
  @CsvSource({"ethusdt@trade", "btcusdtx@trade", "btcusd@trade", "btcusdt", "@trade"})
  void refusesASymbolThatItsStreamIsNotOf(String stream) {
    assertThat(refusal(wrapped(stream)))
        .startsWith("stream " + stream + " tells of symbol BTCUSDT: {\"stream\"");
    assertThat(refusal("{\"data\":" + TRADE + ",\"stream\":\"" + stream + "\"}"))
        .startsWith("stream " + stream + " tells of symbol BTCUSDT");
  }

  private static String wrapped(String stream) {
    return "{\"stream\":\"" + stream + "\",\"data\":" + TRADE + "}";
  }

  @Test
  void refusesAnAggregateThatEndsBeforeItBegins() {
    String aggregate = TRADE.replace("\"e\":\"trade\"", "\"e\":\"aggTrade\",\"a\":1,\"f\":5");
    assertThat(refusal(aggregate.replace("\"m\"", "\"l\":4,\"m\"")))
        .startsWith("field l is before f");
  }

  @Test
  void refusesABarThatIsNone() {
    String kline = KLINE.replace("ETHUSD_PERP", "BTCUSDT");
    assertThat(decode(kline)).singleElement().isInstanceOf(Inbound.Data.class);
    assertThat(refusal(kline.replace("\"l\":\"2\"", "\"l\":\"3\"")))
        .startsWith("open and close must lie between low and high: o=2 h=2 l=3 c=2");
    assertThat(refusal(kline.replace("\"1m\"", "\"7m\""))).startsWith("field i is no interval");
  }

  @Test
  void makesNoValueUpWhereTheContractSizeIsNotKnown() {
    assertThat(refusal(KLINE)).startsWith("the contract size of ETH/USD:ETH is not known yet");
  }

  @Test
  void refusesAnEmptyEventOfAStreamThatItKnows() {
    assertThat(refusal("{\"stream\":\"btcusdt@trade\",\"data\":{}}"))
        .startsWith("neither an event nor a reply");
    assertThat(refusal("{\"stream\":\"btcusdt@kline_1m\",\"data\":null}"))
        .startsWith("neither an event nor a reply");
  }

  @Test
  void refusesRepliesToNobody() {
    assertThat(refusal("{\"result\":null,\"id\":null}"))
        .startsWith("a reply to no request of ours");
    assertThat(refusal("{\"id\":4}")).startsWith("a reply to no request of ours");
  }

  @Test
  void readsARefusalWithoutAnIdOrMessage() {
    assertThat(decode("{\"error\":{\"code\":-1121},\"id\":null}"))
        .containsExactly(new Inbound.Rejected(Inbound.NO_REQUEST, "-1121", "", true));
    assertThat(decode("{\"error\":\"over\\nloaded\",\"id\":3}"))
        .containsExactly(new Inbound.Rejected(3, "", "over loaded", false));
  }

  /** A trade is 64 bytes, each of its decimals 32, and the envelope 16. */
  @Test
  void allocatesNothingBesideTheTrade() {
    byte[] frame =
        ("{\"stream\":\"btcusdt@trade\",\"data\":" + TRADE + "}").getBytes(StandardCharsets.UTF_8);
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
