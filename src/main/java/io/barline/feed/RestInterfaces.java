package io.barline.feed;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * The REST interfaces of the exchanges' segments, with one budget for all that is asked of a
 * segment, or of an exchange whose segments have one together. A host that bars this address is
 * left alone by all of them.
 */
public final class RestInterfaces implements AutoCloseable {
  private final HttpClient client;
  private final FeedSettings settings;
  private final Clock clock;
  private final Bans bans = new Bans();
  private final Map<String, Rest> interfaces = new HashMap<>();
  private final Map<String, WeightBucket> weights = new HashMap<>();

  public RestInterfaces(FeedSettings settings, Clock clock) {
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
          return new Rest(client, budget, weight, bans, settings, clock, NANOSECONDS::sleep);
        });
  }

  /** The hosts that want to be left alone. */
  Bans bans() {
    return bans;
  }

  private static String key(Exchange exchange, Segment segment) {
    return exchange.id() + ":" + segment.id();
  }

  /** Ends what is under way, with an {@link InterruptedException} for who waits. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
