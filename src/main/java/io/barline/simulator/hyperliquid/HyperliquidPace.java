package io.barline.simulator.hyperliquid;

import java.time.Duration;

/**
 * How often the simulated Hyperliquid tells things, and for how long and to how many.
 *
 * @param book between two whole books of 20 levels
 * @param fastBook between two of 5 levels
 * @param candle between two updates of a candle that changed, and of prices and volumes
 * @param replay how far back the trades go that are sent after subscribing
 * @param idle a connection is closed when nothing was sent on it for so long
 * @param connections the most that may be open; more are refused with the status 429
 * @param greeting whether a connection begins with a line of plain text
 */
public record HyperliquidPace(
    Duration book,
    Duration fastBook,
    Duration candle,
    Duration replay,
    Duration idle,
    int connections,
    boolean greeting) {

  /** As measured and documented, 2026-11. */
  public static final HyperliquidPace DEFAULTS =
      new HyperliquidPace(
          Duration.ofMillis(5_400),
          Duration.ofMillis(540),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          10,
          false);

  public HyperliquidPace withBooks(Duration whole, Duration fast) {
    return new HyperliquidPace(whole, fast, candle, replay, idle, connections, greeting);
  }

  public HyperliquidPace withIdle(Duration value) {
    return new HyperliquidPace(book, fastBook, candle, replay, value, connections, greeting);
  }

  public HyperliquidPace withConnections(int value) {
    return new HyperliquidPace(book, fastBook, candle, replay, idle, value, greeting);
  }

  public HyperliquidPace withGreeting() {
    return new HyperliquidPace(book, fastBook, candle, replay, idle, connections, true);
  }
}
