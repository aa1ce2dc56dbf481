package io.barline.stream;

import static java.util.Objects.requireNonNull;

import com.sun.management.ThreadMXBean;
import io.barline.access.Admission;
import io.netty.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** The connections of a server, and on which threads they were let in. */
final class Accepted implements NettyServerCustomizer, WebFilter {
  private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
  private final Queue<Boolean> onLoop = new ConcurrentLinkedQueue<>();

  @Override
  public HttpServer apply(HttpServer server) {
    return server.doOnChannelInit((_, channel, _) -> channels.add(channel));
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return chain.filter(
        new ServerWebExchangeDecorator(exchange) {
          @Override
          @SuppressWarnings("TypeParameterUnusedInFormals") // so it is declared there
          public <T> @Nullable T getAttribute(String name) {
            if (name.equals(Admission.ATTRIBUTE)) {
              onLoop.add(Channels.of(getRequest()).eventLoop().inEventLoop());
            }
            return super.getAttribute(name);
          }
        });
  }

  /** Each time that a connection was charged or given its place, whether on its event loop. */
  Queue<Boolean> onLoop() {
    return onLoop;
  }

  /** How many bytes the event loop of the only one has allocated. */
  long allocated() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return requireNonNull(channels.peek())
        .eventLoop()
        .submit(threads::getCurrentThreadAllocatedBytes)
        .get();
  }

  /** Keeps the event loop of the only one from doing anything until that is counted down. */
  CountDownLatch blockLoop() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    requireNonNull(channels.peek())
        .eventLoop()
        .execute(
            () -> {
              blocked.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    blocked.await();
    return end;
  }
}
