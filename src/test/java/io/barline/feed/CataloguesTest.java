package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
import io.barline.feed.CatalogueReport.State;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class CataloguesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final FeedSettings SETTINGS = PlainExchange.SETTINGS;
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final CatalogueServer server = new CatalogueServer();
  private final Catalogues catalogues = catalogues(SETTINGS);

  @AfterEach
  void close() {
    catalogues.close();
    server.close();
  }

  private static FeedSettings settings(
      Duration backoff, Duration timeout, Duration refresh, DataSize maxSize) {
    return new FeedSettings(
        backoff,
        backoff,
        SETTINGS.stableAfter(),
        SETTINGS.connectTimeout(),
        SETTINGS.ackTimeout(),
        SETTINGS.refusedRetry(),
        SETTINGS.maxFrame(),
        SETTINGS.clockTick(),
        timeout,
        refresh,
        maxSize,
        SETTINGS.handoverGrace(),
        SETTINGS.packAfter());
  }

  private Catalogues catalogues(FeedSettings settings) {
    List<Exchange> exchanges = List.of(server.exchange());
    return new Catalogues(
        Roster.of(exchanges), new RestInterfaces(settings, CLOCK), settings, CLOCK, new Random(1));
  }

  private Duration load(String segment) throws InterruptedException {
    return catalogues.load("plain", segment);
  }

  private void loadAll() throws InterruptedException {
    load("spot");
    load("linear");
  }

  private CatalogueReport report() {
    return catalogues.report("plain");
  }

  private static void assertBetween(Duration wait, long seconds) {
    assertThat(wait)
        .isBetween(Duration.ofSeconds(seconds).dividedBy(2), Duration.ofSeconds(seconds));
  }

  @Test
  void findsByEveryNameOnceLoaded() throws Exception {
    assertThat(load("spot")).isEqualTo(SETTINGS.catalogueRefresh());
    assertThat(report().state()).isEqualTo(State.LOADING);
    load("linear");
    long now = UtcNanos.now(CLOCK);
    long next = now + SETTINGS.catalogueRefresh().toNanos();
    assertThat(report())
        .isEqualTo(
            new CatalogueReport(
                State.LOADED,
                3,
                next,
                null,
                List.of(
                    new CatalogueReport.SegmentReport("spot", State.LOADED, now, 2, next, null),
                    new CatalogueReport.SegmentReport(
                        "linear", State.LOADED, now, 1, next, null))));
    Instrument btc = PlainExchange.instrument("BTC/USDT");
    assertThat(catalogues.find("plain", "BTCUSDT")).contains(btc);
    assertThat(catalogues.find("plain", "BTC/USDT:USDT")).isPresent();
    assertThat(catalogues.find("plain", "NONE/USDT")).isEmpty();
    assertThat(catalogues.isOffered(btc, new Channel.Quotes())).isTrue();
    assertThat(
            catalogues.isOffered(PlainExchange.instrument("BTC/USDT:USDT"), new Channel.Quotes()))
        .isFalse();
  }

  @Test
  void presumesWhatTheFormTellsWhileNothingIsLoaded() {
    assertThat(report().state()).isEqualTo(State.LOADING);
    assertThat(catalogues.of("plain")).isNull();
    assertThat(catalogues.find("plain", "NONE/USDT")).isPresent();
    assertThat(catalogues.find("plain", "BTCUSDT")).isEmpty();
  }

  @Test
  void presumesOnlyIntoSegmentsThatAreNotLoaded() throws Exception {
    server.answer("linear", 500, "");
    loadAll();
    assertThat(catalogues.lookUp("plain", "NONE/USDT")).isEqualTo(new Lookup.Unknown());
    assertThat(catalogues.find("plain", "NONE/USDT:USDT")).isPresent();
    assertThat(catalogues.lookUp("plain", "NONEUSDT"))
        .isEqualTo(new Lookup.Missing(List.of("linear")));
  }

  @Test
  void aNativeNameIsNotTakenForALaterSegmentsWhileAnEarlierOneIsMissing() throws Exception {
    load("linear");
    assertThat(catalogues.lookUp("plain", "BTCUSDT"))
        .isEqualTo(new Lookup.Missing(List.of("spot")));
    assertThat(catalogues.find("plain", "btc/usdt:usdt")).isPresent();
    load("spot");
    assertThat(catalogues.find("plain", "BTCUSDT").orElseThrow().segment()).isEqualTo("spot");
  }

  @Test
  void waitsLongerAfterEachFailureAndBeginsAnewAfterASuccess() throws Exception {
    server.answer("spot", 500, "");
    assertBetween(load("spot"), 1);
    assertBetween(load("spot"), 2);
    assertBetween(load("spot"), 4);
    assertThat(report().state()).isEqualTo(State.FAILED);
    server.symbols("spot", "BTC/USDT");
    assertThat(load("spot")).isEqualTo(SETTINGS.catalogueRefresh());
    assertThat(report().lastError()).isNull();
    server.answer("spot", 500, "");
    assertBetween(load("spot"), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 30, 30",
    "429, soon, 5",
    "503, 30, 30",
    "418, 30, 30",
    "418, '', 300",
    "418, 7200, 7200",
    "418, 999999999, 259200",
    "403, '', 300",
    "451, '', 300"
  })
  void waitsAsLongAsARefusalAsksFor(int status, String retryAfter, long seconds) throws Exception {
    server.refuse("spot", status, retryAfter);
    assertThat(load("spot")).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(report().nextLoad())
        .isEqualTo(UtcNanos.now(CLOCK) + Duration.ofSeconds(seconds).toNanos());
  }

  @ParameterizedTest
  @CsvSource({"503, 0", "503, soon", "503, 99999999999", "500, 30"})
  void otherwiseTheBackoffDecides(int status, String retryAfter) throws Exception {
    server.refuse("spot", status, retryAfter);
    assertBetween(load("spot"), 1);
  }

  @Test
  void theEarlierListStaysWhileTheNextCannotBeHad() throws Exception {
    loadAll();
    server.answer("spot", 503, "");
    server.answer("linear", 200, "?");
    loadAll();
    assertThat(report().state()).isEqualTo(State.FAILED);
    assertThat(report().instruments()).isEqualTo(3);
    assertThat(report().lastError()).contains("spot: ", "linear: ", "not a catalogue");
    assertThat(catalogues.find("plain", "ETHUSDT")).isPresent();
    server.symbols("spot", "SOL/USDT");
    loadAll();
    assertThat(catalogues.find("plain", "SOLUSDT")).isPresent();
    assertThat(catalogues.find("plain", "BTC/USDT:USDT")).isPresent();
    assertThat(catalogues.find("plain", "ETH/USDT")).isEmpty();
  }

  @Test
  void anEmptyListIsAFailure() throws Exception {
    server.symbols("linear");
    loadAll();
    assertThat(report().lastError()).isEqualTo("linear: the list is empty");
    server.symbols("spot");
    assertBetween(load("spot"), 1);
    assertThat(report().instruments()).isEqualTo(2);
    assertThat(catalogues.find("plain", "ETHUSDT")).isPresent();
  }

  @Test
  void aSegmentThatFailsDoesNotTakeTheOthersDown() throws Exception {
    server.answer("spot", 500, "");
    loadAll();
    assertThat(report().state()).isEqualTo(State.FAILED);
    assertThat(report().instruments()).isEqualTo(1);
    assertThat(report().lastError()).startsWith("spot: ").endsWith("/spot answered 500");
    assertThat(catalogues.find("plain", "BTC/USDT:USDT").orElseThrow().presumed()).isFalse();
  }

  @Test
  @Timeout(30)
  void aBodyThatStallsEndsWithTheTimeout() throws Exception {
    server.stall("spot");
    try (Catalogues hasty =
        catalogues(settings(SOON, Duration.ofMillis(200), SOON, DataSize.ofMegabytes(1)))) {
      hasty.load("plain", "spot");
      assertThat(hasty.report("plain").lastError()).endsWith("no whole answer within PT0.2S");
    }
  }

  @Test
  void aBodyLargerThanAllowedIsAFailure() throws Exception {
    try (Catalogues small =
        catalogues(settings(SOON, Duration.ofSeconds(30), SOON, DataSize.ofBytes(16)))) {
      small.load("plain", "spot");
      small.load("plain", "linear");
      assertThat(small.report("plain").lastError()).startsWith("spot: ").contains("capacity: 16");
      assertThat(small.report("plain").instruments()).isEqualTo(1);
    }
  }

  @Test
  void onlyTheSegmentThatFailedIsFetchedAgain() throws Exception {
    server.answer("linear", 500, "");
    try (Catalogues started =
        catalogues(settings(SOON, Duration.ofSeconds(30), DAY, DataSize.ofMegabytes(1)))) {
      started.start();
      server.awaitRequests("spot", 1);
      server.awaitRequests("linear", 20);
      assertThat(server.takeRequests("spot")).isZero();
    }
  }

  @Test
  void keepsAskingByItself() throws Exception {
    server.answer("spot", 500, "");
    try (Catalogues started =
        catalogues(settings(SOON, Duration.ofSeconds(30), SOON, DataSize.ofMegabytes(1)))) {
      started.start();
      server.awaitRequests("spot", 2); // the second begins when the first was read
      assertThat(started.report("plain").state()).isEqualTo(State.FAILED);
      server.symbols("spot", "BTC/USDT");
      server.takeRequests("spot");
      server.awaitRequests("spot", 3); // the first of them may still have been answered as before
      server.awaitRequests("linear", 2);
      assertThat(started.report("plain").state()).isEqualTo(State.LOADED);
    }
  }

  private Catalogues of(Roster roster) {
    return new Catalogues(
        roster, new RestInterfaces(SETTINGS, CLOCK), SETTINGS, CLOCK, new Random(1));
  }

  @Test
  @Timeout(60)
  void whatIsOnDemandIsFetchedWhenItIsFirstLookedFor() throws Exception {
    try (Catalogues lazy = of(Roster.of(List.of(server.onDemand())))) {
      lazy.start();
      assertThat(lazy.exchanges()).containsExactly("plain");
      assertThat(lazy.isWanted("plain")).isFalse();
      assertThat(lazy.report("plain")).isEqualTo(CatalogueReport.unasked());
      assertThat(lazy.report("plain").state().code()).isEqualTo("on_demand");
      assertThat(lazy.of("plain")).isNull();
      assertThat(lazy.offers("plain")).hasSize(2);
      assertThat(server.takeRequests("spot")).isZero();
      assertThat(lazy.find("plain", "BTC/USDT")).isPresent();
      assertThat(lazy.isWanted("plain")).isTrue();
      server.awaitRequests("spot", 1);
      server.awaitRequests("linear", 1);
      lazy.want("plain");
      assertThat(lazy.report("plain").state()).isNotEqualTo(State.ON_DEMAND);
      assertThat(server.takeRequests("spot")).isZero();
    }
  }

  @Test
  @Timeout(60)
  void whatWasLookedForBeforeTheStartIsFetchedThenAndOnce() throws Exception {
    try (Catalogues lazy = of(Roster.of(List.of(server.onDemand())))) {
      lazy.want("plain");
      assertThat(server.takeRequests("spot")).isZero();
      lazy.start();
      server.awaitRequests("spot", 1);
      server.awaitRequests("linear", 1);
      assertThat(server.takeRequests("spot")).isZero();
    }
  }

  @Test
  @Timeout(60)
  void anExchangeThatComesWhileItRunsIsFetchedToo() throws Exception {
    Roster roster = Roster.of(List.of());
    try (Catalogues late = of(roster)) {
      late.start();
      assertThat(late.exchanges()).isEmpty();
      roster.put(List.of(server.exchange()));
      assertThat(late.exchanges()).containsExactly("plain");
      assertThat(late.report("plain").state()).isEqualTo(State.LOADING);
      server.awaitRequests("spot", 1);
      server.awaitRequests("linear", 1);
    }
  }
}
