package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import io.barline.pipeline.BookDemand;
import io.barline.pipeline.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that runs for one segment of an exchange: the pipelines of its instruments and what is
 * streamed for them, on one lane, so that an instrument has a single writer however many
 * connections carry it.
 */
final class SegmentFeeds implements NativeSymbols {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFeeds.class);

  /**
   * How long data of an instrument that was let go may still come: letting many go is paced, so
   * that the last are asked for minutes later.
   */
  static final long UNDER_WAY = 300 * UtcNanos.SECOND;

  /** So many that were let go are known; then the oldest are forgotten. */
  static final int MOST_DEPARTED = 10_000;

  private final Exchange exchange;
  private final Segment segment;
  private final Lane lane;
  private final Placement placement;
  private final SegmentBooks books;
  private final Pipeline.Shared shared;
  private final Freshness freshness;
  private final LatencyProbe latency;
  private final Map<String, Subject> bySymbol = new HashMap<>();
  private final Map<String, Subject> byNativeSymbol = new HashMap<>();

  private final DepartedInstruments departed = new DepartedInstruments(UNDER_WAY, MOST_DEPARTED);
  private int version;

  /**
   * @param shared makes what the pipelines have in common, given who brings their books and where
   *     they are found
   */
  SegmentFeeds(
      Exchange exchange,
      Segment segment,
      Lane lane,
      Connections connections,
      Rest rest,
      Supplier<Backoff> backoffs,
      BiFunction<BookDemand, Repairs.Pipelines, Pipeline.Shared> shared,
      Freshness.Means fresh,
      LatencyProbe latency) {
    this.exchange = exchange;
    this.segment = segment;
    this.lane = lane;
    this.placement = new Placement(connections, this, lane, this::data);
    this.books = new SegmentBooks(exchange.books(), rest, lane, backoffs, bySymbol, placement);
    this.shared = shared.apply(books, this::pipeline);
    this.freshness = new Freshness(fresh, lane, bySymbol.values(), placement);
    this.latency = latency;
  }

  /** Publishes the topic of {@code instrument} to {@code stream} and sees to it that data flows. */
  void want(Instrument instrument, Channel channel, Variant variant, TopicStream stream) {
    UpstreamChannel source = Sources.of(segment, channel);
    List<StreamName> names =
        source == null ? List.of() : exchange.streams(named(instrument), source);
    if (names.isEmpty() && !(channel instanceof Channel.Status)) {
      refuse(instrument, channel, stream);
      return;
    }
    Subject subject =
        bySymbol.computeIfAbsent(
            instrument.symbol(), _ -> new Subject(new Pipeline(instrument, shared)));
    byNativeSymbol.put(subject.instrument().nativeSymbol(), subject);
    if (departed.remove(subject.instrument())) {
      version++;
    }
    subject.pipeline().want(channel, source, variant, stream, lane.now());
    Topic topic = Topic.of(subject.instrument(), channel);
    if (source == null) {
      subject.upstreams().forEach(each -> each.describe(topic, stream, lane.now()));
      if (subject.upstreams().isEmpty()) {
        tellUnused(subject);
      }
      return;
    }
    Upstream upstream = subject.upstream(source);
    if (upstream == null) {
      Upstream fresh = new Upstream(subject, source, names);
      subject.put(fresh);
      placement.place(fresh);
    } else {
      upstream.share();
      upstream.describe(topic, stream, lane.now());
    }
  }

  /** As the pipeline that is there knows it: the catalogue may have changed since. */
  private Instrument named(Instrument instrument) {
    Subject subject = bySymbol.get(instrument.symbol());
    return subject == null ? instrument : subject.instrument();
  }

  private @Nullable Pipeline pipeline(Instrument instrument) {
    Subject subject = bySymbol.get(instrument.symbol());
    return subject == null ? null : subject.pipeline();
  }

  private void refuse(Instrument instrument, Channel channel, TopicStream stream) {
    String reason =
        "%s offers no %s of %s".formatted(exchange.id(), channel.code(), instrument.symbol());
    LOG.error("topic={} state=failed reason=\"{}\"", stream.topic(), reason);
    stream.publish(
        new FeedStatus(
            Topic.of(instrument, channel), FeedStatus.State.FAILED, 0, 0, reason, lane.now()));
  }

  @Override
  public @Nullable Instrument find(String nativeSymbol) {
    Subject subject = byNativeSymbol.get(nativeSymbol);
    return subject != null ? subject.instrument() : departed.find(nativeSymbol, lane.now());
  }

  @Override
  public @Nullable Instrument unified(String symbol) {
    Subject subject = bySymbol.get(symbol);
    return subject != null ? subject.instrument() : departed.unified(symbol, lane.now());
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
    UpstreamChannel source = Sources.of(segment, channel);
    Upstream upstream = source == null ? null : subject.upstream(source);
    if (upstream != null && upstream.letGo()) {
      subject.remove(upstream);
      upstream.forget();
      if (upstream.channel() instanceof UpstreamChannel.Book(int depth)) {
        books.forget(subject.instrument(), depth);
      }
      placement.remove(upstream);
    }
    if (subject.upstreams().isEmpty()) {
      tellUnused(subject);
    }
    if (subject.pipeline().isIdle()) {
      bySymbol.remove(instrument.symbol());
      byNativeSymbol.remove(subject.instrument().nativeSymbol(), subject);
      version++;
      departed.put(subject.instrument(), lane.now());
    }
  }

  /** Tells those who listen to the status alone that nothing flows because nobody wants it. */
  private void tellUnused(Subject subject) {
    subject
        .pipeline()
        .status(null, FeedStatus.State.QUIET, 0, 0, "no data of it is subscribed to", lane.now());
  }

  private void data(Feed feed, MarketEvent event) {
    switch (event) {
      case Trade trade -> data(feed, trade, trade.instrument(), trade.exchangeTime());
      case Quote quote -> data(feed, quote, quote.instrument(), quote.exchangeTime());
      case BookDelta book -> data(feed, book, book.instrument(), book.exchangeTime());
      case BookSnapshot book -> data(feed, book, book.instrument(), book.exchangeTime());
      case BookReset book -> data(feed, book, book.instrument(), 0);
      case Bar bar -> data(feed, bar, bar.instrument(), 0);
      case Ticker ticker -> data(feed, ticker, ticker.instrument(), ticker.exchangeTime());
      case RepairedTrade _, FeedStatus _, Gap _, GapFilled _, Quarantine _ -> {}
    }
  }

  /**
   * What comes of something that was let go, or of a connection that it is not had from any more or
   * not yet, was under way then, and is part of nothing.
   */
  private void data(Feed feed, MarketEvent event, Instrument instrument, long exchangeTime) {
    Subject subject = bySymbol.get(instrument.symbol());
    if (subject == null) {
      return;
    }
    Upstream upstream = subject.upstreamOf(event);
    if (upstream == null || upstream.feed() != feed) {
      return;
    }
    if (!feed.route().isPolled() && upstream.vigil().covers(exchangeTime)) {
      latency.received(exchangeTime, event.receiveTime());
    }
    boolean calm = upstream.vigil().isCalm();
    boolean missed =
        upstream.vigil().missed || (event instanceof Trade && upstream.vigil().isSuspect());
    boolean isNew = upstream.vigil().arrived(event, event.receiveTime());
    if (missed && isNew) {
      missed(subject, upstream, event.receiveTime());
    }
    if (upstream.channel() instanceof UpstreamChannel.Book(int depth)) {
      subject.pipeline().on(event);
      upstream.bookIs(subject.pipeline().bookTrouble(depth), event.receiveTime());
    } else {
      if (!upstream.isLive() && (isNew || calm)) {
        upstream.flows(event.receiveTime());
      }
      subject.pipeline().on(event);
    }
  }

  /**
   * It goes on by itself, where the exchange had something that did not come, or trades were silent
   * for suspiciously long and nobody knows why: that is or may be missing still. A book whose
   * messages are numbered shows so by itself.
   */
  private void missed(Subject subject, Upstream upstream, long now) {
    if (upstream.channel() instanceof UpstreamChannel.Book && segment.numbersBooks()) {
      return;
    }
    upstream.interrupted(
        Gap.Cause.STALE, "nothing came for longer than usual, and then more did", now);
    subject.pipeline().confirmed(upstream.channel(), now);
  }

  /** Time passed: closes the bars that are due. A mistake in one instrument stops no other. */
  void tick() {
    long now = lane.now();
    for (Subject subject : bySymbol.values()) {
      try {
        subject.pipeline().advance(now);
      } catch (RuntimeException bug) {
        lane.failed(bug);
      }
    }
  }

  /** Looks after the connections: to be called about once a second. */
  void check() {
    lane.attempt(placement::check);
    lane.attempt(freshness::check);
  }
}
