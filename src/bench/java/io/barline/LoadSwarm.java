package io.barline;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All sockets of the harness, on one event loop. */
final class LoadSwarm implements AutoCloseable {
  /** How many connections are opened at a time. */
  private static final int AT_A_TIME = 64;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final List<Channel> channels = new ArrayList<>();
  final LoadTally tally = new LoadTally();

  /** Connects {@code count} times; returns when the connections are there. */
  void connect(int count, URI uri, Supplier<LoadSocket> sockets) {
    Bootstrap bootstrap = bootstrap();
    int before = ask(tally -> tally.opened);
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    for (int done = 0; done < count; done += AT_A_TIME) {
      List<ChannelFuture> connecting = new ArrayList<>();
      for (int i = done; i < Math.min(count, done + AT_A_TIME); i++) {
        connecting.add(bootstrap.handler(sockets.get()).connect(address));
      }
      for (ChannelFuture each : connecting) {
        channels.add(each.syncUninterruptibly().channel());
      }
      int wanted = before + Math.min(count, done + AT_A_TIME);
      await("connections opened", Duration.ofSeconds(30), tally -> tally.opened >= wanted);
    }
  }

  private Bootstrap bootstrap() {
    return new Bootstrap()
        .group(group)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000);
  }

  /** Connects them all in the same moment; does not wait. */
  void connectAtOnce(List<? extends LoadSocket> sockets, URI uri) {
    Bootstrap bootstrap = bootstrap();
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    for (LoadSocket socket : sockets) {
      channels.add(bootstrap.handler(socket).connect(address).channel());
    }
  }

  /** Drops all connections; returns when they are gone. */
  void cut() {
    channels.stream().map(Channel::close).toList().forEach(ChannelFuture::syncUninterruptibly);
    channels.clear();
  }

  /** Asks about the tally on its event loop. */
  <T> T ask(Function<LoadTally, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(tally), loop).join();
  }

  /**
   * Waits until the tally is as wanted.
   *
   * @throws IllegalStateException if it does not become so in time
   */
  void await(String what, Duration patience, Predicate<LoadTally> wanted) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ask(wanted::test)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not within %s: %s; faults: %s".formatted(patience, what, ask(t -> t.faults)));
      }
      LoadHarness.pause(Duration.ofMillis(20));
    }
  }

  /** Drops all connections and waits for the threads to end. */
  @Override
  public void close() {
    for (Channel channel : channels) {
      var _ = channel.close();
    }
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
  }
}
