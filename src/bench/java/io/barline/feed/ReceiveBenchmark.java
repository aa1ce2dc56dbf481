package io.barline.feed;

import static io.barline.exchange.binance.BinanceSpot.INSTRUMENT;
import static java.util.Objects.requireNonNull;

import io.barline.exchange.Exchange;
import io.barline.exchange.Segment;
import io.barline.exchange.binance.BinanceSpot;
import io.barline.exchange.binance.TradeFrames;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.pipeline.ExchangeClock;
import io.barline.pipeline.Pipeline;
import io.barline.pipeline.PipelineCounts;
import io.barline.pipeline.TestSettings;
import io.barline.pipeline.Unrepaired;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.unit.DataSize;

/**
 * The same way as it is gone in the running gateway: from a frame that arrives on a feed, with the
 * clock and what the feed does besides, to the hub, with six intervals and nobody listening.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReceiveBenchmark {
  private final TradeFrames frames = new TradeFrames();
  private final PipelineCounts counts = new PipelineCounts();
  private final Lane lane = new Lane(new EmbeddedChannel().eventLoop(), Clock.systemUTC());
  private Link.@Nullable Listener feed;
  private long received;

  /** A link that never sends and is open at once. */
  private static final class Silent implements Link {
    @Override
    public void send(String text) {}

    @Override
    public void close(String reason) {}
  }

  private static FeedSettings settings() {
    return new FeedSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        1 << 20,
        Duration.ofMillis(20),
        Duration.ofSeconds(20),
        Duration.ofHours(1),
        DataSize.ofMegabytes(64),
        Duration.ofSeconds(2),
        Duration.ofSeconds(60));
  }

  @Setup
  public void subscribe() {
    Exchange exchange = BinanceSpot.exchange();
    Segment segment = exchange.segments().getFirst();
    SegmentFeeds feeds =
        new SegmentFeeds(
            exchange,
            segment,
            lane,
            new Connections(
                exchange,
                exchange.routes().subList(0, 1),
                lane,
                settings(),
                (_, _, _, listener) -> {
                  feed = listener;
                  return new Silent();
                },
                new AddressBudget(new TokenBucket(2, Duration.ofMinutes(1)), null, new Bans()),
                new Random(1)),
            new RestInterfaces(settings(), Clock.systemUTC()).of(exchange, segment),
            () -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1)),
            (demand, _) ->
                new Pipeline.Shared(
                    Pipeline.TradeOrder.CONTIGUOUS,
                    segment.books(),
                    TestSettings.of(Duration.ofDays(36_500), _ -> {}),
                    new ExchangeClock(),
                    counts,
                    demand,
                    new Unrepaired()),
            new Freshness.Means(
                PlainExchange.FRESH, (_, _) -> {}, (_, _) -> true, new FreshnessTally()),
            new LatencyProbe(
                new FeedMetrics(new SimpleMeterRegistry(), "binance", "spot").latency()));
    Hub hub = new Hub(false, Clock.systemUTC());
    want(feeds, hub, new Channel.Trades());
    for (Interval interval :
        List.of(Interval.S1, Interval.M1, Interval.M5, Interval.M15, Interval.H1, Interval.D1)) {
      want(feeds, hub, new Channel.Bars(interval));
    }
    requireNonNull(feed).opened();
  }

  private void want(SegmentFeeds feeds, Hub hub, Channel channel) {
    Topic topic = Topic.of(INSTRUMENT, channel);
    feeds.want(INSTRUMENT, channel, Variant.PLAIN, hub.open(topic, Variant.PLAIN, lane));
  }

  @Benchmark
  public long receive() {
    byte[] frame = frames.next();
    requireNonNull(feed).received(frame, frame.length);
    if (counts.trades().get() != ++received) {
      throw new IllegalStateException(counts.trades() + " of " + received + " trades counted");
    }
    return received;
  }

  /** Of which: the clock. */
  @Benchmark
  public long clock() {
    return lane.now();
  }
}
