package io.barline;

import io.barline.bar.BarSettings;
import io.barline.exchange.Roster;
import io.barline.feed.Catalogues;
import io.barline.feed.FeedSettings;
import io.barline.feed.Feeds;
import io.barline.feed.FrameLog;
import io.barline.feed.FreshSettings;
import io.barline.feed.MarketDataHealth;
import io.barline.feed.RestInterfaces;
import io.barline.history.HistorySettings;
import io.barline.history.RecentBars;
import io.barline.history.Repair;
import io.barline.history.RepairSettings;
import io.barline.hub.Hub;
import io.barline.hub.ReplaySettings;
import io.barline.pipeline.PipelineSettings;
import io.barline.quality.BreakerSettings;
import io.barline.quality.GapLedger;
import io.barline.quality.GapSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

/** From the exchanges to the hub. */
@Configuration(proxyBeanMethods = false)
class UpstreamConfiguration {
  /** For all event loops at once. */
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  /**
   * How bars are closed.
   *
   * @param grace how long after its end, by the exchange's clock, a window waits for its trades
   * @param lateLimit how late a trade may be to revise its bar
   * @param liveInterval how often the update of an open bar is sent at most; 0 sends one for each
   *     trade
   */
  @ConfigurationProperties("barline.bars")
  record Bars(
      @DefaultValue("500ms") Duration grace,
      @DefaultValue("60s") Duration lateLimit,
      @DefaultValue("250ms") Duration liveInterval) {}

  /**
   * What is accepted from an exchange.
   *
   * @param maxFuture how far ahead of the exchange's clock an event's time may lie
   * @param breaker when a trade is too far from the last price
   */
  @ConfigurationProperties("barline.quality")
  record Quality(@DefaultValue("1m") Duration maxFuture, @DefaultValue BreakerSettings breaker) {}

  @Bean
  Clock clock() {
    return new SteadyClock(Clock.systemUTC(), System::nanoTime);
  }

  @Bean
  Hub hub(
      ObjectProvider<Simulators> simulators,
      Clock clock,
      ReplaySettings replay,
      MeterRegistry meters) {
    Hub hub = new Hub(simulators.getIfAvailable() != null, clock, replay);
    hub.measure(meters);
    return hub;
  }

  @Bean
  RecentBars recentBars(HistorySettings settings) {
    return new RecentBars(settings);
  }

  @Bean(destroyMethod = "")
  RestInterfaces restInterfaces(
      FeedSettings settings, Clock clock, @Qualifier("feedLoops") LoopResources loops) {
    return new RestInterfaces(settings, clock, loops.onClient(true));
  }

  @Bean(destroyMethod = "")
  Catalogues catalogues(Roster roster, RestInterfaces rest, FeedSettings settings, Clock clock) {
    return new Catalogues(roster, rest, settings, clock, RANDOM);
  }

  @Bean
  GapLedger gapLedger(GapSettings settings) {
    return new GapLedger(settings);
  }

  @Bean(destroyMethod = "")
  Feeds feeds(
      Roster roster,
      RestInterfaces rest,
      Hub hub,
      @Qualifier("feedLoops") LoopResources loops,
      FeedSettings settings,
      FreshSettings fresh,
      Bars bars,
      Quality quality,
      RecentBars recentBars,
      GapLedger gaps,
      RepairSettings repairs,
      MeterRegistry meters,
      FrameLog frames,
      Clock clock) {
    return new Feeds(
        roster,
        rest,
        hub,
        loops.onClient(true),
        settings,
        fresh,
        new PipelineSettings(
            new BarSettings(bars.grace, bars.lateLimit, bars.liveInterval),
            quality.maxFuture,
            recentBars,
            gaps,
            quality.breaker),
        (exchange, segment, rest_, lane, pipelines, time) ->
            new Repair(
                    exchange.history(), rest_, segment.rest(), lane, pipelines::of, repairs, time)
                .countedBy(meters, exchange.id(), segment.id()),
        meters,
        clock,
        RANDOM,
        frames);
  }

  @Bean
  UpstreamLifecycle upstreamLifecycle(
      Catalogues catalogues, Feeds feeds, RestInterfaces rest, CcxtBridges bridges) {
    return new UpstreamLifecycle(catalogues, feeds, rest, bridges);
  }

  @Bean
  MarketDataHealth marketdataHealthIndicator(
      Feeds feeds, Catalogues catalogues, FeedSettings settings, Clock clock, Hub hub) {
    return new MarketDataHealth(feeds, catalogues, settings, clock, hub.isSimulated());
  }
}
