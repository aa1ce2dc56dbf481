package io.barline;

import io.barline.access.Access;
import io.barline.access.Neighbourhood;
import io.barline.api.Provenance;
import io.barline.exchange.Roster;
import io.barline.feed.Catalogues;
import io.barline.feed.Feeds;
import io.barline.hub.Hub;
import io.barline.hub.TopicReport;
import io.barline.subscription.CatalogueTopicResolver;
import io.barline.subscription.CountedDemand;
import io.barline.subscription.FeedExchanges;
import io.barline.subscription.StandingSubscriptions;
import io.barline.subscription.SubscriptionSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.unit.DataSize;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** From the hub to the clients. */
@Configuration(proxyBeanMethods = false)
class ClientConfiguration {
  /**
   * The threads and sockets of the gateway.
   *
   * @param eventLoops how many event loops serve clients; 0 takes one for each processor
   * @param feedLoops how many event loops serve exchanges, so that no client delays these; 0 takes
   *     one for every two processors
   * @param sendBuffer the operating system's send buffer of a client's socket: small enough that a
   *     slow client is seen soon
   * @param deadAfter how long a client may leave what was sent to it unacknowledged before its
   *     connection counts as dead; Linux only
   * @param sockets most sockets of all clients, whether or not they have asked for anything
   * @param socketsPerAddress most of them from one address, this machine's and trusted proxies'
   *     excepted
   */
  @ConfigurationProperties("barline.network")
  record Network(
      @DefaultValue("0") int eventLoops,
      @DefaultValue("0") int feedLoops,
      @DefaultValue("256KB") DataSize sendBuffer,
      @DefaultValue("60s") Duration deadAfter,
      @DefaultValue("22000") int sockets,
      @DefaultValue("10000") int socketsPerAddress) {
    Network {
      if (sockets < 1 || socketsPerAddress < 1) {
        throw new IllegalArgumentException(
            "barline.network.sockets and sockets-per-address must be at least 1: %d, %d"
                .formatted(sockets, socketsPerAddress));
      }
    }
  }

  @Bean(destroyMethod = "dispose")
  LoopResources clientLoops(Network network) {
    int processors = Runtime.getRuntime().availableProcessors();
    return loops("clients", network.eventLoops, processors);
  }

  @Bean(destroyMethod = "dispose")
  LoopResources feedLoops(Network network) {
    int processors = Runtime.getRuntime().availableProcessors();
    return loops("feeds", network.feedLoops, Math.max(1, processors / 2));
  }

  private static LoopResources loops(String name, int wanted, int usual) {
    return LoopResources.create(name, wanted > 0 ? wanted : usual, true);
  }

  @Bean
  ReactorResourceFactory reactorResourceFactory(@Qualifier("clientLoops") LoopResources loops) {
    ReactorResourceFactory factory = new ReactorResourceFactory();
    factory.setUseGlobalResources(false);
    factory.setLoopResources(loops);
    return factory;
  }

  @Bean
  Sockets sockets(Network network, Neighbourhood neighbourhood, MeterRegistry meters) {
    return new Sockets(network.sockets, network.socketsPerAddress, neighbourhood, meters);
  }

  @Bean
  NettyServerCustomizer boundedSockets(Network network, Sockets sockets) {
    return server -> {
      HttpServer bounded =
          server
              .doOnChannelInit((_, channel, remote) -> sockets.accepted(channel, remote))
              .childOption(ChannelOption.SO_SNDBUF, (int) network.sendBuffer.toBytes())
              .childOption(ChannelOption.TCP_NODELAY, true);
      return Epoll.isAvailable()
          ? bounded.childOption(
              EpollChannelOption.TCP_USER_TIMEOUT, (int) network.deadAfter.toMillis())
          : bounded;
    };
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService demandTimer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name("demand").daemon().factory());
  }

  @Bean
  CatalogueTopicResolver topicResolver(Catalogues catalogues, Roster roster) {
    return new CatalogueTopicResolver(catalogues, roster.off());
  }

  @Bean
  CountedDemand demand(
      Catalogues catalogues,
      Feeds feeds,
      ScheduledExecutorService demandTimer,
      SubscriptionSettings settings) {
    return new CountedDemand(catalogues, feeds, demandTimer, settings.linger());
  }

  @Bean
  FeedExchanges exchanges(Catalogues catalogues, Feeds feeds, Roster roster) {
    return new FeedExchanges(catalogues, feeds, roster.off());
  }

  @Bean
  StandingSubscriptions standingSubscriptions(
      CatalogueTopicResolver resolver,
      CountedDemand demand,
      SubscriptionSettings settings,
      Access access,
      ScheduledExecutorService demandTimer,
      Clock clock) {
    StandingSubscriptions subscriptions =
        new StandingSubscriptions(resolver, demand, settings, access::present, clock);
    var _ = demandTimer.scheduleWithFixedDelay(subscriptions::follow, 1, 1, TimeUnit.SECONDS);
    return subscriptions;
  }

  @Bean
  Provenance provenance(Hub hub) {
    return new Provenance(hub.isSimulated());
  }

  @Bean
  Supplier<List<TopicReport>> topicReports(Hub hub) {
    return hub::topics;
  }
}
