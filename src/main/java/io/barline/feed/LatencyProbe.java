package io.barline.feed;

import io.barline.market.UtcNanos;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the exchange to the gateway, on one event in {@link #EVERY}: a full count
 * would cost more than it tells. What is polled, or older than its subscription, is not for it: its
 * age is not the exchange's delay.
 */
final class LatencyProbe {
  static final int EVERY = 16;

  private final Timer timer;
  private int count;

  LatencyProbe(Timer timer) {
    this.timer = timer;
  }

  void received(long exchangeTime, long receiveTime) {
    if (exchangeTime > 0 && (++count & (EVERY - 1)) == 0) {
      long latency = receiveTime - exchangeTime;
      if (latency >= 0 && latency < 3_600 * UtcNanos.SECOND) {
        timer.record(latency, TimeUnit.NANOSECONDS);
      }
    }
  }
}
