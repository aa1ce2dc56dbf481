package io.barline.feed;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import io.netty.channel.EventLoopGroup;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The REST interfaces of the exchanges' segments, with one budget for all that is asked of a
 * segment, or of an exchange whose segments have one together. A host that bars this address is
 * left alone by all of them.
 */
public final class RestInterfaces implements AutoCloseable {
  private final HttpClient client;
  private final FeedSettings settings;
  private final Clock clock;
  private final @Nullable EventLoopGroup loops;
  private final Bans bans = new Bans();
  private final Map<String, Rest> interfaces = new HashMap<>();
  private final Map<String, AddressBudget> budgets = new HashMap<>();
  private final Map<String, Inquiries> inquiries = new HashMap<>();
  private final Map<String, WeightBucket> weights = new HashMap<>();

  /** Interfaces that are asked by HTTP alone. */
  public RestInterfaces(FeedSettings settings, Clock clock) {
    this(settings, clock, null);
  }

  /**
   * Interfaces of which some are asked on connections of their own.
   *
   * @param loops for those connections; null where there are to be none
   */
  public RestInterfaces(FeedSettings settings, Clock clock, @Nullable EventLoopGroup loops) {
    this.loops = loops;
    this.client = HttpClient.newBuilder().connectTimeout(settings.connectTimeout()).build();
    this.settings = settings;
    this.clock = clock;
  }

  synchronized Rest of(Exchange exchange, Segment segment) {
    return interfaces.computeIfAbsent(
        key(exchange, segment),
        key -> {
          RestBudget budget = segment.rest();
          WeightBucket weight =
              weights.computeIfAbsent(
                  budget.isShared() ? exchange.id() : key,
                  _ -> new WeightBucket(budget.weight(), budget.window().toNanos()));
          return new Rest(
              client, asker(exchange), budget, weight, bans, settings, clock, NANOSECONDS::sleep);
        });
  }

  /** What the feeds and the questions of an exchange have together. */
  synchronized AddressBudget budget(Exchange exchange) {
    return budgets.computeIfAbsent(exchange.id(), _ -> AddressBudget.of(exchange, bans));
  }

  private Rest.Asker asker(Exchange exchange) {
    EventLoopGroup group = loops;
    return group == null
        ? Rest.NOBODY
        : inquiries.computeIfAbsent(
            exchange.id(),
            _ ->
                new Inquiries(
                    exchange,
                    new Lane(group.next(), clock),
                    settings,
                    Inquiries.links(settings),
                    budget(exchange)));
  }

  private static String key(Exchange exchange, Segment segment) {
    return exchange.id() + ":" + segment.id();
  }

  /** Ends what is under way, with an {@link InterruptedException} for who waits. */
  @Override
  public void close() {
    synchronized (this) {
      inquiries.values().forEach(Inquiries::stop);
    }
    client.shutdownNow();
  }
}
