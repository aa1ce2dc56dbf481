package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.feed.CatalogueServer;
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

class CataloguePatternsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final CatalogueServer server = new CatalogueServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Matching match(String pattern) throws InterruptedException {
    try (var catalogues = server.loadedOnce(CLOCK)) {
      return new CatalogueTopicResolver(catalogues, Map.of()).match(pattern);
    }
  }

  private List<String> topics(String pattern) throws InterruptedException {
    Matching matching = match(pattern);
    assertThat(matching).isInstanceOf(Matching.Found.class);
    return ((Matching.Found) matching).topics().stream().map(Object::toString).toList();
  }

  @Test
  void findsWhatIsListedAndHasTheChannelByName() throws Exception {
    assertThat(topics("plain:trades:*/USDT"))
        .containsExactly("plain:trades:BTC/USDT", "plain:trades:ETH/USDT");
    assertThat(topics("*:bars.1m:BTC*"))
        .containsExactly("plain:bars.1m:BTC/USDT", "plain:bars.1m:BTC/USDT:USDT");
    assertThat(topics("plain:quotes:*")) // of which the linear segment has none
        .containsExactly("plain:quotes:BTC/USDT", "plain:quotes:ETH/USDT");
    assertThat(topics("plain:trades:X*")).isEmpty();
  }

  @Test
  void withoutAListNothingMatchesYet() throws Exception {
    server.answer("spot", 500, "");
    server.answer("linear", 500, "");
    assertThat(topics("plain:trades:*")).isEmpty();
  }

  @Test
  void whatIsListedLaterMatchesAndIsAnotherGeneration() throws Exception {
    try (var catalogues = server.loadedOnce(CLOCK)) {
      TopicResolver resolver = new CatalogueTopicResolver(catalogues, Map.of());
      long before = resolver.generation();
      assertThat(((Matching.Found) resolver.match("plain:trades:*/USDT")).topics()).hasSize(2);
      server.reload(catalogues, "spot");
      assertThat(resolver.generation()).as("the same list").isEqualTo(before);
      server.symbols("spot", "BTC/USDT", "NEW/USDT");
      server.reload(catalogues, "spot");
      assertThat(resolver.generation()).isNotEqualTo(before);
      assertThat(((Matching.Found) resolver.match("plain:trades:*/USDT")).topics())
          .extracting(Object::toString)
          .containsExactly("plain:trades:BTC/USDT", "plain:trades:NEW/USDT");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain:*:BTC/USDT, UNKNOWN_CHANNEL, a * may stand in the exchange and in the symbol",
    "plain:candles:*, UNKNOWN_CHANNEL, known: trades",
    "plain:bars.7m:*, UNKNOWN_INTERVAL, unknown interval \"7m\"",
    "oth*:trades:*, UNKNOWN_EXCHANGE, no exchange matches \"oth*\"; known: plain",
    "plain:quotes:*:USDT, UNSUPPORTED_CHANNEL, quotes is offered of nothing that matches",
    "plain:trades, BAD_TOPIC, <exchange>:<channel>:<symbol>"
  })
  void saysWhatIsWrong(String pattern, ErrorCode code, String sentence) throws Exception {
    Matching matching = match(pattern);
    assertThat(matching).isInstanceOf(Matching.Refused.class);
    Resolution.Refused why = ((Matching.Refused) matching).why();
    assertThat(why.code()).isEqualTo(code);
    assertThat(why.answer(pattern).sentence()).contains(sentence);
  }

  @Test
  void isNoSingleTopic() throws Exception {
    try (var catalogues = server.loadedOnce(CLOCK)) {
      Resolution resolution =
          new CatalogueTopicResolver(catalogues, Map.of()).resolve("plain:trades:*");
      assertThat(resolution).isInstanceOf(Resolution.Refused.class);
      assertThat(((Resolution.Refused) resolution).sentence())
          .isEqualTo("\"plain:trades:*\" stands for several topics: here it must be one");
    }
  }
}
