package io.barline.simulator;

import java.time.Duration;

/** What the simulated exchange has seen, as it counts. */
final class Counters {
  private final Peak attemptPeak;
  private final Peak messagePeak = new Peak(Duration.ofMinutes(1));
  private final Peak weightPeak;
  long attempts;
  long refused;
  long accepted;
  int open;
  int mostOpen;
  long messages;
  int mostMessagesPerSecond;
  long subscribed;
  long unsubscribed;
  int mostStreams;
  long rejected;
  long pingsSent;
  long pingsReceived;
  long pongsReceived;
  long closedForMessages;
  long closedForStreams;
  long closedForSilence;
  long closedForSlowness;
  long framesSent;
  long bytesSent;
  long restRequests;
  long restRefused;

  /** The windows are those in which the exchange limits attempts and REST weight. */
  Counters(Duration attemptWindow, Duration weightWindow) {
    this.attemptPeak = new Peak(attemptWindow);
    this.weightPeak = new Peak(weightWindow);
  }

  void attempted(long now) {
    attempts++;
    attemptPeak.add(1, now);
  }

  void opened() {
    accepted++;
    open++;
    mostOpen = Math.max(mostOpen, open);
  }

  /** A frame of a client that has sent {@code recent} in the last second. */
  void received(int recent, long now) {
    messages++;
    mostMessagesPerSecond = Math.max(mostMessagesPerSecond, recent);
    messagePeak.add(1, now);
  }

  void requested(int weight, long now) {
    restRequests++;
    weightPeak.add(weight, now);
  }

  SimulatorCounts snapshot() {
    return new SimulatorCounts(
        attempts,
        refused,
        accepted,
        open,
        messages,
        mostMessagesPerSecond,
        subscribed,
        unsubscribed,
        mostStreams,
        rejected,
        pingsSent,
        pingsReceived,
        pongsReceived,
        closedForMessages,
        closedForStreams,
        closedForSilence,
        closedForSlowness,
        framesSent,
        bytesSent,
        restRequests,
        restRefused,
        attemptPeak.most(),
        messagePeak.most(),
        weightPeak.most(),
        mostOpen);
  }
}
