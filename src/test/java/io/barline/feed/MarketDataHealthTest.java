package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.barline.exchange.Roster;
import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class MarketDataHealthTest implements FeedListener {
  private static final FeedSettings SETTINGS = PlainExchange.SETTINGS;
  private static final Duration CONNECTING = SETTINGS.connectTimeout().plus(SETTINGS.ackTimeout());

  private final TestLane time = new TestLane();
  private final CatalogueServer server = new CatalogueServer();
  private final Catalogues catalogues =
      new Catalogues(
          Roster.of(List.of(server.exchange())),
          new RestInterfaces(SETTINGS, time.clock()),
          SETTINGS,
          time.clock(),
          new Random(1));
  private final FakeLinks links = new FakeLinks();
  private final Feed feed =
      new Feed(
          "plain:only#1",
          new PlainExchange(),
          PlainExchange.ROUTE,
          time.lane,
          SETTINGS,
          links,
          _ -> null,
          new AddressBudget(new TokenBucket(10, Duration.ofMinutes(1)), null, new Bans()),
          new Random(1),
          this);
  private List<FreshnessReport> silences = List.of();
  private List<TroubleReport> troubles = List.of();
  private final MarketDataHealth health =
      new MarketDataHealth(
          () -> List.of(feed.report(time.lane.now())),
          () -> silences,
          () -> troubles,
          catalogues,
          SETTINGS,
          time.clock(),
          false);

  @Override
  public void data(Feed feed, MarketEvent event) {}

  @Override
  public void closing(Feed feed, String reason) {}

  @Override
  public void changed(Feed feed, String name, Change change) {}

  @Override
  public boolean barred(Feed feed, String name, String reason, boolean terminal) {
    return false;
  }

  @Override
  public void idle(Feed feed) {}

  @AfterEach
  void close() {
    catalogues.close();
    server.close();
  }

  private Status status() {
    return health.health().getStatus();
  }

  private void loadAll() throws InterruptedException {
    catalogues.load("plain", "spot");
    catalogues.load("plain", "linear");
  }

  @Test
  void isDegradedWhenACatalogueLoadsForLongerThanItMay() throws Exception {
    catalogues.load("plain", "spot");
    time.pass(SETTINGS.catalogueTimeout());
    assertThat(status()).isEqualTo(Status.UP);
    time.pass(Duration.ofMillis(10));
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    catalogues.load("plain", "linear");
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void isDegradedWhileTheListOfASegmentFailsAndSaysWhich() throws Exception {
    loadAll();
    assertThat(status()).isEqualTo(Status.UP);
    server.refuse("linear", 451, "");
    catalogues.load("plain", "linear");
    Health told = health.health();
    assertThat(told.getStatus()).isEqualTo(MarketDataHealth.DEGRADED);
    assertThat(told.getDetails().get("catalogues"))
        .asInstanceOf(MAP)
        .extractingByKey("plain", MAP)
        .containsEntry("state", "failed")
        .containsEntry("instruments", 3)
        .extractingByKey("segments", MAP)
        .containsEntry("spot", Map.of("state", "loaded", "instruments", 2))
        .extractingByKey("linear", MAP)
        .containsEntry("state", "failed")
        .containsEntry("instruments", 1)
        .containsEntry("nextRetry", "2026-11-22T12:05:00.000Z")
        .hasEntrySatisfying(
            "lastError", error -> assertThat((String) error).endsWith("answered 451"));
  }

  @Test
  void isDegradedWhenAFeedDoesNotBecomeLive() throws Exception {
    loadAll();
    feed.add("a");
    time.pass(CONNECTING);
    assertThat(status()).isEqualTo(Status.UP);
    time.pass(Duration.ofMillis(10));
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    links.opened.getLast().listener.opened();
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    links.opened.getLast().receive("ok 1");
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void isDegradedFromALossUntilItIsLiveAgain() throws Exception {
    loadAll();
    feed.add("a");
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("ok 1");
    links.opened.getLast().close("lost");
    time.pass(Duration.ofSeconds(1));
    assertThat(feed.report(time.lane.now()).state()).isEqualTo(FeedState.CONNECTING);
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    links.opened.getLast().listener.opened();
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    links.opened.getLast().receive("ok 2");
    assertThat(status()).isEqualTo(Status.UP);
    feed.add("b");
    assertThat(feed.report(time.lane.now()).state()).isEqualTo(FeedState.SUBSCRIBING);
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void staysDegradedWhileAttemptAfterAttemptFails() throws Exception {
    loadAll();
    feed.add("a");
    time.pass(CONNECTING);
    links.opened.getLast().close("refused");
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    time.pass(Duration.ofSeconds(1));
    assertThat(feed.report(time.lane.now()).state()).isEqualTo(FeedState.CONNECTING);
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
  }

  @Test
  void isDegradedWhileSomethingIsWithheldAndNamesIt() throws Exception {
    loadAll();
    feed.add("a");
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("ok 1");
    silent(FeedStatus.State.QUIET, false);
    assertThat(status()).isEqualTo(Status.UP);
    silent(FeedStatus.State.RECOVERING, true);
    assertThat(status()).isEqualTo(MarketDataHealth.DEGRADED);
    silent(FeedStatus.State.STALE, true);
    Health told = health.health();
    assertThat(told.getStatus()).isEqualTo(MarketDataHealth.DEGRADED);
    assertThat(told.getDetails().get("feeds"))
        .asInstanceOf(MAP)
        .extractingByKey("plain:only#1", MAP)
        .extractingByKey("silent", MAP)
        .containsEntry("stale", 1)
        .containsEntry(
            "streams",
            List.of(
                Map.of(
                    "stream",
                    "plain:trades:BTC/USDT",
                    "state",
                    "stale",
                    "silenceMs",
                    7_200L,
                    "reason",
                    "why")));
  }

  @Test
  void whatNothingServesForAWhileIsNamedAndNotTooMuchOfIt() {
    feed.add("BTCUSDT");
    links.opened.getLast().listener.opened();
    links.opened.getLast().receive("ok 1");
    FreshnessReport.Stream stream =
        new FreshnessReport.Stream("plain:trades:X/USDT", FeedStatus.State.FAILED, -1, "no room");
    troubles =
        List.of(
            new TroubleReport(30, Collections.nCopies(20, stream)),
            new TroubleReport(1, List.of(stream)));
    assertThat(health.health().getStatus()).isEqualTo(MarketDataHealth.DEGRADED);
    assertThat(health.health().getDetails().get("troubled"))
        .isEqualTo(
            Map.of(
                "count",
                31,
                "streams",
                Collections.nCopies(
                    20,
                    Map.of(
                        "stream", "plain:trades:X/USDT", "state", "failed", "reason", "no room"))));
    troubles = List.of();
    assertThat(health.health().getDetails()).doesNotContainKey("troubled");
  }

  private void silent(FeedStatus.State state, boolean withheld) {
    silences =
        List.of(
            new FreshnessReport(
                "plain:only#1",
                state == FeedStatus.State.QUIET ? 1 : 0,
                state == FeedStatus.State.STALE ? 1 : 0,
                state == FeedStatus.State.RECOVERING ? 1 : 0,
                withheld,
                List.of(new FreshnessReport.Stream("plain:trades:BTC/USDT", state, 7_200, "why"))));
  }

  @Test
  void leavesOutWhatNobodyHasAskedFor() {
    try (Catalogues lazy =
        new Catalogues(
            Roster.of(List.of(server.onDemand())),
            new RestInterfaces(SETTINGS, time.clock()),
            SETTINGS,
            time.clock(),
            new Random(1))) {
      MarketDataHealth own =
          new MarketDataHealth(List::of, List::of, List::of, lazy, SETTINGS, time.clock(), false);
      time.pass(SETTINGS.catalogueTimeout().plusSeconds(1));
      assertThat(own.health().getStatus()).isEqualTo(Status.UP);
      assertThat(own.health().getDetails().get("catalogues")).isEqualTo(Map.of());
    }
  }
}
