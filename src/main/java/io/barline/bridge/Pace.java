package io.barline.bridge;

import java.time.Duration;

/**
 * How a bridge's program is treated.
 *
 * @param start how long a start may take
 * @param shortestPause before it is started again; the pause doubles while it does not last
 * @param longestPause up to this
 * @param proven one that ran for so long is started again after the shortest pause
 * @param look between two looks at how it is
 * @param mostFaults after so many looks in a row without an answer it hangs
 * @param grace how long it has to end by itself
 */
record Pace(
    Duration start,
    Duration shortestPause,
    Duration longestPause,
    Duration proven,
    Duration look,
    int mostFaults,
    Duration grace) {
  static final Pace NORMAL =
      new Pace(
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          BridgeWatch.PERIOD,
          4,
          Duration.ofSeconds(6));
}
