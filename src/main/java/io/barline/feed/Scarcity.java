package io.barline.feed;

import io.barline.exchange.Allowance;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What may be subscribed to only so often, on all connections of a feed one after the other. */
final class Scarcity {
  private final Function<String, @Nullable Allowance> allowances;
  private final Map<Allowance, TokenBucket> buckets = new HashMap<>();

  /**
   * @param allowances how often a name may be asked for: names with the same answer share it
   */
  Scarcity(Function<String, @Nullable Allowance> allowances) {
    this.allowances = allowances;
  }

  private @Nullable TokenBucket bucket(String name) {
    Allowance allowance = allowances.apply(name);
    return allowance == null ? null : buckets.computeIfAbsent(allowance, TokenBucket::of);
  }

  /** How long it has to wait from {@code now}, in nanoseconds; 0 where it need not. */
  long waitFrom(String name, long now) {
    TokenBucket bucket = bucket(name);
    return bucket == null ? 0 : bucket.waitFrom(now);
  }

  /** It is asked for. */
  void spend(String name, long now) {
    TokenBucket bucket = bucket(name);
    if (bucket != null) {
      bucket.spend(now);
    }
  }

  /** Why it has to wait. */
  String reason(String name) {
    Allowance allowance = allowances.apply(name);
    return allowance == null
        ? "it need not wait"
        : "the exchange allows %d such requests in %s"
            .formatted(allowance.most(), allowance.window());
  }
}
