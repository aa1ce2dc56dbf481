package io.barline;

import io.barline.access.Neighbourhood;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the sockets that clients hold open, whether or not they have asked for anything yet, and
 * closes those beyond the bounds. Any thread.
 */
final class Sockets {
  private static final Logger log = LoggerFactory.getLogger(Sockets.class);

  /** One line for so many refusals. */
  private static final int REFUSALS_PER_LINE = 1_000;

  private final int most;
  private final int mostOfAddress;
  private final Neighbourhood neighbourhood;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final Counter refused;

  /**
   * @param mostOfAddress most from one address that is neither this machine's nor a trusted proxy's
   */
  Sockets(int most, int mostOfAddress, Neighbourhood neighbourhood, MeterRegistry meters) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
    this.neighbourhood = neighbourhood;
    Gauge.builder("barline.network.sockets", open, AtomicInteger::get)
        .description("sockets that clients hold open")
        .register(meters);
    this.refused =
        Counter.builder("barline.network.sockets.refused")
            .description("sockets closed at once because there were too many")
            .register(meters);
  }

  /** Counts a socket that was accepted, until it is closed; closes it where it is one too many. */
  void accepted(Channel channel, @Nullable SocketAddress remote) {
    String address = counted(remote);
    boolean tooManyHere =
        address != null && byAddress.merge(address, 1, Integer::sum) > mostOfAddress;
    boolean tooMany = open.incrementAndGet() > most;
    var _ =
        channel
            .closeFuture()
            .addListener(
                _ -> {
                  open.decrementAndGet();
                  if (address != null) {
                    byAddress.computeIfPresent(address, (_, now) -> now == 1 ? null : now - 1);
                  }
                });
    if (tooMany || tooManyHere) {
      refuse(channel, tooMany ? "all have %d".formatted(most) : address + " has its share");
    }
  }

  private void refuse(Channel channel, String why) {
    if ((long) refused.count() % REFUSALS_PER_LINE == 0) {
      log.warn("action=accept outcome=refused reason=\"too many sockets: {}\"", why);
    }
    refused.increment();
    var _ = channel.close();
  }

  /** Under what the socket is counted; null for one that counts among all only. */
  private @Nullable String counted(@Nullable SocketAddress remote) {
    InetAddress peer = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return peer == null || peer.isLoopbackAddress() || neighbourhood.isProxy(peer)
        ? null
        : neighbourhood.client(peer, List.of());
  }
}
