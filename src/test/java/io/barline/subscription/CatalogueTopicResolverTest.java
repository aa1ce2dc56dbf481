package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.CatalogueServer;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.wire.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTopicResolverTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final CatalogueServer server = new CatalogueServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Resolution resolve(String topic) throws InterruptedException {
    try (var catalogues = server.loadedOnce(CLOCK)) {
      CatalogueTopicResolver resolver =
          new CatalogueTopicResolver(catalogues, Map.of("alpaca", "it has no key"));
      Resolution resolution = resolver.resolve(topic);
      if (!(resolution instanceof Resolution.Refused refused)) {
        return resolution;
      }
      assertThat(refused.sentence()).doesNotContain("did you mean");
      return resolver.suggest(topic, refused);
    }
  }

  private Resolution.Refused refused(String topic) throws InterruptedException {
    Resolution resolution = resolve(topic);
    assertThat(resolution).isInstanceOf(Resolution.Refused.class);
    return (Resolution.Refused) resolution;
  }

  private Resolution.Resolved resolved(String topic) throws InterruptedException {
    Resolution resolution = resolve(topic);
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return (Resolution.Resolved) resolution;
  }

  @ParameterizedTest
  @CsvSource({
    "plain:trades:BTC/USDT",
    "plain:trades:BTCUSDT",
    "' plain:trades:BTC/USDT '",
    "'plain:trades: BTC/USDT'"
  })
  void makesOneTopicOfEveryWayToWriteIt(String text) throws Exception {
    assertThat(resolved(text).topic())
        .isEqualTo(new Topic("plain", new Channel.Trades(), "BTC/USDT"));
  }

  @Test
  void aSymbolMayHoldColons() throws Exception {
    assertThat(resolved("plain:bars.1m:BTC/USDT:USDT").instrument().segment()).isEqualTo("linear");
  }

  @ParameterizedTest
  @CsvSource({
    "'', BAD_TOPIC, is not a topic",
    "nonsense, BAD_TOPIC, <exchange>:<channel>:<symbol>",
    "plain:trades, BAD_TOPIC, is not a topic",
    "plain::BTC/USDT, BAD_TOPIC, is not a topic",
    "plain:trades:, BAD_TOPIC, is not a topic",
    "other:trades:BTC/USDT, UNKNOWN_EXCHANGE, known: plain",
    "alpaca:trades:AAPL, UNKNOWN_EXCHANGE, alpaca is not served: it has no key",
    "plain:candles:BTC/USDT, UNKNOWN_CHANNEL, 'known: trades, quotes'",
    "plain:bars.7m:BTC/USDT, UNKNOWN_INTERVAL, unknown interval \"7m\"",
    "plain:candles:BTC/USDT, UNKNOWN_CHANNEL, 'book.<depth>, bars.<interval>, ticker, status'",
    "plain:book:BTC/USDT, UNKNOWN_CHANNEL, '\"book\" has no depth that can be had: it must be"
        + " book.<depth>'",
    "plain:book.5001:BTC/USDT, UNKNOWN_CHANNEL, with 1 to 5000 levels a side",
    "plain:book.51:BTC/USDT, UNSUPPORTED_CHANNEL, plain offers books of BTC/USDT up to 50 levels a"
        + " side; asked for 51",
    "plain:book.5:BTC/USDT:USDT, UNSUPPORTED_CHANNEL, 'does not offer book.5 of BTC/USDT:USDT;"
        + " offered: trades, bars.<interval>, status'",
    "plain:ticker:BTC/USDT:USDT, UNSUPPORTED_CHANNEL, does not offer ticker",
    "plain:quotes:BTC/USDT:USDT, UNSUPPORTED_CHANNEL, does not offer quotes",
    "plain:trades:BTC/USDX, UNKNOWN_SYMBOL, did you mean BTC/USDT"
  })
  void saysWhatIsWrong(String text, ErrorCode code, String sentence) throws Exception {
    Resolution.Refused refused = refused(text);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.answer(text).sentence()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({"book.1", "book.50", "ticker", "quotes", "status"})
  void offersWhatTheExchangeStreams(String channel) throws Exception {
    assertThat(resolved("plain:" + channel + ":BTCUSDT").topic())
        .hasToString("plain:" + channel + ":BTC/USDT");
  }

  @Test
  void refusesToReadALongText() throws Exception {
    Resolution.Refused refused = refused("plain:trades:" + "X".repeat(200));
    assertThat(refused.code()).isEqualTo(ErrorCode.BAD_TOPIC);
    assertThat(refused.sentence())
        .isEqualTo("a topic has at most 200 characters; this one has 213");
  }

  @Test
  void suggestsWhatMayHaveBeenMeant() throws Exception {
    assertThat(refused("other:trades:BTC/USDT").suggestions()).containsExactly("plain");
    assertThat(refused("plain:bars.7m:BTC/USDT").suggestions()).contains("1m", "1M");
    assertThat(refused("plain:candles:BTC/USDT").suggestions()).contains("book.<depth>", "ticker");
    assertThat(refused("plain:book.1000:BTC/USDT").suggestions()).containsExactly("book.50");
    assertThat(refused("plain:trades:BTC/USDX").suggestions()).contains("BTC/USDT");
    assertThat(refused("plain:trades:ZZZZZZZZZZZZ").suggestions()).isEqualTo(List.of());
  }

  @Test
  void withoutTheCatalogueOnlyTheFormCanTell() throws Exception {
    server.answer("spot", 500, "");
    server.answer("linear", 500, "");
    assertThat(resolved("plain:trades:NEW/USDT").topic().symbol()).isEqualTo("NEW/USDT");
    Resolution.Refused refused = refused("plain:trades:NEWUSDT");
    assertThat(refused.code()).isEqualTo(ErrorCode.CATALOGUE_UNAVAILABLE);
    assertThat(refused.sentence()).contains("answered 500");
  }

  @Test
  void aTypoInALoadedSegmentIsUnknownWhileAnotherIsMissing() throws Exception {
    server.answer("linear", 500, "");
    Resolution.Refused refused = refused("plain:trades:BTD/USDT");
    assertThat(refused.code()).isEqualTo(ErrorCode.UNKNOWN_SYMBOL);
    assertThat(refused.suggestions()).contains("BTC/USDT");
    assertThat(resolved("plain:trades:NEW/USDT:USDT").instrument().segment()).isEqualTo("linear");
  }

  @Test
  void saysWhichSegmentIsMissing() throws Exception {
    server.answer("linear", 500, "");
    Resolution.Refused refused = refused("plain:trades:BTDUSDT");
    assertThat(refused.code()).isEqualTo(ErrorCode.CATALOGUE_UNAVAILABLE);
    assertThat(refused.sentence())
        .contains("of plain linear are not known (linear: ", "answered 500", "mean BTC/USDT");
  }
}
