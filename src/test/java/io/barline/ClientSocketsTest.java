package io.barline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barline.access.Neighbourhood;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What the operating system is told of each socket that a client opens. */
class ClientSocketsTest {
  private static final int KILOBYTE = 1_024;

  @Test
  void aClientThatAcknowledgesNothingIsGivenUp() throws Exception {
    assumeTrue(Epoll.isAvailable(), "the option is Linux's");
    accept(
        Map.of(),
        channel ->
            assertThat(option(channel, EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(60_000));
    accept(
        Map.of("barline.network.dead-after", "7s"),
        channel ->
            assertThat(option(channel, EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(7_000));
  }

  /** Linux counts twice what is asked for, and gives no more than its administrator allows. */
  @Test
  void theSendBufferIsBounded() throws Exception {
    accept(
        Map.of(),
        channel -> {
          assertThat(option(channel, ChannelOption.SO_SNDBUF))
              .isBetween(128 * KILOBYTE, 2 * 256 * KILOBYTE);
          assertThat(option(channel, ChannelOption.TCP_NODELAY)).isTrue();
        });
    accept(
        Map.of("barline.network.send-buffer", "64KB"),
        channel ->
            assertThat(option(channel, ChannelOption.SO_SNDBUF))
                .isIn(64 * KILOBYTE, 2 * 64 * KILOBYTE));
  }

  private static <T> T option(Channel channel, ChannelOption<T> option) {
    return channel.config().getOption(option);
  }

  /** Accepts a connection as the gateway does with these settings. */
  private static void accept(Map<String, String> settings, Consumer<Channel> then)
      throws Exception {
    ClientConfiguration configuration = new ClientConfiguration();
    ClientConfiguration.Network network =
        new Binder(new MapConfigurationPropertySource(settings))
            .bindOrCreate("barline.network", ClientConfiguration.Network.class);
    Sockets sockets =
        configuration.sockets(network, new Neighbourhood(List.of()), new SimpleMeterRegistry());
    BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .doOnChannelInit((_, channel, _) -> accepted.add(channel));
    DisposableServer bound = configuration.boundedSockets(network, sockets).apply(server).bindNow();
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), bound.port())) {
      Channel channel = accepted.poll(20, TimeUnit.SECONDS);
      assertThat(channel).as("a connection within 20 s").isNotNull();
      then.accept(channel);
    } finally {
      bound.disposeNow();
    }
  }
}
