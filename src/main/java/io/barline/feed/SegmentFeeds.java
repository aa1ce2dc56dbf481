package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.StreamName;
import io.barline.feed.FeedListener.Change;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import io.barline.pipeline.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that runs for one segment of an exchange: its connections and the pipelines of its
 * instruments, on one lane, so that an instrument has a single writer however many connections
 * carry it.
 */
final class SegmentFeeds implements FeedListener, NativeSymbols {
  /** How long data of an instrument that was let go may still come. */
  private static final long UNDER_WAY = 10 * UtcNanos.SECOND;

  private final Exchange exchange;
  private final Lane lane;
  private final Pipeline.Shared shared;
  private final LatencyProbe latency;
  private final Map<String, Subject> bySymbol = new HashMap<>();
  private final Map<String, Subject> byNativeSymbol = new HashMap<>();
  private final Map<StreamName, Upstream> upstreams = new HashMap<>();
  private final Connections connections;
  private final Map<String, Departed> departed = new HashMap<>();
  private int version;

  /**
   * An instrument that was let go: what was under way of it then is not a mistake of the exchange.
   */
  private record Departed(Instrument instrument, long at) {}

  SegmentFeeds(
      Exchange exchange,
      Lane lane,
      Connections connections,
      Pipeline.Shared shared,
      LatencyProbe latency) {
    this.exchange = exchange;
    this.lane = lane;
    this.connections = connections;
    this.shared = shared;
    this.latency = latency;
  }

  /** Publishes the topic of {@code instrument} to {@code stream} and sees to it that data flows. */
  void want(Instrument instrument, Channel channel, Variant variant, TopicStream stream) {
    Subject subject =
        bySymbol.computeIfAbsent(
            instrument.symbol(), _ -> new Subject(new Pipeline(instrument, shared)));
    byNativeSymbol.put(subject.instrument().nativeSymbol(), subject);
    if (departed.remove(subject.instrument().nativeSymbol()) != null) {
      version++;
    }
    Topic topic = Topic.of(subject.instrument(), channel);
    UpstreamChannel channelBelow = upstreamOf(channel);
    subject.pipeline().want(channel, channelBelow, variant, stream, lane.now());
    if (channelBelow == null) {
      subject.upstreams().forEach(each -> each.describe(topic, stream, lane.now()));
      if (subject.upstreams().isEmpty()) {
        tellUnused(subject);
      }
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
    List<StreamName> names = exchange.streams(subject.instrument(), channel);
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "%s offers no %s of %s".formatted(exchange.id(), channel, subject.instrument()));
    }
    StreamName name = names.getFirst();
    Upstream upstream =
        new Upstream(subject, channel, name, connections.withRoom(name.route(), this, this));
    subject.put(upstream);
    upstreams.put(name, upstream);
    upstream.feed().add(name.name());
  }

  @Override
  public @Nullable Instrument find(String nativeSymbol) {
    Subject subject = byNativeSymbol.get(nativeSymbol);
    if (subject != null) {
      return subject.instrument();
    }
    Departed gone = departed.get(nativeSymbol);
    return gone != null && lane.now() - gone.at < UNDER_WAY ? gone.instrument : null;
  }

  @Override
  public int version() {
    return version;
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
      upstream.forget();
      upstream.feed().remove(upstream.name().name());
    }
    if (subject.upstreams().isEmpty()) {
      tellUnused(subject);
    }
    if (subject.pipeline().isIdle()) {
      bySymbol.remove(instrument.symbol());
      byNativeSymbol.remove(subject.instrument().nativeSymbol());
      version++;
      long now = lane.now();
      departed.values().removeIf(gone -> now - gone.at >= UNDER_WAY);
      departed.put(subject.instrument().nativeSymbol(), new Departed(subject.instrument(), now));
    }
  }

  /** Tells those who listen to the status alone that nothing flows because nobody wants it. */
  private void tellUnused(Subject subject) {
    subject
        .pipeline()
        .status(null, FeedStatus.State.QUIET, 0, 0, "no data of it is subscribed to", lane.now());
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
      case BookSnapshot _, BookDelta _, BookReset _, Bar _, Ticker _, FeedStatus _, Gap _ -> {}
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
  public void changed(Feed feed, String name, Change change) {
    Upstream upstream = upstreams.get(new StreamName(feed.route().id(), name));
    if (upstream == null) {
      return;
    }
    long now = lane.now();
    switch (change) {
      case Change.Connecting(int attempt) ->
          upstream.tell(FeedStatus.State.CONNECTING, attempt, 0, null, now);
      case Change.Accepted() -> {
        upstream.confirmed(now);
        if (!upstream.isFlowing()) {
          upstream.tell(FeedStatus.State.QUIET, 0, 0, "subscribed, no data came yet", now);
        }
      }
      case Change.Refused(String reason) ->
          upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, now);
      case Change.Lost(String reason, int attempt, long nextRetry) -> {
        upstream.interrupted(now);
        upstream.tell(FeedStatus.State.RECONNECTING, attempt, nextRetry, reason, now);
      }
    }
  }

  @Override
  public void idle(Feed feed) {
    connections.remove(feed);
  }

  /** Time passed: closes the bars that are due. */
  void tick() {
    long now = lane.now();
    for (Subject subject : bySymbol.values()) {
      subject.pipeline().advance(now);
    }
  }
}
