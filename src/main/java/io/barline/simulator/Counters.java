package io.barline.simulator;

/** What the simulated exchange has seen, as it counts. */
final class Counters {
  long attempts;
  long refused;
  long accepted;
  int open;
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
        restRefused);
  }
}
