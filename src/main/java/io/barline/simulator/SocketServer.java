package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a simulated exchange of any {@link SocketProtocol}: plain TCP on one port of the loopback
 * interface, its {@link SyntheticMarket}s, and one thread of its own for all of it. It may be used
 * from any thread; each call has taken effect when it returns.
 *
 * <p>Where faults speak of handshakes, connections are reset as soon as they are made.
 */
public final class SocketServer implements MarketServer {
  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

  /** Markets look at the clock no more often than this, and no more seldom than the next. */
  private static final long SHORTEST_TICK = UtcNanos.MILLISECOND;

  private static final long LONGEST_TICK = 50 * UtcNanos.MILLISECOND;

  private final SimulatorSettings settings;
  private final Clock clock;
  private final SocketProtocol protocol;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("barline-simulator", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Counters counters = new Counters(Duration.ofMinutes(1), Duration.ofMinutes(1));
  private final Faults faults;
  private final FrameFaults frames;
  private final List<SyntheticMarket> markets;
  private final Map<SocketSession, SocketProtocol.Conversation> sessions = new LinkedHashMap<>();
  private final Channel listener;
  private boolean stopped;

  private SocketServer(
      SimulatorSettings settings,
      Clock clock,
      Faults faults,
      SocketProtocol protocol,
      List<SyntheticMarket> markets) {
    this.settings = settings;
    this.clock = clock;
    this.faults = faults;
    this.frames = new FrameFaults(faults);
    this.protocol = protocol;
    this.markets = List.copyOf(markets);
    try {
      this.listener = listen();
    } catch (RuntimeException e) {
      var _ = group.shutdownGracefully();
      throw e;
    }
  }

  private Channel listen() {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Connection());
              }
            })
        .bind("127.0.0.1", settings.port())
        .syncUninterruptibly()
        .channel();
  }

  /**
   * Starts one. Of the settings, {@code port}, {@code tradesPerSecond}, {@code history} and {@code
   * sendBufferBytes} are used.
   *
   * @param faults those that the protocol and its markets look at
   */
  public static SocketServer start(
      SimulatorSettings settings,
      Clock clock,
      Faults faults,
      SocketProtocol protocol,
      List<SyntheticMarket> markets) {
    int rate = settings.tradesPerSecond();
    long now = UtcNanos.now(clock);
    if (rate > 0) {
      markets.forEach(market -> market.prepare(rate, settings.history(), now));
    }
    SocketServer server = new SocketServer(settings, clock, faults, protocol, markets);
    server.loop.execute(server::tick);
    return server;
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public MarketControl control(SyntheticMarket market) {
    return new MarketControl(this, market);
  }

  @Override
  public void setTradeRate(int perSecond) {
    long now = UtcNanos.now(clock);
    run(() -> markets.forEach(market -> market.run(perSecond, now)));
  }

  @Override
  public void settle() {
    run(this::advance);
  }

  @Override
  public void begin(Fault fault) {
    run(
        () -> {
          switch (fault) {
            case Fault.Drop() -> sessions().forEach(SocketSession::drop);
            case Fault.Close _ -> sessions().forEach(SocketSession::close);
            default -> change(now -> faults.begin(fault, now));
          }
        });
  }

  @Override
  public void end(Fault fault) {
    run(() -> change(now -> faults.end(fault, now)));
  }

  @Override
  public void end(Class<? extends Fault> kind) {
    run(() -> change(now -> faults.end(kind, now)));
  }

  @Override
  public void heal() {
    run(() -> change(faults::heal));
  }

  private void change(LongConsumer change) {
    long now = UtcNanos.now(clock);
    change.accept(now);
    sessions().forEach(session -> session.tick(now));
  }

  @Override
  public SimulatorCounts counts() {
    return onLoop(counters::snapshot);
  }

  @Override
  public synchronized void close() {
    if (group.isShuttingDown()) {
      return;
    }
    run(
        () -> {
          stopped = true;
          sessions().forEach(SocketSession::close);
        });
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  public <T> T onLoop(Supplier<T> action) {
    if (loop.inEventLoop()) {
      T result = action.get();
      sessions().forEach(SocketSession::flush);
      return result;
    }
    return CompletableFuture.supplyAsync(() -> onLoop(action), loop).join();
  }

  private void tick() {
    if (stopped) {
      return;
    }
    run(this::advance);
    long now = UtcNanos.now(clock);
    long due = now + LONGEST_TICK;
    for (SyntheticMarket market : markets) {
      due = Math.min(due, market.nextTime());
    }
    var _ = loop.schedule(this::tick, Math.max(SHORTEST_TICK, due - now), TimeUnit.NANOSECONDS);
  }

  private void advance() {
    long now = UtcNanos.now(clock);
    for (SyntheticMarket market : markets) {
      if (market.isRunning()) {
        market.advance(now);
      }
    }
    protocol.ticked(now);
    sessions().forEach(session -> session.tick(now));
  }

  /** One client's end of the pipeline. */
  private final class Connection extends ChannelInboundHandlerAdapter {
    private @Nullable SocketSession session;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      counters.attempted(UtcNanos.now(clock));
      boolean refused =
          stopped || faults.has(Fault.Refuse.class) || faults.has(Fault.Handshake.class);
      if (refused || !protocol.admits()) {
        counters.refused++;
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = context.close();
        return;
      }
      SocketSession opened = new SocketSession(SocketServer.this, context.channel());
      session = opened;
      counters.opened();
      sessions.put(opened, protocol.connected(opened));
      opened.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      byte[] bytes = ByteBufUtil.getBytes(buffer);
      buffer.release();
      SocketSession from = session;
      var conversation = from == null ? null : sessions.get(from);
      if (from != null && conversation != null && !from.isSilent() && !from.isOver()) {
        conversation.received(bytes);
        from.flush();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      SocketSession gone = session;
      var conversation = gone == null ? null : sessions.remove(gone);
      if (gone != null && conversation != null) {
        counters.open--;
        gone.ended();
        conversation.ended();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!(cause instanceof IOException)) {
        LOG.error("a simulated exchange failed", cause);
      }
      var _ = context.close();
    }
  }

  /** A copy: a flush that fails ends its session. */
  private List<SocketSession> sessions() {
    return new ArrayList<>(sessions.keySet());
  }

  SocketProtocol protocol() {
    return protocol;
  }

  Faults faults() {
    return faults;
  }

  FrameFaults frames() {
    return frames;
  }

  Clock clock() {
    return clock;
  }

  SimulatorSettings settings() {
    return settings;
  }

  Counters counters() {
    return counters;
  }
}
