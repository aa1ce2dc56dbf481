package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.PipelineMetrics;
import io.barline.pipeline.PipelineSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All upstream connections: takes demand for topics and lets the data flow into the hub. For any
 * thread.
 */
public final class Feeds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
  private static final Duration CHECK = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Roster roster;
  private final RestInterfaces restInterfaces;
  private final Hub hub;
  private final EventLoopGroup loops;
  private final FeedSettings settings;
  private final FreshSettings freshSettings;
  private final PipelineSettings pipelineSettings;
  private final Repairs repairs;
  private final MeterRegistry meters;
  private final Clock clock;
  private final RandomGenerator random;
  private final FrameLog frames;
  private final Map<String, Running> segments = new ConcurrentHashMap<>();
  private final List<Running> all = new CopyOnWriteArrayList<>();

  private record Running(
      Lane lane, SegmentFeeds feeds, Connections connections, FreshnessTally tally) {}

  public Feeds(
      Roster roster,
      RestInterfaces restInterfaces,
      Hub hub,
      EventLoopGroup loops,
      FeedSettings settings,
      FreshSettings freshSettings,
      PipelineSettings pipelineSettings,
      Repairs repairs,
      MeterRegistry meters,
      Clock clock,
      RandomGenerator random,
      FrameLog frames) {
    this.roster = roster;
    this.restInterfaces = restInterfaces;
    this.hub = hub;
    this.loops = loops;
    this.settings = settings;
    this.freshSettings = freshSettings;
    this.pipelineSettings = pipelineSettings;
    this.repairs = repairs;
    this.meters = meters;
    this.clock = clock;
    this.random = random;
    this.frames = frames;
    for (Exchange exchange : roster.list()) {
      if (!exchange.isOnDemand()) {
        run(exchange);
      }
    }
  }

  /** Makes all that runs for the segments of an exchange. */
  private synchronized void run(Exchange exchange) {
    AddressBudget budget = restInterfaces.budget(exchange);
    for (Segment segment : exchange.segments()) {
      if (!segments.containsKey(key(exchange.id(), segment.id()))) {
        run(exchange, segment, budget);
      }
    }
  }

  private void run(Exchange exchange, Segment segment, AddressBudget budget) {
    List<Route> routes =
        exchange.routes().stream().filter(r -> r.segment().equals(segment.id())).toList();
    Lane lane = new Lane(loops.next(), clock);
    PipelineCounts counts = new PipelineCounts();
    FeedMetrics metrics = new FeedMetrics(meters, exchange.id(), segment.id());
    Rest rest = restInterfaces.of(exchange, segment);
    FreshnessTally tally = new FreshnessTally();
    Connections connections =
        new Connections(
            exchange,
            routes,
            lane,
            settings,
            frames.watch(exchange.id(), links(exchange, rest, settings)),
            budget,
            random);
    SegmentFeeds feeds =
        new SegmentFeeds(
            exchange,
            segment,
            lane,
            connections,
            rest,
            () -> new Backoff(settings.backoffMin(), settings.backoffMax(), random),
            (books, pipelines) ->
                new Pipeline.Shared(
                    order(segment),
                    segment.books(),
                    pipelineSettings,
                    new ExchangeClock(),
                    counts,
                    books,
                    repairs.of(exchange, segment, rest.background(), lane, pipelines, clock),
                    segment.ownBars() != null),
            new Freshness.Means(
                freshSettings,
                new RestLooker(
                    new Look(exchange, rest.background(), lane::now, TimeUnit.NANOSECONDS::sleep),
                    lane),
                Freshness.Hours.of(exchange),
                tally),
            new LatencyProbe(metrics.latency()));
    metrics.bind(connections);
    metrics.bind(tally);
    PipelineMetrics.bind(meters, metrics.tags(), counts);
    Running running = new Running(lane, feeds, connections, tally);
    segments.put(key(exchange.id(), segment.id()), running);
    all.add(running);
    lane.every(settings.clockTick(), feeds::tick);
    lane.every(CHECK, feeds::check);
  }

  private static Link.Factory links(Exchange exchange, Rest rest, FeedSettings settings) {
    return (route, lane, names, told) ->
        switch (route.access()) {
          case Access.Socket socket ->
              WebSocketLink.open(socket.uri(), Map.of(), lane, told, settings);
          case Access.Framed framed -> TcpLink.open(framed, lane, told, settings);
          case Access.Bridged bridged -> BridgeLink.open(bridged, lane, told, settings);
          case Access.Polled polled ->
              PolledLink.open(exchange, route, polled, lane, rest, names, told);
        };
  }

  private static Pipeline.TradeOrder order(Segment segment) {
    return switch (segment.trades()) {
      case CONTIGUOUS -> Pipeline.TradeOrder.CONTIGUOUS;
      case ASCENDING -> Pipeline.TradeOrder.ASCENDING;
      case CHRONOLOGICAL -> Pipeline.TradeOrder.CHRONOLOGICAL;
      case REPLAYED -> Pipeline.TradeOrder.REPLAYED;
      case UNORDERED -> Pipeline.TradeOrder.UNORDERED;
    };
  }

  private static String key(String exchange, String segment) {
    return exchange + ":" + segment;
  }

  private Running running(Instrument instrument) {
    String key = key(instrument.exchange(), instrument.segment());
    Running running = segments.get(key);
    Exchange exchange = running == null ? roster.use(instrument.exchange()) : null;
    if (exchange != null) {
      run(exchange);
      running = segments.get(key);
    }
    if (running == null) {
      throw new IllegalArgumentException("no feeds for " + instrument);
    }
    return running;
  }

  /**
   * Opens the topic's stream in the hub and lets the data flow into it. To be ended by {@link
   * #release}.
   */
  public void want(Topic topic, Instrument instrument, Variant variant) {
    Running running = running(instrument);
    TopicStream stream = hub.open(topic, variant, running.lane);
    running.lane.execute(() -> running.feeds.want(instrument, topic.channel(), variant, stream));
  }

  /** Closes the topic's stream and lets go of the data where nothing else needs it. */
  public void release(Topic topic, Instrument instrument, Variant variant) {
    Running running = running(instrument);
    hub.close(topic, variant);
    running.lane.execute(() -> running.feeds.release(instrument, topic.channel(), variant));
  }

  /** Every connection as it is now. */
  public List<FeedReport> reports() {
    return all.stream().flatMap(running -> running.connections.reports().stream()).toList();
  }

  /** Of each connection with such, the streams from which nothing comes. */
  public List<FreshnessReport> silences() {
    return all.stream().flatMap(running -> running.tally.reports().stream()).toList();
  }

  /** Of each segment with such, the streams that have been amiss for a while. */
  public List<TroubleReport> troubles() {
    return all.stream()
        .map(running -> running.tally.troubles())
        .filter(report -> report.streams() > 0)
        .toList();
  }

  /** Closes all connections. */
  @Override
  public void close() {
    CountDownLatch stopped = new CountDownLatch(all.size());
    for (Running running : all) {
      running.lane.execute(
          () -> {
            running.connections.stop();
            stopped.countDown();
          });
    }
    try {
      if (!stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("feeds=stopping unfinished={} after={}", stopped.getCount(), STOP);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
