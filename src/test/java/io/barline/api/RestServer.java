package io.barline.api;

import io.barline.access.AccessConfiguration;
import io.barline.history.HistorySettings;
import io.barline.history.RecentBars;
import io.barline.hub.Hub;
import io.barline.hub.TopicReport;
import io.barline.hub.Variant;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.quality.GapLedger;
import io.barline.subscription.FakeDemand;
import io.barline.subscription.FakeExchange;
import io.barline.subscription.StandingSubscriptions;
import io.barline.subscription.SubscriptionSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The REST resources over fakes: what stands is live, and nothing else. */
@EnableAutoConfiguration
@EnableConfigurationProperties(ApiSettings.class)
@ComponentScan(basePackageClasses = RestServer.class)
@Import(AccessConfiguration.class)
class RestServer {
  static final int MAX_STANDING = 3;

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);

  @Bean
  Clock clock() {
    return CLOCK;
  }

  @Bean
  Hub hub() {
    return new Hub(false, CLOCK);
  }

  @Bean
  FakeExchange fakeExchange() {
    return new FakeExchange();
  }

  @Bean
  FakeDemand fakeDemand() {
    return new FakeDemand();
  }

  @Bean
  StandingSubscriptions standingSubscriptions(FakeExchange resolver, FakeDemand demand) {
    return new StandingSubscriptions(
        resolver,
        demand,
        new SubscriptionSettings(Duration.ofSeconds(30), MAX_STANDING, MAX_STANDING, 1_000),
        owner -> owner,
        CLOCK);
  }

  @Bean
  RecentBars recentBars() {
    return new RecentBars(new HistorySettings(1_000, 10_000));
  }

  @Bean
  GapLedger gapLedger() {
    return new GapLedger(100);
  }

  @Bean
  Supplier<List<TopicReport>> topicReports(FakeDemand demand) {
    return () -> demand.open().keySet().stream().map(RestServer::report).toList();
  }

  private static TopicReport report(Topic topic) {
    return new TopicReport(
        topic, Variant.PLAIN, "e1", 7, 2, FeedStatus.State.LIVE, 1_795_357_200_123_000_000L);
  }

  @Bean
  Provenance provenance(Environment environment) {
    return new Provenance(environment.getProperty("simulated", Boolean.class, false));
  }
}
