package io.barline.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket for each of many names, bounded in number: beyond that, the one that was asked for
 * longest ago is forgotten, which is full again or soon would be. Any thread.
 */
final class Rates {
  private static final int MOST = 50_000;

  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Takes one from the bucket of that name.
   *
   * @return 0 where there was one, else in how many seconds there is
   */
  synchronized long take(String name, long perMinute, int burst, long now) {
    TokenBucket bucket = of(name, perMinute, burst, now);
    return bucket.tryTake(now) ? 0 : bucket.secondsUntilOne();
  }

  /** The same with several, where there is one: what is beyond that is missing until it returns. */
  synchronized long take(String name, long perMinute, int burst, int count, long now) {
    TokenBucket bucket = of(name, perMinute, burst, now);
    if (!bucket.tryTake(now)) {
      return bucket.secondsUntilOne();
    }
    bucket.owe(count - 1);
    return 0;
  }

  /** In how many seconds there is one, without taking it; 0 where there is. */
  synchronized long wait(String name, long now) {
    TokenBucket bucket = buckets.get(name);
    return bucket == null || bucket.hasOne(now) ? 0 : bucket.secondsUntilOne();
  }

  private TokenBucket of(String name, long perMinute, int burst, long now) {
    TokenBucket bucket = buckets.get(name);
    if (bucket == null) {
      bucket = new TokenBucket(perMinute, burst, now);
      buckets.put(name, bucket);
    } else if (!bucket.isOf(perMinute, burst)) {
      bucket = bucket.resized(perMinute, burst, now);
      buckets.put(name, bucket);
    }
    return bucket;
  }

  synchronized int size() {
    return buckets.size();
  }
}
