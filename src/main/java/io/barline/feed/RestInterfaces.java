package io.barline.feed;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.barline.exchange.Exchange;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The REST interfaces of the exchanges' segments, with one budget for all that is asked of a
 * segment, or of an exchange whose segments have one together. A host that bars this address is
 * left alone by all of them.
 */
public final class RestInterfaces implements AutoCloseable {
  private final HttpClient client;
  private final Bans bans = new Bans();
  private final Map<String, Rest> interfaces = new HashMap<>();

  public RestInterfaces(List<Exchange> exchanges, FeedSettings settings, Clock clock) {
    this.client = HttpClient.newBuilder().connectTimeout(settings.connectTimeout()).build();
    Map<String, WeightBucket> weights = new HashMap<>();
    for (Exchange exchange : exchanges) {
      for (Segment segment : exchange.segments()) {
        RestBudget budget = segment.rest();
        String key = key(exchange, segment);
        WeightBucket weight =
            weights.computeIfAbsent(
                budget.isShared() ? exchange.id() : key,
                _ -> new WeightBucket(budget.weight(), budget.window().toNanos()));
        interfaces.put(
            key, new Rest(client, budget, weight, bans, settings, clock, NANOSECONDS::sleep));
      }
    }
  }

  Rest of(Exchange exchange, Segment segment) {
    Rest rest = interfaces.get(key(exchange, segment));
    if (rest == null) {
      throw new IllegalArgumentException("no REST interface of " + key(exchange, segment));
    }
    return rest;
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
