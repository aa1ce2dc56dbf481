package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.exchange.StreamName;
import io.barline.exchange.UpstreamChannel;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All that runs for one segment of an exchange: its connections and the pipelines of its
 * instruments, on one lane, so that an instrument has a single writer however many connections
 * carry it.
 */
final class SegmentFeeds implements Feed.Listener, NativeSymbols {
  private final Exchange exchange;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final TokenBucket attempts;
  private final RandomGenerator random;
  private final Pipeline.Shared shared;
  private final LatencyProbe latency;
  private final Map<String, Route> routes = new HashMap<>();
  private final Map<String, Subject> bySymbol = new HashMap<>();
  private final Map<String, Subject> byNativeSymbol = new HashMap<>();
  private final Map<StreamName, Upstream> upstreams = new HashMap<>();
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private int opened;
  private int letGo;
  private final AtomicLong pastReconnects = new AtomicLong();
  private final AtomicLong pastUnrecognized = new AtomicLong();

  SegmentFeeds(
      Exchange exchange,
      List<Route> routes,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      TokenBucket attempts,
      RandomGenerator random,
      Pipeline.Shared shared,
      LatencyProbe latency) {
    this.exchange = exchange;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.attempts = attempts;
    this.random = random;
    this.shared = shared;
    this.latency = latency;
    routes.forEach(route -> this.routes.put(route.id(), route));
  }

  /** Publishes the topic of {@code instrument} to {@code stream} and sees to it that data flows. */
  void want(Instrument instrument, Channel channel, Variant variant, TopicStream stream) {
    Subject subject =
        bySymbol.computeIfAbsent(
            instrument.symbol(), _ -> new Subject(new Pipeline(instrument, shared)));
    byNativeSymbol.put(subject.instrument().nativeSymbol(), subject);
    subject.pipeline().want(channel, variant, stream, lane.now());
    Topic topic = Topic.of(subject.instrument(), channel);
    UpstreamChannel channelBelow = upstreamOf(channel);
    if (channelBelow == null) {
      subject.upstreams().forEach(each -> each.describe(topic, stream, lane.now()));
      return;
    }
    Upstream upstream = subject.upstream(channelBelow);
    if (upstream == null) {
      subscribe(subject, channelBelow);
    } else {
      upstream.share();
      upstream.describe(topic, stream, lane.now());
    }
  }

  private void subscribe(Subject subject, UpstreamChannel channel) {
    StreamName name = exchange.stream(subject.instrument(), channel);
    if (name == null) {
      throw new IllegalArgumentException(
          "%s offers no %s of %s".formatted(exchange.id(), channel, subject.instrument()));
    }
    Upstream upstream = new Upstream(subject, channel, name, feedWithRoom(name.route()));
    subject.put(upstream);
    upstreams.put(name, upstream);
    upstream.feed().add(name.name());
  }

  private Feed feedWithRoom(String routeId) {
    for (Feed feed : feeds) {
      if (feed.route().id().equals(routeId) && feed.hasRoom()) {
        return feed;
      }
    }
    Route route = routes.get(routeId);
    if (route == null) {
      throw new IllegalStateException("exchange " + exchange.id() + " has no route " + routeId);
    }
    Feed feed =
        new Feed(
            "%s:%s#%d".formatted(exchange.id(), routeId, ++opened),
            exchange,
            route,
            lane,
            settings,
            links,
            this,
            attempts,
            random,
            this);
    feeds.add(feed);
    return feed;
  }

  @Override
  public @Nullable Instrument find(String nativeSymbol) {
    Subject subject = byNativeSymbol.get(nativeSymbol);
    return subject == null ? null : subject.instrument();
  }

  @Override
  public int version() {
    return letGo;
  }

  /** Ends what {@link #want} began. */
  void release(Instrument instrument, Channel channel, Variant variant) {
    Subject subject = bySymbol.get(instrument.symbol());
    if (subject == null) {
      return;
    }
    subject.pipeline().drop(channel, variant, lane.now());
    UpstreamChannel channelBelow = upstreamOf(channel);
    Upstream upstream = channelBelow == null ? null : subject.upstream(channelBelow);
    if (upstream != null && upstream.letGo()) {
      subject.remove(upstream);
      upstreams.remove(upstream.name());
      upstream.feed().remove(upstream.name().name());
    }
    if (subject.pipeline().isIdle()) {
      bySymbol.remove(instrument.symbol());
      byNativeSymbol.remove(subject.instrument().nativeSymbol());
      letGo++;
    }
  }

  /** What a channel is made from; null where it needs nothing upstream, or is not made here. */
  static @Nullable UpstreamChannel upstreamOf(Channel channel) {
    return switch (channel) {
      case Channel.Trades _, Channel.Bars _ -> new UpstreamChannel.Trades();
      case Channel.Quotes _ -> new UpstreamChannel.Quotes();
      case Channel.Status _, Channel.Book _, Channel.Ticker _ -> null;
    };
  }

  @Override
  public void data(MarketEvent event) {
    switch (event) {
      case Trade trade -> {
        Subject subject = bySymbol.get(trade.instrument().symbol());
        if (subject != null) {
          data(trade, trade.exchangeTime(), subject, subject.trades());
        }
      }
      case Quote quote -> {
        Subject subject = bySymbol.get(quote.instrument().symbol());
        if (subject != null) {
          data(quote, quote.exchangeTime(), subject, subject.quotes());
        }
      }
      case Bar _, FeedStatus _, Gap _ -> {}
    }
  }

  private void data(
      MarketEvent event, long exchangeTime, Subject subject, @Nullable Upstream upstream) {
    latency.received(exchangeTime, event.receiveTime());
    if (upstream != null && !upstream.isFlowing()) {
      upstream.tell(FeedStatus.State.LIVE, 0, 0, null, lane.now());
    }
    subject.pipeline().on(event);
  }

  @Override
  public void changed(Feed feed, String name, Feed.Change change) {
    Upstream upstream = upstreams.get(new StreamName(feed.route().id(), name));
    if (upstream == null) {
      return;
    }
    long now = lane.now();
    switch (change) {
      case Feed.Change.Connecting(int attempt) ->
          upstream.tell(FeedStatus.State.CONNECTING, attempt, 0, null, now);
      case Feed.Change.Accepted() -> {
        upstream.confirmed(now);
        if (!upstream.isFlowing()) {
          upstream.tell(FeedStatus.State.QUIET, 0, 0, "subscribed, no data came yet", now);
        }
      }
      case Feed.Change.Refused(String reason) ->
          upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, now);
      case Feed.Change.Lost(String reason, int attempt, long nextRetry) -> {
        upstream.interrupted();
        upstream.tell(FeedStatus.State.RECONNECTING, attempt, nextRetry, reason, now);
      }
    }
  }

  @Override
  public void idle(Feed feed) {
    feeds.remove(feed);
    FeedReport last = feed.report(lane.now());
    pastReconnects.addAndGet(last.reconnects());
    pastUnrecognized.addAndGet(last.unrecognized());
  }

  /** Time passed: closes the bars that are due. */
  void tick() {
    long now = lane.now();
    for (Subject subject : bySymbol.values()) {
      subject.pipeline().advance(now);
    }
  }

  /** Looks after the connections: to be called about once a second. */
  void check() {
    for (Feed feed : feeds) {
      feed.check();
    }
  }

  void stop() {
    List<Feed> all = new ArrayList<>(feeds);
    feeds.clear();
    all.forEach(Feed::stop);
  }

  /** For any thread. */
  List<FeedReport> reports() {
    long now = lane.now();
    return feeds.stream().map(feed -> feed.report(now)).toList();
  }

  /** How often connections were lost, those included that are gone; for any thread. */
  long reconnects() {
    return pastReconnects.get() + reports().stream().mapToLong(FeedReport::reconnects).sum();
  }

  /** How many frames made no sense, on connections that are gone too; for any thread. */
  long unrecognized() {
    return pastUnrecognized.get() + reports().stream().mapToLong(FeedReport::unrecognized).sum();
  }
}
