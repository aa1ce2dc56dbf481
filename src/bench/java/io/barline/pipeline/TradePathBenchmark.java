package io.barline.pipeline;

import static io.barline.exchange.binance.BinanceSpot.INSTRUMENT;

import io.barline.exchange.Decoder;
import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.binance.BinanceSpot;
import io.barline.exchange.binance.TradeFrames;
import io.barline.hub.Hub;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One trade of Binance spot from the bytes of its frame to the hub, and the parts of that way:
 * decoded, validated, counted into the bars of six intervals, published. The exchange's clock moves
 * by a millisecond a trade, so a bar closes every thousand trades.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TradePathBenchmark {
  private static final Topic TRADES = Topic.of(INSTRUMENT, new Channel.Trades());
  private static final long TRAVEL = 3 * UtcNanos.MILLISECOND;

  private static Decoder decoder() {
    Exchange binance = BinanceSpot.exchange();
    return binance.newDecoder(
        binance.routes().getFirst(), name -> name.equals("BTCUSDT") ? INSTRUMENT : null);
  }

  /** Frames and who reads them. */
  @State(Scope.Thread)
  public static class Upstream {
    final TradeFrames frames = new TradeFrames();
    final Decoder decoder = decoder();
  }

  /** No books are kept here. */
  private static final class NoDemand implements BookDemand {
    @Override
    public void snapshot(Instrument instrument, int depth) {}

    @Override
    public void resubscribe(Instrument instrument, int depth) {}
  }

  /** A pipeline whose trades and six kinds of bars go to the hub. */
  @State(Scope.Thread)
  public static class Downstream {
    /** Who listens to each of the seven topics, and does nothing. */
    @Param({"0", "1", "10"})
    int subscribers;

    final PipelineCounts counts = new PipelineCounts();
    final Pipeline pipeline =
        new Pipeline(
            INSTRUMENT,
            new Pipeline.Shared(
                Pipeline.TradeOrder.CONTIGUOUS,
                null,
                TestSettings.of(Duration.ofMinutes(1), _ -> {}),
                new ExchangeClock(),
                counts,
                new NoDemand(),
                new Unrepaired()));
    final Consumer<Inbound> sink = this::take;
    private long taken;
    private long offered;

    @Setup
    public void open() {
      Hub hub = new Hub(false, Clock.systemUTC());
      want(hub, new Channel.Trades());
      for (Interval interval :
          List.of(Interval.S1, Interval.M1, Interval.M5, Interval.M15, Interval.H1, Interval.D1)) {
        want(hub, new Channel.Bars(interval));
      }
    }

    private void want(Hub hub, Channel channel) {
      Topic topic = Topic.of(INSTRUMENT, channel);
      TopicStream stream = hub.open(topic, Variant.PLAIN, Runnable::run);
      pipeline.want(channel, new UpstreamChannel.Trades(), Variant.PLAIN, stream, 0);
      for (int i = 0; i < subscribers; i++) {
        hub.attach(topic, Variant.PLAIN, new Idle());
      }
    }

    private final class Idle implements io.barline.hub.Subscriber {
      @Override
      public void offer(Encoded message) {
        offered += message.json().length;
      }
    }

    private void take(Inbound inbound) {
      if (inbound instanceof Inbound.Data(var event)) {
        taken++;
        pipeline.on(event);
      }
    }

    /** Fails where a trade was not counted: then something else was measured. */
    long checked() {
      if (counts.trades().get() != taken) {
        throw new IllegalStateException(counts.trades() + " of " + taken + " trades counted");
      }
      return taken + offered;
    }
  }

  /** One trade, made anew each time with the next id and time: 72 bytes of what is allocated. */
  @State(Scope.Thread)
  public static class Trades {
    final Encoder encoder = new Encoder(TRADES, "mia1x2k0-4f-1", false);
    private final Decimal[] prices = new Decimal[256];
    private final Decimal[] sizes = new Decimal[256];
    private long number = 5_391_284_120L;
    private long time = 1_795_356_000_000L * UtcNanos.MILLISECOND;

    public Trades() {
      for (int i = 0; i < prices.length; i++) {
        prices[i] = Decimal.of(8_725_000 + i * 37 % 100, 2);
        sizes[i] = Decimal.of(1 + i * 7, 5);
      }
    }

    Trade next() {
      int i = (int) (++number & 255);
      time += UtcNanos.MILLISECOND;
      Side side = (i & 5) == 0 ? Side.SELL : Side.BUY;
      return new Trade(INSTRUMENT, number, null, prices[i], sizes[i], side, 1, time, time + TRAVEL);
    }
  }

  @Benchmark
  public long decodeToHub(Upstream upstream, Downstream downstream) {
    byte[] frame = upstream.frames.next();
    long receiveTime = upstream.frames.time() + TRAVEL;
    upstream.decoder.decode(frame, 0, frame.length, receiveTime, downstream.sink);
    return downstream.checked();
  }

  @Benchmark
  public void decode(Upstream upstream, Blackhole sink) {
    byte[] frame = upstream.frames.next();
    long receiveTime = upstream.frames.time() + TRAVEL;
    upstream.decoder.decode(frame, 0, frame.length, receiveTime, sink::consume);
  }

  @Benchmark
  public long pipelineToHub(Trades trades, Downstream downstream) {
    downstream.taken++;
    downstream.pipeline.on(trades.next());
    return downstream.checked();
  }

  @Benchmark
  public Encoded encode(Trades trades) {
    Trade trade = trades.next();
    return trades.encoder.encode(trade.sequence(), trade);
  }

  /** What the others spend on making their input. */
  @Benchmark
  public byte[] frameAlone(Upstream upstream) {
    return upstream.frames.next();
  }
}
