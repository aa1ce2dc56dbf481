package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

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

class CataloguesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final FeedSettings SETTINGS = PlainExchange.SETTINGS;

  private final CatalogueServer server = new CatalogueServer();
  private final Catalogues catalogues =
      new Catalogues(List.of(server.exchange()), SETTINGS, CLOCK, new Random(1));

  @AfterEach
  void close() {
    catalogues.close();
    server.close();
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
    assertThat(catalogues.load("plain")).isEqualTo(SETTINGS.catalogueRefresh());
    assertThat(report())
        .isEqualTo(
            new CatalogueReport(
                CatalogueReport.State.LOADED,
                3,
                UtcNanos.now(CLOCK) + SETTINGS.catalogueRefresh().toNanos(),
                null));
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
    assertThat(report().state()).isEqualTo(CatalogueReport.State.LOADING);
    assertThat(catalogues.of("plain")).isNull();
    assertThat(catalogues.find("plain", "NONE/USDT")).isPresent();
    assertThat(catalogues.find("plain", "BTCUSDT")).isEmpty();
  }

  @Test
  void waitsLongerAfterEachFailureAndBeginsAnewAfterASuccess() throws Exception {
    server.answer("spot", 500, "");
    assertBetween(catalogues.load("plain"), 1);
    assertBetween(catalogues.load("plain"), 2);
    assertBetween(catalogues.load("plain"), 4);
    assertThat(report().state()).isEqualTo(CatalogueReport.State.FAILED);
    server.symbols("spot", "BTC/USDT");
    assertThat(catalogues.load("plain")).isEqualTo(SETTINGS.catalogueRefresh());
    assertThat(report().lastError()).isNull();
    server.answer("spot", 500, "");
    assertBetween(catalogues.load("plain"), 1);
  }

  @Test
  void theEarlierListStaysWhileTheNextCannotBeHad() throws Exception {
    catalogues.load("plain");
    server.answer("spot", 503, "");
    server.answer("linear", 200, "?");
    catalogues.load("plain");
    assertThat(report().state()).isEqualTo(CatalogueReport.State.FAILED);
    assertThat(report().instruments()).isEqualTo(3);
    assertThat(report().lastError()).contains("linear", "not a catalogue");
    assertThat(catalogues.find("plain", "ETHUSDT")).isPresent();
    server.symbols("spot", "SOL/USDT");
    catalogues.load("plain");
    assertThat(catalogues.find("plain", "SOLUSDT")).isPresent();
    assertThat(catalogues.find("plain", "ETHUSDT")).isEmpty();
    assertThat(catalogues.find("plain", "BTC/USDT:USDT")).isPresent();
  }

  @Test
  void aSegmentThatFailsDoesNotTakeTheOthersDown() throws Exception {
    server.answer("spot", 500, "");
    catalogues.load("plain");
    assertThat(report().state()).isEqualTo(CatalogueReport.State.FAILED);
    assertThat(report().instruments()).isEqualTo(1);
    assertThat(report().lastError()).startsWith("spot: ").endsWith("/spot answered 500");
    assertThat(catalogues.find("plain", "BTC/USDT:USDT").orElseThrow().presumed()).isFalse();
  }

  @Test
  void keepsAskingByItself() throws Exception {
    Duration soon = Duration.ofMillis(1);
    FeedSettings impatient =
        new FeedSettings(
            soon,
            soon,
            SETTINGS.stableAfter(),
            SETTINGS.connectTimeout(),
            SETTINGS.ackTimeout(),
            SETTINGS.maxFrame(),
            SETTINGS.clockTick(),
            SETTINGS.catalogueTimeout(),
            soon);
    server.answer("spot", 500, "");
    try (Catalogues started =
        new Catalogues(List.of(server.exchange()), impatient, CLOCK, new Random(1))) {
      started.start();
      server.awaitRequests(6); // the third list begins when two were read
      assertThat(started.report("plain").state()).isEqualTo(CatalogueReport.State.FAILED);
      server.symbols("spot", "BTC/USDT");
      server.forgetRequests();
      server.awaitRequests(8); // the first of them may still have been answered as before
      assertThat(started.report("plain").state()).isEqualTo(CatalogueReport.State.LOADED);
    }
  }
}
