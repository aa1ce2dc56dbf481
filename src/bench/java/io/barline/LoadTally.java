package io.barline;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the clients saw since {@link #begin}, all on the event loop that they share. Times in
 * nanoseconds.
 */
final class LoadTally {
  private static final long LONGEST = 60_000_000_000L;
  private static final int MOST_FAULTS = 20;

  /** Trades from the beginning of the exchange's tick that sends them. */
  final Histogram tradesFromExchange = new Histogram(LONGEST, 3);

  /** The same for who listens to the exchange itself. */
  final Histogram tapFromExchange = new Histogram(LONGEST, 3);

  /** Trades from the gateway's receipt. */
  final Histogram tradesFromGateway = new Histogram(LONGEST, 3);

  /** Bars from the gateway's receipt of the trade that closed them. */
  final Histogram barsFromGateway = new Histogram(LONGEST, 3);

  /** From when a herd came back until each of it was answered. */
  final Histogram answers = new Histogram(LONGEST, 3);

  private final long start = System.nanoTime();
  boolean measuring;
  long messages;
  long bytes;
  long trades;
  long bars;

  /** Of the bars, those that correct one that was there before. */
  long revisions;

  int opened;
  int subscribed;
  int greeted;
  long unmatched;

  /** Clients that came back and were answered, and of those who go on without a hole. */
  int resumed;

  int recovered;

  /** Told to slow readers. */
  long lags;

  /** Sent by those who flood. */
  long requests;

  /** What should not be: holes in sequences, gaps, lags, errors, connections that ended. */
  final List<String> faults = new ArrayList<>();

  long faultCount;

  void begin() {
    measuring = true;
    messages = 0;
    bytes = 0;
    trades = 0;
    bars = 0;
    revisions = 0;
    unmatched = 0;
    tradesFromExchange.reset();
    tapFromExchange.reset();
    tradesFromGateway.reset();
    barsFromGateway.reset();
  }

  void end() {
    measuring = false;
  }

  void fault(String what) {
    faultCount++;
    if (faults.size() < MOST_FAULTS) {
      long millis = (System.nanoTime() - start) / 1_000_000;
      faults.add("at %d ms: %s".formatted(millis, what));
    }
  }

  static void record(Histogram histogram, long latency) {
    histogram.recordValue(Math.clamp(latency, 0, LONGEST));
  }
}
